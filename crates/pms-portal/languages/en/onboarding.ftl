# The way of each kind of partner from its registration to its work: steps, whose turn it is, and what it gets from us.

checklist-auth-partner = Get ready to authenticate people
checklist-device-provider = Get ready to provide devices
checklist-credential-partner = Get ready to issue credentials
checklist-print-partner = Get ready to print credentials
checklist-online-verification-partner = Get ready to verify credentials online
checklist-abis-partner = Get ready to search for duplicates
checklist-manual-adjudication = Get ready to judge doubtful cases
checklist-ftm-provider = Get ready to provide chips
checklist-misp-partner = Get ready to run the gateway
checklist-sdk-partner = Get ready to provide a biometric SDK
checklist-other = Get ready to work with us
checklist-progress =
    { $turn ->
        [yours] Step { $step } of { $of }. It is your turn.
        [members] Step { $step } of { $of }. An owner or a technical contact of your organisation acts now.
        [admins] Step { $step } of { $of }. A partner admin acts now.
        [managers] Step { $step } of { $of }. A policy manager acts now.
       *[nobody] Step { $step } of { $of }.
    }
checklist-all-done = All { $of } steps in this portal are done.
step-done = Done:
step-waits = Waits for a partner admin, since { $when }. You get an email with the decision.
step-waits-action = See the request
step-asked = Your turn. A partner admin asked a question about it; the decision waits for your answer.
step-asked-action = Answer the question

step-mispcontract-title = Contract with a MISP
step-mispcontract-outside = Outside this portal. You reach us through an infrastructure provider (MISP): register with one and get its licence key. It can run beside all other steps.
step-partnercontracts-title = Contracts with authentication partners
step-partnercontracts-outside = Outside this portal. Each authentication partner that you serve signs a contract with you. Your licence key goes with its requests: you give it the key, or your gateway adds it.
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
step-policyrequest-managers = Waits for a policy manager: your policy group has no published policy yet. Ask the authority which one is meant for you.
step-policyrequest-yours = Your turn. A policy says which data you get and how people may be authenticated. Choose one of your group; a partner admin decides.
step-policyrequest-action = Request a policy
step-policyrequest-later = Comes after your certificates. You choose a policy of your group, and a partner admin decides.
step-bioextractors-title = Add biometric extractors
step-bioextractors-done = Added on { $when }
step-bioextractors-yours = Your turn. Say which extractor makes the templates that you receive. It has to be there before your policy request is approved.
step-bioextractors-action = Add extractors
step-bioextractors-later = Comes with the policy request, before it is approved.
step-credentialtype-title = Map the policy to a credential type
step-credentialtype-done = Mapped on { $when }
step-credentialtype-yours = Your turn. A policy is approved: say which type of credential is made under it.
step-credentialtype-action = Choose a credential type
step-credentialtype-later = Starts when a policy is approved.
step-apikey-title = Create an API key
step-apikey-done = First key in use made on { $when }
step-apikey-yours = Your turn. A policy is approved: create a key for it. Your systems send it, with the licence key of your MISP, with each request.
step-apikey-action = Create an API key
step-apikey-later = Starts when a policy is approved.
step-firstuse-title = Send the first request
step-firstuse-done = Your first request has come.
step-firstuse-yours = Your turn. Let your systems send a request with the key and with the licence key of your MISP; a test person of the authority will do. It shows in the use of your keys, refused ones with the reason.
step-firstuse-action = See the use of your keys
step-firstuse-later = Starts when there is an API key.
step-devicemodels-title = Register device models
step-devicemodels-done = First model approved on { $when }
step-devicemodels-yours = Your turn. Register each model with its make, type and sub-type. A partner admin approves it.
step-devicemodels-action = Register a device model
step-devicemodels-later = Comes after your certificate. A partner admin approves each model.
step-sbi-title = Register the secure biometric interface (SBI)
step-sbi-done = First version approved on { $when }
step-sbi-yours = Your turn. Register the version of the software between your devices and their users, with its hash. A partner admin approves it.
step-sbi-action = Register an SBI
step-sbi-later = Comes after your certificate. A partner admin approves each version.
step-mapping-title = Say which devices the SBI serves
step-mapping-done = First device added on { $when }
step-mapping-yours = Your turn. Add the approved device models to the interface that serves them.
step-mapping-action = Open your SBIs
step-mapping-later = Starts when a device model and an interface are approved.
step-chipmodels-title = Register chip models
step-chipmodels-done = First model registered on { $when }
step-chipmodels-yours = Your turn. Register each foundational trust module (FTM) with its make and model.
step-chipmodels-action = Register a chip
step-chipmodels-later = Comes after your certificate.
step-chipcertificates-title = Upload the certificate of each chip
step-chipcertificates-done = First chip approved on { $when }
step-chipcertificates-yours = Your turn. Upload the certificate that your chips are made under. A partner admin approves chip and certificate together.
step-chipcertificates-action = Open your chips
step-chipcertificates-later = Starts when a chip is registered. A partner admin approves it with its certificate.
step-misplicence-title = Licence key
step-misplicence-done = Made on { $when }. Whoever made it saw its value, once, and hands it to those who need it.
step-misplicence-admins = Waits for a partner admin, who makes your licence key. You get an email when it is there.
step-misplicence-yours = Your turn. Make your licence key. It goes with every request that comes through you.
step-misplicence-action = Make the licence key
step-misplicence-later = Comes after your certificates.

gives-title = What you get from us
gives-root = <b>ROOT certificate</b>: whoever trusts us checks against it.
gives-issuing = <b>Issuing certificate { $domain }</b>: it signed your certificates.
gives-encryption = <b>Encryption certificate</b>: encrypt with it what is meant for the platform.
gives-link = Download the platform’s certificates
gives-signed = Your MOSIP-signed certificate

home-tile-oldest = oldest: { $waited }
home-tile-certificates = Certificates ending
home-tile-keys = Keys and interfaces ending
home-tile-soon-note =
    { $days ->
        [one] within { $days } day
       *[other] within { $days } days
    }
home-stuck-title = Partners that do not go on
home-stuck-words = They have done nothing for a week or longer. A word to their contacts may help.
home-stuck-why = What is missing
home-stuck-since = Since
home-stuck-unanswered = They have not answered a question
home-stuck-certificate = Approved, but no certificate yet
