# تراخيص مزودي البنية التحتية.

nav-licences = التراخيص
licences-all = تراخيص MISP
licences-all-intro = لكل مزود MISP ترخيص حالي واحد. ترسل البوابات قيمته مع كل طلب.
licences-intro = ترسل بوابتك قيمة ترخيصك الحالي مع كل طلب. نعرض القيمة مرة واحدة فقط عند إنشائها.
licences-count =
    { $n ->
        [zero] لا تراخيص
        [one] ترخيص واحد
        [two] ترخيصان
        [few] { $n } تراخيص
        [many] { $n } ترخيصًا
       *[other] { $n } ترخيص
    }
licences-empty = لا يوجد ترخيص بعد
licences-empty-words = يحتاج مزود MISP إلى ترخيص قبل أن تخدم بوابته أحدًا. أنشئ الأول لمزود نشط.
licences-empty-own = ليس لديك ترخيص بعد
licences-empty-yours = تحتاج بوابتك إليه قبل أن تخدم الشركاء. أنشئه هنا واحفظ قيمته فورًا: لا تُعرض إلا هذه المرة.
licences-empty-admins = تحتاج بوابتك إليه قبل أن تخدم الشركاء. ينشئه مسؤول عندما تصبح نشطًا ويسلمك قيمته. لا شيء آخر عليك فعله هنا.
licences-misp = مزود MISP
licences-misp-id = معرّف مزود MISP
licences-misp-hint = شريك نشط من نوع MISP ليس له ترخيص بعد.
licences-misp-missing = اختر مزود MISP.
licences-id = الترخيص
licences-value = القيمة
licences-masked = غير معروضة
licences-policy = السياسة
licences-from = صالح من
licences-until = صالح حتى
licences-not-active = غير نشط
licences-ends-30 = ينتهي خلال 30 يومًا
licences-ends-90 = ينتهي خلال 90 يومًا
licences-over = منتهٍ
licences-current = الحالي
licences-replaced = حل محله ترخيص آخر
licences-stopped-admin = أوقفه مسؤول
licences-stopped-misp = أوقفه المزود
licences-misp-inactive = المزود غير نشط
licences-soon-yours = <b>ينتهي ترخيصك في { $day }.</b> جدده قبل ذلك وأعط بوابتك القيمة الجديدة.
licences-soon-admins = <b>ينتهي ترخيصك في { $day }.</b> يجدده مسؤول ويسلمك القيمة الجديدة. اطلبها في الوقت المناسب.
licences-over-yours = <b>انتهى ترخيصك في { $day }.</b> لا تخدم بوابتك أحدًا. جدده وأعط بوابتك القيمة الجديدة.
licences-over-admins = <b>انتهى ترخيصك في { $day }.</b> لا تخدم بوابتك أحدًا. اطلب من مسؤول تجديده.
licences-note-inactive = <b>مؤسستك غير نشطة.</b> إلى أن تصبح نشطة لا يفتح ترخيصك شيئًا. هو صالح حتى { $day }.
licences-note-admin = <b>أوقف مسؤول ترخيصك.</b> لا يسمح باستخدامه من جديد إلا مسؤول. هو صالح حتى { $day }.
licences-note-misp = <b>أوقفت ترخيصك.</b> لا تخدم بوابتك أحدًا حتى تفعّله من جديد. هو صالح حتى { $day }.
licences-make = إنشاء ترخيص
licences-make-intro = تُعرض القيمة مرة واحدة بعد هذه الخطوة. سلّمها للمزود بطريقة آمنة. تصل المزود رسالة بلا القيمة.
licences-make-own = إنشاء ترخيصك
licences-make-own-intro = تُعرض القيمة مرة واحدة بعد هذه الخطوة. جهّز مكانًا آمنًا لحفظها.
licences-make-send = إنشاء الترخيص
licences-made = أُنشئ الترخيص
licences-renewed = جُدد الترخيص
licences-secret-words = هذا ترخيص المزود { $misp }. ترسله بوابته مع كل طلب.
licences-secret-label = الترخيص
licences-works-until = يعمل من الآن حتى { $day }.
licences-endless = يعمل من الآن.
licences-stored = حفظته
licences-renew = تجديد
licences-deactivate = تعطيل
licences-activate = تفعيل
licences-renew-title = تجديد هذا الترخيص
licences-renew-words = يحل ترخيص جديد محل هذا الترخيص. يسري ذلك فورًا:
licences-renew-send = تجديد الترخيص
licences-renew-keep = إبقاء هذا الترخيص
licences-deactivate-title = تعطيل هذا الترخيص
licences-deactivate-words = يمكن تفعيل الترخيص من جديد. يسري ذلك فورًا:
licences-deactivate-send = تعطيل الترخيص
licences-deactivate-keep = إبقاؤه نشطًا
licences-activate-title = تفعيل هذا الترخيص
licences-activate-words = يعمل الترخيص من جديد كما كان. يسري ذلك فورًا:
licences-activate-send = تفعيل الترخيص
licences-activate-keep = تركه معطلًا
licences-activated = الترخيص نشط من جديد.
licences-deactivated = عُطل الترخيص.
licences-effect-use =
    { $partners ->
        [0] لم يستخدمه أحد في آخر { $days } يومًا.
        [one] في آخر { $days } يومًا خدم شريكًا واحدًا (عدد الشركاء { $partners }) بعدد طلبات { $requests }.
        [two] في آخر { $days } يومًا خدم شريكين (عدد الشركاء { $partners }) بعدد طلبات { $requests }.
        [few] في آخر { $days } يومًا خدم { $partners } شركاء بعدد طلبات { $requests }.
        [many] في آخر { $days } يومًا خدم { $partners } شريكًا بعدد طلبات { $requests }.
       *[other] في آخر { $days } يومًا خدم { $partners } شريك بعدد طلبات { $requests }.
    }
licences-effect-value = تُرفض الطلبات بالقيمة القديمة. على البوابة استخدام القيمة الجديدة التي تُعرض مرة واحدة بعد هذه الخطوة.
licences-effect-stop = يُرفض كل طلب عبر هذا المزود.
licences-effect-start = تُجاب الطلبات عبر هذا المزود من جديد.
licences-effect-mail = تصل جهات اتصال المزود رسالة. لا تحوي القيمة أبدًا.
licences-reason-hint = يقرأ هذا المزود والمسؤولون. ويدخل في السجل أيضًا.
