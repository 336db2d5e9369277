# سجل المعاملات.

nav-usage = المعاملات
nav-transactions = المعاملات
usage-title = المعاملات
usage-intro-misp = كل استخدام لتراخيصكم: متى، ومن أي شريك، وما رُفض ولماذا. لا تُسجل معرفات شخصية أبدًا.
usage-intro-partner = كل استخدام لمفاتيحكم: متى، وعبر أي مزود MISP، وما رُفض ولماذا. لا تُسجل معرفات شخصية أبدًا.
usage-intro-all = كل استخدام للتراخيص والمفاتيح لجميع مزودي MISP والشركاء. لا تُسجل معرفات شخصية أبدًا.
usage-export-lines = تصدير NDJSON
usage-from = من
usage-to = إلى
usage-misp = مزود MISP
usage-misp-id = مزود MISP (معرف الشريك، مطابق)
usage-partner = الشريك
usage-partner-id = معرف الشريك (مطابق)
usage-policy = السياسة
usage-policy-id = معرف السياسة (مطابق)
usage-key = مفتاح API
usage-key-label = تسمية مفتاح API
usage-type = نوع الطلب
usage-outcome = النتيجة
usage-outcome-allowed = مسموح
usage-outcome-refused = مرفوض
usage-reason = السبب
usage-reason-code = رمز السبب
usage-source = المصدر
usage-source-validate = فحصنا نحن
usage-source-gateway = البوابة
usage-source-ida = ID Authentication
usage-transaction = معرف المعاملة
usage-time = الوقت
usage-result = النتيجة
usage-ranges = الفترات
usage-range-24h = آخر 24 ساعة
usage-range-7d = آخر 7 أيام
usage-range-30d = آخر 30 يومًا
usage-window = من { $from } إلى { $to }
usage-window-wrong = اختر يومًا أول قبل اليوم الأخير، بفارق { $days } يومًا على الأكثر.
usage-rows-window = تُعرض الاستخدامات المفردة لمدة { $days } يومًا على الأكثر. المجاميع كاملة. اختر فترة أقصر لرؤية الصفوف.
usage-filter-wrong = أحد عوامل التصفية لا يطابق شيئًا. تحتاج التسمية إلى معرف شريكها؛ والنوع والنتيجة والمصدر من المعروض؛ ومعرف المعاملة حروف وأرقام وشرطات.
usage-empty = لا شيء في هذه الفترة
usage-empty-misp = سترون هنا كل استخدام لترخيصكم: أي شريك طلب، وما سُمح به، ولماذا رُفض شيء.
usage-empty-partner = سترون هنا كل استخدام لمفاتيح API الخاصة بكم: متى، وعبر أي مزود MISP، وما سُمح به، ولماذا رُفض شيء.
usage-empty-all = سترون هنا كل استخدام لترخيص ومفتاح لجميع مزودي MISP والشركاء.
usage-empty-connect = تظهر الاستخدامات عندما تسألنا بوابة هل الترخيص والشريك والمفتاح صالحة، أو عندما ترسل سجلها إلى واجهتنا.
usage-empty-help = كيف تُوصل بوابة
usage-number = { $n }
usage-tile-requests = الطلبات
usage-tile-allowed = المسموح
usage-tile-refused = المرفوض
usage-tile-partners = الشركاء
usage-tile-partners-words = خُدموا في هذه الفترة
usage-tile-misps = مزودو MISP
usage-tile-misps-words = نقلوا الطلبات
usage-share = { $percent }٪ من الكل
usage-share-little = أقل من 1٪ من الكل
usage-share-none = لا شيء بعد
usage-before-hours = عدد الساعات السابقة: { $n }
usage-before-days = عدد الأيام السابقة: { $n }
usage-trend =
    { $which ->
        [up] أعلى بنسبة { $percent }٪ ({ $before })
        [down] أقل بنسبة { $percent }٪ ({ $before })
       *[same] تغيّر { $percent }٪ ({ $before })
    }
usage-trend-new = جديد ({ $before })
usage-per-hour = الطلبات في الساعة
usage-per-day = الطلبات في اليوم (UTC)
usage-hour = الساعة
usage-day = اليوم
usage-chart-counts = المسموح { $allowed }، المرفوض { $refused }
usage-chart-peak = { $counts }، وأكثر الرفض عند { $when }: { $n }
usage-chart-scroll = رسم بياني، يُمرر أفقيًا على شاشة صغيرة
usage-same-table = الأرقام نفسها في جدول
usage-short-day = { $day } { $month ->
        [1] يناير
        [2] فبراير
        [3] مارس
        [4] أبريل
        [5] مايو
        [6] يونيو
        [7] يوليو
        [8] أغسطس
        [9] سبتمبر
        [10] أكتوبر
        [11] نوفمبر
       *[12] ديسمبر
    }
usage-summed = الأرقام حتى { $at }. ما جاء بعد ذلك في الصفوف أدناه.
usage-why = أسباب الرفض
usage-why-none = لم يُرفض شيء.
usage-count = العدد
usage-all = الكل
usage-served = الشركاء المخدومون
usage-served-by = مزودو MISP الذين خدموك
usage-served-more =
    { $n ->
        [zero] ولا أحد غيرهم
        [one] وواحد آخر
        [two] واثنان آخران
        [few] و{ $n } آخرون
        [many] و{ $n } آخرون
       *[other] و{ $n } آخرون
    }
usage-first = الأول
usage-last = الأخير
usage-log = السجل
usage-newest = الأحدث أولًا
usage-pager = يستمر السجل وأنت تقرؤه.
usage-to-newest = الأحدث
usage-to-older = الأقدم
usage-reason-other = سبب من ID Authentication
usage-reason-other-remedy = ابحث عن رمزه في مرجع ID Authentication.
