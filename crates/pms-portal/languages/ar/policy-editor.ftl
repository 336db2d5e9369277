policy-new-title = إنشاء سياسة
policy-new-intro = النوع والمجموعة أولًا، ثم ما تشاركه. لا يُستخدم شيء قبل نشرها.
policy-new-no-group = لا توجد مجموعة سياسات نشطة بعد. <a>أنشئ واحدة</a> أولًا.
policy-new-group-hint = يستطيع شركاؤها طلب السياسة بعد نشرها
policy-new-next = المتابعة إلى ما تشاركه
policy-type-missing = اختاروا نوعًا.
policy-group-missing = اختاروا مجموعة سياسات.
policy-name = الاسم
policy-name-hint = 128 حرفًا كحد أقصى، مرة واحدة في المجموعة. يراه الشركاء.
policy-name-missing = أدخلوا اسمًا.
policy-description-hint = يقرؤه الشركاء عند اختيار سياسة. 256 حرفًا كحد أقصى.
policy-description-missing = أدخلوا وصفًا.
policy-version-hint = من اختيارك، 8 أحرف كحد أقصى
policy-version-missing = أدخلوا إصدارًا.
policy-until-hint = آخر يوم يمكن استخدامها فيه
policy-until-missing = أدخلوا يومًا.
policy-edit-title = تعديل السياسة
policy-edit-intro = لا يُستخدم شيء قبل النشر. الحفظ يبقيها مسودة.
policy-edit-stale = غيّر شخص آخر السياسة منذ فتحتموها. انظروا إليها في نافذة أخرى، فالحفظ مرة أخرى يستبدل ما كتبه.
policy-save = حفظ المسودة
policy-saved = حُفظت المسودة { $name }.
policy-made = أُنشئت المسودة { $name }. راجعوها ثم انشروها.
policy-basics = الأساسيات
policy-factors = أنواع المصادقة
policy-factors-hint = إلزامي يعني أن كل طلب يجب أن يتضمنه، ويشمل مسموح.
policy-factors-oidc = لا يمكن لعملاء OIDC استخدام سياسة فيها نوع إلزامي.
policy-factor = النوع
policy-allowed = مسموح
policy-must = إلزامي
policy-factor-other = نوع آخر
policy-factor-sub = نوعه الفرعي
policy-attributes-more = سمات أخرى
policy-attributes-more-hint = أسماء في مخطط الهوية، تفصلها فواصل أو واحد في كل سطر. لا تعرفها البوابة، فتحقّقوا من كتابتها.
policy-languages-hint = رموز تفصلها فواصل مثل <code>eng, ara</code>. فارغ: كلها.
policy-attributes-hint = لا يُشارَك إلا ما وُضعت عليه علامة. مشفّرة: يقرؤها الشريك وحده.
policy-shared = مشارَكة
policy-details = التفاصيل
policy-group-member = المجموعة
policy-filtered = يؤخذ جزء فقط، ويحدده نص JSON.
policy-attribute-other = سمة أخرى
policy-share-stored-hint = يجلبها الشريك خلال المدة
policy-share-direct-hint = تحملها الرسالة نفسها
policy-encryption-partner-hint = بالشهادة التي رفعها الشريك
policy-encryption-none-hint = يقرؤها كل من لديه الرابط
policy-share-domain-hint = من أين تُجلب البيانات، مثل <code>datashare.datashare</code>
policy-share-minutes-hint = عدد صحيح، مثل 30
policy-share-times-hint = عدد صحيح، مثل 2
policy-number-form = أدخلوا عددًا صحيحًا، مثل 30.
policy-share-source-hint = الخدمة التي تأتي منها البيانات، مثل «ID Repository»
policy-rights = ما الذي يجوز لـ MISP فعله لشركائه
policy-unknown = نوع بلا نموذج
policy-unknown-words = لا تعرف البوابة هذا النوع. يُعدَّل بصيغة JSON.
policy-fits = <b>يوافق المخطط.</b>
policy-faults =
    { $n ->
        [zero] كل المواضع توافق المخطط.
        [one] موضع واحد لا يوافق المخطط.
        [two] موضعان لا يوافقان المخطط.
        [few] { $n } مواضع لا توافق المخطط.
        [many] { $n } موضعًا لا توافق المخطط.
       *[other] { $n } موضع لا توافق المخطط.
    }
policy-fault-extra = { $path } غير معروف هنا. احذفوه.
policy-fault-missing = { $path } ناقص. أدخلوه أو اختاروه.
policy-field-missing = { $what }: اختاروه أو أدخلوه.
policy-fault-not-one-of = يجب أن يكون { $path } واحدًا من { $allowed }.
policy-fault-type =
    { $expected ->
        [string] يجب أن يكون { $path } نصًا.
        [boolean] يجب أن يكون { $path } true أو false.
        [array] يجب أن يكون { $path } قائمة.
       *[object] يجب أن يكون { $path } كائنًا.
    }
policy-fault-field = إلى الحقل
policy-json-label = JSON
policy-json-hint = ما يُعدَّل هنا أو يُلصق يُنقل إلى النموذج متى وافق المخطط.
policy-refresh = التحديث من النموذج
policy-take = نقل JSON إلى النموذج
policy-json-both = عدّلتم النموذج وJSON معًا. انقلوا JSON أو حدّثوه من النموذج ثم احفظوا.
policy-json-unreadable = هذا ليس JSON: انظروا السطر { $line }، العمود { $column }.
policy-json-no-object = السياسة كائن: تبدأ بقوس معقوف.
policy-json-long = للسياسة { $most } حرفًا كحد أقصى بلا فراغات، ولهذه { $length }.
