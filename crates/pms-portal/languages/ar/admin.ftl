# صفحات مديري الشركاء ومديري السياسات

inbox-intro = الطلبات التي تنتظر مدير الشركاء، الأقدم أولًا.
inbox-target =
    { $days ->
        [one] الهدف يوم عمل واحد.
        [two] الهدف يوما عمل.
        [few] الهدف { $days } أيام عمل.
       *[other] الهدف { $days } يوم عمل.
    }
inbox-kinds = أنواع الطلبات
inbox-all = الكل
inbox-kind-partner = الشركاء
inbox-kind-ca = شهادات جهات الإصدار
inbox-kind-policy = السياسات
inbox-kind-key = مفاتيح API
inbox-kind-admins = مديران
inbox-late =
    { $n ->
        [one] <b>طلب واحد في هذه الصفحة تجاوز الهدف.</b>
        [two] <b>طلبان في هذه الصفحة تجاوزا الهدف.</b>
        [few] <b>تجاوزت { $n } طلبات في هذه الصفحة الهدف.</b>
       *[other] <b>تجاوز { $n } طلبًا في هذه الصفحة الهدف.</b>
    }
inbox-list = الطلبات
inbox-request = الطلب
inbox-from = من
inbox-waiting = الانتظار
inbox-over-target = تجاوز الهدف
inbox-empty = لا شيء ينتظر
inbox-empty-words = تظهر هنا التسجيلات الجديدة وشهادات جهات الإصدار.
inbox-title-partner = شريك جديد: { $kind }
inbox-title-ca = شهادات جهة إصدار لشريك
inbox-title-policy = السياسة { $policy }
inbox-title-key = مفتاح API { $label } للسياسة { $policy }
inbox-title-device = الجهاز { $name }
inbox-title-sbi = الواجهة البيومترية الآمنة { $version }
inbox-title-chip = الشريحة { $name }
inbox-title-rename = اسم جديد: { $name }
inbox-title-anchor = جذر جديد لنطاق الثقة { $domain }
inbox-title-role = الدور { $role } للحساب { $name }
inbox-title-second-factor = إزالة الخطوة الثانية لتسجيل الدخول من { $name }
inbox-title-reactivation = إعادة تفعيل { $name }
inbox-title-owner = مالك جديد لدى { $name }
inbox-title-publication = نشر السياسة { $policy }
inbox-title-unhotlist = إزالة { $name } من قائمة الحظر
inbox-kind-words-partner = تسجيل
inbox-kind-words-ca = شهادات جهة إصدار
inbox-kind-words-policy = سياسة
inbox-kind-words-key = مفتاح API
inbox-kind-words-device = جهاز
inbox-kind-words-sbi = واجهة
inbox-kind-words-chip = شريحة
inbox-kind-words-rename = اسم جديد
inbox-kind-words-admins = يحتاج إلى مدير ثانٍ
inbox-asked = طُلبت تغييرات
inbox-hold = معلّق

