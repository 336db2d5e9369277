# تراخيص مزودي البنية التحتية.

nav-licences = التراخيص
licences-all = تراخيص MISP
licences-all-intro = لكل مزود MISP ترخيص حالي واحد. ترافق قيمته، وهي مفتاح الترخيص، كل طلب يمر عبر المزود.
licences-intro = ترافق قيمة ترخيصكم الحالي، وهي مفتاح الترخيص، كل طلب يمر عبركم: سلّموها لشركاء المصادقة الذين تخدمونهم، أو اجعلوا بوابتكم تضيفها. تُعرض القيمة مرة واحدة فقط عند إنشائها.
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
licences-empty-words = يحتاج مزود MISP إلى ترخيص قبل أن تخدم بوابته أحدًا. أنشئوا الأول لمزود نشط.
licences-empty-own = ليس لديكم ترخيص بعد
licences-empty-yours = تحتاج بوابتكم إليه قبل أن تخدم الشركاء. أنشئوه هنا واحفظوا قيمته فورًا: لا تُعرض إلا هذه المرة.
licences-empty-admins = تحتاج بوابتكم إليه قبل أن تخدم الشركاء. ينشئه مدير الشركاء عندما تصبحون نشطين ويسلّمكم قيمته. لا شيء آخر عليكم فعله هنا.
licences-misp = مزود MISP
licences-misp-id = معرّف مزود MISP
licences-misp-hint = شريك نشط من نوع MISP ليس له ترخيص بعد.
licences-misp-missing = اختاروا مزود MISP.
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
licences-stopped-admin = أوقفه مدير الشركاء
licences-stopped-misp = أوقفه المزود
licences-misp-inactive = المزود غير نشط
licences-soon-yours = <b>ينتهي ترخيصكم في { $day }.</b> جددوه قبل ذلك وأعطوا القيمة الجديدة لبوابتكم وشركائكم.
licences-soon-admins = <b>ينتهي ترخيصكم في { $day }.</b> يجدده مدير الشركاء ويسلّمكم القيمة الجديدة. اطلبوها في الوقت المناسب.
licences-over-yours = <b>انتهى ترخيصكم في { $day }.</b> لا تخدم بوابتكم أحدًا. جددوه وأعطوا القيمة الجديدة لبوابتكم وشركائكم.
licences-over-admins = <b>انتهى ترخيصكم في { $day }.</b> لا تخدم بوابتكم أحدًا. اطلبوا من مدير الشركاء تجديده.
licences-note-inactive = <b>مؤسستكم غير نشطة.</b> إلى أن تصبح نشطة لا يفتح ترخيصكم شيئًا. هو صالح حتى { $day }.
licences-note-admin = <b>أوقف مدير الشركاء ترخيصكم.</b> لا يسمح باستخدامه من جديد إلا مدير الشركاء. هو صالح حتى { $day }.
licences-note-misp = <b>أوقفتم ترخيصكم.</b> لا تخدم بوابتكم أحدًا حتى تفعّلوه من جديد. هو صالح حتى { $day }.
licences-make = إنشاء ترخيص
licences-make-intro = تُعرض القيمة مرة واحدة بعد هذه الخطوة. سلّموها للمزود بطريقة آمنة. تصل المزود رسالة بلا القيمة.
licences-make-own = إنشاء ترخيصكم
licences-make-own-intro = تُعرض القيمة مرة واحدة بعد هذه الخطوة. جهّزوا مكانًا آمنًا لحفظها.
licences-make-send = إنشاء الترخيص
licences-made = أُنشئ الترخيص
licences-renewed = جُدد الترخيص
licences-secret-words = هذا مفتاح ترخيص المزود { $misp }. يرافق كل طلب يمر عبر المزود.
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
licences-effect-value = تُرفض الطلبات بالقيمة القديمة. تحتاج البوابة والشركاء الذين يستخدمونها إلى القيمة الجديدة التي تُعرض مرة واحدة بعد هذه الخطوة. أخبروهم قبل ذلك.
licences-effect-stop = يُرفض كل طلب عبر هذا المزود.
licences-effect-start = تُجاب الطلبات عبر هذا المزود من جديد.
licences-effect-mail = تصل جهات اتصال المزود رسالة. لا تحوي القيمة أبدًا.
licences-reason-hint = يقرأ هذا المزودُ ومديرو الشركاء. ويدخل في السجل أيضًا.
