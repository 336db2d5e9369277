# Policies of an organisation: requests, credential types, extractors, and what a policy shares.

nav-group-services = Services
nav-policy-requests = Policy requests
nav-api-keys = API keys
nav-oidc-clients = OIDC clients

side-inactive = <b>Your organisation is not active yet.</b> New things can be asked for when it is.
side-inactive-link = See what is next
side-organisation = Open the organisation

pr-state-rejected = Rejected or withdrawn
pr-title = Policy requests
pr-intro = A policy says which data you may get about people, and how they confirm it is them.
pr-intro-staff = What organisations have asked for, and what was decided.
pr-count =
    { $n ->
        [one] { $n } request
       *[other] { $n } requests
    }
pr-empty = No policy request yet
pr-empty-words = Ask for a policy of your group. A partner admin decides; then you can go on with it.
pr-empty-staff = Requests of organisations are here, with those that were decided.
pr-asked =
    { $n ->
        [one] <b>A partner admin has a question about { $n } request.</b>
       *[other] <b>A partner admin has questions about { $n } requests.</b>
    }
pr-asked-link = Answer it
pr-policy = Policy
pr-policy-id = Policy id
pr-created = Requested
pr-purpose = What you need it for
pr-new = Request a policy
pr-new-intro = Policies of your group { $group }. Choose one, and say what you need it for.
pr-new-search = Search in the policies
pr-new-more =
    { $n ->
        [one] { $n } more policy: search for it by its name.
       *[other] { $n } more policies: search for them by name.
    }
pr-new-nothing = Nothing to ask for
pr-new-no-group = Policies belong to groups. Choose your policy group first.
pr-new-none = Your policy group has no policy that fits your kind of organisation. Ask a partner admin which group is right for you.
pr-new-all-asked = You have asked for every policy of your group that fits.
pr-new-others = Asked for already
pr-choice-approved = { $policy }: approved. <a>Open the request</a>
pr-choice-waits = { $policy }: waits for a decision. <a>Open the request</a>
pr-new-policy = Policy
pr-new-policy-hint = Ask only for what you need: the partner admin compares it with your purpose.
pr-new-policy-missing = Choose a policy.
pr-new-purpose-hint = Who uses it, for which service, and why each attribute is needed. The partner admin reads this.
pr-new-purpose-missing = Write what you need the policy for.
pr-new-send = Send the request
pr-sent = You have asked for { $policy }. A partner admin decides; you get an email.
pr-one-title = Policy { $policy }
pr-about = The request
pr-policy-gone = The policy is no longer there.
pr-turn-waiting = Requested on { $when }. A partner admin acts next; you get an email with the decision.
pr-turn-asked = Requested on { $when }. A partner admin has a question; it is your turn.
pr-turn-hold = Requested on { $when }. A partner admin has put it on hold.
pr-turn-approved = Requested on { $when }, and approved.
pr-turn-rejected = Requested on { $when }, and rejected. Read the reason, then ask again.
pr-is-rejected = Requested on { $when }, and rejected.
pr-turn-withdrawn = Requested on { $when }, and withdrawn.
pr-turn-hold-answer = The request is on hold. Say what has changed.
pr-question = The partner admin wrote: { $question }
pr-extractors-missing = <b>Biometric extractors are missing.</b> The request cannot be approved without them.
pr-extractors-link = Add one
pr-decide = Decide
pr-answer = Answer the question
pr-again = Ask again
pr-next-key = Create an API key for this policy
pr-next-client = Register an OIDC client for this policy
pr-next-credential = Map a credential type to this policy
pr-withdraw = Withdraw the request
pr-withdraw-words = You take the request back before it is decided.
pr-withdraw-effect = It leaves the inbox of the partner admins.
pr-withdraw-again = You can ask for the policy again at any time.
pr-withdraw-reason = Why you withdraw it
pr-withdraw-send = Withdraw the request
pr-withdraw-keep = Keep it
pr-withdrawn = The request for { $policy } is withdrawn.

cred-title = Credential types
cred-intro = Which policy the credentials of each type follow.
cred-count =
    { $n ->
        [one] { $n } credential type
       *[other] { $n } credential types
    }
