# صندوق الطلبات: المرشحات، وعدة قرارات معًا.

inbox-id = معرّف الطلب
inbox-kind = النوع
inbox-asked-at = تاريخ الطلب
inbox-decided-at = تاريخ القرار
inbox-kind-rename = الأسماء
inbox-organisation = المؤسسة
inbox-state-open = مفتوحة
inbox-state-waiting = بانتظار مدير
inbox-age = مدة الانتظار
inbox-age-days =
    { $days ->
        [zero] { $days } يوم أو أكثر
        [one] يوم واحد ({ $days }) أو أكثر
        [two] يومان ({ $days }) أو أكثر
        [few] { $days } أيام أو أكثر
        [many] { $days } يومًا أو أكثر
       *[other] { $days } يوم أو أكثر
    }
inbox-count =
    { $n ->
        [zero] لا طلبات ({ $n })
        [one] طلب واحد ({ $n })
        [two] طلبان ({ $n })
        [few] { $n } طلبات
        [many] { $n } طلبًا
       *[other] { $n } طلب
    }
inbox-choose = اختيار
request-previous = الطلب السابق
request-next = الطلب التالي
request-neighbours = طلبات مفتوحة أخرى
request-history = سجل المؤسسة

bulk-open = البت في الطلبات المختارة
bulk-choose-all = اختيار كل ما في الصفحة
bulk-title = البت في عدة طلبات
bulk-count =
    { $n ->
        [zero] لا طلبات ({ $n }).
        [one] طلب واحد ({ $n }).
        [two] طلبان ({ $n }).
        [few] { $n } طلبات.
        [many] { $n } طلبًا.
       *[other] { $n } طلب.
    }
bulk-words = تحصل كلها على القرار نفسه والسبب نفسه. افتحوا ما لم تقرؤوه منها.
bulk-too-many = يُبت في { $most } طلبًا على الأكثر معًا. هذه أوائل ما اخترتموه.
bulk-not-you = يجب أن يبت فيه شخص آخر، فلن يشمله القرار
bulk-decision = قرار واحد لها كلها
bulk-reason-hint = مطلوب إلا عند الاعتماد. تقرؤه كل مؤسسة، ويدخل في السجلات أيضًا.
bulk-send = إرسال القرارات
bulk-back = العودة دون قرار
bulk-nothing = اختاروا طلبات مفتوحة أولًا.
bulk-report = القرارات
bulk-report-words = ما تم البت فيه وما لم يتم.
bulk-done =
    { $n ->
        [zero] لم يُبت في شيء ({ $n })
        [one] بُتّ في طلب واحد ({ $n })
        [two] بُتّ في طلبين ({ $n })
        [few] بُتّ في { $n } طلبات
        [many] بُتّ في { $n } طلبًا
       *[other] بُتّ في { $n } طلب
    }
bulk-failed =
    { $n ->
        [zero] لا طلبات متبقية ({ $n })
        [one] طلب واحد لم يُبت فيه ({ $n })
        [two] طلبان لم يُبت فيهما ({ $n })
        [few] { $n } طلبات لم يُبت فيها
        [many] { $n } طلبًا لم يُبت فيه
       *[other] { $n } طلب لم يُبت فيه
    }
bulk-gone = طلب
bulk-gone-words = لم يعد موجودًا.
bulk-to-inbox = العودة إلى صندوق الطلبات
