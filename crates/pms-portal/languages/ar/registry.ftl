# الواجهات الحيوية الآمنة والأجهزة والشرائح: لمزوّديها وللمديرين.

nav-group-devices = الأجهزة
nav-sbis = الواجهات (SBI)
nav-devices = الأجهزة
nav-chips = الشرائح
state-hotlisted = في قائمة الحظر

registry-provider = المزوّد
registry-added = تاريخ التسجيل
registry-not-ended = لم تنتهِ
registry-facts = التفاصيل
registry-edit = تعديل
registry-save = حفظ
registry-deactivate = تعطيل
registry-reactivate = إعادة التفعيل
registry-keep-active = إبقاؤه فعّالًا
registry-keep-deactivated = إبقاؤه معطّلًا
registry-reason-hint = يقرؤه المزوّد ومديرو الشركاء، ويدخل في السجل أيضًا.
registry-history-empty = لا شيء بعد
registry-provider-inactive = يمكنكم التسجيل هنا حالما تصبح مؤسستكم فعّالة.
registry-see-steps = الخطوة التالية
registry-open-request = فتح الطلب
registry-waits-admin = <b>بانتظار مدير الشركاء.</b> ستصلكم رسالة بالقرار.
registry-waits-you = <b>بانتظار قرار.</b>
registry-change-waits = <b>تعديل ينتظر القرار.</b> وحتى ذلك الحين يبقى المعتمد ساريًا.
registry-changes-asked = <b>طرح مدير الشركاء سؤالًا.</b> والطلب ينتظر جواب المزوّد.
registry-on-hold = <b>علّقه مدير الشركاء.</b>
registry-rejected = <b>رُفض.</b> السبب مذكور في الطلب. صحّحوه ثم سجّلوا من جديد.
registry-change-rejected = <b>رُفض التعديل الأخير.</b> ويبقى المعتمد قبله ساريًا.
registry-provider-hotlisted = <b>مزوّده في قائمة الحظر.</b> لا يجوز استعمال شيء منه.
registry-edit-approved = هو معتمد: ينتظر تعديلكم القرار، ويبقى المعتمد ساريًا حتى ذلك الحين.
registry-edit-waiting = ما زال ينتظر القرار: يقرّر مدير الشركاء في ما تحفظونه هنا.
registry-saved = حُفظ التعديل.
registry-change-sent = سُجّل التعديل. وإن اختلف شيء فالقرار لمدير الشركاء.
registry-date-form = أدخلوا تاريخًا مثل 2026-11-21.

sbis-title = الواجهات الحيوية الآمنة
sbis-intro = البرنامج (SBI) الذي يعمل في أجهزتكم ويوقّع ما تلتقطه. سجّلوا كل إصدار، ثم أضيفوا الأجهزة التي تعمل به.
sbis-intro-staff = برامج (SBI) جميع مزوّدي الأجهزة. تُتّخذ القرارات في صندوق الطلبات.
sbis-count =
    { $n ->
        [zero] لا واجهات
        [one] واجهة واحدة ({ $n })
        [two] واجهتان ({ $n })
        [few] { $n } واجهات
        [many] { $n } واجهة
       *[other] { $n } واجهة
    }
sbis-add = تسجيل واجهة
sbis-empty = لا واجهات بعد
sbis-empty-words = يظهر هنا كل إصدار من برنامجكم مع أجهزته ونهايته. تحتاجون إلى الإصدار وبصمة البرنامج وتاريخين.
sbis-empty-staff = يظهر هنا ما يسجّله مزوّدو الأجهزة.
sbis-waiting = أجهزة بالانتظار
sbis-devices-waiting =
    { $n ->
        [zero] لا شيء بالانتظار
        [one] جهاز بالانتظار ({ $n })
        [two] جهازان بالانتظار ({ $n })
        [few] { $n } أجهزة بالانتظار
        [many] { $n } جهازًا بالانتظار
       *[other] { $n } جهاز بالانتظار
    }

