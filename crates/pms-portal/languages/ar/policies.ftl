nav-policies = السياسات
policies-title = السياسات
policies-intro = تحدّد السياسة البيانات التي يتلقاها الشريك وكيف يُثبت الأشخاص هويتهم.
policies-add = إنشاء سياسة
policies-count =
    { $n ->
        [zero] لا سياسات
        [one] سياسة واحدة
        [two] سياستان
        [few] { $n } سياسات
        [many] { $n } سياسة
       *[other] { $n } سياسة
    }
policies-empty = لا سياسات بعد
policies-empty-words = يستطيع الشركاء الذين يحتاجون إلى سياسة طلبها بعد نشرها.
policies-name = السياسة
policies-id = معرّف السياسة
policies-type = النوع
policies-used-by = يستخدمها
policies-created = أُنشئت
policies-until = صالحة حتى
policies-ends = تنتهي خلال
policies-ends-30 = 30 يومًا
policies-ends-90 = 90 يومًا
policies-ends-365 = سنة
policy-type-auth = المصادقة
policy-type-auth-what = يسأل الشركاء هل الأشخاص هم من يقولون إنهم، وقد يعرفون شيئًا عنهم.
policy-type-share = مشاركة البيانات
policy-type-share-what = يتلقى الشركاء بيانات لطباعة البطاقات أو مطابقة السمات الحيوية أو التحقق من وثائق الاعتماد.
policy-type-credential = إصدار وثائق الاعتماد
policy-type-credential-what = يتلقى الشركاء بيانات وثيقة اعتماد صدرت.
policy-type-misp = MISP
policy-type-misp-what = يرسل مزوّدو البنية التحتية الطلبات نيابةً عن شركائهم.
policy-description = الوصف
policy-version = الإصدار
policy-schema = المخطط
policy-facts = التفاصيل
policy-what = ما الذي تشاركه
policy-wordless = لا تستطيع البوابة صياغة هذه السياسة بالكلمات. نص JSON أدناه.
policy-made-by = { $when } من { $name }
policy-no-history = لم يُسجَّل شيء بعد.
policy-says-draft = كل شيء قابل للتغيير ما دامت مسودة. بعد النشر لا يتغير إلا تاريخ الصلاحية.
policy-says-waiting = يجب أن يوافق مدير ثانٍ قبل نشرها.
policy-says-off = موقوفة. لا يمكن لأحد استخدامها، وإعادة تنشيطها تعيد ما كان.
policy-says-active =
    { $n ->
        [zero] لا يستخدمها أي شريك. لتغيير ما تشاركه استنسخها.
        [one] يستخدمها شريك واحد. لتغيير ما تشاركه استنسخها.
        [two] يستخدمها شريكان. لتغيير ما تشاركه استنسخها.
        [few] { $n } شركاء يستخدمونها. لتغيير ما تشاركه استنسخها.
        [many] { $n } شريكًا يستخدمونها. لتغيير ما تشاركه استنسخها.
       *[other] { $n } شريك يستخدمونها. لتغيير ما تشاركه استنسخها.
    }
