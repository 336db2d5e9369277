# رسائل النظام بالعربية. القواعد في en.ftl.

mail-language-code = ara
mail-language-direction = rtl

mail-frame =
    .footer = أُرسلت هذه الرسالة آليًا من بوابة الشركاء في { $site }. لا تُقرأ الردود على هذا العنوان.
    .moment = { $month ->
        [1] { $day } يناير { $year }، الساعة { $time } { $zone }
        [2] { $day } فبراير { $year }، الساعة { $time } { $zone }
        [3] { $day } مارس { $year }، الساعة { $time } { $zone }
        [4] { $day } أبريل { $year }، الساعة { $time } { $zone }
        [5] { $day } مايو { $year }، الساعة { $time } { $zone }
        [6] { $day } يونيو { $year }، الساعة { $time } { $zone }
        [7] { $day } يوليو { $year }، الساعة { $time } { $zone }
        [8] { $day } أغسطس { $year }، الساعة { $time } { $zone }
        [9] { $day } سبتمبر { $year }، الساعة { $time } { $zone }
        [10] { $day } أكتوبر { $year }، الساعة { $time } { $zone }
        [11] { $day } نوفمبر { $year }، الساعة { $time } { $zone }
       *[12] { $day } ديسمبر { $year }، الساعة { $time } { $zone }
    }

mail-otp =
    .subject = { $purpose ->
        [reset] رمز إعادة تعيين كلمة المرور – { $site }
       *[other] رمز تأكيد بريدك الإلكتروني – { $site }
    }
    .what = { $purpose ->
        [registration] أدخل هذا الرمز لتأكيد بريدك الإلكتروني ومتابعة التسجيل في { $site }:
        [reset] أدخل هذا الرمز لتعيين كلمة مرور جديدة في { $site }:
        [contact] ورد اسمك جهةَ اتصال لإحدى المؤسسات في { $site }. هذا الرمز يؤكد عنوان البريد الإلكتروني:
        [invitation] أدخل هذا الرمز لقبول الدعوة إلى { $site }:
       *[email] أدخل هذا الرمز لتأكيد بريدك الإلكتروني الجديد في { $site }:
    }
    .next = { $minutes ->
        [one] يصلح الرمز لمرة واحدة خلال دقيقة واحدة، في المتصفح الذي طُلب منه.
        [two] يصلح الرمز لمرة واحدة خلال دقيقتين، في المتصفح الذي طُلب منه.
        [few] يصلح الرمز لمرة واحدة خلال { $minutes } دقائق، في المتصفح الذي طُلب منه.
       *[other] يصلح الرمز لمرة واحدة خلال { $minutes } دقيقة، في المتصفح الذي طُلب منه.
    }
    .otherwise = لا تُعطِ هذا الرمز لأحد: لن يطلبه منك أحد من { $site } أبدًا. إن لم تطلبه فتجاهل هذه الرسالة؛ لم يتغيّر شيء.

mail-account-exists =
    .subject = لديك حساب بالفعل – { $site }
    .what = بدأ شخص ما، وربما أنت، تسجيلًا في { $site } بعنوان البريد الإلكتروني هذا. العنوان مرتبط بحساب قائم، ولذلك لم يُنشأ حساب ثانٍ.
    .next = إن كنت أنت من فعل ذلك فسجّل الدخول بذلك الحساب. وإن نسيت كلمة المرور فيمكنك إعادة تعيينها هناك.
    .open = تسجيل الدخول
    .otherwise = إن لم تكن أنت فلا يلزمك فعل شيء.

mail-account-unknown =
    .subject = لا يوجد حساب بهذا البريد الإلكتروني – { $site }
    .what = طلب شخص ما، وربما أنت، إعادة تعيين كلمة مرور في { $site } بعنوان البريد الإلكتروني هذا. لا يوجد حساب بهذا العنوان.
    .next = إن كنت قد سجّلت بعنوان آخر فأعد الطلب به. وإن كانت مؤسستك جديدة هنا فسجّلها.
    .open = التسجيل
    .otherwise = إن لم تكن أنت فلا يلزمك فعل شيء.

mail-password-changed =
    .subject = تغيّرت كلمة مرورك – { $site }
    .what = تغيّرت كلمة مرور الحساب { $name } في { $site }.
    .next = إن كنت أنت من غيّرها فلا يلزمك فعل شيء. وإلا فأعد تعيين كلمة المرور الآن وأبلغ المسؤولين في { $site }.
    .open = إعادة تعيين كلمة المرور

