# الإشعارات: الأنواع، والكل معًا، وما ينتظر المديرين.

notifications-id = المعرّف
notifications-type = النوع
notifications-every-type = كل الأنواع
notifications-partner = الشريك
notifications-waiting =
    { $n ->
        [zero] <b>لا طلبات تنتظر قرارًا.</b>
        [one] <b>طلب واحد ينتظر قرارًا.</b>
        [two] <b>طلبان ينتظران قرارًا.</b>
        [few] <b>{ $n } طلبات تنتظر قرارًا.</b>
        [many] <b>{ $n } طلبًا ينتظر قرارًا.</b>
       *[other] <b>{ $n } طلب ينتظر قرارًا.</b>
    }
notifications-authorities =
    { $n ->
        [zero] <b>لا جهة إصدار تنتهي خلال { $days } يومًا.</b>
        [one] <b>جهة إصدار واحدة تنتهي خلال { $days } يومًا.</b> أضيفوا خليفتها قبل ذلك.
        [two] <b>جهتا إصدار تنتهيان خلال { $days } يومًا.</b> أضيفوا خليفتيهما قبل ذلك.
        [few] <b>{ $n } جهات إصدار تنتهي خلال { $days } يومًا.</b> أضيفوا خلفاءها قبل ذلك.
        [many] <b>{ $n } جهة إصدار تنتهي خلال { $days } يومًا.</b> أضيفوا خلفاءها قبل ذلك.
       *[other] <b>{ $n } جهة إصدار تنتهي خلال { $days } يومًا.</b> أضيفوا خلفاءها قبل ذلك.
    }
notifications-this-week =
    { $n ->
        [zero] لا شيء ينتهي خلال أسبوع.
        [one] شيء واحد ينتهي خلال أسبوع.
        [two] شيئان ينتهيان خلال أسبوع.
        [few] { $n } أشياء تنتهي خلال أسبوع.
        [many] { $n } شيئًا ينتهي خلال أسبوع.
       *[other] { $n } شيء ينتهي خلال أسبوع.
    }
notifications-sentence = أُبلغ به في { $at }، عن { $partner }.
notifications-of-certificates = شهادات الشركاء
notifications-of-chips = شهادات الشرائح
notifications-of-interfaces = الواجهات البيومترية الآمنة (SBI)
notifications-of-keys = مفاتيح API
notifications-of-none = لا شيء.
notifications-all = صرف الكل
notifications-all-title = صرف كل الإشعارات
notifications-all-words = تبقى في قائمة المصروفة. لا يتغير شيء لما تتحدث عنه.
notifications-all-effect =
    { $n ->
        [zero] لا يُصرف أي إشعار.
        [one] يُصرف إشعار واحد لكل من في المؤسسة.
        [two] يُصرف إشعاران لكل من في المؤسسة.
        [few] تُصرف { $n } إشعارات لكل من في المؤسسة.
        [many] يُصرف { $n } إشعارًا لكل من في المؤسسة.
       *[other] يُصرف { $n } إشعار لكل من في المؤسسة.
    }
notifications-all-send = صرف الكل
notifications-all-keep = إبقاؤها
notifications-all-done = صُرفت الإشعارات.
notices-intro = ما تقرر بشأن طلباتكم، وما يمس أمان حسابكم ومؤسستكم. يُحفظ بقدر ما تُحفظ الإشعارات الأخرى.
notices-told = القرارات والأمان
notices-empty-words = لم يُتخذ أي قرار بعد، ولم يتغير شيء في تسجيل دخولكم.
notices-at = متى
notices-new = جديد
notices-seen = مقروء
notices-read = تعليم الكل كمقروء
notices-read-done = تم تعليم الكل كمقروء.
