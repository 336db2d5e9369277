# قائمة الحظر، لمن يديرها.

nav-hotlist = قائمة الحظر

hotlist-title = قائمة الحظر
hotlist-intro = ما لا يجوز أن يُصادَق به أحد، دائمًا أو حتى وقت معيّن. يسري فورًا، هنا وعند كل من يُبلَّغ.
hotlist-count =
    { $n ->
        [zero] لا مدخلات
        [one] مدخل واحد ({ $n })
        [two] مدخلان ({ $n })
        [few] { $n } مدخلات
        [many] { $n } مدخلًا
       *[other] { $n } مدخل
    }
hotlist-block = حظر شيء
hotlist-import = استيراد ملف
hotlist-empty = لا شيء محظور
hotlist-empty-words = تُحظر هنا الأجهزة المسروقة أو المعطوبة، والطرازات المعيبة، والشرائح التي فُقد مفتاحها، وصانعوها.
hotlist-what = الشيء
hotlist-kind = الصنف
hotlist-type = النوع
hotlist-hash = بصمة المعرّف
hotlist-partner = الشريك
hotlist-until = حتى
hotlist-by = بواسطة
hotlist-since = منذ
hotlist-from = المصدر
hotlist-from-entry = مدير
hotlist-from-import = ملف
hotlist-from-partner = تعطيل الشريك؛ يزول عند عودته
hotlist-beneath = ما قاله مدير من قبل
hotlist-for-good = دائمًا
hotlist-free-until = مسموح حتى { $when }، ثم محظور
hotlist-over = انتهى
hotlist-kind-partner = شريك
hotlist-kind-device = جهاز واحد
hotlist-kind-model = طراز أجهزة
hotlist-kind-provider = مزوّد أجهزة
hotlist-kind-chip = شهادة شريحة
hotlist-is-blocked = محظور الآن: يُرفض كل ما يوقّعه أو يطلبه.
hotlist-is-free = غير محظور حاليًا.
hotlist-gone = لم يعد في قائمة الحظر.

hotlist-new-title = حظر شيء
hotlist-new-intro = حدّدوا ما هو. ترون ما يمسّه الحظر، وهل هو محظور من قبل، قبل أن يحدث شيء.
hotlist-new-next = عرض الآثار
hotlist-words-device = جهاز واحد برقمه التسلسلي، كما يذكرها الجهاز نفسه.
hotlist-words-model = كل أجهزة صانع وطراز، أيًّا كان مزوّدها.
hotlist-words-provider = كل أجهزة مزوّد. اتركوا الاسم فارغًا لاستعمال الاسم المسجَّل.
hotlist-words-chip = المفتاح في شهادة شريحة مسجّلة، وكل ما وقّعه.
hotlist-words-partner = شريك من أي نوع: أجهزته وشرائحه وطلباته.
hotlist-serial = الرقم التسلسلي
hotlist-field-missing = { $what }: أدخلوه.
hotlist-chip-without = ليست لهذه الشريحة شهادة.
hotlist-organisation-unknown = ليس لأي شريك هذا المعرّف. أدخلوا الاسم الذي تذكره أجهزته.

hotlist-block-title = حظر هذا
hotlist-block-words = يسري فورًا وفي كل مكان:
hotlist-block-send = إدراجه في قائمة الحظر
hotlist-block-keep = عدم حظره
hotlist-until-hint = اتركوه فارغًا للحظر الدائم. وإلا يُسمح به من جديد من بداية ذلك اليوم.
hotlist-reason-hint = يقرؤه المديرون، ويدخل في السجل أيضًا.
hotlist-blocked = هو في قائمة الحظر.
hotlist-effect-partner = يخصّ { $name }
hotlist-effect-nobody = لا أحد مسجّل هنا بهذا المعرّف
hotlist-effect-devices =
    { $n ->
        [zero] لا يُمسّ جهاز مسجَّل
        [one] يُرفض جهاز معتمد واحد ({ $n })
        [two] يُرفض جهازان معتمدان ({ $n })
        [few] تُرفض { $n } أجهزة معتمدة
        [many] يُرفض { $n } جهازًا معتمدًا
       *[other] يُرفض { $n } جهاز معتمد
    }
hotlist-effect-sbis =
    { $n ->
        [zero] لا تُمسّ واجهة معتمدة
        [one] واجهة معتمدة واحدة ({ $n }) تصبح بلا نفع
        [two] واجهتان معتمدتان ({ $n }) تصبحان بلا نفع
        [few] { $n } واجهات معتمدة تصبح بلا نفع
        [many] { $n } واجهة معتمدة تصبح بلا نفع
       *[other] { $n } واجهة معتمدة تصبح بلا نفع
    }
hotlist-effect-chips =
    { $n ->
        [zero] لا تُمسّ شريحة مسجّلة
        [one] تُرفض شريحة معتمدة واحدة ({ $n })
        [two] تُرفض شريحتان معتمدتان ({ $n })
        [few] تُرفض { $n } شرائح معتمدة
        [many] تُرفض { $n } شريحة معتمدة
       *[other] تُرفض { $n } شريحة معتمدة
    }