# إلى العنوان السابق.
mail-email-changed =
    .subject = تغيّر بريدك الإلكتروني – { $site }
    .what = تغيّر البريد الإلكتروني للحساب { $name } في { $site }: { $changed }. من الآن تُرسل الرسائل الخاصة بالحساب إلى العنوان الجديد.
    .next = إن كنت أنت من غيّره فلا يلزمك فعل شيء. وإلا فسجّل الدخول الآن باسم المستخدم وغيّر كلمة المرور وأعد العنوان السابق.
    .open = تسجيل الدخول
    .otherwise = إن لم تعد قادرًا على تسجيل الدخول فأبلغ المسؤولين في { $site } فورًا: يمكنهم إيقاف الحساب.

# step: on, off, codes, recovery, reset.
mail-second-factor =
    .subject = تغيّرت الخطوة الثانية لتسجيل دخولك – { $site }
    .what = { $step ->
        [on] ابتداءً من { $changed } يطلب الحساب { $name } في { $site } رمزًا من تطبيق مصادقة بعد كلمة المرور.
        [off] أُوقفت الخطوة الثانية لتسجيل الدخول إلى الحساب { $name } في { $site }: { $changed }. تكفي كلمة المرور وحدها الآن.
        [codes] أُنشئت رموز استرداد جديدة للحساب { $name } في { $site }: { $changed }. لم تعد الرموز السابقة تعمل.
        [recovery] سجّل شخص ما الدخول إلى الحساب { $name } في { $site } بكلمة المرور ورمز استرداد، أو غيّر بهما الخطوة الثانية: { $changed }. لن يعمل هذا الرمز مرة أخرى.
       *[reset] أزال أحد المسؤولين في { $site } الخطوة الثانية لتسجيل الدخول من الحساب { $name }: { $changed }. انتهت جميع جلساته.
    }
    .next = إن كنت على علم بهذا فلا يلزمك فعل شيء. وإلا فغيّر كلمة المرور الآن وراجع صفحة الخطوة الثانية.
    .open = الخطوة الثانية لتسجيل الدخول
    .otherwise = إن لم تعد قادرًا على تسجيل الدخول فأبلغ المسؤولين في { $site } فورًا: يمكنهم إيقاف الحساب.

mail-account-created =
    .subject = حسابك – { $site }
    .what = أُنشئ الحساب { $name } في { $site } لعنوان البريد الإلكتروني هذا.
    .next = إن لم تكن لديك كلمة مرور بعد فعيّنها هنا. سيصلك رمز بالبريد الإلكتروني لتأكيد أنك صاحب الحساب.
    .open = تعيين كلمة مرور
    .otherwise = إن كنت لا تعرف سبب إنشاء هذا الحساب فأبلغ المسؤولين في { $site }.

mail-invitation =
    .subject = دعوة إلى بوابة الشركاء – { $site }
    .what = { $role ->
        [owner] أنت مدعو إلى إدارة المؤسسة { $organization } (معرّف الشريك { $partner_id }) في بوابة الشركاء في { $site }.
        [viewer] أنت مدعو إلى الاطلاع على بيانات المؤسسة { $organization } (معرّف الشريك { $partner_id }) في بوابة الشركاء في { $site }.
       *[technical] أنت مدعو إلى تولّي شهادات المؤسسة { $organization } (معرّف الشريك { $partner_id }) ومفاتيحها في بوابة الشركاء في { $site }.
    }
    .next = تصلح الدعوة لمرة واحدة حتى { $expires }.
    .open = قبول الدعوة
    .otherwise = إن كنت لا تعرف هذه المؤسسة فتجاهل هذه الرسالة.

mail-member-added =
    .subject = أصبحت ضمن إحدى المؤسسات – { $site }
    .what = أصبح حسابك تابعًا للمؤسسة { $organization } (معرّف الشريك { $partner_id }) في { $site }.
    .otherwise = إن لم تكن تتوقع ذلك فأبلغ المسؤولين في { $site }.

