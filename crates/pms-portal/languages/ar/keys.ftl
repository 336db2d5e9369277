# مفاتيح API وعملاء OIDC، لمؤسسة ولكل المؤسسات

key-title = مفاتيح API
key-intro = يخبر المفتاح خدمة المصادقة لأي مؤسسة وأي سياسة يعود الطلب.
key-intro-staff = مفاتيح كل المؤسسات. لا أحد يرى قيمة مفتاح هنا.
key-count =
    { $n ->
        [zero] لا مفاتيح
        [one] مفتاح واحد
        [two] مفتاحان
        [few] { $n } مفاتيح
        [many] { $n } مفتاحًا
       *[other] { $n } مفتاح
    }
key-empty = لا مفتاح API بعد
key-empty-words = بالمفتاح يستطيع برنامجكم سؤال خدمة المصادقة. أنشئوا مفتاحًا لسياسة معتمدة.
key-empty-no-policy = يحتاج المفتاح إلى سياسة معتمدة. اطلبوا سياسة أولًا.
key-empty-staff = المفاتيح التي تنشئها المؤسسات، والتي تصنعونها لها، هنا.
key-decided-each = في هذا الموقع ينتظر كل مفتاح مدير الشركاء قبل أن يعمل.
key-name = الاسم
key-id = معرّف المفتاح
key-created = أُنشئ
key-ends = ينتهي
key-last-used = آخر استخدام
key-never = لم يُستخدم
key-long-ago = ليس في آخر 90 يومًا
key-no-end = بلا نهاية
key-replaced-sub = قيد الاستبدال
key-in-use = قيد الاستخدام
key-not-in-use = خارج الاستخدام
key-within =
    { $n ->
        [zero] اليوم
        [one] خلال يوم
        [two] خلال يومين
        [few] خلال { $n } أيام
        [many] خلال { $n } يومًا
       *[other] خلال { $n } يوم
    }
key-new = إنشاء مفتاح API
key-new-for = صنع مفتاح لمؤسسة
key-replace = استبدال
key-reissue = إعادة إصدار
key-deactivate = إيقاف
key-activate = تفعيل
key-fetch = استلام المفتاح
key-withdraw = سحب
key-move = نقل إلى سياسة أخرى
key-named = { $label }، للسياسة { $policy }
key-keep = تركه كما هو

key-one-title = مفتاح API ‏{ $label }
key-about = المفتاح
key-how = كيف يستخدمه برنامجكم
key-how-words = ينتهي عنوان كل طلب إلى خدمة المصادقة بثلاثة أجزاء: مفتاح ترخيص مزوّد MISP، ثم معرّف الشريك الخاص بكم، ثم قيمة هذا المفتاح. وتُبنى طلبات البيانات (kyc) ورموز المرة الواحدة (otp) بالطريقة نفسها.
key-valid-till = صالح حتى
key-overlap-till = يعمل بجانب الجديد حتى
key-replaces = يحل محل
key-replaced-by = حل محله
key-strength = القوة
key-weak = ضعيف: مفتاح قصير من إصدار قديم. استبدلوه.
key-use = الاستخدام
key-month = في آخر 30 يومًا
key-uses =
    { $n ->
        [zero] لا استخدام
        [one] استخدام واحد
        [two] استخدامان
        [few] { $n } استخدامات
        [many] { $n } استخدامًا
       *[other] { $n } استخدام
    }
key-use-link = فتح استخدامه، بالنتائج والأسباب
key-says-active = المفتاح يعمل.
key-says-ends = يعمل المفتاح حتى { $day }، وقد حل محله مفتاح آخر.
key-says-approval = لا يعمل المفتاح بعد. الدور على مدير الشركاء ليقرر.
key-says-fetch = صنع مدير الشركاء هذا المفتاح. يستلمه عضو في المؤسسة، في { $day } على الأكثر.
key-says-lapsed = لم يستلم أحد المفتاح في وقته. سيُنسى قريبًا.
key-says-stopped-above = يُرفض المفتاح الآن: مؤسسته أو سياسته أو مجموعة السياسات غير نشطة. ويعود معها.
key-says-inactive = المفتاح موقوف. يمكن تفعيله من جديد.
key-says-stopped = أوقف مدير الشركاء المفتاح. اطلبوا منه إعادته.
key-says-expired = تجاوز المفتاح نهايته. أنشئوا غيره.
key-says-ended = حل محله مفتاح آخر.
key-says-refused = رُفض المفتاح، أو سُحب قبل القرار.
key-waits = <b>المفتاح ينتظر قرارًا.</b> تصلكم رسالة.
key-waits-link = فتح الطلب

