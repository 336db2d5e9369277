# طريق كل نوع من الشركاء من التسجيل إلى العمل: الخطوات، ومن دوره، وما يحصل عليه منا.

checklist-auth-partner = الاستعداد لمصادقة الأشخاص
checklist-device-provider = الاستعداد لتزويد الأجهزة
checklist-credential-partner = الاستعداد لإصدار الوثائق
checklist-print-partner = الاستعداد لطباعة الوثائق
checklist-online-verification-partner = الاستعداد للتحقق من الوثائق عبر الإنترنت
checklist-abis-partner = الاستعداد للبحث عن التكرار
checklist-manual-adjudication = الاستعداد للبت في الحالات المشكوك فيها
checklist-ftm-provider = الاستعداد لتزويد الشرائح
checklist-misp-partner = الاستعداد لتشغيل البوابة
checklist-sdk-partner = الاستعداد لتزويد حزمة <bdi>SDK</bdi> للقياسات الحيوية
checklist-other = الاستعداد للعمل معنا
checklist-progress =
    { $turn ->
        [yours] الخطوة { $step } من { $of }. دوركم الآن.
        [members] الخطوة { $step } من { $of }. الدور الآن لمالك أو جهة اتصال تقنية في مؤسستكم.
        [admins] الخطوة { $step } من { $of }. الدور الآن لمدير الشركاء.
        [managers] الخطوة { $step } من { $of }. الدور الآن لمدير السياسات.
       *[nobody] الخطوة { $step } من { $of }.
    }
checklist-all-done = اكتملت كل الخطوات في هذه البوابة وعددها { $of }.
step-done = تمّ:
step-waits = بانتظار مدير الشركاء منذ { $when }. يصلكم القرار بالبريد.
step-waits-action = عرض الطلب
step-asked = دوركم الآن. طرح مدير الشركاء سؤالًا عنها، والقرار ينتظر إجابتكم.
step-asked-action = الإجابة عن السؤال