# place: owner, technical, viewer, removed.
mail-member-changed =
    .subject = تغيّر موقعك في مؤسسة – { $site }
    .what = { $place ->
        [owner] أصبحت مالكًا للمؤسسة { $organization } (معرّف الشريك { $partner_id }) في { $site } ويمكنك فعل كل شيء باسمها.
        [technical] أصبحت جهة اتصال تقنية للمؤسسة { $organization } (معرّف الشريك { $partner_id }) في { $site }.
        [viewer] يمكنك الآن الاطلاع فقط على ما يخص المؤسسة { $organization } (معرّف الشريك { $partner_id }) في { $site }.
       *[removed] لم تعد تنتمي إلى المؤسسة { $organization } (معرّف الشريك { $partner_id }) في { $site }.
    }
    .otherwise = إن لم تكن تتوقع ذلك فاسأل أحد مالكي المؤسسة.

mail-partner-registered =
    .subject = { $approved ->
        [true] سُجّلت مؤسستك – { $site }
       *[false] وصل طلب تسجيلك – { $site }
    }
    .what = { $approved ->
        [true] سُجّلت المؤسسة { $partnerName } في { $site } بمعرّف الشريك { $partnerId }، وتمت الموافقة عليها.
       *[false] وصل طلب تسجيل المؤسسة { $partnerName } في { $site }. معرّف الشريك هو { $partnerId }.
    }
    .next = { $approved ->
        [true] الخطوة التالية هي رفع الشهادة التي أصدرتها هيئة التصديق لديكم. تشرح البوابة كل خطوة.
       *[false] تبيّن البوابة الخطوة التالية ومن عليه اتخاذها. ستصلك رسالة عند صدور القرار.
    }
    .open = فتح البوابة

mail-partner-status =
    .subject = { $active ->
        [true] مؤسستك مفعّلة – { $site }
       *[false] أُوقف تفعيل مؤسستك – { $site }
    }
    .what = { $active ->
        [true] المؤسسة { $partnerName } (معرّف الشريك { $partnerId }) مفعّلة في { $site }.
       *[false] أُوقف تفعيل المؤسسة { $partnerName } (معرّف الشريك { $partnerId }) في { $site }. لن تُقبل مفاتيحها وشهاداتها حتى تُفعّل من جديد.
    }
    .next = { $active ->
        [true] تبيّن البوابة ما يمكنك فعله الآن.
       *[false] تبيّن البوابة السبب إن ذُكر. كل ما أُعدّ محفوظ.
    }
    .open = فتح البوابة

mail-certificate-revoked =
    .subject = أُلغيت شهادة لمؤسستك – { $site }
    .what = { $why ->
        [keyCompromise] أُلغيت شهادة للمؤسسة { $partnerName } (معرّف الشريك { $partnerId }) في { $site }: مفتاحها في أيدٍ غير مأمونة.
        [cACompromise] أُلغيت شهادة للمؤسسة { $partnerName } (معرّف الشريك { $partnerId }) في { $site }: مفتاح جهة إصدارها في أيدٍ غير مأمونة.
        [superseded] أُلغيت شهادة للمؤسسة { $partnerName } (معرّف الشريك { $partnerId }) في { $site }: حلّت أخرى محلها.
       *[unspecified] أُلغيت شهادة للمؤسسة { $partnerName } (معرّف الشريك { $partnerId }) في { $site }. هذا الإلغاء نهائي.
    }
    .which = صدرت باسم { $issuedTo }، ومعرّفها { $certificateId }.
    .reason = السبب المذكور:
    .next = لم تعد مقبولة. إذا لم تغطِّ شهادة أخرى استخدامها فارفع شهادة جديدة، وإذا كان المفتاح في أيدٍ غير مأمونة فبمفتاح جديد.
    .open = فتح البوابة