key-new-intro = يعمل فورًا. ترون قيمته مرة واحدة، في الصفحة التالية.
key-new-intro-each = يقرر مدير الشركاء أولًا، ثم يعمل. ترون قيمته مرة واحدة، في الصفحة التالية.
key-new-ends = يعمل حتى
key-new-ends-hint = المفتاح الذي ينتهي أبكر يضر أقل إذا وقع في أيدٍ غير أمينة. استبدلوه قبل نهايته فلا يتوقف شيء.
key-new-ends-site = { $day }، وهو الأقصى
key-new-ends-in =
    { $n ->
        [zero] { $day }، اليوم
        [one] { $day }، بعد يوم واحد
        [two] { $day }، بعد يومين
        [few] { $day }، بعد { $n } أيام
       *[other] { $day }، بعد { $n } يومًا
    }
key-policy-hint = السياسات المعتمدة. تفعل الطلبات بالمفتاح ما تتيحه سياسته.
key-places = { $taken } من { $most } أماكن مشغولة
key-name-hint = يقول أين تستخدمونه، مثلًا mobile-app. فريد لهذه السياسة. 36 حرفًا على الأكثر.
key-name-missing = اكتبوا اسمًا للمفتاح.
key-new-send = إنشاء المفتاح
key-secret-title = مفتاح API الجديد
key-secret = مفتاحكم الجديد { $label }
key-secret-words = انسخوه الآن إلى مخزن أسراركم. إذا فقدتموه فاستبدلوه؛ لا أحد يستطيع البحث عنه لكم.
key-secret-usage =
    { $end ->
        [none] يعمل من الآن، للسياسة { $policy }، مع مفتاح ترخيص مزوّد البنية (MISP).
       *[day] يعمل من الآن حتى { $until }، للسياسة { $policy }، مع مفتاح ترخيص مزوّد البنية (MISP).
    }
key-secret-usage-waits =
    { $end ->
        [none] يعمل حين يعتمده مدير الشركاء، للسياسة { $policy }.
       *[day] يعمل حين يعتمده مدير الشركاء، حتى { $until }، للسياسة { $policy }.
    }
key-secret-file = تنزيل كنص
key-secret-stored = حفظته

key-replace-title = استبدال المفتاح
key-replace-words = يُصنع مفتاح ثانٍ للسياسة نفسها. ضعوه في برنامجكم ما دام الاثنان يعملان.
key-replace-effect-new = للمفتاح الجديد اسم خاص به.
key-replace-effect-old = ينتهي المفتاح القديم في الوقت الذي تختارونه. تُرفض الطلبات به بعد ذلك.
key-replace-effect-once = ترون القيمة الجديدة مرة واحدة، في الصفحة التالية.
key-replace-effect-each = يقرر مدير الشركاء في المفتاح الجديد أولًا. يستمر القديم حتى ذلك.
key-replace-not-now = يُستبدل المفتاح الذي يعمل ولا يُستبدل الآن فقط.
key-new-name = اسم المفتاح الجديد
key-overlap = يستمر المفتاح القديم
key-overlap-hint = بقدر ما يحتاج برنامجكم للتحول.
key-overlap-hour = ساعة
key-overlap-day = يوم
key-overlap-week = أسبوع
key-overlap-month = 30 يومًا
key-overlap-quarter = 90 يومًا
key-overlap-until = حتى { $when }
key-overlap-missing = اختاروا كم يستمر المفتاح القديم.
key-replace-send = استبدال المفتاح
key-reissue-title = إعادة إصدار المفتاح
key-reissue-words = يُنشأ مفتاح ثانٍ للمؤسسة بالسياسة نفسها، فتضعه في برمجياتها ما دام الاثنان يعملان.
key-reissue-overlap-hint = المدة التي تحتاجها المؤسسة للانتقال إليه.
key-reissue-effect = تستلم المؤسسة المفتاح الجديد، ولا ترون قيمته أبدًا. يستمر القديم حتى الاستلام.
key-reissue-send = إعادة إصدار المفتاح
key-handed-over = صُنع { $label }. تصل المؤسسةَ رسالة فتستلمه، ولا يعمل قبل ذلك.