step-mispcontract-title = عقد مع مزوّد بنية تحتية (MISP)
step-mispcontract-outside = خارج هذه البوابة. تصلون إلينا عبر مزوّد بنية تحتية (MISP): سجّلوا لدى أحدهم واحصلوا على مفتاح ترخيصه. يمكن أن يجري ذلك إلى جانب كل الخطوات الأخرى.
step-partnercontracts-title = عقود مع شركاء المصادقة
step-partnercontracts-outside = خارج هذه البوابة. يوقّع كل شريك مصادقة تخدمونه عقدًا معكم. ويرافق مفتاح ترخيصكم طلباته: تسلّمونه إياه، أو تضيفه بوابتكم.
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
step-policyrequest-managers = بانتظار مدير السياسات: لا توجد في مجموعتكم سياسة منشورة بعد. اسألوا الجهة المسؤولة عن السياسة المقصودة لكم.
step-policyrequest-yours = دوركم الآن. تحدد السياسة البيانات التي تصلكم وكيفية مصادقة الأشخاص. اختاروا واحدة من مجموعتكم، ويقرّر مدير الشركاء.
step-policyrequest-action = طلب سياسة
step-policyrequest-later = يأتي بعد شهاداتكم. تختارون سياسة من مجموعتكم، ويقرّر مدير الشركاء.
step-bioextractors-title = إضافة مستخرجات القياسات الحيوية
step-bioextractors-done = أُضيفت في { $when }
step-bioextractors-yours = دوركم الآن. حدّدوا المستخرج الذي يصنع القوالب التي تصلكم. يلزم قبل اعتماد طلب السياسة.
step-bioextractors-action = إضافة المستخرجات
step-bioextractors-later = يأتي مع طلب السياسة، قبل اعتماده.
step-credentialtype-title = ربط السياسة بنوع وثيقة
step-credentialtype-done = رُبطت في { $when }
step-credentialtype-yours = دوركم الآن. اعتُمدت سياسة: حدّدوا نوع الوثيقة التي تُصنع بموجبها.
step-credentialtype-action = اختيار نوع الوثيقة
step-credentialtype-later = يبدأ عند اعتماد سياسة.
step-apikey-title = إنشاء مفتاح <bdi>API</bdi>
step-apikey-done = أُنشئ أول مفتاح مستعمل في { $when }
step-apikey-yours = دوركم الآن. اعتُمدت سياسة: أنشئوا مفتاحًا لها. ترسله أنظمتكم مع كل طلب إلى جانب مفتاح ترخيص مزوّدكم (MISP).
step-apikey-action = إنشاء مفتاح <bdi>API</bdi>
step-apikey-later = يبدأ عند اعتماد سياسة.
step-firstuse-title = إرسال أول طلب
step-firstuse-done = وصل أول طلب منكم.
step-firstuse-yours = دوركم. دعوا أنظمتكم ترسل طلبًا بالمفتاح وبمفتاح ترخيص <bdi>MISP</bdi>؛ يكفي شخص اختبار من الجهة. يظهر الطلب في استخدام مفاتيحكم، ومعه السبب إن رُفض.
step-firstuse-action = عرض استخدام مفاتيحكم
step-firstuse-later = تبدأ عند وجود مفتاح <bdi>API</bdi>.
step-devicemodels-title = تسجيل طرازات الأجهزة
step-devicemodels-done = اعتُمد أول طراز في { $when }
step-devicemodels-yours = دوركم الآن. سجّلوا كل طراز بصانعه ونوعه ونوعه الفرعي. يعتمده مدير الشركاء.
step-devicemodels-action = تسجيل طراز جهاز
step-devicemodels-later = يأتي بعد شهادتكم. يعتمد مدير الشركاء كل طراز.
step-sbi-title = تسجيل واجهة القياسات الحيوية الآمنة (SBI)
step-sbi-done = اعتُمد أول إصدار في { $when }
step-sbi-yours = دوركم الآن. سجّلوا إصدار البرنامج الواقع بين أجهزتكم ومستعمليها مع بصمته الرقمية. يعتمده مدير الشركاء.
step-sbi-action = تسجيل واجهة (SBI)
step-sbi-later = يأتي بعد شهادتكم. يعتمد مدير الشركاء كل إصدار.
step-mapping-title = تحديد الأجهزة التي تخدمها الواجهة (SBI)
step-mapping-done = أُضيف أول جهاز في { $when }
step-mapping-yours = دوركم الآن. أضيفوا الطرازات المعتمدة إلى الواجهة التي تخدمها.
step-mapping-action = فتح واجهاتكم (SBI)
step-mapping-later = يبدأ عند اعتماد طراز جهاز وواجهة.
step-chipmodels-title = تسجيل طرازات الشرائح
step-chipmodels-done = سُجّل أول طراز في { $when }
step-chipmodels-yours = دوركم الآن. سجّلوا كل وحدة ثقة أساسية (FTM) بصانعها وطرازها.
step-chipmodels-action = تسجيل شريحة
step-chipmodels-later = يأتي بعد شهادتكم.
step-chipcertificates-title = رفع شهادة كل شريحة
step-chipcertificates-done = اعتُمدت أول شريحة في { $when }
step-chipcertificates-yours = دوركم الآن. ارفعوا الشهادة التي تُصنع شرائحكم تحتها. يعتمد مدير الشركاء الشريحة وشهادتها معًا.
step-chipcertificates-action = فتح شرائحكم
step-chipcertificates-later = يبدأ عند تسجيل شريحة. يعتمدها مدير الشركاء مع شهادتها.
step-misplicence-title = مفتاح الترخيص
step-misplicence-done = أُنشئ في { $when }. رأى قيمتَه مرةً واحدة من أنشأه، ويسلّمها لمن يحتاجها.
step-misplicence-admins = بانتظار مدير الشركاء الذي ينشئ مفتاح ترخيصكم. تصلكم رسالة عند توفره.
step-misplicence-yours = دوركم الآن. أنشئوا مفتاح ترخيصكم. يرافق كل طلب يمر عبركم.
step-misplicence-action = إنشاء مفتاح الترخيص
step-misplicence-later = يأتي بعد شهاداتكم.

gives-title = ما تحصلون عليه منا
gives-root = <b>شهادة <bdi>ROOT</bdi></b>: يتحقق بها كل من يثق بنا.
gives-issuing = <b>شهادة الإصدار { $domain }</b>: بها وُقّعت شهاداتكم.
gives-encryption = <b>شهادة التشفير</b>: شفّروا بها ما هو موجّه إلى المنصة.
gives-link = تنزيل شهادات المنصة
gives-signed = شهادتكم الموقّعة من <bdi>MOSIP</bdi>

home-tile-oldest = أقدمها منذ: { $waited }
home-tile-certificates = شهادات توشك على الانتهاء
home-tile-keys = مفاتيح وواجهات توشك على الانتهاء
home-tile-soon-note =
    { $days ->
        [zero] خلال { $days } يوم
        [one] خلال يوم واحد ({ $days })
        [two] خلال يومين ({ $days })
        [few] خلال { $days } أيام
        [many] خلال { $days } يومًا
       *[other] خلال { $days } يوم
    }
home-stuck-title = شركاء توقّف تقدّمهم
home-stuck-words = لم يفعلوا شيئًا منذ أسبوع أو أكثر. قد تفيد رسالة إلى جهات اتصالهم.
home-stuck-why = ما الذي ينقص
home-stuck-since = منذ
home-stuck-unanswered = لم يجيبوا عن سؤال
home-stuck-certificate = معتمدون ولم يرفعوا شهادة بعد
