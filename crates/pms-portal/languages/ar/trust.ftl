# مخزن الثقة

trust-intro = جهات الإصدار التي نقبل شهاداتها، بحسب نطاق الثقة.
trust-add = إضافة شهادات جهة إصدار
trust-issued-to = صادرة إلى
trust-issued-by = صادرة عن
trust-domain = نطاق الثقة
trust-type = النوع
trust-root = جذر
trust-intermediate = وسيطة
trust-uploaded = تاريخ الرفع
trust-download = السلسلة (P7B)
trust-empty = لا توجد جهات إصدار بعد
trust-empty-words = أضيفوا شهادات الجذر والوسيطة لجهات الإصدار التي تقبلون شهاداتها.
trust-count =
    { $n ->
        [zero] لا شهادات
        [one] شهادة واحدة
        [two] شهادتان
        [few] { $n } شهادات
       *[other] { $n } شهادة
    }
trust-upload-title = إضافة شهادات جهة إصدار
trust-upload-intro = شهادة واحدة، أو سلسلة كاملة بصيغة P7B أو PEM. يجب أن يوجد الجذر قبل وسيطاته؛ ويمكن أن يحتوي ملف واحد عليهما معًا.
trust-file = ملف شهادات جهة الإصدار
trust-domain-missing = اختاروا نطاق ثقة.
trust-domain-AUTH = شركاء المصادقة والوثائق والخدمات الأخرى
trust-domain-DEVICE = مزوّدو الأجهزة
trust-domain-FTM = مزوّدو الشرائح
trust-domain-MISP = مزوّدو البنية التحتية
trust-upload-send = قراءة الملف
trust-confirm-title = هل نثق بهذه الجهات؟
trust-confirm-intro =
    { $n ->
        [one] شهادة واحدة للنطاق { $domain }. لم يُحفظ شيء بعد.
        [two] شهادتان للنطاق { $domain }. لم يُحفظ شيء بعد.
        [few] { $n } شهادات للنطاق { $domain }. لم يُحفظ شيء بعد.
       *[other] { $n } شهادة للنطاق { $domain }. لم يُحفظ شيء بعد.
    }
trust-confirm-effect = من ذلك الحين تُقبل في هذا النطاق الشهادات التي تصدرها هذه الجهات.
trust-confirm-partly = بعضها موجود أصلًا أو غير مقبول، وتُضاف البقية.
trust-confirm-send = إضافة إلى مخزن الثقة
trust-added = الشهادات في مخزن الثقة.
trust-added-partly = بعض الشهادات في مخزن الثقة؛ والأخرى موجودة من قبل أو غير مقبولة.
trust-added-none = لم يُضف شيء. الشهادات غير مقبولة أو تنقص جهة إصدارها.
trust-ca = شهادة جهة إصدار
trust-ca-yes = نعم
trust-ca-no = لا
trust-path-length = مستويات جهات الإصدار تحتها
trust-no-limit = بلا حد
