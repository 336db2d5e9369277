# الشهادات: القائمة والرفع والفحص والمنصة

certificates-title = الشهادات
certificates-intro = ما توقّعون به وتفكّون به التشفير. نوقّع كل شهادة من جديد لكي تثق بها المنصة.
certificates-need = ما المغطى
certificates-covered = التوقيع: مغطى
certificates-uncovered = التوقيع: لم تُرفع الشهادة
certificates-covered-encryption = التشفير: مغطى
certificates-uncovered-encryption = التشفير: لم تُرفع الشهادة
certificates-covered-single = الشهادة مقبولة
certificates-uncovered-single = لم تُرفع الشهادة
certificates-all = كل الشهادات
certificates-all-words = الأحدث أولًا. عند التجديد تبقى السابقة صالحة إلى نهاية مهلتها.
certificates-empty = لا توجد شهادات بعد
certificates-empty-why = تظهر الشهادة المقبولة هنا مع التي وقّعناها.
certificates-subject = الشهادة
certificates-usage = الاستخدام
certificates-ends = تنتهي
certificates-downloads = تنزيل
certificates-uploaded = رُفعت في { $when }
certificates-signed = موقّعة من MOSIP
certificates-original = الأصلية
certificates-chain = السلسلة (P7B)
certificates-former = استُبدلت؛ تعمل حتى { $when }
certificates-former-ended = استُبدلت
certificates-requests = شهادات جهة إصدار للاعتماد
certificates-request = أُرسلت في { $when }
usage-both = التوقيع والتشفير
usage-signature = التوقيع
usage-encryption = التشفير
usage-both-hint = شهادة واحدة تؤدي الغرضين
usage-signature-hint = تتحقق من أن الطلبات صادرة عنكم
usage-encryption-hint = تحمي البيانات الشخصية التي نرسلها إليكم

upload-title = رفع شهادة
upload-usage = ما الغرض منها؟
upload-file = ملف الشهادة
upload-file-hint = PEM أو DER أو P7B مع سلسلتها، حتى { $kib } كيلوبايت. لا ترفعوا مفتاحًا خاصًا أبدًا.
upload-drop = أو أفلتوا الملف في هذا المربع
upload-paste = لصق النص بدلًا من ذلك
upload-text = نص الشهادة
upload-text-hint = يبدأ بـ <code>-----BEGIN CERTIFICATE-----</code>
upload-check = فحص هذه الشهادة
upload-first-result = ترون النتيجة أولًا. لا تُحفظ إلا عند تأكيدكم.
upload-empty = اختاروا ملفًا أو الصقوا نص الشهادة.
upload-too-large = الملف أكبر من 256 كيلوبايت. الشهادة أصغر من ذلك بكثير: اختاروا الملف الصحيح.
upload-private-key = يحتوي الملف على مفتاح خاص. لم يُحفظ. لا ترسلوا مفتاحًا خاصًا إلى أحد: اصنعوا مفتاحًا جديدًا وارفعوا الشهادة وحدها.
upload-key-store = الملف مخزن مفاتيح (.p12 أو .pfx) فيه مفتاح خاص. لم يُحفظ. صدّروا الشهادة وحدها وارفعوها.
upload-signing-request = الملف طلب توقيع. ارفعوا الشهادة التي أصدرتها جهة الإصدار له.
upload-public-key = الملف مفتاح عام. ارفعوا الشهادة.
upload-revocation-list = الملف قائمة إلغاء. ارفعوا الشهادة.
upload-too-many = في الملف شهادات كثيرة جدًا. ارفعوا الشهادة مع سلسلتها فقط.
upload-no-certificate = لا توجد شهادة في الملف. اختاروا ملفًا آخر.
upload-damaged = الشهادة تالفة أو ناقصة. صدّروها من جديد.
upload-unknown = الملف ليس شهادة بصيغة PEM أو DER أو P7B. اختاروا ملفًا آخر.