mail-decision =
    .subject = { $decision ->
        [approve] تمت الموافقة على طلبك – { $site }
        [reject] رُفض طلبك – { $site }
        [ask] سؤال بشأن طلبك – { $site }
       *[hold] طلبك معلّق – { $site }
    }
    .what = { $kind ->
        [ca] { $decision ->
            [approve] تمت الموافقة على شهادات هيئة التصديق التي أرسلتها المؤسسة { $partnerName } (معرّف الشريك { $partnerId })، وأصبحت موثوقة في { $site }.
            [reject] رُفضت شهادات هيئة التصديق التي أرسلتها المؤسسة { $partnerName } (معرّف الشريك { $partnerId }) إلى { $site }.
            [ask] لدينا سؤال بشأن شهادات هيئة التصديق التي أرسلتها المؤسسة { $partnerName } (معرّف الشريك { $partnerId }) إلى { $site }.
           *[hold] شهادات هيئة التصديق التي أرسلتها المؤسسة { $partnerName } (معرّف الشريك { $partnerId }) إلى { $site } معلّقة.
        }
        [key] { $decision ->
            [approve] تمت الموافقة على مفتاح API الذي طلبته المؤسسة { $partnerName } (معرّف الشريك { $partnerId }) لدى { $site }، وهو يعمل الآن.
            [reject] رُفض مفتاح API الذي طلبته المؤسسة { $partnerName } (معرّف الشريك { $partnerId }) لدى { $site }.
            [ask] هناك سؤال بشأن مفتاح API الذي طلبته المؤسسة { $partnerName } (معرّف الشريك { $partnerId }) لدى { $site }.
           *[hold] مفتاح API الذي طلبته المؤسسة { $partnerName } (معرّف الشريك { $partnerId }) لدى { $site } معلّق.
        }
        [device] { $decision ->
            [approve] تمت الموافقة على الجهاز الذي سجّلته المؤسسة { $partnerName } (معرّف الشريك { $partnerId }) لدى { $site }.
            [reject] رُفض الجهاز الذي سجّلته المؤسسة { $partnerName } (معرّف الشريك { $partnerId }) لدى { $site }.
            [ask] هناك سؤال بشأن الجهاز الذي سجّلته المؤسسة { $partnerName } (معرّف الشريك { $partnerId }) لدى { $site }.
           *[hold] الجهاز الذي سجّلته المؤسسة { $partnerName } (معرّف الشريك { $partnerId }) لدى { $site } معلّق.
        }
        [sbi] { $decision ->
            [approve] تمت الموافقة على الواجهة البيومترية الآمنة التي سجّلتها المؤسسة { $partnerName } (معرّف الشريك { $partnerId }) لدى { $site }.
            [reject] رُفضت الواجهة البيومترية الآمنة التي سجّلتها المؤسسة { $partnerName } (معرّف الشريك { $partnerId }) لدى { $site }.
            [ask] هناك سؤال بشأن الواجهة البيومترية الآمنة التي سجّلتها المؤسسة { $partnerName } (معرّف الشريك { $partnerId }) لدى { $site }.
           *[hold] الواجهة البيومترية الآمنة التي سجّلتها المؤسسة { $partnerName } (معرّف الشريك { $partnerId }) لدى { $site } معلّقة.
        }
        [chip] { $decision ->
            [approve] تمت الموافقة على الشريحة التي سجّلتها المؤسسة { $partnerName } (معرّف الشريك { $partnerId }) لدى { $site }.
            [reject] رُفضت الشريحة التي سجّلتها المؤسسة { $partnerName } (معرّف الشريك { $partnerId }) لدى { $site }.
            [ask] هناك سؤال بشأن الشريحة التي سجّلتها المؤسسة { $partnerName } (معرّف الشريك { $partnerId }) لدى { $site }.
           *[hold] الشريحة التي سجّلتها المؤسسة { $partnerName } (معرّف الشريك { $partnerId }) لدى { $site } معلّقة.
        }
        [rename] { $decision ->
            [approve] أصبح للمؤسسة { $partnerName } (معرّف الشريك { $partnerId }) لدى { $site } الاسم الجديد الذي طلبته.
            [reject] رُفض الاسم الجديد الذي طلبته المؤسسة { $partnerName } (معرّف الشريك { $partnerId }) لدى { $site }.
            [ask] هناك سؤال بشأن الاسم الجديد الذي طلبته المؤسسة { $partnerName } (معرّف الشريك { $partnerId }) لدى { $site }.
           *[hold] الاسم الجديد الذي طلبته المؤسسة { $partnerName } (معرّف الشريك { $partnerId }) لدى { $site } معلّق.
        }
        [policy] { $decision ->
            [approve] يمكن للمؤسسة { $partnerName } (معرّف الشريك { $partnerId }) استخدام السياسة التي طلبتها في { $site }.
            [reject] رُفضت السياسة التي طلبتها المؤسسة { $partnerName } (معرّف الشريك { $partnerId }) في { $site }.
            [ask] لدينا سؤال بشأن السياسة التي طلبتها المؤسسة { $partnerName } (معرّف الشريك { $partnerId }) في { $site }.
           *[hold] طلب المؤسسة { $partnerName } (معرّف الشريك { $partnerId }) لسياسة في { $site } معلّق.
        }
       *[partner] { $decision ->
            [approve] تمت الموافقة على تسجيل المؤسسة { $partnerName } (معرّف الشريك { $partnerId }) في { $site }.
            [reject] رُفض تسجيل المؤسسة { $partnerName } (معرّف الشريك { $partnerId }) في { $site }.
            [ask] لدينا سؤال بشأن تسجيل المؤسسة { $partnerName } (معرّف الشريك { $partnerId }) في { $site }.
           *[hold] تسجيل المؤسسة { $partnerName } (معرّف الشريك { $partnerId }) في { $site } معلّق.
        }
    }
    .reason = { $decision ->
        [ask] يسأل المسؤول:
       *[other] كتب المسؤول:
    }
    .next = { $decision ->
        [approve] { $kind ->
            [ca] تجري الآن معالجة الشهادة التي كانت تنتظرها. تبيّن البوابة النتيجة.
            [key] إنه المفتاح الذي عُرض عند إنشائه.
            [device] تبيّن البوابة التفاصيل والخطوة التالية.
            [sbi] تبيّن البوابة التفاصيل والخطوة التالية.
            [chip] تبيّن البوابة التفاصيل والخطوة التالية.
            [rename] يظهر الاسم في البوابة. يجب أن تحمله الشهادات التي ترفعونها من الآن؛ وتبقى الشهادات المستخدمة.
            [policy] تبيّن البوابة أي سياسة هي وما تتيحه.
           *[partner] الخطوة التالية هي رفع الشهادة التي أصدرتها هيئة التصديق لديكم. تشرح البوابة كل خطوة.
        }
        [reject] يمكنك في البوابة تصحيح ما كان خطأً وتقديم الطلب من جديد.
        [ask] أجب في البوابة. يستمر الطلب عند وصول إجابتك.
       *[hold] لا يلزمك فعل شيء الآن. ستصلك رسالة عند صدور القرار.
    }
    .open = فتح البوابة

