policy-publish-title = نشر هذه السياسة
policy-publish-words = يستطيع الشركاء طلبها فورًا. لا يمكن التراجع عن ذلك، بل الإيقاف فقط.
policy-publish-partners =
    { $n ->
        [zero] لا شريك في المجموعة { $group } يمكنه طلبها بعد.
        [one] يمكن لشريك واحد في المجموعة { $group } طلبها.
        [two] يمكن لشريكين في المجموعة { $group } طلبها.
        [few] يمكن لـ { $n } شركاء في المجموعة { $group } طلبها.
        [many] يمكن لـ { $n } شريكًا في المجموعة { $group } طلبها.
       *[other] يمكن لـ { $n } شريك في المجموعة { $group } طلبها.
    }
policy-publish-nothing-more = لا تشارك شيئًا لا تشاركه { $policy } بالفعل.
policy-publish-more = يُشارَك حديثًا مقارنةً بـ { $policy }: { $what }.
policy-publish-shares-nothing = لا تشارك أي بيانات: يعرف الشركاء نعم أو لا.
policy-publish-shares = يُشارَك حديثًا: { $what }.
policy-publish-relatives =
    { $n ->
        [zero] لا سياسات ذات صلة سارية.
        [one] تبقى سياسة واحدة ذات صلة سارية، ويستمر شركاؤها بها حتى يطلبوا هذه.
        [two] تبقى سياستان ذواتا صلة ساريتين، ويستمر شركاؤهما بهما حتى يطلبوا هذه.
        [few] تبقى { $n } سياسات ذات صلة سارية، ويستمر شركاؤها بها حتى يطلبوا هذه.
        [many] تبقى { $n } سياسة ذات صلة سارية، ويستمر شركاؤها بها حتى يطلبوا هذه.
       *[other] تبقى { $n } سياسة ذات صلة سارية، ويستمر شركاؤها بها حتى يطلبوا هذه.
    }
policy-publish-fixed = بعد ذلك لا يتغير إلا تاريخ الصلاحية. لتغيير ما تشاركه استنسخها.
policy-publish-second = في هذا الموقع يجب أن يوافق مدير ثانٍ أولًا، لأنها تشارك أكثر مما يُشارَك اليوم.
policy-publish-send = نشر هذه السياسة
policy-publish-keep = إبقاؤها مسودة
policy-publish-done = نُشرت { $name }. يستطيع الشركاء طلبها.
policy-published-already = هي منشورة بالفعل.
policy-group-off = مجموعتها موقوفة. أعد تنشيط المجموعة أولًا.
policy-waits = نشرها ينتظر مديرًا ثانيًا بالفعل.
policy-misfit = نصها لا يوافق نوعها. افتحوا المحرّر لرؤية كل موضع.
policy-clone-title = استنساخ هذه السياسة
policy-clone-words = كل نسخة مسودة تتذكر أصلها. وتبقى السياسة نفسها كما هي.
policy-clone-groups = إلى هذه المجموعات
policy-clone-groups-hint = تُنشأ مسودة في كل منها
policy-clone-groups-missing = اختاروا مجموعة واحدة على الأقل.
policy-clone-groups-many = اختاروا { $most } مجموعة كحد أقصى في كل مرة.
policy-clone-name = اسم النسخة
policy-clone-name-hint = فارغ: اسم هذه السياسة. لا يتكرر الاسم في المجموعة.
policy-clone-send = إنشاء النسخة
policy-clone-done = أصبحت { $name } مسودة. غيّر ما تشاركه ثم انشرها.
policy-clone-done-many = نُسخ { $name } بين هذه المسودات.
policy-delete-title = حذف هذه المسودة
policy-delete-words = تُحذف المسودة التي لا يحتاجها أحد. أما ما نُشر فيُوقف ويبقى.
policy-delete-final = لا يمكن استرجاعها
policy-delete-name = يصبح اسمها متاحًا في المجموعة من جديد
policy-delete-waiting = يُرفض طلب نشرها
policy-delete-published = نُشرت هذه السياسة. أوقفوها بدل ذلك.
policy-delete-used = ثمة ما يشير إليها: طلبات أو مفاتيح أو عملاء. لذلك تبقى.
policy-delete-reason-hint = يدخل في السجل.
policy-delete-send = حذف هذه المسودة
policy-delete-keep = إبقاء المسودة
policy-delete-done = حُذفت { $name }.
policy-off-title = إيقاف هذه السياسة
policy-off-words = لن يستطيع أحد استخدامها بعد ذلك. هذا ما يتوقف:
policy-effect-partners =
    { $n ->
        [zero] لا شركاء
        [one] لن يستطيع شريك واحد العمل بموجبها
        [two] لن يستطيع شريكان العمل بموجبها
        [few] لن يستطيع { $n } شركاء العمل بموجبها
        [many] لن يستطيع { $n } شريكًا العمل بموجبها
       *[other] لن يستطيع { $n } شريك العمل بموجبها
    }
