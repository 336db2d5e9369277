# سياسات المؤسسة: الطلبات وأنواع الاعتماد والمستخرجات وما تشاركه السياسة

nav-group-services = الخدمات
nav-policy-requests = طلبات السياسات
nav-api-keys = مفاتيح API
nav-oidc-clients = عملاء OIDC

side-inactive = <b>مؤسستكم ليست نشطة بعد.</b> يمكن طلب الجديد عندما تصبح نشطة.
side-inactive-link = ما الخطوة التالية
side-organisation = فتح المؤسسة

pr-state-rejected = مرفوض أو مسحوب
pr-title = طلبات السياسات
pr-intro = تحدد السياسة البيانات التي تحصلون عليها عن الناس، وكيف يؤكدون هويتهم.
pr-intro-staff = ما طلبته المؤسسات، وما تقرر.
pr-count =
    { $n ->
        [zero] لا طلبات
        [one] طلب واحد
        [two] طلبان
        [few] { $n } طلبات
        [many] { $n } طلبًا
       *[other] { $n } طلب
    }
pr-empty = لا طلب سياسة بعد
pr-empty-words = اطلبوا سياسة من مجموعتكم. يقرر مدير الشركاء، ثم يمكنكم المتابعة.
pr-empty-staff = طلبات المؤسسات هنا، مع ما تقرر فيها.
pr-asked =
    { $n ->
        [zero] <b>لا أسئلة من مدير الشركاء.</b>
        [one] <b>لدى مدير الشركاء سؤال عن طلب واحد.</b>
        [two] <b>لدى مدير الشركاء أسئلة عن طلبين.</b>
        [few] <b>لدى مدير الشركاء أسئلة عن { $n } طلبات.</b>
        [many] <b>لدى مدير الشركاء أسئلة عن { $n } طلبًا.</b>
       *[other] <b>لدى مدير الشركاء أسئلة عن { $n } طلب.</b>
    }
pr-asked-link = الإجابة
pr-policy = السياسة
pr-policy-id = معرّف السياسة
pr-created = تاريخ الطلب
pr-purpose = لماذا تحتاجونها
pr-new = طلب سياسة
pr-new-intro = سياسات مجموعتكم { $group }. اختاروا واحدة، وقولوا لماذا تحتاجونها.
pr-new-search = البحث في السياسات
pr-new-more =
    { $n ->
        [zero] لا سياسات أخرى.
        [one] سياسة أخرى: ابحثوا عنها بالاسم.
        [two] سياستان أخريان: ابحثوا عنهما بالاسم.
        [few] { $n } سياسات أخرى: ابحثوا عنها بالاسم.
        [many] { $n } سياسة أخرى: ابحثوا عنها بالاسم.
       *[other] { $n } سياسة أخرى: ابحثوا عنها بالاسم.
    }
