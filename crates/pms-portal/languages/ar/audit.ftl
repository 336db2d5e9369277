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