check-title = هل تُقبل هذه الشهادة؟
check-checked = فُحصت في { $when }
check-checked-file = { $file }، فُحصت في { $when }
check-met-all = القواعد مستوفاة
check-not-accepted = غير مقبولة
check-errors-title = لم تُقبل الشهادة
check-errors-note = القواعد المستوفاة: { $met } من { $all }. لم يُحفظ شيء.
check-met = مستوفاة:
check-not-met = غير مستوفاة:
check-waived = متجاوز عنها:
check-not-applicable = لا تنطبق:
check-not-evaluated = لم تُفحص:
check-code = الرمز
check-why = لماذا هو مهم.
check-remedy = ما العمل.
check-new-request = إعداد طلب توقيع جديد
check-again = تجربة شهادة أخرى
check-says = ما تقوله الشهادة
check-subject = صاحب الشهادة
check-issuer = جهة الإصدار
check-valid = الصلاحية
check-valid-from-to = { $from } – { $to }
check-serial = الرقم التسلسلي
check-key = المفتاح
check-signature = خوارزمية التوقيع
check-usage = استخدام المفتاح
check-sha256 = بصمة SHA-256
check-in-certificate = في الشهادة
check-expected = المتوقع
check-registered = المسجل لدينا
check-waits = كل القواعد مستوفاة، لكن لا يمكن الحفظ بعد: { $reason }
confirm-title = تأكيد
confirm-words = نوقّع هذه الشهادة بسلطة المنصة ونحفظ الاثنتين. ومن ذلك الحين تُعتمد.
confirm-send = تأكيد وحفظ
confirm-other = استخدام شهادة أخرى
confirm-back = العودة إلى الشهادات
confirm-done = قُبلت الشهادة ووُقّعت. نزّلوا أدناه الشهادة التي وقّعتها MOSIP.
confirm-done-active = قُبلت الشهادة ووُقّعت، ومؤسستكم نشطة الآن.
chain-title = طلب الثقة بجهة الإصدار
chain-words = جهة إصدارها ليست في مخزن الثقة لدينا بعد، لكن الملف يحتوي على السلسلة. أرسلوا السلسلة للاعتماد؛ وعندما يعتمدها مدير الشركاء تُعالَج هذه الشهادة تلقائيًا.
chain-send = إرسال السلسلة للاعتماد
chain-sent = أُرسلت السلسلة للاعتماد. عند اعتمادها تُعالَج شهادتكم تلقائيًا.
chain-missing-title = إرسال شهادات جهة الإصدار
chain-missing-words = جهة إصدارها ليست في مخزن الثقة لدينا. إذا كان ينبغي الثقة بها، فأرسلوا شهاداتها (الجذر والوسيطة)؛ ويبتّ مدير الشركاء في ذلك.
chain-file = ملف شهادات جهة الإصدار

value-absent = لا شيء
value-yes = نعم
value-no = لا
value-days =
    { $n ->
        [one] يوم واحد
        [two] يومان
        [few] { $n } أيام
       *[other] { $n } يومًا
    }
value-bits = { $n } بت
value-from-to = من { $from } إلى { $to }

platform-title = شهادات المنصة
platform-intro = ما تحتاجون إليه للتحقق مما وقّعناه لكم، وللتشفير لنا. كلها علنية.
platform-certificate = الشهادة
platform-for = الغرض
platform-download = تنزيل
platform-ROOT = جذر المنصة: نهاية كل سلسلة نسلّمها
platform-AUTH = تصدر شهادات شركاء المصادقة والوثائق والخدمات الأخرى
platform-DEVICE = تصدر شهادات مزوّدي الأجهزة
platform-FTM = لمزوّدي الشرائح حيث يعيد الموقع توقيع شهاداتهم
platform-MISP = تصدر شهادات مزوّدي البنية التحتية (MISP)
platform-ENCRYPTION = شفّروا بها ما لا يجوز أن تقرأه إلا المنصة
