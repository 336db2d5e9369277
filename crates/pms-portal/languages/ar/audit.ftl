# سجل التدقيق.

audit-intro = كل ما تغيّر ومن غيّره، من الأحدث إلى الأقدم. لا يمكن تعديل شيء هنا.
audit-kind = نوع العنصر
audit-id = معرّف العنصر
audit-actor = بواسطة
audit-action = الإجراء
audit-request = معرّف الطلب
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