policy-effect-keys =
    { $n ->
        [zero] لا مفاتيح API
        [one] يتوقف مفتاح API واحد
        [two] يتوقف مفتاحا API
        [few] تتوقف { $n } مفاتيح API
        [many] يتوقف { $n } مفتاح API
       *[other] يتوقف { $n } مفتاح API
    }
policy-effect-clients =
    { $n ->
        [zero] لا عملاء OIDC
        [one] يتوقف عميل OIDC واحد
        [two] يتوقف عميلا OIDC
        [few] يتوقف { $n } عملاء OIDC
        [many] يتوقف { $n } عميل OIDC
       *[other] يتوقف { $n } عميل OIDC
    }
policy-effect-waiting =
    { $n ->
        [zero] لا طلبات منتظرة
        [one] يُرفض طلب منتظر واحد نهائيًا
        [two] يُرفض طلبان منتظران نهائيًا
        [few] تُرفض { $n } طلبات منتظرة نهائيًا
        [many] يُرفض { $n } طلبًا منتظرًا نهائيًا
       *[other] يُرفض { $n } طلب منتظر نهائيًا
    }
policy-effect-none = لا أحد يستخدمها اليوم
policy-effect-back = إعادة التنشيط تعيد المفاتيح والعملاء كما كانت
policy-off-send = إيقاف هذه السياسة
policy-off-keep = إبقاؤها نشطة
policy-off-done = أُوقفت { $name }.
policy-off-draft = هي مسودة: لا يمكن لأحد استخدامها بعد.
policy-off-already = هي موقوفة بالفعل.
policy-on-title = إعادة تنشيط هذه السياسة
policy-on-words = يتابع الشركاء بالمفاتيح والعملاء التي كانت لديهم. وتبقى الطلبات المرفوضة مرفوضة.
policy-on-send = إعادة تنشيط هذه السياسة
policy-on-keep = إبقاؤها موقوفة
policy-on-done = عادت { $name } نشطة.
policy-on-draft = هي مسودة: انشرها بدلًا من ذلك.
policy-on-already = هي نشطة بالفعل.
policy-on-expired = انتهت صلاحيتها. حدّد تاريخًا لاحقًا أولًا.
policy-date-title = تغيير تاريخ الصلاحية
policy-date-intro = السياسة منشورة، فلا شيء آخر يتغير. لتغيير ما تشاركه استنسخها.
policy-date-send = حفظ التاريخ
policy-date-saved = تغيّر تاريخ صلاحية { $name }.
groups-count =
    { $n ->
        [zero] لا مجموعات سياسات
        [one] مجموعة سياسات واحدة
        [two] مجموعتا سياسات
        [few] { $n } مجموعات سياسات
        [many] { $n } مجموعة سياسات
       *[other] { $n } مجموعة سياسات
    }
groups-id = معرّف المجموعة
groups-partners = الشركاء
groups-says-active = يستطيع الشركاء اختيارها وطلب سياساتها.
groups-says-off = موقوفة. لا يمكن لأحد اختيارها ولا استخدام أي من سياساتها.
groups-policies-all =
    { $n ->
        [zero] لا سياسات
        [one] عرض السياسة في القائمة
        [two] عرض السياستين في القائمة
        [few] عرض { $n } سياسات في القائمة
        [many] عرض { $n } سياسة في القائمة
       *[other] عرض { $n } سياسة في القائمة
    }
