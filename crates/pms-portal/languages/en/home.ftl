# Home pages and the onboarding checklist.

home-title = Home
home-welcome = Welcome, { $name }
home-policy-group = policy group { $group }
home-others = Your other organisations
home-recent = Recent activity
home-whole-history = Whole history
home-help = Help
home-nothing-title = Welcome
home-nothing-intro = Your account does not belong to an organisation yet.
home-nothing-empty = No organisation
home-nothing-how = Ask the owner of your organisation or a partner admin for an invitation, and open the link in it.
home-staff-title = Welcome
home-staff-intro = What waits for you, and where to begin.
home-staff-tasks = Go to
home-tile-waiting = Waiting requests
home-tile-waiting-note = for a decision
home-tile-partners = Partners
home-tile-partners-note = registered

home-note-asked = <b>A partner admin has a question.</b>
home-note-asked-link = Answer it
home-note-hold = <b>Your registration is on hold.</b>
home-note-rejected = <b>Your registration was rejected.</b>
home-note-rejected-link = Correct it and ask again
home-note-deactivated = <b>Your organisation is deactivated.</b> Its services are refused until a partner admin reactivates it.

checklist-auth-partner = Get ready to authenticate people
checklist-device-provider = Get ready to provide devices
checklist-credential-partner = Get ready to issue credentials
checklist-ftm-provider = Get ready to provide chips
checklist-misp-partner = Get ready to run the gateway
checklist-other = Get ready to work with us
checklist-progress =
    { $turn ->
        [yours] Step { $step } of { $of }. It is your turn.
        [admins] Step { $step } of { $of }. A partner admin acts now.
       *[nobody] Step { $step } of { $of }.
    }
checklist-all-done = All { $of } steps are done.
step-done = Done:

step-mispcontract-title = Contract with a MISP
step-mispcontract-outside = Outside this portal. You reach us through an infrastructure provider (MISP): register with one and get its licence key. It can run beside all other steps.
step-account-title = Confirm account and email address
step-account-done = Done by you on { $when }
step-policygroup-title = Choose a policy group
step-policygroup-done = Policy group: { $group }
step-policygroup-yours = Your turn. Choose the group of policies that you work under. It is needed before certificates.
step-policygroup-action = Choose a policy group
step-approval-title = Organisation approved
step-approval-done = Approved by a partner admin on { $when }
step-approval-done-undated = Approved
step-approval-admins = Waits for a partner admin, since { $when }. You get an email with the decision. You can already ask your certificate authority for certificates.
step-approval-yours = Your turn. A partner admin asked a question; the decision waits for your answer.
step-approval-yours-action = Answer the question
step-approval-refused = Rejected. Read the reason, correct what it names, and ask again.
step-approval-refused-action = Read the reason
step-certificates-title = Upload your certificates
step-certificates-title-one = Upload your certificate
step-certificates-done = Last upload on { $when }
step-certificates-yours = Your turn. We need a signature certificate, to check that requests come from you, and an encryption certificate, to protect personal data we send you. One certificate may serve both. Your certificate authority must be in the trust store.
step-certificates-yours-one = Your turn. We need the certificate under which you make the keys of your products. Your certificate authority must be in the trust store.
step-certificates-action = Upload a certificate
step-certificates-help = How to get a certificate
step-certificates-later = Starts when the organisation is approved.
step-policyrequest-title = Request a policy
step-policyrequest-done = Approved on { $when }
step-policyrequest-admins = Requested. A partner admin decides; you get an email with the decision.
step-policyrequest-yours = Your turn. Ask for a policy of your group: it says which data you may get, and how people confirm it is them. A partner admin decides.
step-policyrequest-later = Comes after your certificates. You choose a policy of your group, and a partner admin decides.
step-credentialtype-title = Map the policy to a credential type
step-credentialtype-done = Mapped on { $when }
step-credentialtype-yours = Your turn. A policy is approved: map it to a credential type.
step-credentialtype-later = Starts when a policy is approved.
step-bioextractors-title = Add biometric extractors
step-bioextractors-done = Added on { $when }
step-bioextractors-yours = Your turn. Name your extractors before your policy request is approved: they are judged together.
step-bioextractors-later = Comes with the policy request, before it is approved.
step-apikey-title = Create an API key
step-apikey-done = First key in use made on { $when }
step-apikey-yours = Your turn. A policy is approved: make a key for it, and put it into your software.
step-apikey-later = Starts when a policy is approved.
step-devicemodels-title = Register device models
step-devicemodels-later = Comes after your certificates; this portal does not offer it yet. A partner admin approves each model.
step-sbi-title = Register the secure biometric interface (SBI)
step-sbi-later = Comes after your certificates; this portal does not offer it yet. A partner admin approves each version.
step-chipmodels-title = Register chip models
step-chipmodels-later = Comes after your certificates; this portal does not offer it yet. A partner admin approves each model.
step-misplicence-title = Licence key
step-misplicence-done = Made on { $when }
step-misplicence-later = Made by an administrator once your certificates are accepted.
