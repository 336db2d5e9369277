# خطوات التسجيل

register-step = تسجيل مؤسسة · الخطوة { $step } من { $of }
register-steps-title = الخطوات
register-steps-1 =
    { $state ->
        [done] <b>نوع الشريك والمؤسسة</b> – تمّ
        [now] <b>نوع الشريك والمؤسسة</b> – الآن
       *[later] <b>نوع الشريك والمؤسسة</b>
    }
register-steps-2 =
    { $state ->
        [done] <b>بيانات الاتصال والدخول</b> – تمّ
        [now] <b>بيانات الاتصال والدخول</b> – الآن
       *[later] <b>بيانات الاتصال والدخول</b>
    }
register-steps-3 =
    { $state ->
        [done] <b>تأكيد البريد الإلكتروني</b> – تمّ
        [now] <b>تأكيد البريد الإلكتروني</b> – الآن
       *[later] <b>تأكيد البريد الإلكتروني</b>
    }
register-steps-4 =
    { $state ->
        [done] <b>المراجعة والإرسال</b> – تمّ
        [now] <b>المراجعة والإرسال</b> – الآن
       *[later] <b>المراجعة والإرسال</b> – تقرؤون كل شيء مرة أخرى قبل إرساله
    }
register-then = ثم ينظر مدير الشركاء في طلبكم، وتصلكم رسالة في كل الأحوال.
register-then-days =
    { $days ->
        [one] يستغرق ذلك عادةً يوم عمل واحدًا.
        [two] يستغرق ذلك عادةً يومي عمل.
        [few] يستغرق ذلك عادةً { $days } أيام عمل.
       *[other] يستغرق ذلك عادةً { $days } يوم عمل.
    }
register-saved = تُحفظ إجاباتكم على هذا الخادم أثناء الخطوات. يمكنكم إغلاق الصفحة والعودة في المتصفح نفسه خلال سبعة أيام.
register-lost = لم يعد ما أدخلتموه محفوظًا في هذا المتصفح: أُرسل من قبل، أو مضى عليه أكثر من سبعة أيام، أو أُغلق المتصفح في الأثناء. إن لم يُرسل شيء فابدأوا من جديد هنا.

register-organisation-title = مؤسستكم
register-kind = ماذا تريدون أن تفعلوا؟
register-kind-missing = اختاروا نوع الشريك.
register-organization = اسم المؤسسة
register-organization-hint = الاسم القانوني، حرفًا بحرف كما في الشهادة (<code>O=…</code>)
register-organization-missing = أدخلوا اسم المؤسسة.
register-partner-id = معرّف الشريك
register-partner-id-hint = اسم قصير للأنظمة، مثل <code>example-bank</code>. حروف لاتينية وأرقام ونقطة وشرطة وشرطة سفلية، 36 على الأكثر. لا يمكن تغييره لاحقًا.
register-partner-id-missing = أدخلوا معرّف الشريك.
register-partner-id-form = استخدموا حروفًا لاتينية وأرقامًا ونقطة وشرطة وشرطة سفلية، 36 على الأكثر.
register-purpose = فيمَ ستستخدمونه؟
register-purpose-hint = بكلماتكم. يقرأ ذلك مدير الشركاء الذي يبتّ في الطلب.
register-purpose-missing = اذكروا فيمَ ستستخدمونه.
register-have-account = لديّ حساب

register-contact-title = بيانات الاتصال والدخول
register-policy-group = مجموعة السياسات
register-policy-group-hint = مجموعة السياسات التي تعمل مؤسستكم ضمنها، ويخبركم بها فريق الشركاء. تثبت بعد أن تصبحوا نشطين.
register-policy-group-missing = اختاروا مجموعة سياسات.
register-no-groups = لا توجد حاليًا مجموعة سياسات مفتوحة للتسجيل. راجعوا فريق الشركاء أو اختاروا نوعًا آخر من الشركاء.
register-address-missing = أدخلوا العنوان البريدي.
register-phone-missing = أدخلوا رقم هاتف.
register-email-hint = عنوان يقرؤه فريقكم. نرسل إليه رمزًا.
register-send-code = إرسال الرمز

register-code-title = تأكيد بريدكم الإلكتروني
register-code-sent = أرسلنا رمزًا من ستة أرقام إلى { $email }. يصلح الرمز عشر دقائق.
register-code-confirm = تأكيد ومتابعة
register-code-wrong-address = العنوان خطأ، تغييره

register-check-title = المراجعة والإرسال
register-check-intro = اقرؤوا كل شيء مرة أخيرة. لن يمكنكم بعد ذلك تغيير الاسم والمعرّف بأنفسكم.
register-check-effect = عند الإرسال يُنشأ الحساب ويُطلب من مدير الشركاء اعتماد المؤسسة.
register-send = إرسال التسجيل

register-done-title = أُرسل التسجيل
register-done-reference = معرّف الشريك الخاص بكم هو { $id }
register-done-mail = أرسلنا تأكيدًا إلى { $email }.
register-done-home = الانتقال إلى صفحتكم الرئيسية
register-next-check = يراجع مدير الشركاء بياناتكم.
register-next-mail = تصلكم رسالة بالقرار وسببه.
register-next-certificate = ثم ترفعون شهاداتكم. يمكنكم طلبها من جهة الإصدار من الآن.
