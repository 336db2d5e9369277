# الحساب الشخصي

account-intro = بياناتكم وتسجيل الدخول والتفضيلات.
account-details = بياناتكم
account-email = البريد الإلكتروني
account-email-confirmed = { $email } (مؤكد)
account-email-open = { $email } (غير مؤكد)
account-roles = الأدوار
account-organisations = مؤسساتكم
account-person = الاسم
account-change = تغيير
account-details-title = تغيير الاسم والهاتف
account-details-intro = كيف نخاطبكم. يبقى اسم المستخدم كما هو.
account-given-name = الاسم الأول
account-family-name = اسم العائلة
account-details-save = حفظ
account-details-saved = حُفظت بياناتكم.
account-email-title = تغيير البريد الإلكتروني
account-email-intro = نرسل رمزًا إلى العنوان الجديد. يبقى العنوان السابق ساريًا إلى أن تدخلوا الرمز، ونخبره بالتغيير.
account-email-new = البريد الإلكتروني الجديد
account-email-send = إرسال الرمز
account-email-code-title = تأكيد العنوان الجديد
account-email-code-intro = أرسلنا رسالة إلى { $email }. أدخلوا الرمز الوارد فيها؛ يعمل عشر دقائق.
account-email-confirm = تغيير العنوان
account-email-changed = تغيّر بريدكم الإلكتروني. انتهت جلساتكم الأخرى.
account-preferences = اللغة والوقت والمظهر
account-language = اللغة
account-language-hint = لغة البوابة والرسائل إلى حسابكم
account-zone = المنطقة الزمنية
account-zone-hint = لجميع الأوقات في البوابة. مرّروا المؤشر فوق الوقت لرؤيته بالتوقيت العالمي.
zone-site = كالموقع ({ $zone })
zone-africa = أفريقيا
zone-america = أمريكا
zone-antarctica = أنتاركتيكا
zone-arctic = القطب الشمالي
zone-asia = آسيا
zone-atlantic = المحيط الأطلسي
zone-australia = أستراليا
zone-europe = أوروبا
zone-indian = المحيط الهندي
zone-pacific = المحيط الهادئ
account-theme = المظهر
theme-device = كما في الجهاز
theme-light = فاتح
theme-dark = داكن
account-preferences-save = حفظ التفضيلات
account-preferences-saved = حُفظت التفضيلات.
password-title = كلمة المرور
password-ends-sessions = تغيير كلمة المرور ينهي كل جلساتكم الأخرى.
password-changed = تغيّرت كلمة المرور. انتهت جلساتكم الأخرى.
sessions-title = الجلسات
sessions-intro = أين سُجّل الدخول بحسابكم. أنهوا ما لا تعرفونه ثم غيّروا كلمة المرور.
sessions-where = الجلسة
sessions-portal = البوابة
sessions-wire = واجهة برمجية أو بوابة أقدم
sessions-client = { $client }
sessions-this = هذه الجلسة
sessions-started = بدأت
sessions-used = آخر استخدام
sessions-end = إنهاء
sessions-ended = انتهت الجلسة.
sessions-browser = { $browser } على { $system }
sessions-source = العنوان
sessions-end-others = إنهاء جميع الأخرى
sessions-others-ended = انتهت جلساتكم الأخرى.
sessions-former = عمليات الدخول السابقة
sessions-former-intro =
    { $days ->
        [zero] عمليات الدخول إلى البوابة اليوم التي انتهت.
        [one] عمليات الدخول إلى البوابة في آخر يوم التي انتهت.
        [two] عمليات الدخول إلى البوابة في آخر يومين التي انتهت.
        [few] عمليات الدخول إلى البوابة في آخر { $days } أيام التي انتهت.
        [many] عمليات الدخول إلى البوابة في آخر { $days } يومًا التي انتهت.
       *[other] عمليات الدخول إلى البوابة في آخر { $days } يوم التي انتهت.
    }
role-partner-admin = مدير الشركاء
role-policy-manager = مدير السياسات
role-hotlist-keeper = أمين قائمة الحظر

notifications-title = الإشعارات
notifications-intro = ما تقترب نهايته لدى مؤسستك. أُرسل كل ذلك أيضًا بالبريد الإلكتروني.
notifications-list = الإشعارات
notifications-active = الجديدة
notifications-dismissed = المستبعدة
notifications-empty = لا شيء هنا
notifications-empty-words = نُبلغك قبل 30 يومًا و15 يومًا وفي كل يوم من الأيام العشرة الأخيرة قبل انتهاء أي شيء.
notifications-what = الموضوع
notifications-ends = ينتهي
notifications-at = أُبلغ
notifications-dismiss = استبعاد
notifications-done = استُبعد الإشعار.
notifications-root = شهادة جذرية
notifications-intermediate = شهادة هيئة تصديق وسيطة
notifications-certificate = شهادة شريك
notifications-chip = شهادة رقاقة
notifications-interface = واجهة بيومترية آمنة (SBI)
notifications-key = مفتاح API
notifications-week = ما ينتهي هذا الأسبوع
notifications-other = إشعار
notifications-counts = شهادات الشركاء: { $certificates }، الرقاقات: { $chips }، الواجهات: { $interfaces }، مفاتيح API: { $keys }

draft-kept = كانت جلستكم قد انتهت. ما كتبتموه محفوظ: سجّلوا الدخول ليظهر من جديد.
draft-title = ما كتبتموه ما زال هنا
draft-intro = انتهت جلستكم قبل إرسال النموذج. لم يتغير شيء. أرسلوه الآن؛ وإن نقص شيء فُتح النموذج بما كتبتموه.
draft-typed = ما أدخلتموه
draft-other = إدخال آخر
draft-secrets = لا تُحفظ كلمات المرور والرموز والملفات أبدًا: تُطلب من جديد.
draft-send = إرسال الآن
draft-forget = التخلص منه
draft-forgotten = تم التخلص مما أدخلتموه.