mail-misp-licence =
    .subject = { $happened ->
        [made] رخصة MISP الخاصة بكم جاهزة – { $site }
        [renewed] جُدّدت رخصة MISP الخاصة بكم – { $site }
        [active] رخصة MISP الخاصة بكم مفعّلة من جديد – { $site }
        [stopped] أُوقف تفعيل رخصة MISP الخاصة بكم – { $site }
       *[ended] انتهت رخصة MISP الخاصة بكم – { $site }
    }
    .what = { $happened ->
        [made] أصبح للمؤسسة { $partnerName } (معرّف الشريك { $partnerId }) رخصة MISP في { $site }.
        [renewed] أصبح للمؤسسة { $partnerName } (معرّف الشريك { $partnerId }) رخصة MISP جديدة في { $site }. لم يعد مفتاح الرخصة السابق مقبولًا.
        [active] رخصة MISP للمؤسسة { $partnerName } (معرّف الشريك { $partnerId }) مقبولة من جديد في { $site }.
        [stopped] أُوقف تفعيل رخصة MISP للمؤسسة { $partnerName } (معرّف الشريك { $partnerId }). لن تُقبل في { $site } حتى تُفعّل من جديد.
       *[ended] انتهت صلاحية رخصة MISP للمؤسسة { $partnerName } (معرّف الشريك { $partnerId }) في { $site }. لم تعد مقبولة.
    }
    .reason = السبب المذكور:
    .next = { $happened ->
        [made] يقرأ المسؤول عنها في مؤسستكم مفتاح الرخصة بعد تسجيل الدخول. لا يُرسل المفتاح بالبريد الإلكتروني أبدًا.
        [renewed] ضعوا مفتاح الرخصة الجديد في أنظمتكم. يقرأه المسؤول عنه بعد تسجيل الدخول، ولا يُرسل بالبريد الإلكتروني أبدًا.
        [active] لا يلزمكم فعل شيء.
        [stopped] إن لم تتوقعوا ذلك فاسألوا المسؤول.
       *[ended] اطلبوا تجديد الرخصة.
    }
    .open = فتح البوابة

