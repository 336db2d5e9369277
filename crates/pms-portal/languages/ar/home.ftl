# الصفحات الرئيسية وخطوات الانضمام

home-title = الرئيسية
home-welcome = مرحبًا، { $name }
home-policy-group = مجموعة السياسات: { $group }
home-others = مؤسساتكم الأخرى
home-recent = آخر الأحداث
home-whole-history = السجل الكامل
home-help = مساعدة
home-nothing-title = مرحبًا
home-nothing-intro = لا ينتمي حسابكم إلى مؤسسة بعد.
home-nothing-empty = لا توجد مؤسسة
home-nothing-how = اطلبوا دعوة من مالك مؤسستكم أو من مدير الشركاء، وافتحوا الرابط الوارد فيها.
home-staff-title = مرحبًا
home-staff-intro = ما الذي ينتظركم، ومن أين تبدؤون.
home-staff-tasks = الانتقال إلى
home-tile-waiting = طلبات منتظرة
home-tile-waiting-note = بانتظار قرار
home-tile-partners = الشركاء
home-tile-partners-note = مسجلون

home-note-asked = <b>لدى مدير الشركاء سؤال.</b>
home-note-asked-link = الإجابة عنه
home-note-hold = <b>تسجيلكم معلّق.</b>
home-note-rejected = <b>رُفض تسجيلكم.</b>
home-note-rejected-link = التصحيح والطلب من جديد
home-note-deactivated = <b>مؤسستكم معطّلة.</b> تُرفض خدماتها إلى أن يعيد مدير الشركاء تفعيلها.

checklist-auth-partner = الاستعداد لمصادقة الأشخاص
checklist-device-provider = الاستعداد لتزويد الأجهزة
checklist-credential-partner = الاستعداد لإصدار الوثائق
checklist-ftm-provider = الاستعداد لتزويد الشرائح
checklist-misp-partner = الاستعداد لتشغيل البوابة
checklist-other = الاستعداد للعمل معنا
checklist-progress =
    { $turn ->
        [yours] الخطوة { $step } من { $of }. دوركم الآن.
        [admins] الخطوة { $step } من { $of }. الدور الآن لمدير الشركاء.
       *[nobody] الخطوة { $step } من { $of }.
    }
checklist-all-done = اكتملت كل الخطوات وعددها { $of }.
step-done = تمّ:

step-mispcontract-title = عقد مع مزوّد بنية تحتية (MISP)
step-mispcontract-outside = خارج هذه البوابة. تصلون إلينا عبر مزوّد بنية تحتية (MISP): سجّلوا لدى أحدهم واحصلوا على مفتاح ترخيصه. يمكن أن يجري ذلك إلى جانب كل الخطوات الأخرى.
step-account-title = تأكيد الحساب والبريد الإلكتروني
step-account-done = أنجزتموه في { $when }
step-policygroup-title = اختيار مجموعة السياسات
step-policygroup-done = مجموعة السياسات: { $group }
step-policygroup-yours = دوركم الآن. اختاروا مجموعة السياسات التي تعملون ضمنها. هي لازمة قبل الشهادات.
step-policygroup-action = اختيار مجموعة السياسات
step-approval-title = اعتماد المؤسسة
step-approval-done = اعتمدها مدير الشركاء في { $when }
step-approval-done-undated = معتمدة
step-approval-admins = بانتظار مدير الشركاء منذ { $when }. يصلكم القرار بالبريد. يمكنكم طلب الشهادات من جهة الإصدار من الآن.
step-approval-yours = دوركم الآن. طرح مدير الشركاء سؤالًا، والقرار ينتظر إجابتكم.
step-approval-yours-action = الإجابة عن السؤال
step-approval-refused = رُفض. اقرؤوا السبب وصحّحوا ما يذكره ثم اطلبوا من جديد.
step-approval-refused-action = قراءة السبب
step-certificates-title = رفع الشهادات
step-certificates-title-one = رفع الشهادة
step-certificates-done = آخر رفع في { $when }
step-certificates-yours = دوركم الآن. نحتاج إلى شهادة توقيع للتحقق من أن الطلبات صادرة عنكم، وشهادة تشفير لحماية البيانات الشخصية التي نرسلها إليكم. يمكن أن تؤدي شهادة واحدة الغرضين. يجب أن تكون جهة الإصدار ضمن مخزن الثقة.
step-certificates-yours-one = دوركم الآن. نحتاج إلى الشهادة التي تصنعون مفاتيح منتجاتكم تحتها. يجب أن تكون جهة الإصدار ضمن مخزن الثقة.
step-certificates-action = رفع شهادة
step-certificates-help = كيف أحصل على شهادة؟
step-certificates-later = يبدأ عند اعتماد المؤسسة.
step-policyrequest-title = طلب سياسة
step-policyrequest-done = اعتُمدت في { $when }
step-policyrequest-admins = طُلبت. يقرّر مدير الشركاء، وتصلكم رسالة بالقرار.
step-policyrequest-yours = الدور عليكم. اطلبوا سياسة من مجموعتكم: تحدد البيانات التي تحصلون عليها، وكيف يؤكد الناس هويتهم. يقرر مدير الشركاء.
step-policyrequest-later = يأتي بعد شهاداتكم. تختارون سياسة من مجموعتكم، ويقرّر مدير الشركاء.
step-credentialtype-title = ربط السياسة بنوع وثيقة
step-credentialtype-done = رُبطت في { $when }
step-credentialtype-yours = الدور عليكم. اعتُمدت سياسة: اربطوها بنوع اعتماد.
step-credentialtype-later = يبدأ عند اعتماد سياسة.
step-bioextractors-title = إضافة مستخرجات القياسات الحيوية
step-bioextractors-done = أُضيفت في { $when }
step-bioextractors-yours = الدور عليكم. سمّوا مستخرجاتكم قبل اعتماد طلب السياسة: يُنظر فيهما معًا.
step-bioextractors-later = يأتي مع طلب السياسة، قبل اعتماده.
step-apikey-title = إنشاء مفتاح <bdi>API</bdi>
step-apikey-done = أُنشئ أول مفتاح مستعمل في { $when }
step-apikey-yours = الدور عليكم. اعتُمدت سياسة: اصنعوا مفتاحًا لها، وضعوه في برنامجكم.
step-apikey-later = يبدأ عند اعتماد سياسة.
step-devicemodels-title = تسجيل طرازات الأجهزة
step-devicemodels-later = يأتي بعد شهاداتكم، ولا تتيحه هذه البوابة بعد. يعتمد مدير الشركاء كل طراز.
step-sbi-title = تسجيل واجهة القياسات الحيوية الآمنة (SBI)
step-sbi-later = يأتي بعد شهاداتكم، ولا تتيحه هذه البوابة بعد. يعتمد مدير الشركاء كل إصدار.
step-chipmodels-title = تسجيل طرازات الشرائح
step-chipmodels-later = يأتي بعد شهاداتكم، ولا تتيحه هذه البوابة بعد. يعتمد مدير الشركاء كل طراز.
step-misplicence-title = مفتاح الترخيص
step-misplicence-done = أُنشئ في { $when }
step-misplicence-later = يُنشئه مسؤول بعد قبول شهاداتكم.
