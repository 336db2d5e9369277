# Registration wizard.

register-step = Register an organisation · Step { $step } of { $of }
register-steps-title = The steps
register-steps-1 =
    { $state ->
        [done] <b>Kind of partner and organisation</b> – done
        [now] <b>Kind of partner and organisation</b> – now
       *[later] <b>Kind of partner and organisation</b>
    }
register-steps-2 =
    { $state ->
        [done] <b>Contact and sign-in details</b> – done
        [now] <b>Contact and sign-in details</b> – now
       *[later] <b>Contact and sign-in details</b>
    }
register-steps-3 =
    { $state ->
        [done] <b>Confirm the email address</b> – done
        [now] <b>Confirm the email address</b> – now
       *[later] <b>Confirm the email address</b>
    }
register-steps-4 =
    { $state ->
        [done] <b>Check and send</b> – done
        [now] <b>Check and send</b> – now
       *[later] <b>Check and send</b> – you read everything once more before it is sent
    }
register-then = Then a partner admin looks at your request, and you get an email either way.
register-then-days =
    { $days ->
        [one] This usually takes { $days } working day.
       *[other] This usually takes { $days } working days.
    }
register-saved = Your answers are kept on this server while you go through the steps. You can close the page and come back in this browser within seven days.
register-lost = What you entered is no longer kept in this browser: it was sent already, or it is more than seven days old, or the browser was closed meanwhile. If nothing was sent, start again here.

register-organisation-title = Your organisation
register-kind = What do you want to do?
register-kind-missing = Choose the kind of partner.
register-organization = Organisation name
register-organization-hint = The legal name, letter for letter as in the certificate (<code>O=…</code>)
register-organization-missing = Enter the organisation’s name.
register-partner-id = Partner id
register-partner-id-hint = A short name for systems, for example <code>example-bank</code>. Letters, digits, dot, hyphen and underscore, at most 36. It cannot be changed later.
register-partner-id-missing = Enter a partner id.
register-partner-id-form = Use letters, digits, dot, hyphen and underscore, at most 36.
register-purpose = What will you use it for?
register-purpose-hint = In your own words. The partner admin who decides reads this.
register-purpose-missing = Say what you will use it for.
register-have-account = I have an account

register-contact-title = Contact and sign-in details
register-policy-group = Policy group
register-policy-group-hint = The group of policies your organisation works under; the partner team tells you which. It is fixed once you are active.
register-policy-group-missing = Choose a policy group.
register-no-groups = No policy group is open for registration at the moment. Ask the partner team, or choose another kind of partner.
register-address-missing = Enter the postal address.
register-phone-missing = Enter a phone number.
register-email-hint = One that your team reads. We send a code to it.
register-send-code = Send the code

register-code-title = Confirm your email address
register-code-sent = We sent a six-digit code to { $email }. It works for ten minutes.
register-code-confirm = Confirm and continue
register-code-wrong-address = The address is wrong, change it

register-check-title = Check and send
register-check-intro = Read everything once more. The name and the partner id cannot be changed by you afterwards.
register-check-effect = When you send this, the account is made and a partner admin is asked to approve the organisation.
register-send = Send the registration

register-done-title = Registration sent
register-done-reference = Your partner id is { $id }
register-done-mail = We sent a confirmation to { $email }.
register-done-home = Go to your home page
register-next-check = A partner admin checks your details.
register-next-mail = You get an email with the decision and its reason.
register-next-certificate = Then you upload your certificates. You can already ask your certificate authority for them.