mail-expiry-ca =
    .subject = { $type ->
        [root] { $over ->
            [true] انتهت صلاحية شهادة جذرية – { $site }
           *[false] شهادة جذرية تقترب من نهاية صلاحيتها – { $site }
        }
       *[intermediate] { $over ->
            [true] انتهت صلاحية شهادة هيئة تصديق وسيطة – { $site }
           *[false] شهادة هيئة تصديق وسيطة تقترب من نهاية صلاحيتها – { $site }
        }
    }
    .what = { $type ->
        [root] { $over ->
            [true] انتهت صلاحية شهادة جذرية في مخزن الثقة لدى { $site }: { $expires }.
           *[false] تنتهي صلاحية شهادة جذرية في مخزن الثقة لدى { $site }: { $expires }.
        }
       *[intermediate] { $over ->
            [true] انتهت صلاحية شهادة هيئة تصديق وسيطة في مخزن الثقة لدى { $site }: { $expires }.
           *[false] تنتهي صلاحية شهادة هيئة تصديق وسيطة في مخزن الثقة لدى { $site }: { $expires }.
        }
    }
    .which = صادرة إلى: { $issuedTo }. صادرة عن: { $issuedBy }. النطاق: { $domain }. معرّف الشهادة: { $certificateId }.
    .next = منذ ذلك الحين لا تُقبل أي شهادة شريك جديدة تعتمد عليها. إن كانت لدى الهيئة شهادة جديدة فارفعها في البوابة.
    .open = فتح البوابة

mail-expiry-certificate =
    .subject = { $over ->
        [true] انتهت صلاحية شهادة الشريك – { $site }
       *[false] شهادة الشريك تقترب من نهاية صلاحيتها – { $site }
    }
    .what = { $over ->
        [true] انتهت صلاحية شهادة للمؤسسة { $partnerName } (معرّف الشريك { $partnerId }) في { $site }: { $expires }.
       *[false] تنتهي صلاحية شهادة للمؤسسة { $partnerName } (معرّف الشريك { $partnerId }) في { $site }: { $expires }.
    }
    .which = صادرة إلى: { $issuedTo }. صادرة عن: { $issuedBy }. معرّف الشهادة: { $certificateId }.
    .next = اطلب شهادة جديدة من هيئة التصديق لديكم وارفعها في البوابة، حتى تستمر خدماتكم دون انقطاع.
    .open = فتح البوابة

mail-expiry-chip =
    .subject = { $over ->
        [true] انتهت صلاحية شهادة رقاقة – { $site }
       *[false] شهادة رقاقة تقترب من نهاية صلاحيتها – { $site }
    }
    .what = { $over ->
        [true] انتهت صلاحية شهادة رقاقة للمؤسسة { $partnerName } (معرّف الشريك { $partnerId }) في { $site }: { $expires }.
       *[false] تنتهي صلاحية شهادة رقاقة للمؤسسة { $partnerName } (معرّف الشريك { $partnerId }) في { $site }: { $expires }.
    }
    .which = الرقاقة: { $make } { $model }، المعرّف { $chipId }. معرّف الشهادة: { $certificateId }.
    .next = ارفع شهادة جديدة للرقاقة في البوابة.
    .open = فتح البوابة

mail-expiry-interface =
    .subject = { $over ->
        [true] انتهت صلاحية واجهة بيومترية آمنة – { $site }
       *[false] واجهة بيومترية آمنة تقترب من نهاية صلاحيتها – { $site }
    }
    .what = { $over ->
        [true] انتهت صلاحية واجهة بيومترية آمنة (SBI) للمؤسسة { $partnerName } (معرّف الشريك { $partnerId }) في { $site }: { $expires }.
       *[false] تنتهي صلاحية واجهة بيومترية آمنة (SBI) للمؤسسة { $partnerName } (معرّف الشريك { $partnerId }) في { $site }: { $expires }.
    }
    .which = الإصدار: { $version }. المعرّف: { $interfaceId }.
    .next = عند انتهاء صلاحيتها تُوقف هي وأجهزتها عن العمل. سجّل إصدارًا جديدًا في البوابة في الوقت المناسب.
    .open = فتح البوابة

