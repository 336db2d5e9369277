# صفحات المؤسسة

profile-title = الملف وجهات الاتصال
profile-intro = ما نعرفه عن مؤسستكم، ومن نراسل.
profile-organisation = المؤسسة
profile-edit = تغيير العنوان والهاتف
profile-edit-title = تغيير العنوان والهاتف
profile-edit-intro = يُغيَّر الاسم في صفحة خاصة به من ملفكم. معرّف الشريك ثابت. يصحح مدير الشركاء البريد الإلكتروني الخاطئ في صفحة مؤسستكم: اكتبوا إلى الجهة من عنوان تعرفه.
profile-save = حفظ
profile-saved = تغيّر الملف.
profile-purpose = الغرض
profile-request = تسجيلكم
profile-request-words = الطلب والأسئلة عنه والقرار.
profile-request-link = فتحه

contacts-title = جهات الاتصال
contacts-intro = عناوين أخرى. نراسل المؤكد منها.
contacts-add = إضافة جهة اتصال
contacts-empty = لا توجد جهات اتصال أخرى
contacts-empty-why = تتلقى جهة الاتصال الثانية إشعاراتنا أيضًا، مثلًا قبل انتهاء شهادة.
contacts-when-active = يمكن إضافة جهات الاتصال عندما تصبح مؤسستكم نشطة.
contacts-name = جهة الاتصال
contacts-name-field = الاسم
contacts-name-hint = اسم الشخص أو الفريق
contacts-confirmed = العنوان مؤكد
contacts-yes = نعم
contacts-no = لا
contacts-off = لا تتلقى إشعارات
contacts-edit = تعديل
contacts-verify = تأكيد
contacts-remove = إزالة
contacts-active = الإشعارات
contacts-active-yes = تتلقى جهة الاتصال هذه الإشعارات
contacts-active-no = لا تتلقى جهة الاتصال هذه الإشعارات
contacts-add-title = إضافة جهة اتصال
contacts-edit-title = تعديل جهة الاتصال
contacts-edit-intro = يجب تأكيد البريد الإلكتروني الجديد من جديد.
contacts-remove-title = إزالة { $email }؟
contacts-remove-intro = لن تُرسل إشعارات أخرى إلى هذا العنوان.
contacts-keep = الإبقاء عليها
contacts-saved = حُفظت جهة الاتصال. أكّدوا عنوانها بالرمز الذي نرسله.
contacts-changed = حُفظت جهة الاتصال.
contacts-removed = أُزيلت جهة الاتصال.
contacts-verify-title = تأكيد { $email }
contacts-verify-before = أرسلوا رمزًا إلى هذا العنوان ثم أدخلوه هنا.
contacts-verify-intro = أرسلنا رمزًا من ستة أرقام إلى هذا العنوان. يصلح الرمز عشر دقائق.
contacts-verify-send = تأكيد العنوان
contacts-verified = تأكّد العنوان.

people-title = الأشخاص
people-intro = من يجوز له أن يتصرف هنا باسم المؤسسة.
people-role = الدور
people-since = منذ
people-you = أنتم
people-invite-title = دعوة زميل
people-invite-hint = يعمل الرابط في الرسالة مرة واحدة.
people-invite-role-missing = اختاروا ما يجوز للشخص أن يفعله.
member-owner = مالك
member-owner-words = يمكنه فعل كل شيء باسم المؤسسة، ويقرر من ينتمي إليها
member-technical = جهة الاتصال التقنية
member-technical-words = يمكنه رفع الشهادات وطلب السياسات وإنشاء المفاتيح وتغيير البيانات؛ ولا يمكنه دعوة الأشخاص أو إزالتهم
member-viewer = مطّلع
member-viewer-words = يمكنه قراءة كل شيء دون تغيير أي شيء
people-change = تغيير الدور
people-change-title = تغيير دور شخص
people-change-words = الدور الآن: { $role }.
people-change-effect = يسري الدور الجديد فورًا في كل صفحة ولكل طلب. ويتلقى الشخص رسالة.
people-change-submit = تغيير الدور
people-changed = تغيّر دور { $name }.
people-last-owner = هذا هو المالك الوحيد. اجعلوا شخصًا آخر مالكًا أولًا.
people-back = العودة إلى الأشخاص
people-remove = إزالة
people-remove-title = إزالة شخص
people-remove-words = لا يعود الشخص منتميًا إلى { $name }.
people-remove-effect-access = لا يستطيع الشخص قراءة شيء من المؤسسة أو تغييره من الآن، ويتلقى رسالة.
people-remove-effect-work = تبقى المفاتيح والشهادات والطلبات التي أنشأها الشخص كما هي.
people-remove-effect-invitations = تتوقف الدعوات المفتوحة التي أرسلها الشخص عن العمل.
people-remove-effect-owners =
    { $n ->
        [zero] لا يبقى أي مالك.
        [one] يبقى مالك واحد.
        [two] يبقى مالكان.
        [few] يبقى { $n } مالكين.
        [many] يبقى { $n } مالكًا.
       *[other] يبقى { $n } مالك.
    }