key-fetch-title = استلام المفتاح
key-fetch-words = صنع مدير الشركاء هذا المفتاح لمؤسستكم.
key-fetch-effect-once = ترون قيمته مرة واحدة، في الصفحة التالية.
key-fetch-effect-live = يعمل من ذلك الحين.
key-fetch-effect-former = ينتهي المفتاح الذي يحل محله في الوقت المحدد.
key-fetch-not-now = لا شيء يُستلم: استُلم المفتاح من قبل، أو مضى الوقت.
key-fetch-send = عرض المفتاح مرة واحدة

key-off-title = إيقاف المفتاح
key-off-words = تُرفض الطلبات بهذا المفتاح.
key-off-uses =
    { $n ->
        [0] لم يُستخدم في آخر 30 يومًا.
        [zero] لم يُستخدم في آخر 30 يومًا.
        [one] استُخدم مرة واحدة في آخر 30 يومًا.
        [two] استُخدم مرتين في آخر 30 يومًا.
        [few] استُخدم { $n } مرات في آخر 30 يومًا.
        [many] استُخدم { $n } مرة في آخر 30 يومًا.
       *[other] استُخدم { $n } مرة في آخر 30 يومًا.
    }
key-off-at-once = يسري ذلك فورًا في كل مكان.
key-off-back = يمكنكم تفعيله من جديد.
key-off-back-staff = لا تستطيع المؤسسة إعادته؛ يستطيع ذلك مدير الشركاء.
key-off-send = إيقاف المفتاح
key-off-done = أُوقف { $label }.
key-on-title = تفعيل المفتاح
key-on-words = تُقبل الطلبات بهذا المفتاح من جديد.
key-on-at-once = يسري ذلك فورًا، بالقيمة نفسها.
key-on-send = تفعيل المفتاح
key-on-done = عاد { $label } نشطًا.
key-withdraw-title = سحب المفتاح
key-withdraw-words = تسحبون المفتاح قبل القرار.
key-withdraw-effect = لن يعمل المفتاح أبدًا. يستمر المفتاح الذي كان سيحل محله.
key-withdraw-send = سحب المفتاح
key-withdraw-done = سُحب { $label }.
key-step-not-now = حالة المفتاح لا تسمح بذلك.
key-reason-hint = يدخل ذلك في السجل.
key-move-words = يحتفظ المفتاح بقيمته واسمه. يتغير ما تستطيعه الطلبات به.
key-move-effect-value = لا تغيّر المؤسسة شيئًا في برنامجها.
key-move-effect-told = تصل المؤسسةَ رسالة.
key-move-none = لا سياسة أخرى معتمدة للمؤسسة.
key-move-to = السياسة الجديدة
key-move-send = نقل المفتاح
key-moved = يتبع { $label } الآن سياسته الجديدة.
key-for-intro = تستلم المؤسسة المفتاح عند تسجيل الدخول، ولا ترون قيمته أبدًا.
key-for-named = إلى { $name }. تستلم المؤسسة المفتاح عند تسجيل الدخول، ولا ترون قيمته أبدًا.
key-for-partner-hint = كما تظهره قائمة الشركاء.
key-for-name-hint = ما تقرؤه المؤسسة في قائمتها، مثل <bdi>mobile-app</bdi>. لا يتكرر لهذه السياسة. 36 حرفًا على الأكثر.
key-for-partner-missing = اكتبوا معرّف الشريك.
key-for-unknown = لا شريك بهذا المعرّف. ابحثوا عنه في قائمة الشركاء.
key-for-no-policy = لا سياسة معتمدة لهذه المؤسسة. عليها أن تطلب سياسة أولًا.
key-for-send = صنع المفتاح

oidc-title = عملاء OIDC
oidc-intro = تطبيقات يسجل الناس الدخول عبرها بهويتهم الوطنية (OpenID Connect).
oidc-intro-staff = تطبيقات كل المؤسسات التي يسجل الناس الدخول عبرها.
oidc-count =
    { $n ->
        [zero] لا عملاء
        [one] عميل واحد
        [two] عميلان
        [few] { $n } عملاء
        [many] { $n } عميلًا
       *[other] { $n } عميل
    }