request-title-partner = { $name } تطلب أن تصبح شريكًا
request-title-ca = { $name } تطلب الثقة بجهة الإصدار الخاصة بها
request-title-policy = { $name } تطلب السياسة { $policy }
request-title-key = { $name } تطلب مفتاح API { $label }
request-title-device = { $name } تطلب الجهاز { $model }
request-title-sbi = { $name } تطلب الواجهة البيومترية الآمنة { $version }
request-title-chip = { $name } تطلب الشريحة { $model }
request-title-rename = تطلب { $name } أن يصبح اسمها { $wanted }
request-title-anchor = يريد مدير الثقة بجذر جديد للنطاق { $domain }
request-title-role = يريد مدير منح { $name } الدور { $role }
request-title-second-factor = يريد مدير إزالة الخطوة الثانية لتسجيل الدخول من { $name }
request-title-reactivation = يريد مدير إعادة تفعيل { $name }
request-title-owner = يريد مدير دعوة مالك جديد لدى { $name }
request-title-publication = يريد مدير سياسات نشر السياسة { $policy }
request-title-unhotlist = يريد مدير إنهاء حظر { $name }
request-standing-open = طُلب في { $when }. مدة الانتظار: { $waited }.
request-standing-decided = بُتّ فيه في { $when } { $by }.
request-why = لماذا تحتاج إليه
request-organisation = المؤسسة
request-details = المطلوب
request-asked-by = طلبه
request-invited = عنوان المالك الجديد
request-account = الحساب
request-role = الدور الجديد
request-roles-now = الأدوار الحالية
request-policy = السياسة
request-policy-group = مجموعة السياسات
request-shares = تشارك أكثر من السياسات القريبة منها
request-hotlisted = في قائمة الحظر
request-hotlist-type = النوع
request-blocked-until = محظور حتى
request-unblocked-now = ينتهي فورًا
request-key = تسمية المفتاح
request-change = تغيير
request-change-words = يبقى المعتمد ساريًا حتى قرارك.
request-make = الصانع
request-model = الطراز
request-device-type = نوع الجهاز
request-name-wanted = الاسم المطلوب
request-name-former = الاسم الحالي
request-device-sub-type = النوع الفرعي للجهاز
request-version = الإصدار
request-binary-hash = بصمة البرنامج
request-created = تاريخ الإنشاء
request-expiry = تاريخ الانتهاء
request-certificate-id = معرّف الشهادة
request-policy-type = نوع السياسة
request-policy-till = صالحة حتى
request-extractors = مستخرجات السمات الحيوية
request-open-partner = فتح صفحة الشريك
request-checks = الفحوص
request-checks-met = المستوفى { $met } من { $all }
request-check-purpose = تذكر المؤسسة الغرض
request-check-purpose-met = بكلماتها، أعلاه
request-check-purpose-missing = لم يُذكر غرض. اسألوا عنه إن احتجتم إليه للقرار.
request-check-group = اختيرت مجموعة سياسات
request-check-group-missing = لم تُختر بعد. لا يستطيع الشريك رفع الشهادات قبل ذلك.
request-check-group-none = لا يحتاج هذا النوع من الشركاء إلى مجموعة
request-check-four = لم تقدموا هذا الطلب بأنفسكم
request-check-four-met = لا أحد يبتّ في طلبه
request-check-four-missing = تنطبق قاعدة الشخصين: يبتّ مدير آخر
request-check-issued = الشهادات ما زالت صالحة
request-check-issued-met = لم تنته أي منها
request-check-issued-missing = واحدة على الأقل انتهت أو لم تبدأ
request-check-roots = كل شهادة هي شهادة جهة إصدار
request-check-roots-met = هذا ما تقوله كل منها
request-check-roots-missing = واحدة على الأقل تقول إنها ليست جهة إصدار
request-check-account = الحساب نشط
request-check-account-met = يمكنه تسجيل الدخول
request-check-account-missing = الحساب معطّل أو لم يعد موجودًا
request-check-policy = السياسة قابلة للاستخدام
request-check-policy-met = نشطة وصالحة
request-check-policy-missing = غير نشطة أو انتهت أو لم تعد موجودة
request-check-extractors = مستخرجات السمات الحيوية موجودة
request-check-extractors-met = كما في القائمة أعلاه
request-check-extractors-missing = يحتاج إليها هذا النوع من الشركاء قبل الاعتماد
request-unreadable = لا يمكن قراءة شهادات هذا الطلب.