people-reason = السبب
people-reason-hint = يُحفظ في السجل؛ ويقرؤه فريق الشركاء أيضًا.
people-reason-missing = اذكروا سبب إزالة الشخص.
people-remove-submit = إزالة الشخص
people-removed = لم يعد { $name } منتميًا إلى المؤسسة.

group-title = اختيار مجموعة السياسات
group-intro = تحدد السياسات التي يمكنكم طلبها، وتثبت بعد أن تصبح مؤسستكم نشطة.
group-save = اختيار هذه المجموعة
group-saved = اختيرت مجموعة السياسات { $name }.
group-none = لا توجد حاليًا مجموعة سياسات نشطة. راجعوا فريق الشركاء.

request-own-title = تسجيل { $name }
request-own-ca-title = شهادات جهة إصدار للاعتماد
request-own-policy-title = طلب السياسة { $policy }
request-own-key-title = طلب مفتاح API { $label }
request-own-device-title = طلب الجهاز { $model }
request-own-sbi-title = طلب الواجهة { $version }
request-own-chip-title = طلب الشريحة { $model }
request-own-rename-title = طلب الاسم { $name }
request-own-waiting = بانتظار مدير الشركاء. يصلكم القرار بالبريد.
request-own-approved = اعتمده مدير الشركاء.
request-own-rejected = رفضه مدير الشركاء.
request-own-asked = طرح مدير الشركاء سؤالًا. ينتظر إجابتكم.
request-own-hold = علّقه مدير الشركاء.
answer-title = الإجابة عن السؤال
answer-label = إجابتكم
answer-hint = يقرأ ذلك مدير الشركاء الذي يبتّ في الطلب. ويدخل في السجل أيضًا.
answer-missing = اكتبوا إجابة.
answer-send = إرسال الإجابة
answer-sent = أُرسلت الإجابة. القرار التالي لمدير الشركاء.
reopen-title = الطلب من جديد
reopen-words = صحّحوا ما يذكره السبب، ثم اطلبوا من جديد واذكروا ما غيّرتموه.
reopen-label = ما الذي غيّرتموه
reopen-send = الطلب من جديد
reopen-sent = التسجيل بانتظار مدير الشركاء من جديد.
conversation-title = حتى الآن

history-intro = ما جرى لبيانات مؤسستكم، الأحدث أولًا.
history-empty = لا شيء بعد
by-you = منكم
by-admin = من مدير الشركاء
by-member = من مؤسستكم
by-system = من النظام
by-partner = من الشريك
by-name = من { $name }

said-requested = طُلب
said-approve = اعتُمد
said-reject = رُفض
said-ask = طُلبت تغييرات
said-hold = عُلّق
said-answer = أُجيب
said-withdraw = سُحب