hotlist-effect-one = يُرفض ما يلتقطه هذا الجهاز
hotlist-effect-unregistered = صانعه وطرازه غير مسجّلين هنا
hotlist-effect-requests = يُرفض كل طلب بمفاتيحه
hotlist-effect-before = هو محظور من قبل: { $until }. وما تقولونه الآن يحلّ محلّه
hotlist-effect-before-free = ما يسري عليه الآن: { $until }. وما تقولونه الآن يحلّ محلّه
hotlist-effect-told = تُبلَّغ الأنظمة الأخرى فورًا

hotlist-unblock = إنهاء الحظر
hotlist-unblock-title = إنهاء هذا الحظر
hotlist-unblock-words = يجوز استعماله من جديد:
hotlist-unblock-effect = كل ما هو مسجَّل ومعتمد يعمل من جديد، فورًا أو من اليوم الذي تحددونه
hotlist-unblock-partner = شريكه معطّل: تُرفض طلباته على أي حال حتى عودته
hotlist-unblock-from = مسموح من
hotlist-unblock-from-hint = اتركوه فارغًا لإنهاء الحظر الآن. وإلا ينتهي في بداية ذلك اليوم.
hotlist-unblock-send = إنهاء الحظر
hotlist-unblock-keep = إبقاؤه محظورًا
hotlist-unblocked = لم يعد في قائمة الحظر.
hotlist-unblock-set = ينتهي الحظر في اليوم الذي حددتموه.

hotlist-import-title = الاستيراد إلى قائمة الحظر
hotlist-import-intro = ملف CSV بما يُراد حظره. ترون أولًا ما يصير إليه كل سطر.
hotlist-columns = <code>idType</code> و<code>id</code>، أو <code>idHash</code> (بصمة SHA-256 بالنظام الست عشري) بدل <code>id</code>؛ و<code>expiryTimestamp</code> إن كان للحظر نهاية. الأنواع: <code>PARTNER_ID</code> و<code>DEVICE</code> و<code>DEVICE_MODEL</code> و<code>DEVICE_PROVIDER</code> و<code>FTM_PUBLIC_KEY</code>.
hotlist-file-hint = حتى { $mib } ميبيبايت. وتأخذ واجهة REST ملفات بأي طول.
hotlist-file-missing = اختاروا ملفًا.
hotlist-file-other = ليس هذا الملف الذي فُحص. افحصوه أولًا.
hotlist-file-again = الملف نفسه من جديد
hotlist-file-again-hint = هو أكبر من أن يُحتفظ به. يُقارن ما تُرسلونه بما فُحص.
hotlist-report = ما يصير إليه الملف
hotlist-some-refused = أسطر متروكة
hotlist-lines = الأسطر
hotlist-added = جديدة في قائمة الحظر
hotlist-prolonged = محظورة مدة أطول من قبل
hotlist-unchanged = محظورة من قبل
hotlist-refused = متروكة
hotlist-number = { $n }
hotlist-refused-lines = الأسطر المتروكة
hotlist-refused-more =
    { $n ->
        [zero] ولا غيرها
        [one] وسطر آخر ({ $n })
        [two] وسطران آخران ({ $n })
        [few] و{ $n } أسطر أخرى
        [many] و{ $n } سطرًا آخر
       *[other] و{ $n } سطر آخر
    }
hotlist-line-csv = ليس سطر CSV.
hotlist-line-text = ليس نصًا بترميز UTF-8.
hotlist-line-type = قيمة <code>idType</code> فيه ليست مما يُحفظ هنا.
hotlist-line-hash = قيمة <code>idHash</code> فيه ليست 64 رقمًا ست عشريًا.
hotlist-line-id = قيمة <code>id</code> فيه ناقصة أو طويلة جدًا.
hotlist-line-time = قيمة <code>expiryTimestamp</code> فيه ليست وقتًا.
hotlist-line-over = قيمة <code>expiryTimestamp</code> فيه قد انقضت.
hotlist-import-confirm = استيراده
hotlist-import-words = تبقى الأسطر المتروكة خارجًا، وتُحظر البقية. لا يُقصَّر حظر قائم أبدًا. والملف نفسه مرة أخرى لا يغيّر شيئًا.
hotlist-import-send = حظر ما يسمّيه الملف
hotlist-import-started = الاستيراد جارٍ. يمكنكم مغادرة هذه الصفحة.
hotlist-import-running = جارٍ. تتحدّث هذه الصفحة كل بضع ثوانٍ.
hotlist-import-done = تمّ.
hotlist-import-broken = لم يُكتب شيء منذ دقيقتين: انقطع الاستيراد. أرسلوا الملف نفسه من جديد؛ وما كُتب يبقى.
hotlist-import-look = تحديث
hotlist-progress = حتى الآن
hotlist-written = المدخلات المكتوبة
hotlist-through = حتى السطر
hotlist-last = آخر كتابة
hotlist-back = إلى قائمة الحظر

action-hotlist-block = حُظر
action-hotlist-unblock = انتهى الحظر
action-hotlist-import = حُظر بملف
