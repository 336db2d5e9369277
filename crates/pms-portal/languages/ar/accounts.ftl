# الحسابات، للمديرين.

nav-accounts = الحسابات
accounts-intro = كل من يسجّل الدخول هنا: من هم، وماذا يمكنهم أن يفعلوا، ولمن.
accounts-count =
    { $n ->
        [zero] لا حسابات
        [one] حساب واحد
        [two] حسابان
        [few] { $n } حسابات
        [many] { $n } حسابًا
       *[other] { $n } حساب
    }
accounts-empty = لا حسابات
accounts-empty-words = يحصل الأشخاص على حساب عند تسجيل مؤسسة أو قبول دعوة أو بإضافتهم من سطر الأوامر.
accounts-id = معرّف الحساب
accounts-email-exact = البريد الإلكتروني (كاملًا)
accounts-blocked = محظور (مزوّد الهوية)
accounts-second = الخطوة الثانية
accounts-second-on = مفعّلة
accounts-second-off = غير مفعّلة
accounts-last = آخر دخول
accounts-made = أُنشئ
accounts-one-intro = ما هذا الحساب وما يمكنه فعله. تعرض كل خطوة آثارها أولًا.
accounts-own = هذا حسابكم: ما قد يمنعكم من الدخول متروك لمدير آخر.
accounts-facts = المعلومات
accounts-email-confirmed = { $email } (مؤكد)
accounts-email-open = { $email } (غير مؤكد)
accounts-password = عُيّنت كلمة المرور
accounts-password-must = يجب تغييرها عند الدخول التالي
accounts-password-none = لا توجد: تُعيّن برمز يُرسل بالبريد
accounts-sessions =
    { $n ->
        [zero] لا توجد
        [one] { $n }
        [two] { $n }
        [few] { $n }
        [many] { $n }
       *[other] { $n }
    }
accounts-never = غير متصل الآن
accounts-roles-none = بلا أدوار: يعمل الحساب لمؤسساته فقط.
accounts-organisations = المؤسسات
accounts-role-word = كما في الرموز المميزة
accounts-role-named = { $role } ({ $name })
accounts-revoke-link = <a>سحب { $role }</a>
accounts-organisations-none = لا ينتمي إلى أي مؤسسة.
accounts-history = السجل
accounts-history-empty = لا شيء بعد.
accounts-back = العودة إلى الحساب
accounts-reason-hint = يدخل في السجل الذي يقرؤه المديرون.
accounts-grant = منح دور
accounts-grant-title = منح دور
accounts-grant-words = يمكن للحساب فعل ما يسمح به الدور من لحظة الإرسال.
accounts-grant-effect = يسري الدور فورًا في كل صفحة ولكل رمز مميز.
accounts-grant-effect-two = حيث يطلب الموقع مديرَين، ينتظر دور الإدارة موافقة مدير ثانٍ.
accounts-grant-hint = تأتي أدوار الشركاء مع تسجيل المؤسسة؛ أما أدوار الإدارة فتشمل جميع المؤسسات.
accounts-grant-send = منح الدور
accounts-granted = لدى { $name } الدور.
accounts-role-missing = اختاروا دورًا.
accounts-revoke-title = سحب دور
accounts-revoke-words = لا يعود بإمكان الحساب فعل ما كان الدور يسمح به.
accounts-revoke-effect = ينتهي الدور { $role } فورًا.
accounts-revoke-send = سحب الدور
accounts-revoked = لم يعد لدى { $name } الدور.
accounts-effect-sessions =
    { $n ->
        [zero] لا توجد جلسة مفتوحة.
        [one] تنتهي جلسة مفتوحة واحدة فورًا.
        [two] تنتهي جلستان مفتوحتان فورًا.
        [few] تنتهي { $n } جلسات مفتوحة فورًا.
        [many] تنتهي { $n } جلسة مفتوحة فورًا.
       *[other] تنتهي { $n } جلسة مفتوحة فورًا.
    }