action-partner-register = سُجّلت المؤسسة
action-partner-update = تغيّر الملف
action-partner-policy-group = اختيرت مجموعة السياسات
action-policy-request = طُلبت سياسة
action-policy-withdraw = سُحب طلب السياسة
action-policy-extractors = حُددت مستخرجات السمات الحيوية
action-policy-credential-type = رُبط نوع الاعتماد
action-licence-create = أُنشئ ترخيص MISP
action-licence-renew = جُدّد ترخيص MISP
action-licence-activate = فُعّل ترخيص MISP
action-licence-deactivate = عُطّل ترخيص MISP
action-licence-read = قُرئ مفتاح ترخيص MISP
action-api-key-generate = أُنشئ مفتاح API
action-api-key-create-for-partner = أُنشئ مفتاح API للشريك
action-api-key-withdraw = سُحب طلب مفتاح <bdi>API</bdi>
action-api-key-fetch = استُلم مفتاح API
action-api-key-reissue = أُعيد إصدار مفتاح API
action-api-key-move = نُقل مفتاح API إلى سياسة أخرى
action-api-key-activate = فُعّل مفتاح API
action-api-key-deactivate = عُطّل مفتاح API
action-api-key-reactivate = أُعيد تفعيل مفتاح API
action-partner-deactivate = عُطّلت المؤسسة
action-partner-reactivate = أُعيد تفعيل المؤسسة
action-partner-reopen = طُلب الاعتماد من جديد
action-contact-put = حُفظت جهة اتصال
action-contact-remove = أُزيلت جهة اتصال
action-contact-verify = تأكّد عنوان جهة اتصال
action-certificate-upload = قُبلت الشهادة ووُقّعت
action-certificate-revoke = أُلغيت الشهادة
action-trust-revoke = أُلغيت شهادة جهة الإصدار
action-trust-settle = أُلغيت الشهادة مع جهة إصدارها
action-certificate-pending-settled = عولجت الشهادة المنتظرة
action-chain-submit = أُرسلت شهادات جهة إصدار للاعتماد
action-partner-rename-request = طُلب اسم آخر للمؤسسة
action-approval-decide =
    { $kind ->
        [ca] شهادات جهة الإصدار
        [reactivation] إعادة التفعيل
        [publication] نشر سياسة
        [unhotlist] إنهاء حظر
        [role] دور
        [second-factor] إزالة الخطوة الثانية
        [owner] مالك جديد
        [key] مفتاح API
        [device] جهاز
        [sbi] واجهة
        [chip] شريحة
        [rename] اسم جديد
        [policy] طلب سياسة
       *[partner] التسجيل
    }: { $state ->
        [approved] موافقة
        [rejected] رفض
        [changes_asked] طلب تغييرات
       *[on_hold] تعليق
    }
action-approval-request =
    { $kind ->
        [publication] نشر سياسة: يجب أن يوافق مدير ثانٍ
        [unhotlist] إنهاء حظر: يجب أن يوافق مدير ثانٍ
        [role] دور: يجب أن يوافق مدير ثانٍ
        [second-factor] إزالة الخطوة الثانية: يجب أن يوافق مدير ثانٍ
        [owner] مالك جديد: يجب أن يوافق مدير ثانٍ
       *[reactivation] إعادة التفعيل: يجب أن يوافق مدير ثانٍ
    }
timeline-request = فتح الطلب
action-approval-answer = أُجيب عن السؤال
action-invitation-create = دُعي شخص
action-invitation-resend = أُعيد إرسال الدعوة
action-invitation-revoke = سُحبت الدعوة
action-invitation-accept = قُبلت الدعوة
action-member-adopt = عُرف المالك بالاسم والعنوان
action-member-role = أُعطي شخص دورًا آخر
action-member-remove = أُزيل شخص
action-second-factor-on = فُعّلت الخطوة الثانية لتسجيل الدخول
action-second-factor-off = أُوقفت الخطوة الثانية لتسجيل الدخول
action-second-factor-codes = أُنشئت رموز استرداد جديدة
action-second-factor-recovery = استُخدم رمز استرداد
action-second-factor-reset = أزال مدير الخطوة الثانية لتسجيل الدخول
action-partner-seed = أُنشئت مع البيانات الأصلية
action-other = تغيير: { $action }

rename-title = تغيير اسم المؤسسة
rename-intro = أنتم مسجلون باسم { $name }. يجب أن تحمل الشهادات الاسم المسجل، ولذلك يقرر مدير الشركاء في أي اسم آخر.
rename-name = الاسم الجديد
rename-name-hint = حرفًا بحرف كما في سمة O في شهاداتكم القادمة
rename-name-missing = أدخل الاسم الجديد.
rename-reason = سبب التغيير
rename-reason-hint = يقرؤه مدير الشركاء: اندماج أو تسجيل جديد أو تهجئة.
rename-send = طلب الاسم الجديد
rename-sent = أُرسل طلبكم. يقرر فيه مدير الشركاء.
