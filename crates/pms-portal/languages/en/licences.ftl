# Licences of MISPs.

nav-licences = Licences
licences-all = MISP licences
licences-all-intro = Each MISP has one current licence. Its value, the licence key, goes with every request that comes through the MISP.
licences-intro = The value of your current licence, the licence key, goes with every request that comes through you: give it to the authentication partners that you serve, or have your gateway add it. A value is shown only once, when it is made.
licences-count =
    { $n ->
        [one] { $n } licence
       *[other] { $n } licences
    }
licences-empty = No licence yet
licences-empty-words = A MISP needs a licence before its gateway can serve anybody. Make the first one for an active MISP.
licences-empty-own = You have no licence yet
licences-empty-yours = Your gateway needs one before it can serve partners. Make it here, and store its value at once: it is shown only that time.
licences-empty-admins = Your gateway needs one before it can serve partners. A partner admin makes it once you are active, and gives you its value. Nothing is left for you to do here.
licences-misp = MISP
licences-misp-id = Id of the MISP
licences-misp-hint = An active partner of the kind MISP that has no licence yet.
licences-misp-missing = Choose a MISP.
licences-id = Licence
licences-value = Value
licences-masked = not shown
licences-policy = Policy
licences-from = Valid from
licences-until = Valid until
licences-not-active = Not active
licences-ends-30 = Ends within 30 days
licences-ends-90 = Ends within 90 days
licences-over = Ended
licences-current = Current
licences-replaced = Another licence took its place
licences-stopped-admin = Stopped by a partner admin
licences-stopped-misp = Stopped by the MISP
licences-misp-inactive = The MISP is not active
licences-soon-yours = <b>Your licence ends on { $day }.</b> Renew it before, and give the new value to your gateway and your partners.
licences-soon-admins = <b>Your licence ends on { $day }.</b> A partner admin renews it and gives you the new value. Ask for it in time.
licences-over-yours = <b>Your licence ended on { $day }.</b> Your gateway serves nobody. Renew it, and give the new value to your gateway and your partners.
licences-over-admins = <b>Your licence ended on { $day }.</b> Your gateway serves nobody. Ask a partner admin to renew it.
licences-note-inactive = <b>Your organisation is not active.</b> Until it is, your licence opens nothing. It is valid until { $day }.
licences-note-admin = <b>A partner admin stopped your licence.</b> Only a partner admin lets it be used again. It is valid until { $day }.
licences-note-misp = <b>You stopped your licence.</b> Your gateway serves nobody until you activate it again. It is valid until { $day }.
licences-make = Make a licence
licences-make-intro = The value is shown once, after this step. Give it to the MISP over a safe way. The MISP gets a message without the value.
licences-make-own = Make your licence
licences-make-own-intro = The value is shown once, after this step. Have a safe place ready to store it.
licences-make-send = Make licence
licences-made = The licence is made
licences-renewed = The licence is renewed
licences-secret-words = This is the licence key of the MISP { $misp }. It goes with every request that comes through the MISP.
licences-secret-label = Licence
licences-works-until = It works from now until { $day }.
licences-endless = It works from now on.
licences-stored = I have stored it
licences-renew = Renew
licences-deactivate = Deactivate
licences-activate = Activate
licences-renew-title = Renew this licence
licences-renew-words = A new licence takes the place of this one. This takes effect at once:
licences-renew-send = Renew licence
licences-renew-keep = Keep this licence
licences-deactivate-title = Deactivate this licence
licences-deactivate-words = The licence can be activated again. This takes effect at once:
licences-deactivate-send = Deactivate licence
licences-deactivate-keep = Keep it active
licences-activate-title = Activate this licence
licences-activate-words = The licence works again as it was. This takes effect at once:
licences-activate-send = Activate licence
licences-activate-keep = Leave it deactivated
licences-activated = The licence is active again.
licences-deactivated = The licence is deactivated.
licences-effect-use =
    { $partners ->
        [0] In the last { $days } days nobody used it.
        [one] In the last { $days } days it served { $partners } partner, with { $requests } requests in all.
       *[other] In the last { $days } days it served { $partners } partners, with { $requests } requests in all.
    }
licences-effect-value = Requests with the old value are refused. The gateway and the partners that use it need the new value, which is shown once after this step. Tell them before.
licences-effect-stop = Every request through this MISP is refused.
licences-effect-start = Requests through this MISP are answered again.
licences-effect-mail = The contacts of the MISP get a message. It never holds the value.
licences-reason-hint = The MISP and the partner admins read this. It also goes into the history.