policy-group-is-off = مجموعتها موقوفة، فلا يمكن لأحد استخدامها.
policy-is-over = انتهت صلاحيتها، فلا يمكن لأحد استخدامها. حدّد تاريخًا لاحقًا لإعادتها.
policy-waits-since = طلب { $name } نشرها في { $when }. يجب أن يوافق مدير آخر في صندوق الطلبات.
policy-waits-open = فتح الطلب
policy-edit = تعديل
policy-delete = حذف المسودة
policy-publish = المراجعة والنشر
policy-clone = استنساخ
policy-off = إيقاف
policy-on = إعادة التنشيط
policy-download = تنزيل
policy-json = الأمر نفسه بصيغة JSON
policy-proves = يُثبت الأشخاص هويتهم بواسطة
policy-proves-nothing = لا شيء: لا يُسمح بأي وسيلة مصادقة
policy-mandatory = { $what } (إلزامي)
policy-learns = السمات التي تُشارَك بعد المطابقة
policy-learns-nothing = لا شيء: يعرف الشريك نعم أو لا
policy-token = الرمز المُعاد
token-random = عشوائي
token-random-hint = جديد لكل طلب ولا يمكن ربطه
token-partner = لكل شريك
token-partner-hint = للشخص نفسه رمز واحد عند هذا الشريك
token-policy = لكل سياسة
token-policy-hint = رمز واحد لجميع شركاء السياسة
policy-languages = لغات السمات
policy-attributes = السمات المشارَكة
policy-shares-nothing = لا سمات
policy-attribute = السمة
policy-encrypted = مشفّرة
policy-format = الصيغة
policy-from = مأخوذة من
policy-from-part = { $what } (جزء منها)
policy-yes = نعم
policy-no = لا
policy-how = كيفية المشاركة
policy-share-type = نوع المشاركة
policy-share-stored = برابط إلى بيانات محفوظة
policy-share-direct = مباشرةً في الرسالة
policy-encryption = التشفير
policy-encryption-partner = للشريك وحده
policy-encryption-none = بلا تشفير
policy-share-domain = نطاق المشاركة
policy-share-minutes = دقائق صلاحية المشاركة
policy-share-times = عدد مرات الجلب المسموحة
policy-share-source = مصدر البيانات
policy-share-protocol = البروتوكول
right-auth = إرسال طلبات المصادقة الخاصة بشركائه
right-kyc = إرسال طلبات e-KYC الخاصة بشركائه
right-binding = إرسال طلبات ربط المفاتيح الخاصة بشركائه
right-vci = إرسال طلبات وثائق الاعتماد القابلة للتحقق الخاصة بشركائه
right-bound-token = رمزه لمفتاح مربوط يُعدّ متحققًا منه
attribute-full-name = الاسم الكامل
attribute-date-of-birth = تاريخ الميلاد
attribute-gender = الجنس
attribute-phone = رقم الهاتف
attribute-email = البريد الإلكتروني
attribute-full-address = العنوان
attribute-address-line-1 = العنوان، السطر 1
attribute-address-line-2 = العنوان، السطر 2
attribute-address-line-3 = العنوان، السطر 3
attribute-region = المنطقة
attribute-province = المحافظة
attribute-city = المدينة
attribute-zone = النطاق الإداري
attribute-postal-code = الرمز البريدي
attribute-photo = الصورة
attribute-preferred-language = اللغة المفضلة
attribute-biometrics = السمات الحيوية
attribute-uin = رقم الهوية
attribute-vid = المعرّف الافتراضي
factor-otp = كلمة مرور لمرة واحدة
factor-finger = بصمة الإصبع
factor-iris = القزحية
factor-face = الوجه
factor-demo = مطابقة ديموغرافية
factor-pin = الرقم السري
factor-password = كلمة المرور
factor-wallet = المحفظة
policy-difference = الفرق عن { $name }
policy-difference-words = سطور مضافة بعلامة +: { $new }. سطور محذوفة بعلامة −: { $gone }.
policy-difference-none = النص نفسه.
policy-source-open = فتح السياسة التي استُنسخت منها
policy-relatives = سياسات ذات صلة
policy-relatives-none = لا شيء: لم تُستنسخ.
policy-relative = { $name } في { $group }
policy-users-title = من يستخدمها
policy-users-intro = الشركاء الذين طلبوا { $policy } مع مفاتيح API المستخدمة لديهم.
policy-users-count =
    { $n ->
        [zero] لا شركاء
        [one] شريك واحد
        [two] شريكان
        [few] { $n } شركاء
        [many] { $n } شريكًا
       *[other] { $n } شريك
    }
policy-users-empty = لا أحد يستخدمها بعد
policy-users-empty-words = بعد نشرها يستطيع شركاء مجموعتها طلبها.
policy-users-request = الطلب
policy-users-keys = مفاتيح API المستخدمة
policy-users-since = طُلبت
policy-users-open = عرض الشركاء
policy-use-partners = الشركاء
policy-use-keys = مفاتيح API المستخدمة
policy-use-clients = عملاء OIDC المستخدمون
policy-use-waiting = الطلبات المنتظرة
policy-reason-hint = يُسجَّل في السجل ويقرؤه من يصنعون السياسات.