pr-new-nothing = لا شيء يُطلب
pr-new-no-group = السياسات في مجموعات. اختاروا مجموعة سياساتكم أولًا.
pr-new-none = لا سياسة في مجموعتكم تناسب نوع مؤسستكم. اسألوا مدير الشركاء أي مجموعة تناسبكم.
pr-new-all-asked = طلبتم كل سياسة مناسبة في مجموعتكم.
pr-new-others = طُلبت من قبل
pr-choice-approved = { $policy }: معتمدة. <a>فتح الطلب</a>
pr-choice-waits = { $policy }: تنتظر قرارًا. <a>فتح الطلب</a>
pr-new-policy = السياسة
pr-new-policy-hint = اطلبوا ما تحتاجون إليه فقط: يقارنها مدير الشركاء بغرضكم.
pr-new-policy-missing = اختاروا سياسة.
pr-new-purpose-hint = من يستخدمها، ولأي خدمة، ولماذا تلزم كل سمة. يقرأ هذا مدير الشركاء.
pr-new-purpose-missing = اكتبوا لماذا تحتاجون إلى السياسة.
pr-new-send = إرسال الطلب
pr-sent = طلبتم { $policy }. يقرر مدير الشركاء، وتصلكم رسالة.
pr-one-title = السياسة { $policy }
pr-about = الطلب
pr-policy-gone = لم تعد السياسة موجودة.
pr-turn-waiting = طُلبت في { $when }. الدور الآن على مدير الشركاء، ويصلكم القرار بالبريد.
pr-turn-asked = طُلبت في { $when }. لدى مدير الشركاء سؤال، والدور عليكم.
pr-turn-hold = طُلبت في { $when }. علّقها مدير الشركاء.
pr-turn-approved = طُلبت في { $when }، واعتُمدت.
pr-turn-rejected = طُلبت في { $when }، ورُفضت. اقرؤوا السبب ثم اطلبوا من جديد.
pr-is-rejected = طُلب في { $when } ثم رُفض.
pr-turn-withdrawn = طُلبت في { $when }، وسُحبت.
pr-turn-hold-answer = الطلب معلّق. قولوا ما الذي تغيّر.
pr-question = كتب مدير الشركاء: { $question }
pr-extractors-missing = <b>تنقص مستخرجات القياسات الحيوية.</b> لا يُعتمد الطلب من دونها.
pr-extractors-link = إضافة مستخرج
pr-decide = اتخاذ القرار
pr-answer = الإجابة عن السؤال
pr-again = الطلب من جديد
pr-next-key = إنشاء مفتاح API لهذه السياسة
pr-next-client = تسجيل عميل OIDC لهذه السياسة
pr-next-credential = ربط نوع اعتماد بهذه السياسة
pr-withdraw = سحب الطلب
pr-withdraw-words = تسحبون الطلب قبل القرار.
pr-withdraw-effect = يخرج من صندوق مديري الشركاء.
pr-withdraw-again = يمكنكم طلب السياسة من جديد في أي وقت.
pr-withdraw-reason = لماذا تسحبونه
pr-withdraw-send = سحب الطلب
pr-withdraw-keep = إبقاؤه
pr-withdrawn = سُحب طلب { $policy }.

cred-title = أنواع الاعتماد
cred-intro = أي سياسة تتبعها اعتمادات كل نوع.
cred-count =
    { $n ->
        [zero] لا أنواع اعتماد
        [one] نوع اعتماد واحد
        [two] نوعا اعتماد
        [few] { $n } أنواع اعتماد
        [many] { $n } نوع اعتماد
       *[other] { $n } نوع اعتماد
    }
cred-empty = لا نوع اعتماد مربوط بعد
cred-empty-words = اربطوا نوع اعتماد بالسياسة التي تحدد البيانات التي يحملها. يمكن ذلك قبل اعتماد السياسة.
cred-not-for-type = لا تربط المؤسسات من نوعكم أنواع اعتماد.
cred-type = نوع الاعتماد
cred-since = تاريخ الربط
cred-new = ربط نوع اعتماد
cred-new-intro = تحمل اعتمادات هذا النوع بعدها ما تشاركه السياسة. الربط يبقى: اختاروا بعناية.
cred-type-hint = الأنواع التي يدعمها هذا الموقع ولم تربطوها بعد.
cred-type-missing = اختاروا نوع اعتماد.
cred-policy-hint = سياسات مجموعتكم التي تناسب نوع مؤسستكم.
cred-none-left = كل أنواع الاعتماد في هذا الموقع مربوطة.
cred-send = ربط النوع
cred-done = يتبع { $type } الآن { $policy }.

ext-title = مستخرجات القياسات الحيوية
ext-intro = أي مستخرج يصنع قوالب السمة الحيوية، لكل سياسة.
ext-count =
    { $n ->
        [zero] لا مستخرجات
        [one] مستخرج واحد
        [two] مستخرجان
        [few] { $n } مستخرجات
        [many] { $n } مستخرجًا
       *[other] { $n } مستخرج
    }
