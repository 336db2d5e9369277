# الإطار والنماذج والقوائم والتواريخ

language-name = العربية
language-mosip-code = ara
language-direction = rtl
language-digit-group = ,

portal-name = بوابة الشركاء
title-page = { $title } – بوابة الشركاء
title-error = خطأ: { $title } – بوابة الشركاء
skip = انتقل إلى المحتوى
menu = القائمة
close = إغلاق
search = بحث
search-placeholder = ابحث بالاسم أو بالمعرّف
account = الحساب
sign-in = تسجيل الدخول
sign-out = تسجيل الخروج
breadcrumb = مسار التنقل
compat-on = <b>وضع التوافق مفعّل.</b> خُفِّفت القواعد لأجل نصوص MOSIP البرمجية القائمة. لا يصلح للإنتاج.

nav-label = التنقل الرئيسي
nav-home = الرئيسية
nav-inbox = صندوق الطلبات
nav-waiting = قيد الانتظار
nav-profile = الملف وجهات الاتصال
nav-certificates = الشهادات
nav-people = الأشخاص
nav-partners = الشركاء
nav-policy-groups = مجموعات السياسات
nav-trust = مخزن الثقة
nav-platform = شهادات المنصة
nav-audit = التدقيق
nav-history = السجل الزمني
nav-help = المساعدة والأدلة
nav-group-organisation = المؤسسة
nav-group-partners = الشركاء
nav-group-trust = الثقة
nav-group-records = السجلات

state-draft = مسودة
state-pending = قيد الانتظار
state-approved = معتمد
state-rejected = مرفوض
state-active = نشط
state-deactivated = معطّل
state-expiring = ينتهي قريبًا
state-expired = منتهٍ
state-withdrawn = مسحوب

form-optional = (اختياري)
form-choose = اختاروا…
form-continue = متابعة
form-back = رجوع
form-cancel = إلغاء
form-change = تغيير
not-given = غير مذكور
next-title = ما الذي يحدث بعد ذلك
back-home = العودة إلى الرئيسية

field-partner-id = معرّف الشريك
field-organization = اسم المؤسسة
field-kind = نوع الشريك
field-policy-group = مجموعة السياسات
field-address = العنوان البريدي
field-phone = رقم الهاتف
field-phone-hint = مع رمز البلد، 16 حرفًا على الأكثر
field-email = البريد الإلكتروني
field-mail-language = لغة رسائلنا
field-registered = تاريخ التسجيل

code-label = الرمز الوارد في الرسالة
code-hint = ستة أرقام. لديكم خمس محاولات خلال عشر دقائق.
code-first = إرسال رمز
code-again = إرسال رمز جديد
code-missing-title = لم تصل الرسالة
code-missing-spam = قد يستغرق الأمر دقيقتين. ابحثوا عن «{ $site }» في مجلد الرسائل غير المرغوب فيها.
code-missing-again = الرمز الجديد يلغي القديم. يمكنكم طلب ثلاثة رموز في الساعة.

account-name = اسم المستخدم
account-name-hint = حروف لاتينية وأرقام ونقطة وشرطة وشرطة سفلية، 64 على الأكثر
password-new = كلمة المرور الجديدة
password-repeat = كلمة المرور الجديدة مرة أخرى
password-current = كلمة المرور الحالية
password-hint = 12 حرفًا على الأقل. الجملة كلمة مرور جيدة.
password-save = تغيير كلمة المرور

errors-title = لا يمكن الإرسال بعد
error-too-long =
    { $most ->
        [one] اكتبوا حرفًا واحدًا على الأكثر؛ العدد الآن { $length }.
       *[other] الحد الأقصى لعدد الأحرف { $most }؛ العدد الآن { $length }.
    }
error-hidden-characters = أزيلوا الأحرف غير المرئية واكتبوا النص من جديد.
error-email-missing = أدخلوا عنوان بريد إلكتروني.
error-email-form = أدخلوا عنوان بريد إلكتروني مثل name@example.org.

list-state = الحالة
list-actions = إجراءات
list-show = عرض
list-filter = تصفية
list-remove-filter = إزالة عامل التصفية
list-clear = مسح الكل
undo = تراجع: إعادة التفعيل
list-export = تصدير CSV
list-nothing = لا توجد نتائج
list-any = الكل
tabs-label = صفحات ذات صلة
pager-label = الصفحات
pager-range = { $from } إلى { $to } من { $total }
pager-size = عرض { $n } في الصفحة
pager-page = الصفحة { $n }
pager-previous = السابق
pager-next = التالي

date =
    { $day } { $month ->
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
    } { $year }
date-and-time = { $date }، { $time } { $zone }
waited-days =
    { $n ->
        [zero] أقل من يوم
        [one] يوم واحد
        [two] يومان
        [few] { $n } أيام
       *[other] { $n } يومًا
    }
waited-hours =
    { $n ->
        [zero] أقل من ساعة
        [one] ساعة واحدة
        [two] ساعتان
        [few] { $n } ساعات
       *[other] { $n } ساعة
    }
waited-moments = أقل من دقيقة
waited-minutes =
    { $n ->
        [zero] أقل من دقيقة
        [one] دقيقة واحدة
        [two] دقيقتان
        [few] { $n } دقائق
       *[other] { $n } دقيقة
    }

type-auth-partner = شريك مصادقة
type-auth-partner-what = تسألوننا إن كان الأشخاص هم من يقولون إنهم هم.
type-device-provider = مزوّد أجهزة
type-device-provider-what = تصنعون أجهزة القياسات الحيوية أو برمجياتها.
type-credential-partner = شريك وثائق
type-credential-partner-what = تصدرون وثائق للأشخاص ببيانات نشاركها.
type-partner-admin = إدارة الشركاء
type-partner-admin-what = الفريق الذي يدير برنامج الشركاء.
type-ftm-provider = مزوّد شرائح (FTM)
type-ftm-provider-what = تصنعون وحدات الثقة الأساسية، أي شرائح أجهزة المصادقة.
type-online-verification-partner = شريك تحقق عبر الإنترنت
type-online-verification-partner-what = تتحققون من الوثائق عبر الإنترنت.
type-abis-partner = شريك ABIS
type-abis-partner-what = تشغّلون النظام الذي يجد تكرار القياسات الحيوية.
type-manual-adjudication = الفصل اليدوي
type-manual-adjudication-what = يفصل موظفوكم في الحالات التي تتركها المطابقة الآلية مفتوحة.
type-misp-partner = مزوّد بنية تحتية (MISP)
type-misp-partner-what = تشغّلون البوابة التي يصل عبرها شركاء المصادقة إلينا.
type-internal-partner = شريك داخلي
type-internal-partner-what = خدمة من خدمات المنصة نفسها.
type-sdk-partner = مزوّد SDK
type-sdk-partner-what = تصنعون برمجيات التقاط القياسات الحيوية أو مطابقتها.
type-print-partner = شريك طباعة
type-print-partner-what = تطبعون بطاقات أو رسائل ببيانات نشاركها.
type-binding-partner = شريك ربط
type-binding-partner-what = تربطون الوثائق بالمحافظ الرقمية.
type-unknown = شريك آخر

secret-title = السر الجديد
secret-once = لا يظهر إلا هذه المرة.
secret-select = نقرة واحدة تحدده كله.