accounts-effect-organisations =
    { $n ->
        [zero] لا تتأثر أي مؤسسة.
        [one] لا يعمل أحد بهذا الحساب لمؤسسة واحدة بعد الآن. ويبقى ما أنشأه فيها.
        [two] لا يعمل أحد بهذا الحساب لمؤسستين بعد الآن. ويبقى ما أنشأه فيهما.
        [few] لا يعمل أحد بهذا الحساب لـ { $n } مؤسسات بعد الآن. ويبقى ما أنشأه فيها.
        [many] لا يعمل أحد بهذا الحساب لـ { $n } مؤسسة بعد الآن. ويبقى ما أنشأه فيها.
       *[other] لا يعمل أحد بهذا الحساب لـ { $n } مؤسسة بعد الآن. ويبقى ما أنشأه فيها.
    }
accounts-effect-codes =
    { $n ->
        [zero] تتوقف رموز التطبيق عن العمل. تكفي كلمة المرور.
        [one] تتوقف رموز التطبيق ورمز استرداد واحد عن العمل. تكفي كلمة المرور.
        [two] تتوقف رموز التطبيق ورمزا استرداد عن العمل. تكفي كلمة المرور.
        [few] تتوقف رموز التطبيق و{ $n } رموز استرداد عن العمل. تكفي كلمة المرور.
        [many] تتوقف رموز التطبيق و{ $n } رمز استرداد عن العمل. تكفي كلمة المرور.
       *[other] تتوقف رموز التطبيق و{ $n } رمز استرداد عن العمل. تكفي كلمة المرور.
    }
accounts-effect-letter = يتلقى الشخص رسالة. تأكدوا أولًا من أنه هو من يطلب ذلك.
accounts-deactivate = إيقاف
accounts-deactivate-title = إيقاف الحساب
accounts-deactivate-words = لا يستطيع أحد الدخول به ولا يُقبل أي من رموزه المميزة حتى يعيد مدير تفعيله.
accounts-deactivate-send = إيقاف الحساب
accounts-deactivated = أُوقف { $name }.
accounts-reactivate = إعادة التفعيل
accounts-reactivate-title = إعادة تفعيل الحساب
accounts-reactivate-words = يستطيع الشخص الدخول من جديد.
accounts-reactivate-effect = كلمة المرور والأدوار والمؤسسات كما كانت.
accounts-reactivate-send = إعادة تفعيل الحساب
accounts-reactivated = يستطيع { $name } الدخول من جديد.
accounts-sessions-end = إنهاء جميع الجلسات
accounts-sessions-end-title = إنهاء جميع الجلسات
accounts-sessions-end-words = يجب على الشخص تسجيل الدخول من جديد في كل مكان.
accounts-sessions-end-send = إنهاء الجلسات
accounts-sessions-ended = انتهت جلسات { $name }.
accounts-second-reset = إزالة الخطوة الثانية
accounts-second-reset-title = إزالة الخطوة الثانية لتسجيل الدخول
accounts-second-reset-words = لمن فقد الهاتف ورموز الاسترداد.
accounts-second-reset-send = إزالة الخطوة الثانية
accounts-second-was-reset = يسجّل { $name } الدخول الآن بكلمة المرور وحدها.
action-account-create = أُنشئ الحساب
action-account-first-admin = أُنشئ المدير الأول
action-account-one-time-password = استُخدمت كلمة المرور لمرة واحدة
action-account-details = تغيّرت البيانات الشخصية
action-account-email = تغيّر البريد الإلكتروني
action-account-password = عُيّنت كلمة المرور
action-account-enable = أُعيد تفعيل الحساب
action-account-disable = أُوقف الحساب
action-account-sessions = انتهت جميع الجلسات
action-account-sign-out-everywhere = انتهت الجلسات الأخرى
action-role-grant = مُنح دور
action-role-revoke = سُحب دور