decide-title = قراركم
decide-legend = القرار
decide-approve = اعتماد
decide-approve-partner = يمكنه رفع الشهادات فورًا، ويصبح نشطًا عند قبولها
decide-approve-ca = تدخل الشهادات مخزن الثقة وتُعالَج الشهادة المنتظرة
decide-approve-policy = يمكنه إنشاء مفاتيح API لهذه السياسة
decide-approve-key = يعمل المفتاح فورًا
decide-approve-device = يمكن استخدام الجهاز فورًا مع واجهاته المعتمدة
decide-approve-sbi = يمكن إضافة أجهزة إلى الواجهة فورًا
decide-approve-chip = تُعتمد الشريحة وشهادتها فورًا
decide-approve-rename = يُعتمد الاسم الجديد فورًا. يجب أن تحمله الشهادات التي تُرفع بعد ذلك؛ وتبقى الشهادات المستخدمة، وتُعرف الأجهزة بالاسم السابق أيضًا
decide-approve-anchor = يدخل الجذر مخزن الثقة مع ما أُرفق به
decide-approve-role = يحصل الحساب على الدور فورًا
decide-approve-second-factor = يسجّل الحساب الدخول بكلمة المرور وحدها، وتنتهي جلساته
decide-approve-reactivation = يصبح نشطًا فورًا إن كانت شهاداته صالحة اليوم
decide-approve-owner = تُرسل الدعوة بالبريد الإلكتروني
decide-approve-publication = يمكن للشركاء طلب السياسة فورًا
decide-approve-unhotlist = يُسمح باستخدامه من جديد، أو ابتداءً من الوقت المذكور
decide-ask = طلب تغييرات
decide-ask-hint = يمكنه الإجابة، ثم ينتظر الطلب قراركم من جديد
decide-hold = تعليق
decide-hold-hint = يبقى الطلب قيد الانتظار ويقرأ الشريك السبب
decide-hold-two = يبقى معلّقًا، ويقرأ المدير الآخر السبب
decide-reject = رفض
decide-reject-hint = يمكنه التصحيح والطلب من جديد
decide-reject-two = لا يتغير شيء، وللمدير الآخر أن يطلب من جديد
decide-reason = السبب أو السؤال
decide-reason-hint = لازم في كل القرارات عدا الاعتماد. تقرؤه { $name }. ويدخل في السجل أيضًا.
decide-send = إرسال القرار
decide-send-next = إرسال القرار وفتح الطلب التالي
decide-missing = اختاروا قرارًا.
decide-reason-missing = اكتبوا سببًا أو سؤالًا؛ فالشريك يقرؤه.
decide-not-allowed = على شخص آخر أن يبتّ في هذا: إنه طلبكم أو يخص مؤسستكم.
decide-not-allowed-two = يجب أن يبتّ مدير آخر: أنتم من طلب ذلك، أو يتعلق بكم أو بمؤسستكم.
decide-done-approve = اعتُمد. تصل { $name } رسالة.
decide-done-ask = أُعيد مع سؤالكم. تصل { $name } رسالة.
decide-done-hold = عُلّق. تصل { $name } رسالة.
decide-done-reject = رُفض. تصل { $name } رسالة.
decide-two-approve = تمت الموافقة والتنفيذ. يرى { $name } ذلك في صندوق الطلبات.
decide-two-hold = عُلّق الطلب. يرى { $name } ذلك في صندوق الطلبات.
decide-two-reject = رُفض الطلب. يرى { $name } ذلك في صندوق الطلبات.
two-admins-wait = سُجّل الطلب. يجب أن يوافق مدير آخر في صندوق الطلبات قبل أن يسري.
two-admins-notice = في هذا الموقع يجب أن يوافق مدير آخر على ذلك في صندوق الطلبات قبل أن يسري.

partners-intro = المؤسسات التي تعمل مع الهوية الرقمية الوطنية.
partners-waiting =
    { $n ->
        [one] طلب واحد ينتظر
        [two] طلبان ينتظران
        [few] { $n } طلبات تنتظر
       *[other] { $n } طلبًا ينتظر
    }
partners-add = إضافة شريك
partners-name = المؤسسة
partners-email-exact = البريد الإلكتروني (مطابق)
partners-kind = النوع
partners-not-active = غير نشط
partners-certificate = الشهادة
partners-cert-uploaded = مرفوعة
partners-cert-missing = غير مرفوعة
partners-registered = التسجيل
partners-empty = لا يوجد شركاء بعد
partners-empty-words = هنا المؤسسات التي تسجل نفسها والتي تضيفها.
partners-count =
    { $n ->
        [zero] لا شركاء
        [one] شريك واحد
        [two] شريكان
        [few] { $n } شركاء
       *[other] { $n } شريكًا
    }