sbi-version = الإصدار
sbi-version-hint = كما يسمّي البرنامج نفسه، 64 حرفًا على الأكثر. لا يُسجَّل الإصدار مرتين.
sbi-version-missing = أدخلوا الإصدار.
sbi-id = معرّف الواجهة
sbi-hash = بصمة البرنامج
sbi-hash-hint = بصمة SHA-256 لملف البرنامج كما تسلّمونه، بالنظام الست عشري. لينكس: <code>sha256sum FILE</code>. ويندوز: <code>certutil -hashfile FILE SHA256</code>. ماك: <code>shasum -a 256 FILE</code>.
sbi-hash-missing = أدخلوا بصمة البرنامج.
sbi-hash-form = أدخلوا البصمة وحدها، من غير مسافات ومن غير اسم الملف.
sbi-made = تاريخ الإنشاء
sbi-made-hint = متى بُني هذا الإصدار: ليس بعد اليوم.
sbi-ends = تاريخ الانتهاء
sbi-ends-hint = آخر يوم يجوز استعماله فيه. بعده تتوقف الواجهة وأجهزتها.
sbi-title = الواجهة { $version }
sbi-is-active = سارية. يمكن إضافة الأجهزة إليها.
sbi-is-pending = ليست سارية بعد. يمكن إضافة الأجهزة حالما تُعتمد.
sbi-is-expired = انقضى آخر أيامها. سجّلوا إصدارًا جديدًا.
sbi-is-deactivated = متوقفة، ومعها الأجهزة التي لا تخدمها واجهة أخرى. يمكن لمدير الشركاء إعادتها.
sbi-is-rejected = مرفوضة، وهذا نهائي.
sbi-devices = الأجهزة
sbi-devices-counts = المجموع { $all }، المعتمد { $approved }، بالانتظار { $waiting }
sbi-devices-empty = لا يعمل بها جهاز بعد.
sbi-all-devices = كل أجهزتها
sbi-new-title = تسجيل واجهة
sbi-new-intro = القرار لمدير الشركاء. بعده يمكنكم إضافة الأجهزة.
sbi-edit-title = تعديل الواجهة
sbi-added = سُجّلت الواجهة { $version }، وهي بانتظار مدير الشركاء.
sbi-map = إضافة أجهزة
sbi-map-title = إضافة أجهزة إلى الواجهة { $version }
sbi-map-intro = أجهزتكم المعتمدة التي لا تخدمها بعد. تعمل بها فورًا.
sbi-map-find = البحث عن جهاز
sbi-map-devices = الأجهزة المراد إضافتها
sbi-map-empty = لم يبقَ جهاز معتمد لإضافته. سجّلوا جهازًا جديدًا بهذه الواجهة.
sbi-map-more = يظهر أول 50 جهازًا فقط. ابحثوا بالطراز لتجدوا الباقي.
sbi-map-send = إضافة الأجهزة المختارة
sbi-map-none = اختاروا جهازًا واحدًا على الأقل.
sbi-map-refused = لم يُضف { $name }. { $why }
sbi-mapped = تعمل الأجهزة المختارة بالواجهة الآن.
sbi-unmap-one = إزالة { $name }
sbi-unmap-title = إزالة { $name } من الواجهة { $version }؟
sbi-unmap-words =
    { $others ->
        [zero] لا تخدم هذا الجهاز واجهة أخرى. يبقى معتمدًا، ويعمل من جديد إذا أضفتموه إلى واجهة.
        [one] تخدم هذا الجهاز واجهة أخرى ({ $others })، ويستمر بها.
        [two] تخدم هذا الجهاز واجهتان أخريان ({ $others })، ويستمر بهما.
        [few] تخدم هذا الجهاز { $others } واجهات أخرى، ويستمر بها.
        [many] تخدم هذا الجهاز { $others } واجهة أخرى، ويستمر بها.
       *[other] تخدم هذا الجهاز { $others } واجهة أخرى، ويستمر بها.
    }
