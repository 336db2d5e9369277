# تقويم ما ينتهي.

nav-calendar = التقويم
nav-calendar-own = ما ينتهي
calendar-intro = كل ما ينتهي خلال { $days } يومًا، شهرًا بشهر. قد يكون عمر الأعداد دقيقة.
calendar-intro-own = كل ما ينتهي لديك خلال { $days } يومًا. جدده قبل ذلك: ما انتهى لا يعمل.
calendar-count =
    { $n ->
        [zero] لا شيء ينتهي
        [one] شيء واحد ينتهي
        [two] شيئان ينتهيان
        [few] { $n } أشياء تنتهي
        [many] { $n } شيئًا ينتهي
       *[other] { $n } شيء ينتهي
    }
calendar-empty = لا شيء ينتهي خلال { $days } يومًا
calendar-empty-own = تظهر هنا شهاداتك ومفاتيحك وواجهاتك وتراخيصك عندما يقترب انتهاؤها.
calendar-empty-words = تظهر هنا الشهادات والمفاتيح والواجهات والتراخيص والسياسات عندما يقترب انتهاؤها.
calendar-all = الكل
calendar-month = { $month ->
        [1] يناير
        [2] فبراير
        [3] مارس
        [4] أبريل
        [5] مايو
        [6] يونيو
        [7] يوليو
        [8] أغسطس
        [9] سبتمبر
        [10] أكتوبر
        [11] نوفمبر
       *[12] ديسمبر
    } { $year }
calendar-counted = { $what } ({ $n })
calendar-month-filter = الشهر
calendar-what = ماذا
calendar-id = المعرف
calendar-kind = النوع
calendar-partner = المؤسسة
calendar-partner-id = معرف الشريك (مطابق)
calendar-ends = ينتهي
calendar-in-days =
    { $n ->
        [0] اليوم
        [one] خلال يوم واحد
        [two] خلال يومين
        [few] خلال { $n } أيام
        [many] خلال { $n } يومًا
       *[other] خلال { $n } يوم
    }
calendar-kind-certificate = شهادة شريك
calendar-kind-ca = شهادة CA من مخزن الثقة
calendar-kind-issuing = سلطة الإصدار لدينا
calendar-kind-chip = شهادة شريحة
calendar-kind-key = مفتاح API
calendar-kind-sbi = واجهة بيومترية آمنة (SBI)
calendar-kind-licence = ترخيص MISP
calendar-kind-policy = سياسة
