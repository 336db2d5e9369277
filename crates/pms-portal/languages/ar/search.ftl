# البحث.

search-intro = في كل ما يخص مؤسستكم: طلباتها المفتوحة وطلبات السياسات ومفاتيح <bdi>API</bdi> وعملاء <bdi>OIDC</bdi> والأجهزة والواجهات (SBI) والشرائح والشهادات. جزء من اسم أو معرّف.
search-intro-staff = في كل ما يحق لكم الاطلاع عليه: الشركاء والطلبات المفتوحة بحسب المؤسسة وطلبات السياسات والسياسات ومجموعاتها ومفاتيح <bdi>API</bdi> بتسميتها وعملاء <bdi>OIDC</bdi> والأجهزة والواجهات (SBI) والشرائح وشهادات الشركاء ببصمتها والجهات المصدِرة باسمها والتراخيص بمعرّف <bdi>MISP</bdi> والحسابات بالاسم أو البريد وقائمة الحظر بالمعرّف أو البصمة أو الشريك.
search-nothing = ابحثوا عن جزء من اسم، أو عن معرّف أو بصمة أو اسم مستخدم كاملًا.
search-count =
    { $all ->
        [zero] { $n } من { $all }
        [one] { $n } من { $all }
        [two] { $n } من { $all }
        [few] { $n } من { $all }
        [many] { $n } من { $all }
       *[other] { $n } من { $all }
    }
search-list = فتح القائمة
search-until = حتى { $when }
search-partners = الشركاء
search-requests = طلبات السياسات
search-policies = السياسات
search-keys = مفاتيح <bdi>API</bdi>
search-clients = عملاء <bdi>OIDC</bdi>
search-devices = طرازات الأجهزة
search-sbis = واجهات القياسات الحيوية الآمنة
search-chips = الشرائح
search-certificates = شهادات الشركاء
search-authorities = جهات إصدار الشهادات
search-licences = التراخيص
search-accounts = الحسابات
search-waiting = الطلبات المفتوحة
search-groups = مجموعات السياسات
search-hotlist = قائمة الحظر