sbi-unmap-send = الإزالة من الواجهة
sbi-unmap-keep = إبقاؤه
sbi-unmapped = أُزيل الجهاز من الواجهة.
sbi-deactivate-title = تعطيل هذه الواجهة
sbi-deactivate-words = يسري فورًا وفي كل مكان:
sbi-deactivate-send = تعطيل الواجهة
sbi-deactivated = عُطّلت الواجهة.
sbi-effect-stopped =
    { $n ->
        [zero] لا يتوقف جهاز معتمد
        [one] يتوقف جهاز معتمد واحد ({ $n }) ما دامت الواجهة متوقفة
        [two] يتوقف جهازان معتمدان ({ $n }) ما دامت الواجهة متوقفة
        [few] تتوقف { $n } أجهزة معتمدة ما دامت الواجهة متوقفة
        [many] يتوقف { $n } جهازًا معتمدًا ما دامت الواجهة متوقفة
       *[other] يتوقف { $n } جهاز معتمد ما دامت الواجهة متوقفة
    }
sbi-effect-elsewhere =
    { $n ->
        [zero] ليس لأي جهاز واجهة أخرى يعمل بها
        [one] يستمر جهاز معتمد واحد ({ $n }) بواجهة أخرى
        [two] يستمر جهازان معتمدان ({ $n }) بواجهة أخرى
        [few] تستمر { $n } أجهزة معتمدة بواجهة أخرى
        [many] يستمر { $n } جهازًا معتمدًا بواجهة أخرى
       *[other] يستمر { $n } جهاز معتمد بواجهة أخرى
    }
sbi-effect-rejected =
    { $n ->
        [zero] لا يُرفض جهاز بالانتظار
        [one] يُرفض جهاز واحد بالانتظار ({ $n })
        [two] يُرفض جهازان بالانتظار ({ $n })
        [few] تُرفض { $n } أجهزة بالانتظار
        [many] يُرفض { $n } جهازًا بالانتظار
       *[other] يُرفض { $n } جهاز بالانتظار
    }
sbi-reactivate-title = إعادة تفعيل هذه الواجهة
sbi-reactivate-words = تعمل هي والأجهزة التي توقفت معها من جديد، إن لم تنتهِ مدتها وكان مزوّدها فعّالًا. والأجهزة المرفوضة تبقى كذلك.
sbi-reactivate-send = إعادة تفعيل الواجهة
sbi-reactivated = الواجهة فعّالة من جديد.

devices-title = الأجهزة
devices-intro = طرازات أجهزتكم. يُسجَّل كل طراز مرة واحدة، ويعمل بالواجهات التي تضيفونه إليها.
devices-intro-staff = طرازات أجهزة جميع المزوّدين. تُتّخذ القرارات في صندوق الطلبات.
devices-count =
    { $n ->
        [zero] لا أجهزة
        [one] جهاز واحد ({ $n })
        [two] جهازان ({ $n })
        [few] { $n } أجهزة
        [many] { $n } جهازًا
       *[other] { $n } جهاز
    }
devices-add = تسجيل جهاز
devices-add-many = تسجيل عدة أجهزة من ملف
devices-empty = لا أجهزة بعد
devices-empty-words = يظهر هنا كل طراز مسجَّل. تحتاجون إلى نوعه وصانعه وطرازه، ويُستحسن واجهة معتمدة.
devices-empty-staff = يظهر هنا ما يسجّله مزوّدو الأجهزة.

