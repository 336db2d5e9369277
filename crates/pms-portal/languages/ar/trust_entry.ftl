# شهادة من مخزن الثقة.

trust-entry-title = شهادة CA
trust-open = فتح
trust-covers =
    { $n ->
        [0] لا تشمل أي شريك
        [one] تشمل شريكًا واحدًا
        [two] تشمل شريكين
        [few] تشمل { $n } شركاء
        [many] تشمل { $n } شريكًا
       *[other] تشمل { $n } شريك
    }
trust-ends-in =
    { $n ->
        [0] تنتهي اليوم
        [one] تنتهي خلال يوم واحد
        [two] تنتهي خلال يومين
        [few] تنتهي خلال { $n } أيام
        [many] تنتهي خلال { $n } يومًا
       *[other] تنتهي خلال { $n } يوم
    }
trust-ended = انتهت
trust-covers-ends = هذه الجهة { $covers }؛ وهي { $ends }.
trust-soon = <b>تنتهي هذه الجهة قريبًا ويعتمد عليها شركاء.</b> أضيفوا خليفتها قبل ذلك ليجددوا شهاداتهم.
trust-impact = ما يعتمد عليها
trust-impact-partners = شركاء نشطون
trust-impact-certificates = شهادات حالية
trust-impact-authorities = جهات إصدار تحتها
trust-facts = الشهادة
trust-valid-from = صالحة من
trust-serial = الرقم التسلسلي
trust-thumbprint = البصمة (SHA-1)
trust-of-partner = للشريك
trust-revoked = أُلغيت
trust-lists = قوائم الإلغاء
trust-lists-intro = قوائم الشهادات الملغاة التي تنشرها هذه الجهة كما هي لدينا.
trust-lists-none = لا نعرف مكانًا تنشر فيه هذه الجهة مثل هذه القوائم.
trust-list-place = المكان
trust-list-entries = المدخلات
trust-list-fetched = وصلت
trust-list-tries = الجلب
trust-list-uploaded = رفعها مدير
trust-list-none = لا قائمة بعد
trust-list-stale = قديمة منذ { $at }
trust-list-current = سارية حتى { $at }
trust-list-endless = سارية
trust-list-never = أبدًا
trust-list-fine = يعمل
trust-list-failures =
    { $n ->
        [zero] لا إخفاق
        [one] إخفاق واحد
        [two] إخفاقان متتاليان
        [few] { $n } إخفاقات متتالية
        [many] { $n } إخفاقًا متتاليًا
       *[other] { $n } إخفاق متتالٍ
    }
trust-history-none = لم يُسجل شيء عنها.
trust-revoke = إلغاء
trust-revoke-title = إلغاء جهة الإصدار هذه
trust-revoke-words = لا يُقبل بعد ذلك شيء مما أصدرته هذه الجهة. يسري ذلك فورًا وفي كل مكان:
trust-effect-partners =
    { $n ->
        [0] لا يعتمد عليها أي شريك نشط.
        [one] قد لا تبقى لشريك نشط واحد شهادة، ويبقى غير نشط حتى يرفع أخرى.
        [two] قد لا تبقى لشريكين نشطين شهادة، ويبقيان غير نشطين حتى يرفعا أخرى.
        [few] قد لا تبقى لعدد { $n } شركاء نشطين شهادة، ويبقون غير نشطين حتى يرفعوا أخرى.
        [many] قد لا تبقى لعدد { $n } شريكًا نشطًا شهادة، ويبقون غير نشطين حتى يرفعوا أخرى.
       *[other] قد لا تبقى لعدد { $n } شريك نشط شهادة، ويبقون غير نشطين حتى يرفعوا أخرى.
    }
trust-effect-certificates =
    { $n ->
        [0] لا شهادة حالية تحتها.
        [one] تُلغى شهادة حالية واحدة تحتها، إلا إذا قاد إليها مسار آخر.
        [two] تُلغى شهادتان حاليتان تحتها، إلا إذا قاد إليهما مسار آخر.
        [few] تُلغى { $n } شهادات حالية تحتها، إلا إذا قاد إليها مسار آخر.
        [many] تُلغى { $n } شهادة حالية تحتها، إلا إذا قاد إليها مسار آخر.
       *[other] تُلغى { $n } شهادة حالية تحتها، إلا إذا قاد إليها مسار آخر.
    }
trust-effect-authorities =
    { $n ->
        [0] لا جهة إصدار أخرى تحتها.
        [one] تُلغى جهة واحدة تحتها، إلا إذا قاد إليها مسار آخر.
        [two] تُلغى جهتان تحتها، إلا إذا قاد إليهما مسار آخر.
        [few] تُلغى { $n } جهات تحتها، إلا إذا قاد إليها مسار آخر.
        [many] تُلغى { $n } جهة تحتها، إلا إذا قاد إليها مسار آخر.
       *[other] تُلغى { $n } جهة تحتها، إلا إذا قاد إليها مسار آخر.
    }
trust-effect-final = هذا نهائي: الشهادة الملغاة لا يُوثق بها مرة أخرى أبدًا.
trust-revoke-own = هذه من شهادات المنصة نفسها. يستبدلها المشغّل بسطر الأوامر.
trust-revoke-again = هي ملغاة بالفعل.
trust-revoke-why = الأساس
trust-revoke-why-missing = اختاروا أساسًا.
trust-revoke-send = إلغاء نهائي
trust-revoke-keep = إبقاء الثقة بها
trust-revoke-done = أُلغيت جهة الإصدار.
trust-reason-unspecified = لا شيء من هذه
trust-reason-keycompromise = مفتاحها في أيدٍ خاطئة
trust-reason-cacompromise = مفتاح الجهة التي فوقها في أيدٍ خاطئة
trust-reason-affiliationchanged = تغير اسمها أو مالكها
trust-reason-superseded = حلت محلها شهادة أخرى
trust-reason-cessationofoperation = لم تعد لازمة
trust-reason-privilegewithdrawn = سُحب حق كانت تذكره
trust-reason-aacompromise = مفتاح جهة السمات في أيدٍ خاطئة