cred-empty = No credential type mapped yet
cred-empty-words = Map a credential type to the policy that says which data it carries. You can do it before the policy is approved.
cred-not-for-type = Organisations of your kind map no credential types.
cred-type = Credential type
cred-since = Mapped
cred-new = Map a credential type
cred-new-intro = Credentials of the type then carry what the policy shares. A mapping stays: choose with care.
cred-type-hint = The types that this site supports and that you have not mapped yet.
cred-type-missing = Choose a credential type.
cred-policy-hint = Policies of your group that fit your kind of organisation.
cred-none-left = Every credential type of this site is mapped.
cred-send = Map the type
cred-done = { $type } now follows { $policy }.

ext-title = Biometric extractors
ext-intro = Which extractor makes the templates of a biometric attribute, for each policy.
ext-count =
    { $n ->
        [one] { $n } extractor
       *[other] { $n } extractors
    }
ext-empty = No extractor yet
ext-empty-words = Add them after you have asked for a policy and before it is approved: they are judged together.
ext-closed = Extractors are added while a policy request waits. Approved policies keep theirs.
ext-attribute = Attribute
ext-biometric = Biometric
ext-provider = Provider
ext-version = Version
ext-since = Added
ext-new = Add an extractor
ext-new-intro = An extractor takes the place of an earlier one for the same attribute.
ext-policy-hint = Requests that wait for a decision.
ext-attribute-hint = Its name in the API, as the page of your policy request lists it, for example photo or biometrics.
ext-attribute-missing = Write the attribute.
ext-finger = Fingerprint
ext-iris = Iris
ext-face = Face
ext-modality-missing = Choose a biometric.
ext-subtypes = Only for these fingers or eyes
ext-subtypes-hint = For example Left Thumb,Right Thumb. Left empty, it is for all.
ext-provider-hint = Who makes the extractor.
ext-provider-missing = Write the provider.
ext-version-hint = At most 8 characters, for example 1.2.
ext-version-missing = Write the version.
ext-send = Add the extractor
ext-done = The extractor of { $attribute } is set. It is judged with the request.

shares-title = What the policy lets you do
shares-title-admin = What the policy lets them do
shares-caption = Attributes that the policy shares
shares-attribute = Attribute shared
shares-attributes = Attributes shared
shares-name = Name in the API
shares-form = Form
shares-encrypted = Encrypted
shares-clear = Not encrypted
shares-nothing = None
shares-factors = Authentication
shares-mandatory = { $factor } (mandatory)
shares-token = Token
shares-token-random = Another one each time
shares-token-partner = Differs per partner
shares-token-policy = The same for all partners of the policy
shares-token-other = As the policy says
shares-till = Valid until
shares-domain = Shared at
shares-how = Way of sharing
shares-encryption = Encryption
shares-times = Times it may be read
shares-minutes = Minutes it stays
shares-rights = Rights of the gateway
shares-line = Shares: { $attributes }
shares-line-factors = People confirm by: { $factors }
shares-line-rights = Rights of the gateway: { $rights }
shares-line-till = Valid until { $day }
shares-full-name = Full name
shares-birth = Date of birth
shares-gender = Gender
shares-phone = Phone number
shares-email = Email address
shares-address = Address
shares-address-1 = Address, line 1
shares-address-2 = Address, line 2
shares-address-3 = Address, line 3
shares-region = Region
shares-province = Province
shares-city = City
shares-postal-code = Postal code
shares-photo = Photo
shares-uin = Identity number (UIN)
shares-vid = Virtual id (VID)
shares-biometrics = Biometrics
shares-factor-otp = One-time password
shares-factor-demo = Personal data
shares-factor-bio = Biometrics
shares-factor-finger = Fingerprint
shares-factor-iris = Iris
shares-factor-face = Face
shares-factor-kyc = Data with consent (e-KYC)
shares-factor-exchange = Exchange of data (e-KYC)
shares-factor-kbt = Key in a wallet
shares-factor-pwd = Password
shares-right-auth = Pass on authentications
shares-right-kyc = Pass on requests for data (e-KYC)
shares-right-binding = Bind keys to wallets
shares-right-vci = Issue verifiable credentials
shares-right-token = Trust tokens of bound wallets