groups-policies-none = لا سياسات بعد. أنشئ سياسة واختر هذه المجموعة.
groups-active = السياسات النشطة
groups-drafts = المسودات
groups-off = السياسات الموقوفة
groups-partners-open = فتح
groups-edit = تعديل
groups-off-action = إيقاف
groups-on-action = إعادة التنشيط
groups-edit-title = تعديل مجموعة السياسات
groups-edit-intro = يرى الشركاء الاسم الجديد فورًا. ويبقى ما اعتُمد لهم.
groups-edit-send = حفظ المجموعة
groups-saved = حُفظت المجموعة { $name }.
groups-off-title = إيقاف مجموعة السياسات
groups-off-words = لن يستطيع أحد اختيارها بعد ذلك. هذا ما يعنيه ذلك:
groups-effect-partners =
    { $n ->
        [zero] لم يخترها أي شريك
        [one] لا يستطيع شريك واحد اختارها طلب السياسات
        [two] لا يستطيع شريكان اختاراها طلب السياسات
        [few] لا يستطيع { $n } شركاء اختاروها طلب السياسات
        [many] لا يستطيع { $n } شريكًا اختاروها طلب السياسات
       *[other] لا يستطيع { $n } شريك اختاروها طلب السياسات
    }
groups-effect-policies =
    { $n ->
        [zero] لا سياسات موقوفة فيها
        [one] تبقى فيها سياسة موقوفة واحدة
        [two] تبقى فيها سياستان موقوفتان
        [few] تبقى فيها { $n } سياسات موقوفة
        [many] تبقى فيها { $n } سياسة موقوفة
       *[other] تبقى فيها { $n } سياسة موقوفة
    }
groups-effect-back = إعادة التنشيط تعيدها كما كانت
groups-off-send = إيقاف هذه المجموعة
groups-off-keep = إبقاؤها نشطة
groups-off-done = أُوقفت المجموعة { $name }.
groups-off-already = هي موقوفة بالفعل.
groups-off-active =
    { $n ->
        [zero] لا سياسات نشطة فيها.
        [one] فيها سياسة نشطة واحدة. أوقفها أولًا.
        [two] فيها سياستان نشطتان. أوقفهما أولًا.
        [few] فيها { $n } سياسات نشطة. أوقفها أولًا.
        [many] فيها { $n } سياسة نشطة. أوقفها أولًا.
       *[other] فيها { $n } سياسة نشطة. أوقفها أولًا.
    }
groups-off-drafts =
    { $n ->
        [zero] لا مسودات فيها.
        [one] فيها مسودة واحدة. انشرها وأوقفها أولًا.
        [two] فيها مسودتان. انشرهما وأوقفهما أولًا.
        [few] فيها { $n } مسودات. انشرها وأوقفها أولًا.
        [many] فيها { $n } مسودة. انشرها وأوقفها أولًا.
       *[other] فيها { $n } مسودة. انشرها وأوقفها أولًا.
    }
groups-on-title = إعادة تنشيط مجموعة السياسات
groups-on-words = يستطيع الشركاء اختيارها وطلب سياساتها من جديد.
groups-on-send = إعادة تنشيط هذه المجموعة
groups-on-keep = إبقاؤها موقوفة
groups-on-done = عادت المجموعة { $name } نشطة.
groups-on-already = هي نشطة بالفعل.
home-tile-drafts = مسودات قيد العمل
home-tile-drafts-note = لم تُنشر بعد
home-tile-publications = منشورات منتظرة
home-tile-publications-note = لمدير ثانٍ
home-tile-ending = سياسات تنتهي قريبًا
home-tile-ending-note = خلال 90 يومًا
home-tile-in-force = السياسات النشطة
home-tile-in-force-note = يمكن للشركاء استخدامها
home-task-draft = متابعة المسودة { $name }
home-task-waits = { $name } تنتظر مديرًا ثانيًا
action-policy-create = أُنشئت مسودة
action-policy-update = عُدّلت
action-policy-clone = استُنسخت
action-policy-delete = حُذفت
action-policy-publish = نُشرت
action-policy-deactivate = أُوقفت السياسة
action-policy-reactivate = أُعيد تنشيط السياسة
action-policy-group-create = أُنشئت المجموعة
action-policy-group-update = عُدّلت المجموعة
action-policy-group-deactivate = أُوقفت المجموعة
action-policy-group-reactivate = أُعيد تنشيط المجموعة