partner-new-title = إضافة شريك
partner-new-intro = ما تسجلونه معتمد بذلك. يتلقى المالك دعوة بالبريد ويختار كيف يسجل الدخول.
partner-new-group-hint = لأنواع الشركاء التي تحتاج إليها
partner-new-owner = البريد الإلكتروني للمالك
partner-new-owner-hint = تُرسل الدعوة إليه. تعمل مرة واحدة.
partner-new-send = إضافة الشريك والدعوة
partner-new-done = أُضيفت { $name } ودُعي المالك.
partner-deactivate = تعطيل
partner-deactivate-title = تعطيل هذا الشريك
partner-deactivate-words = يسري ذلك فورًا وفي كل مكان:
partner-deactivate-keep = إبقاؤه نشطًا
partner-deactivate-send = تعطيل الشريك
partner-deactivated = عُطّل الشريك.
partner-reactivate = إعادة تفعيل
partner-reactivate-title = إعادة تفعيل هذا الشريك
partner-reactivate-words = يعمل من جديد ما توقف معه. يلزم أن تكون الشهادات صالحة اليوم.
partner-reactivate-send = إعادة تفعيل الشريك
partner-reactivate-keep = إبقاؤه معطّلًا
partner-reactivated = الشريك نشط من جديد.
partner-request-open = لهذا الشريك طلب ينتظر قرارًا.
partner-request-link = فتحه
partner-no-people = لم ينضم أحد بعد.
partner-lists = المزيد عن هذا الشريك
effect-certificates =
    { $n ->
        [0] لا توجد شهادة حالية
        [one] لن تُقبل شهادة واحدة بعد الآن
        [two] لن تُقبل شهادتان بعد الآن
        [few] لن تُقبل { $n } شهادات بعد الآن
       *[other] لن تُقبل { $n } شهادة بعد الآن
    }
effect-people =
    { $n ->
        [0] لا أحد يتصرف باسمه
        [one] شخص واحد يمكنه القراءة فقط
        [two] شخصان يمكنهما القراءة فقط
        [few] { $n } أشخاص يمكنهم القراءة فقط
       *[other] { $n } شخصًا يمكنهم القراءة فقط
    }
effect-services = يُرفض كل طلب بمفاتيحه
danger-reason = السبب
danger-reason-hint = تقرأ المؤسسة ذلك. ويدخل في السجل أيضًا.
danger-reason-missing = اكتبوا السبب.
typed-label = اكتبوا المعرّف للتأكيد
typed-hint = اكتبوا { $id }.
typed-wrong = اكتبوا المعرّف كما هو هنا تمامًا: { $id }.

invitations-title = الدعوات
invitations-empty = لا أحد مدعو حاليًا.
invitations-email = البريد الإلكتروني
invitations-email-hint = يصبح الشخص مالكًا. يعمل الرابط في الرسالة مرة واحدة.
invitations-send = إرسال الدعوة
invitations-sent = أُرسلت الدعوة.
invitations-resend = إعادة الإرسال
invitations-revoke = سحب
invitations-revoked = سُحبت الدعوة.
invitations-until = أُرسلت في { $sent } وتصلح حتى { $until }
invitations-used = أُرسلت في { $when }
invitations-sent-on = أُرسلت في { $when }
invitations-ended = انتهت في { $when }
invitations-waiting = تنتظر مديرًا ثانيًا

groups-intro = تُصنع السياسات ضمن مجموعات؛ وكل شريك يحتاج إلى سياسات يعمل ضمن مجموعة واحدة.
groups-add = إنشاء مجموعة سياسات
groups-empty = لا توجد مجموعات سياسات بعد
groups-empty-words = يستطيع الشركاء الذين يحتاجون إلى سياسات التسجيل عند وجود مجموعة.
groups-name = الاسم
groups-name-hint = 128 حرفًا على الأكثر. يراه الشركاء.
groups-name-missing = أدخلوا اسمًا.
groups-name-taken = توجد مجموعة سياسات بهذا الاسم.
groups-description = الوصف
groups-description-hint = 256 حرفًا على الأكثر
groups-description-missing = أدخلوا وصفًا.
groups-policies = السياسات
groups-created = الإنشاء
groups-new-title = إنشاء مجموعة سياسات
groups-new-send = إنشاء المجموعة
groups-made = أُنشئت مجموعة السياسات { $name }.
partner-email-title = تصحيح البريد الإلكتروني
partner-email-intro = العنوان الذي سُجلت به { $name }. تُرسل إليه الرسائل الخاصة بالمؤسسة.
partner-email-hint = تأكدوا لدى المؤسسة من أن العنوان عنوانها.
partner-email-send = تصحيح العنوان
partner-email-done = صُحّح البريد الإلكتروني.