ext-empty = لا مستخرج بعد
ext-empty-words = أضيفوها بعد طلب السياسة وقبل اعتمادها: يُنظر فيهما معًا.
ext-closed = تُضاف المستخرجات ما دام طلب السياسة ينتظر. تحتفظ السياسات المعتمدة بمستخرجاتها.
ext-attribute = السمة
ext-biometric = القياس الحيوي
ext-provider = المزوّد
ext-version = الإصدار
ext-since = تاريخ الإضافة
ext-new = إضافة مستخرج
ext-new-intro = يحل المستخرج محل سابقه للسمة نفسها.
ext-policy-hint = طلبات تنتظر قرارًا.
ext-attribute-hint = اسمها في الواجهة البرمجية كما تورده صفحة طلب السياسة، مثلًا photo أو biometrics.
ext-attribute-missing = اكتبوا السمة.
ext-finger = بصمة الإصبع
ext-iris = القزحية
ext-face = الوجه
ext-modality-missing = اختاروا قياسًا حيويًا.
ext-subtypes = لهذه الأصابع أو العيون فقط
ext-subtypes-hint = مثلًا Left Thumb,Right Thumb. الفراغ يعني الكل.
ext-provider-hint = من يصنع المستخرج.
ext-provider-missing = اكتبوا المزوّد.
ext-version-hint = ثمانية أحرف على الأكثر، مثلًا 1.2.
ext-version-missing = اكتبوا الإصدار.
ext-send = إضافة المستخرج
ext-done = حُفظ مستخرج { $attribute }. يُنظر فيه مع الطلب.

shares-title = ما تتيحه لكم السياسة
shares-title-admin = ما تتيحه لهم السياسة
shares-caption = السمات التي تشاركها السياسة
shares-attribute = السمة المشارَكة
shares-attributes = السمات المشارَكة
shares-name = الاسم في API
shares-form = الشكل
shares-encrypted = مشفرة
shares-clear = غير مشفرة
shares-nothing = لا شيء
shares-factors = المصادقة
shares-mandatory = { $factor } (إلزامي)
shares-token = الرمز
shares-token-random = مختلف كل مرة
shares-token-partner = يختلف لكل شريك
shares-token-policy = واحد لكل شركاء السياسة
shares-token-other = كما تقول السياسة
shares-till = صالحة حتى
shares-domain = مكان المشاركة
shares-how = طريقة المشاركة
shares-encryption = التشفير
shares-times = عدد مرات القراءة
shares-minutes = دقائق البقاء
shares-rights = حقوق البوابة
shares-line = تشارك: { $attributes }
shares-line-factors = يؤكد الناس عبر: { $factors }
shares-line-rights = حقوق البوابة: { $rights }
shares-line-till = صالحة حتى { $day }
shares-full-name = الاسم الكامل
shares-birth = تاريخ الميلاد
shares-gender = الجنس
shares-phone = رقم الهاتف
shares-email = البريد الإلكتروني
shares-address = العنوان
shares-address-1 = العنوان، السطر 1
shares-address-2 = العنوان، السطر 2
shares-address-3 = العنوان، السطر 3
shares-region = الإقليم
shares-province = المحافظة
shares-city = المدينة
shares-postal-code = الرمز البريدي
shares-photo = الصورة
shares-uin = رقم الهوية (UIN)
shares-vid = المعرّف الافتراضي (VID)
shares-biometrics = القياسات الحيوية
shares-factor-otp = رمز لمرة واحدة
shares-factor-demo = بيانات شخصية
shares-factor-bio = قياسات حيوية
shares-factor-finger = بصمة الإصبع
shares-factor-iris = القزحية
shares-factor-face = الوجه
shares-factor-kyc = بيانات بموافقة (e-KYC)
shares-factor-exchange = تبادل البيانات (e-KYC)
shares-factor-kbt = مفتاح في محفظة
shares-factor-pwd = كلمة مرور
shares-right-auth = تمرير المصادقات
shares-right-kyc = تمرير طلبات البيانات (e-KYC)
shares-right-binding = ربط المفاتيح بالمحافظ
shares-right-vci = إصدار اعتمادات قابلة للتحقق
shares-right-token = قبول رموز المحافظ المربوطة
