# سجل التدقيق.

audit-intro = كل ما تغيّر ومن غيّره، من الأحدث إلى الأقدم. لا يمكن تعديل شيء هنا. الرابط في السطر يُبقي ما يشترك معه فقط.
audit-kind = نوع العنصر
audit-id = معرّف العنصر
audit-actor = بواسطة
audit-action = الإجراء
audit-request = معرّف الطلب
audit-of-policy-request = طلب سياسة
audit-of-oidc-client = عميل <bdi>OIDC</bdi>
audit-of-client = عميل <bdi>API</bdi>
audit-from = من (UTC)
audit-to = إلى (UTC)
audit-when = متى
audit-what = ماذا
audit-object = العنصر
audit-reason = السبب
audit-export-lines = أسطر JSON
audit-count =
    { $n ->
        [zero] { $n } سجل
        [one] { $n } سجل
        [two] { $n } سجلان
        [few] { $n } سجلات
        [many] { $n } سجلًا
       *[other] { $n } سجل
    }
action-trust-add = أُضيفت شهادات جهات الإصدار إلى مخزن الثقة
action-revocation-list-sign = وُقّعت قائمة الإلغاء
action-keys-create = أُنشئت مفاتيح المنصة
action-keys-rotate = غُيّرت مفاتيح المنصة
action-keys-export = صُدّرت مفاتيح المنصة
action-keys-import = استُوردت مفاتيح المنصة
action-audit-export = نُزّل سجل التدقيق
action-transaction-export = نُزّلت المعاملات
action-client-create = أُنشئ عميل API
action-client-secret = سرّ جديد لعميل API
action-client-roles = غُيّرت أدوار عميل API
action-client-state = فُعّل عميل API أو عُطّل
action-hotlist-import-start = بدأ ملف قائمة الحظر
action-hotlist-import-end = انتهى ملف قائمة الحظر
action-licence-end = انتهى ترخيص MISP
action-notification-create = أُنشئ إشعار
action-notification-dismiss = استُبعد إشعار
action-notification-dismiss-all = استُبعدت الإشعارات
action-retention-forget = حُذفت سجلات قديمة
action-session-end = انتهت الجلسة
action-user-consent = أُعطيت الموافقة
action-adopt-partners = نُقل الشركاء من الخدمات السابقة
action-adopt-policy-requests = نُقلت طلبات السياسات من الخدمات السابقة
action-adopt-api-keys = نُقلت مفاتيح API من الخدمات السابقة
action-adopt-finish = اكتمل نقل قاعدة البيانات السابقة
action-api-key-adopt = أُخذ مفتاح API من الخدمات السابقة
action-api-key-seed = حُمّل مفتاح API من البيانات الأساسية
action-ca-rekey = أُعطيت جهات الإصدار مفاتيح جديدة
action-ca-rekey-batch = وُقّعت الشهادات من جديد بالمفاتيح الجديدة
action-ca-rekey-done = وُقّعت جميع الشهادات من جديد
action-certificate-note-issued = سُجّلت الشهادات الصادرة سابقًا للإلغاء
action-chip-reject = رُفضت الشرائح المنتظرة
action-client-bind = رُبط عميل API بشريك
action-device-request-adopt = نُقل طلب تسجيل منتظر من الخدمات السابقة
action-device-seed = حُمّل جهاز من البيانات الأساسية
action-keys-convert = خُتمت بيانات الاتصال أو فُتحت
action-keys-mode = غُيّر ختم بيانات الاتصال
action-keys-request = أُنشئت طلبات شهادات للمفاتيح غير المتصلة
action-keys-rewrap = غُلّفت المفاتيح بمفتاح رئيسي جديد
action-notification-forget = حُذفت الإشعارات القديمة
action-notification-index = أُخذت إشعارات الخدمات السابقة
action-policy-deactivate-cascade = أُوقفت السياسة مع مجموعتها
action-policy-link-seed = حُمّلت سياسة موافق عليها من البيانات الأساسية
action-policy-request-adopt = نُقل طلب سياسة منتظر من الخدمات السابقة
action-policy-seed = حُمّلت سياسة من البيانات الأساسية
action-policy-group-seed = حُمّلت مجموعة سياسات من البيانات الأساسية
action-revocation-list-fetch = جُلبت قائمة الإلغاء
action-revocation-list-upload = رُفعت قائمة الإلغاء
action-user-notifications-seen = عُلّمت الإشعارات كمقروءة
action-identity-block = حُظرت الهوية
action-identity-unblock = رُفع حظر الهوية