mail-expiry-key =
    .subject = { $over ->
        [true] انتهت صلاحية مفتاح API – { $site }
       *[false] مفتاح API يقترب من نهاية صلاحيته – { $site }
    }
    .what = { $over ->
        [true] انتهت صلاحية مفتاح API { $label } للمؤسسة { $partnerName } (معرّف الشريك { $partnerId }) في { $site }: { $expires }.
       *[false] تنتهي صلاحية مفتاح API { $label } للمؤسسة { $partnerName } (معرّف الشريك { $partnerId }) في { $site }: { $expires }.
    }
    .which = السياسة: { $policyName }. مجموعة السياسات: { $policyGroup }.
    .next = أنشئ مفتاحًا جديدًا في البوابة واستخدمه في أنظمتكم، حتى تستمر دون انقطاع.
    .open = فتح البوابة

mail-expiry-summary =
    .subject = ما ينتهي هذا الأسبوع – { $site }
    .what = هذا ما تنتهي صلاحيته لدى { $site } من { $from } إلى { $until }:
    .certificates = شهادات الشركاء: { $certificates }
    .chips = شهادات الرقاقات: { $chips }
    .interfaces = الواجهات البيومترية الآمنة: { $interfaces }
    .keys = مفاتيح API: { $keys }
    .next = أُبلغ الشركاء المعنيون. تبيّن البوابة كلًّا منهم.
    .open = فتح البوابة

# An API key, never its value. news: made, fetch, shown, fetched, reissued, moved, active, inactive.
mail-api-key =
    .subject = { $news ->
        [fetch] مفتاح API جاهز للاستلام – { $site }
        [shown] اطّلع أحد المسؤولين على مفتاح API الخاص بكم – { $site }
        [moved] انتقل مفتاح API الخاص بكم إلى سياسة أخرى – { $site }
        [active] مفتاح API الخاص بكم فعّال من جديد – { $site }
        [inactive] عُطّل مفتاح API الخاص بكم – { $site }
       *[made] لديكم مفتاح API جديد – { $site }
    }
    .what = { $news ->
        [fetch] أنشأ أحد مسؤولي { $site } مفتاح API { $label } للمؤسسة { $partnerName } (معرّف الشريك { $partnerId }) للسياسة { $policy }.
        [shown] أنشأ أحد مسؤولي { $site } مفتاح API { $label } للمؤسسة { $partnerName } (معرّف الشريك { $partnerId }) للسياسة { $policy } واطّلع عليه. وهو يعمل الآن.
        [fetched] استُلم مفتاح API { $label } الخاص بالمؤسسة { $partnerName } (معرّف الشريك { $partnerId }) لدى { $site } للسياسة { $policy }، وهو يعمل الآن.
        [reissued] لدى المؤسسة { $partnerName } (معرّف الشريك { $partnerId }) في { $site } مفتاح API جديد { $label } للسياسة { $policy } بدلًا من مفتاح سابق.
        [moved] أصبح مفتاح API { $label } الخاص بالمؤسسة { $partnerName } (معرّف الشريك { $partnerId }) لدى { $site } تابعًا للسياسة { $policy }.
        [active] مفتاح API { $label } الخاص بالمؤسسة { $partnerName } (معرّف الشريك { $partnerId }) لدى { $site } للسياسة { $policy } فعّال من جديد.
        [inactive] عُطّل مفتاح API { $label } الخاص بالمؤسسة { $partnerName } (معرّف الشريك { $partnerId }) لدى { $site } للسياسة { $policy }. ولن يُقبل حتى يُفعَّل من جديد.
       *[made] أنشأت المؤسسة { $partnerName } (معرّف الشريك { $partnerId }) مفتاح API { $label } لدى { $site } للسياسة { $policy }.
    }
    .next = { $news ->
        [fetch] يستلمه أحد أعضاء المؤسسة في البوابة. يُعرض مرة واحدة، ويُنسى إذا لم يستلمه أحد في الوقت المحدد.
        [shown] إذا لم توافقوا على ذلك فعطّلوا المفتاح في البوابة وأنشئوا مفتاحًا بأنفسكم.
        [reissued] تعرض البوابة حتى متى يعمل المفتاح السابق.
       *[made] إذا كنتم لا تعرفون السبب فراجعوا المفاتيح في البوابة وأبلغوا مسؤولي { $site }.
    }
    .open = فتح البوابة
