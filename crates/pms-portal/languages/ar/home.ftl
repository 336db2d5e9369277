# الصفحات الرئيسية وخطوات الانضمام

home-title = الرئيسية
home-welcome = مرحبًا، { $name }
home-policy-group = مجموعة السياسات: { $group }
home-others = مؤسساتكم الأخرى
home-recent = آخر الأحداث
home-whole-history = السجل الكامل
home-help = مساعدة
home-nothing-title = مرحبًا
home-nothing-intro = لا ينتمي حسابكم إلى مؤسسة بعد.
home-nothing-empty = لا توجد مؤسسة
home-nothing-how = اطلبوا دعوة من مالك مؤسستكم أو من مدير الشركاء، وافتحوا الرابط الوارد فيها.
home-staff-title = مرحبًا
home-staff-intro = ما الذي ينتظركم، ومن أين تبدؤون.
home-staff-tasks = الانتقال إلى
home-tile-waiting = طلبات منتظرة
home-tile-waiting-note = بانتظار قرار
home-tile-partners = الشركاء
home-tile-partners-note = مسجلون

home-note-asked = <b>لدى مدير الشركاء سؤال.</b>
home-note-asked-link = الإجابة عنه
home-note-hold = <b>تسجيلكم معلّق.</b>
home-note-rejected = <b>رُفض تسجيلكم.</b>
home-note-rejected-link = التصحيح والطلب من جديد
home-note-deactivated = <b>مؤسستكم معطّلة.</b> تُرفض خدماتها إلى أن يعيد مدير الشركاء تفعيلها.

step-policyrequest-admins = طُلبت. يقرّر مدير الشركاء، وتصلكم رسالة بالقرار.