device-name = الجهاز
device-make = الصانع
device-make-hint = 36 حرفًا على الأكثر
device-make-missing = أدخلوا الصانع.
device-model = الطراز
device-model-missing = أدخلوا الطراز.
device-type = النوع
device-sub-type = النوع الفرعي
device-id = معرّف الجهاز
device-kind = النوع والنوع الفرعي
device-kind-hint = ما يلتقطه الجهاز، وكيف
device-kind-missing = اختاروا النوع والنوع الفرعي.
device-sbi = الواجهة
device-sbi-hint = الإصدار المعتمد الذي يعمل به الجهاز؛ يقرر المدير فيهما معًا. ومن دونه تضيفون الجهاز إلى واجهة لاحقًا.
device-sbi-none = لا شيء بعد
device-sbis = الواجهات
device-sbis-empty = لا يعمل بأي واجهة بعد. افتحوا واجهة معتمدة وأضيفوا الجهاز إليها.
device-is-active = معتمد: يجوز استعماله بالواجهات السارية أدناه.
device-is-alone = معتمد، لكن لا تخدمه واجهة. أضيفوه إلى واحدة.
device-is-pending = ليس قيد الاستعمال بعد.
device-is-deactivated = متوقف: عُطّل، أو لا شيء من واجهاته سارٍ. يمكن لمدير الشركاء إعادته.
device-is-rejected = مرفوض، وهذا نهائي.
device-model-hotlisted = <b>هذا الطراز في قائمة الحظر.</b> لا يجوز استعمال أي جهاز منه.
device-new-title = تسجيل جهاز
device-new-intro = القرار لمدير الشركاء.
device-edit-title = تعديل الجهاز
device-added = سُجّل { $name }، وهو بانتظار مدير الشركاء.
device-unmap-one = إزالة من { $version }
device-deactivate-title = تعطيل هذا الجهاز
device-deactivate-words = يسري فورًا وفي كل مكان:
device-deactivate-send = تعطيل الجهاز
device-deactivated = عُطّل الجهاز.
device-effect-sbis =
    { $n ->
        [zero] لا تخدمه أي واجهة
        [one] واجهة واحدة ({ $n }) لا تخدمه بعد الآن
        [two] واجهتان ({ $n }) لا تخدمانه بعد الآن
        [few] { $n } واجهات لا تخدمه بعد الآن
        [many] { $n } واجهة لا تخدمه بعد الآن
       *[other] { $n } واجهة لا تخدمه بعد الآن
    }
device-effect-refused = يُرفض ما تلتقطه أجهزة هذا الطراز
device-reactivate-title = إعادة تفعيل هذا الجهاز
device-reactivate-words = يعمل من جديد بواجهاته، إن كان مزوّده فعّالًا ولم يُسجَّل الطراز من جديد.
device-reactivate-send = إعادة تفعيل الجهاز
device-reactivated = الجهاز فعّال من جديد.

pair-state = معًا
pair-works = يعمل
pair-waits = منذ اعتماد الجهاز
pair-sbi-off = لا يعمل: الواجهة ليست سارية
pair-device-off = لا يعمل: الجهاز ليس قيد الاستعمال

file-title = تسجيل عدة أجهزة
file-intro = أرسلوا ملف CSV. ترون لكل سطر ما فيه من خطأ قبل حفظ أي شيء.
file-upload = اختيار الملف
file-file = ملف CSV
file-file-hint = حتى 300 سطر
file-text = أسطر الملف
file-text-hint = مع الترويسة في السطر الأول
file-check = فحص الملف
file-columns = الأعمدة
file-columns-words = <code>deviceType</code> و<code>deviceSubType</code> و<code>make</code> و<code>model</code>، وإن شئتم <code>sbiVersion</code>: الواجهة المعتمدة التي يعمل بها الجهاز.
file-template = تنزيل نموذج
file-report = محتوى الملف
file-counts = عدد الأسطر { $all }، يحتاج منها إلى تصحيح { $wrong }
file-all-right = كل الأسطر صحيحة
file-not-stored = لم يُحفظ شيء
file-line = السطر
file-line-number = السطر { $n }
file-verdict = النتيجة
file-right = صحيح
file-confirm = تسجيلها
file-confirm-words = تُحفظ كل الأسطر معًا، ثم ينتظر كل جهاز مدير الشركاء.
file-send = تسجيل هذه الأجهزة
file-other = اختيار ملف آخر
file-added = سُجّلت الأجهزة، وهي بانتظار مدير الشركاء.
file-wrong-title = لم يُحفظ شيء
file-wrong =
    { $n ->
        [zero] لا سطر يحتاج إلى تصحيح.
        [one] سطر واحد ({ $n }) يحتاج إلى تصحيح.
        [two] سطران ({ $n }) يحتاجان إلى تصحيح.
        [few] { $n } أسطر تحتاج إلى تصحيح.
        [many] { $n } سطرًا يحتاج إلى تصحيح.
       *[other] { $n } سطر يحتاج إلى تصحيح.
    }