oidc-empty = لا عميل OIDC بعد
oidc-empty-words = سجلوا التطبيق الذي يسجل الناس الدخول عبره. تحتاجون إلى مفتاحه العام وعناوين العودة.
oidc-empty-no-policy = يحتاج العميل إلى سياسة معتمدة. اطلبوا سياسة أولًا.
oidc-empty-staff = العملاء الذين تسجلهم المؤسسات هنا.
oidc-name = التطبيق
oidc-id = معرّف العميل
oidc-created = سُجل
oidc-about = العميل
oidc-name-in = الاسم بلغة { $language }
oidc-redirects = عناوين العودة
oidc-logo = عنوان الشعار
oidc-grants = أنواع المنح
oidc-methods = كيف يثبت نفسه
oidc-key = المفتاح العام
oidc-asks = ما يستطيع طلبه
oidc-asks-words = ينتج من السياسة ولا يتغير معها.
oidc-claims = بيانات عن الناس (claims)
oidc-acrs = طرق التأكيد (ACR)
oidc-says-active = يستطيع الناس تسجيل الدخول به.
oidc-says-inactive = لا يستطيع الناس تسجيل الدخول به، ولا يعود. سجّلوا عميلًا جديدًا.
oidc-waits-create = <b>{ $name } ينتظر eSignet.</b> لم يُجب؛ نسأله من جديد في { $again }. يظهر العميل حين يوافق.
oidc-waits-details = <b>تغيير { $name } ينتظر eSignet.</b> لم يُجب؛ نسأله من جديد في { $again }.
oidc-waits-deactivate = <b>إنهاء { $name } ينتظر eSignet.</b> لم يُجب؛ نسأله من جديد في { $again }.
oidc-replaced = <b>استُبدل مفتاحه.</b> ينتهي هذا العميل في { $when }. <a>فتح العميل الجديد</a>
oidc-edit = تغيير
oidc-change-key = استبدال المفتاح
oidc-deactivate = إيقاف
oidc-keep = تركه كما هو
oidc-new = تسجيل عميل OIDC
oidc-new-intro = عميل لكل تطبيق ومفتاح. يرى الناس اسمه وشعاره عند تسجيل الدخول.
oidc-new-send = تسجيل العميل
oidc-edit-intro = تبقى السياسة والمفتاح. يرى الناس الاسم والشعار الجديدين في تسجيل الدخول التالي.
oidc-edit-send = حفظ
oidc-policy-hint = ما قد يعرفه التطبيق، وكيف يؤكد الناس هويتهم.
oidc-policy-releases = البيانات: { $claims } طرق التأكيد: { $acrs }
oidc-unfit = { $policy } ليست للعملاء: { $why }
oidc-none-fits = لا سياسة معتمدة لكم تصلح للعملاء. اقرؤوا السبب أدناه، واطلبوا سياسة أخرى.
oidc-name-hint = كما يعرفه الناس، 256 حرفًا على الأكثر.
oidc-name-missing = اكتبوا اسم التطبيق.
oidc-logo-hint = عنوان https لصورة. لا نحمّلها أبدًا.
oidc-logo-wrong = أدخلوا عنوان https مثل https://bank.example/logo.png.
oidc-redirects-hint = واحد في كل سطر، خمسة على الأكثر. عنوان https، أو http على الجهاز نفسه، أو مخطط خاص بالتطبيق.
oidc-redirects-missing = أدخلوا عنوانًا واحدًا على الأقل.
oidc-redirects-many = أدخلوا { $most } عناوين على الأكثر.
oidc-line = السطر { $n }: { $why }
oidc-uri-twice = العنوان مكرر.
oidc-uri-long = العنوان أطول من 2048 حرفًا.
oidc-uri-comma = لا فاصلة في العنوان.
oidc-uri-fragment = احذفوا # وما بعده.
oidc-uri-http = http لـ localhost فقط؛ استخدموا https.
oidc-uri-star = اكتبوا المضيف كاملًا؛ لا تقوم * مقامه.
oidc-uri-form = اكتبوا عنوانًا كاملًا مثل https://bank.example/callback.
oidc-grants-missing = اختاروا نوع منح.
oidc-methods-missing = اختاروا كيف يثبت نفسه.
oidc-key-hint = مفتاح JWK: النص الذي يبدأ بقوس معقوص ويذكر kty. ‏RSA من 2048 بتًا، أو EC على P-256 أو P-384 أو P-521، أو Ed25519. الجزء العام فقط.
oidc-key-missing = ألصقوا المفتاح العام.
oidc-key-pem = هذا ملف PEM. ألصقوا المفتاح نفسه بصيغة JWK؛ معظم الأدوات تصدّر الصيغتين.
oidc-key-no-json = هذا ليس JSON. ألصقوا JWK كاملًا من القوس الأول إلى الأخير.
oidc-key-no-object = هذا JSON وليس JWK. مفتاح JWK كائن واحد يذكر kty.
oidc-key-set = هذه مجموعة مفاتيح. ألصقوا واحدًا منها.
oidc-key-private = في هذا المفتاح جزء خاص. لم يُحفظ شيء. من رآه يستطيع التصرف باسمكم: اصنعوا مفتاحًا جديدًا وألصقوا جزأه العام فقط.
oidc-key-kind = لا تُقبل مفاتيح من هذا النوع. استخدموا RSA أو EC أو Ed25519.
oidc-key-curve = لا تُقبل مفاتيح على هذا المنحنى. استخدموا P-256 أو P-384 أو P-521 أو Ed25519.
oidc-key-size = حجم المفتاح غير صحيح. لمفاتيح RSA من 2048 إلى 8192 بتًا.
oidc-key-member = جزء من المفتاح ناقص أو لا يُقرأ. انظروا في kty وn وe، أو crv وx وy؛ ويجب أن يكون use وalg للتوقيع.
oidc-key-no-key = الأرقام ليست مفتاحًا. صدّروا المفتاح من جديد دون تغييره.
oidc-key-too-long = نص في المفتاح، مثل kid، أطول من 256 حرفًا.
oidc-change-key-intro = يصنع المفتاح الجديد معرّفًا جديدًا. يعمل العميلان حتى الوقت الذي تختارونه، ثم ينتهي القديم نهائيًا.
oidc-overlap = يستمر العميل القديم
oidc-overlap-hint = بقدر ما يحتاج تطبيقكم للتحول.
oidc-change-key-send = استبدال المفتاح
oidc-off-title = إيقاف العميل
oidc-off-words = لا يستطيع الناس بعدها تسجيل الدخول بهذا التطبيق.
oidc-off-addresses =
    { $n ->
        [zero] لا يخدم أي عنوان عودة.
        [one] يخدم عنوان عودة واحدًا.
        [two] يخدم عنواني عودة.
        [few] يخدم { $n } عناوين عودة.
        [many] يخدم { $n } عنوان عودة.
       *[other] يخدم { $n } عنوان عودة.
    }