file-empty = ليس في الملف سطر غير الترويسة.
file-header = السطر الأول لا يسمّي الأعمدة deviceType وdeviceSubType وmake وmodel.
file-long = في الملف أكثر من { $most } سطرًا. قسّموه.
file-not-text = الملف ليس نصًا بترميز UTF-8. احفظوه بصيغة CSV (UTF-8).
file-problem-cells = عدد خاناته لا يطابق الترويسة.
file-problem-kind = لا يوجد هذا النوع والنوع الفرعي. النموذج يذكرها جميعًا.
file-problem-long = اكتبوا { $most } حرفًا على الأكثر للصانع وللطراز.
file-problem-twice = الطراز نفسه في السطر { $line }.
file-problem-registered = سجّلتم هذا الطراز من قبل.
file-problem-sbi = ليست لديكم واجهة بهذا الإصدار.
file-problem-sbi-off = الواجهة غير معتمدة، أو انتهت مدتها.
file-problem-waiting = سينتظر القرارَ أكثر من { $most } جهازًا. سجّلوه لاحقًا.

chips-title = الشرائح
chips-intro = طرازات شرائحكم (وحدات الثقة FTM). لكل منها شهادة من سلطتكم.
chips-intro-staff = طرازات الشرائح (FTM) لجميع مزوّديها. تُتّخذ القرارات في صندوق الطلبات.
chips-count =
    { $n ->
        [zero] لا شرائح
        [one] شريحة واحدة ({ $n })
        [two] شريحتان ({ $n })
        [few] { $n } شرائح
        [many] { $n } شريحة
       *[other] { $n } شريحة
    }
chips-add = تسجيل شريحة
chips-empty = لا شرائح بعد
chips-empty-words = يظهر هنا كل طراز مسجَّل. تحتاجون إلى صانعه وطرازه، ثم إلى شهادته.
chips-empty-staff = يظهر هنا ما يسجّله مزوّدو الشرائح.
chip-name = الشريحة
chip-id = معرّف الشريحة
chip-certificate-ends = نهاية الشهادة
chip-certificate-none = لم تُرفع
chip-certificate-for = شهادة { $name }
chip-is-draft = شهادتها ناقصة. ارفعوها، ثم يقرّر مدير الشركاء.
chip-is-pending = الشهادة موجودة. يقرّر مدير الشركاء في الشريحة والشهادة معًا.
chip-is-active = سارية، بالشهادة أدناه.
chip-is-deactivated = متوقفة، وشهادتها غير موثوقة. يمكن لمدير الشركاء إعادتها.
chip-is-rejected = مرفوضة، وهذا نهائي.
chip-upload = رفع الشهادة
chip-renew = تجديد الشهادة
chip-certificates-intro = الأحدث أولًا. تسري الجديدة منذ اعتمادها، وتبقى السابقة صالحة حتى نهايتها.
chip-certificates-empty = لا شهادة بعد.
chip-upload-intro = شهادة مفتاح الطراز، صادرة عن سلطة شهاداتكم.
chip-next-check = ترون أي القواعد تستوفيها الشهادة.
chip-next-admin = تؤكدون، ثم يقرّر مدير الشركاء.
chip-next-use = منذ الاعتماد يوثَق بالأجهزة التي فيها هذه الشريحة.
chip-certificate-sent = حُفظت الشهادة، وهي بانتظار مدير الشركاء.
chip-new-title = تسجيل شريحة
chip-new-intro = بعد ذلك ترفعون شهادتها.
chip-edit-title = تعديل الشريحة
chip-added = سُجّلت { $name }. ارفعوا الآن شهادتها.
chip-deactivate-title = تعطيل هذه الشريحة
chip-deactivate-words = يسري فورًا وفي كل مكان:
chip-deactivate-send = تعطيل الشريحة
chip-deactivated = عُطّلت الشريحة.
chip-effect-certificates =
    { $n ->
        [zero] لا تتأثر أي شهادة
        [one] شهادة واحدة ({ $n }) لا يوثَق بها بعد الآن
        [two] شهادتان ({ $n }) لا يوثَق بهما بعد الآن
        [few] { $n } شهادات لا يوثَق بها بعد الآن
        [many] { $n } شهادة لا يوثَق بها بعد الآن
       *[other] { $n } شهادة لا يوثَق بها بعد الآن
    }