oidc-off-key = لا يمكن تسجيل مفتاحه من جديد.
oidc-off-final = هذا نهائي: لا يعود العميل أبدًا.
oidc-off-not-now = العميل ليس نشطًا.
oidc-off-send = إيقاف العميل نهائيًا
oidc-off-done = أُوقف { $name }.
oidc-asked = لم يُجب eSignet. ‏{ $name } ينتظر؛ نسأل من جديد طوال يوم.
oidc-made = سُجل { $name }. ضعوا معرّف العميل في تطبيقكم.
oidc-saved = تغيّر { $name }.
oidc-key-changed = استُبدل مفتاح { $name }. هذا هو العميل الجديد.

action-oidc-client-create = تسجيل عميل OIDC
action-oidc-client-update = تغيير عميل OIDC
action-oidc-client-deactivate = إيقاف عميل OIDC
action-oidc-client-change-key = استبدال مفتاح عميل OIDC
action-oidc-client-ask = سؤال eSignet
action-oidc-client-refused = رفض eSignet
action-api-key-expire = تجاوز مفتاح API نهايته
action-api-key-end = انتهاء مفتاح API مستبدل
action-api-key-forget = نسيان مفتاح API لم يستلمه أحد

inbox-keys = مفاتيح API للمؤسسة
inbox-keys-none = ليس لها مفتاح API.
inbox-requests = طلباتها الأخرى للسياسات
inbox-requests-none = لم تطلب سياسة أخرى.