chip-effect-refused = يُرفض ما توقّعه الأجهزة التي فيها هذه الشريحة
chip-reactivate-title = إعادة تفعيل هذه الشريحة
chip-reactivate-words = تسري هي وشهادتها من جديد، إن كانت الشهادة تُقبل اليوم وكان مزوّدها فعّالًا.
chip-reactivate-send = إعادة تفعيل الشريحة
chip-reactivated = الشريحة فعّالة من جديد.

action-device-add = سُجّل جهاز
action-device-import = سُجّلت أجهزة من ملف
action-device-update = عُدّل الجهاز
action-device-deactivate = عُطّل الجهاز
action-device-reactivate = أُعيد تفعيل الجهاز
action-device-map = أُضيف الجهاز إلى واجهة
action-device-unmap = أُزيل الجهاز من واجهة
action-interface-add = سُجّلت واجهة
action-interface-update = عُدّلت الواجهة
action-interface-deactivate = عُطّلت الواجهة
action-interface-reactivate = أُعيد تفعيل الواجهة
action-interface-expire = انتهت مدة الواجهة
action-chip-add = سُجّلت شريحة
action-chip-update = عُدّلت الشريحة
action-chip-certificate = رُفعت شهادة الشريحة
action-chip-deactivate = عُطّلت الشريحة
action-chip-reactivate = أُعيد تفعيل الشريحة

inbox-kind-device = الأجهزة
inbox-kind-sbi = الواجهات
inbox-kind-chip = الشرائح
request-so-far = { $what }، حتى الآن
request-check-provider = المزوّد فعّال وله شهادة صالحة
request-check-provider-met = تنتهي في { $when }
request-check-provider-missing = ليست له شهادة صالحة اليوم
request-check-provider-inactive = المزوّد غير فعّال: لا يمكن اعتماد شيء منه
request-check-sbi = واجهة سارية تخدم الجهاز
request-check-sbi-met = واحدة على الأقل، أعلاه
request-check-sbi-none = لا شيء بعد. يمكن اعتماده، ويعمل حالما يضيفه المزوّد إلى واجهة.
request-check-sbi-off = لا شيء مما سبق سارٍ. قرّروا في الواجهة أولًا.
request-check-ends = تاريخ الانتهاء لم يحن
request-check-ends-met = كما ذُكر
request-check-ends-missing = انقضى، أو غير مذكور. اطلبوا تاريخًا آخر.
request-check-chip = شهادة الشريحة صالحة
request-check-chip-met = تُفحص قواعدها من جديد عند الاعتماد
request-check-chip-none = غير موجودة، أو لا تُقرأ
request-check-chip-over = انتهت، أو لم تبدأ بعد
request-check-hotlist = لا هو ولا مزوّده في قائمة الحظر
request-check-hotlist-met = لم يُعثر على شيء
request-check-hotlist-itself = هو في قائمة الحظر
request-check-hotlist-provider = المزوّد في قائمة الحظر
