# API keys and OIDC clients, of one organisation and of all.

key-title = API keys
key-intro = A key tells the authentication service which organisation and which policy a request belongs to.
key-intro-staff = Keys of all organisations. Nobody sees the value of one here.
key-count =
    { $n ->
        [one] { $n } key
       *[other] { $n } keys
    }
key-empty = No API key yet
key-empty-words = With a key your software can ask the authentication service. Create one for an approved policy.
key-empty-no-policy = A key needs an approved policy. Request one first.
key-empty-staff = Keys that organisations create, and those that you make for them, are here.
key-decided-each = On this site each key waits for a partner admin before it works.
key-name = Name
key-id = Key id
key-created = Created
key-ends = Ends
key-last-used = Last used
key-never = Never
key-long-ago = Not in the last 90 days
key-no-end = No end
key-replaced-sub = being replaced
key-in-use = In use
key-not-in-use = Not in use
key-within =
    { $n ->
        [one] Within { $n } day
       *[other] Within { $n } days
    }
key-new = Create an API key
key-new-for = Make a key for an organisation
key-replace = Replace
key-reissue = Re-issue
key-deactivate = Deactivate
key-activate = Activate
key-fetch = Fetch the key
key-withdraw = Withdraw
key-move = Move to another policy
key-named = { $label }, for policy { $policy }
key-keep = Leave it as it is

key-one-title = API key { $label }
key-about = The key
key-how = How your software uses it
key-how-words = The address of each request to the authentication service ends with three parts: the licence key of your MISP, your partner id, and the value of this key. Requests for data (kyc) and for one-time passwords (otp) are built the same way.
key-valid-till = Valid until
key-overlap-till = Works beside the new key until
key-replaces = Replaces
key-replaced-by = Replaced by
key-strength = Strength
key-weak = Weak: a short key of an older release. Replace it.
key-use = Use
key-month = In the last 30 days
key-uses =
    { $n ->
        [one] { $n } use
       *[other] { $n } uses
    }
key-use-link = Open its use, with outcomes and reasons
key-says-active = The key works.
key-says-ends = The key works until { $day }; another one has taken its place.
key-says-approval = The key does not work yet. A partner admin decides on it next.
key-says-fetch = A partner admin made this key. A member of the organisation fetches it, at the latest on { $day }.
key-says-lapsed = Nobody fetched the key in time. It is about to be forgotten.
key-says-stopped-above = The key is refused now: its organisation, its policy or the policy group is not active. It comes back with them.
key-says-inactive = The key is switched off. It can be activated again.
key-says-stopped = A partner admin switched the key off. Ask a partner admin to bring it back.
key-says-expired = The key is past its end. Create another one.
key-says-ended = Another key has taken its place.
key-says-refused = The key was refused, or taken back before a decision.
key-waits = <b>The key waits for a decision.</b> You get an email.
key-waits-link = Open the request

key-new-intro = It works at once. You see its value only once, on the next page.
key-new-intro-each = A partner admin decides on it first; then it works. You see its value only once, on the next page.
key-new-ends = It works until
key-new-ends-hint = A key that ends sooner does less harm in wrong hands. Replace it before its end, and nothing stops.
key-new-ends-site = { $day }, the longest
key-new-ends-in =
    { $n ->
        [one] { $day }, in { $n } day
       *[other] { $day }, in { $n } days
    }
key-policy-hint = Approved policies. Requests with the key may do what its policy allows.
key-places = { $taken } of { $most } places taken
key-name-hint = Says where you use it, for example mobile-app. Nobody else has it for this policy. At most 36 characters.
key-name-missing = Write a name for the key.
key-new-send = Create the key
key-secret-title = Your new API key
key-secret = Your new key { $label }
key-secret-words = Copy it now into your secret store. If you lose it, replace it; nobody can look it up for you.
key-secret-usage =
    { $end ->
        [none] It works from now on, for policy { $policy }, together with your MISP’s licence key.
       *[day] It works from now until { $until }, for policy { $policy }, together with your MISP’s licence key.
    }
key-secret-usage-waits =
    { $end ->
        [none] It works once a partner admin has approved it, for policy { $policy }.
       *[day] It works once a partner admin has approved it, until { $until }, for policy { $policy }.
    }
key-secret-file = Download as text
key-secret-stored = I have stored it

key-replace-title = Replace the key
key-replace-words = A second key with the same policy is made. Put it into your software while both work.
key-replace-effect-new = The new key has a name of its own.
key-replace-effect-old = The old key ends at the time that you choose. Requests with it are refused from then on.
key-replace-effect-once = You see the new value only once, on the next page.
key-replace-effect-each = A partner admin decides on the new key first. The old one goes on until then.
key-replace-not-now = Only a key that works and is not being replaced already can be replaced.
key-new-name = Name of the new key
key-overlap = The old key works on for
key-overlap-hint = As long as your software needs to change over.
key-overlap-hour = One hour
key-overlap-day = One day
key-overlap-week = One week
key-overlap-month = 30 days
key-overlap-quarter = 90 days
key-overlap-until = Until { $when }
key-overlap-missing = Choose how long the old key works on.
key-replace-send = Replace the key
key-reissue-title = Re-issue the key
key-reissue-words = A second key with the same policy is made for the organisation. It puts it into its software while both work.
key-reissue-overlap-hint = As long as the organisation needs to change over.
key-reissue-effect = The organisation fetches the new key; you never see its value. The old key goes on until it is fetched.
key-reissue-send = Re-issue the key
key-handed-over = { $label } is made. The organisation gets an email and fetches it; until then it does not work.

key-fetch-title = Fetch the key
key-fetch-words = A partner admin made this key for your organisation.
key-fetch-effect-once = You see its value only once, on the next page.
key-fetch-effect-live = It works from then on.
key-fetch-effect-former = The key that it replaces ends at the time that was set.
key-fetch-not-now = There is nothing to fetch: the key was fetched before, or the time is over.
key-fetch-send = Show the key once

key-off-title = Deactivate the key
key-off-words = Requests with this key are refused.
key-off-uses =
    { $n ->
        [0] It was not used in the last 30 days.
        [one] It was used { $n } time in the last 30 days.
       *[other] It was used { $n } times in the last 30 days.
    }
key-off-at-once = It acts at once, everywhere.
key-off-back = You can activate it again.
key-off-back-staff = The organisation cannot bring it back; a partner admin can.
key-off-send = Deactivate the key
key-off-done = { $label } is deactivated.
key-on-title = Activate the key
key-on-words = Requests with this key are accepted again.
key-on-at-once = It acts at once, with the same value.
key-on-send = Activate the key
key-on-done = { $label } is active again.
key-withdraw-title = Withdraw the key
key-withdraw-words = You take the key back before it is decided on.
key-withdraw-effect = The key never works. A key that it was to replace goes on.
key-withdraw-send = Withdraw the key
key-withdraw-done = { $label } is withdrawn.
key-step-not-now = The key is not in a state in which this can be done.
key-reason-hint = It goes into the history.
key-move-words = The key keeps its value and its name. What requests with it may do changes.
key-move-effect-value = The organisation changes nothing in its software.
key-move-effect-told = The organisation gets an email.
key-move-none = No other policy is approved for the organisation.
key-move-to = New policy
key-move-send = Move the key
key-moved = { $label } belongs to its new policy now.
key-for-intro = The organisation fetches the key when it signs in; you never see its value.
key-for-named = For { $name }. The organisation fetches the key when it signs in; you never see its value.
key-for-partner-hint = As the list of partners shows it.
key-for-name-hint = What the organisation reads in its list, for example mobile-app. Nobody else has it for this policy. At most 36 characters.
key-for-partner-missing = Write the partner id.
key-for-unknown = No partner has this id. Look it up in the list of partners.
key-for-no-policy = No policy is approved for this organisation. It has to ask for one first.
key-for-send = Make the key

oidc-title = OIDC clients
oidc-intro = Applications through which people sign in with their national identity (OpenID Connect).
oidc-intro-staff = Applications of all organisations through which people sign in.
oidc-count =
    { $n ->
        [one] { $n } client
       *[other] { $n } clients
    }
oidc-empty = No OIDC client yet
oidc-empty-words = Register the application through which people sign in. You need its public key and the addresses that people come back to.
oidc-empty-no-policy = A client needs an approved policy. Request one first.
oidc-empty-staff = Clients that organisations register are here.
oidc-name = Application
oidc-id = Client id
oidc-created = Registered
oidc-about = The client
oidc-name-in = Name in { $language }
oidc-redirects = Addresses to come back to
oidc-logo = Address of the logo
oidc-grants = Grant types
oidc-methods = How it authenticates
oidc-key = Public key
oidc-asks = What it may ask for
oidc-asks-words = It follows from the policy and does not change with it.
oidc-claims = Data about people (claims)
oidc-acrs = Ways to confirm (ACR)
oidc-says-active = People can sign in with it.
oidc-says-inactive = People cannot sign in with it, and it does not come back. Register a new one.
oidc-waits-create = <b>{ $name } waits for eSignet.</b> It did not answer; it is asked again at { $again }. The client is there as soon as it agrees.
oidc-waits-details = <b>A change of { $name } waits for eSignet.</b> It did not answer; it is asked again at { $again }.
oidc-waits-deactivate = <b>The end of { $name } waits for eSignet.</b> It did not answer; it is asked again at { $again }.
oidc-replaced = <b>Its key was replaced.</b> This client ends at { $when }. <a>Open the new client</a>
oidc-edit = Change
oidc-change-key = Replace the key
oidc-deactivate = Deactivate
oidc-keep = Leave it as it is
oidc-new = Register an OIDC client
oidc-new-intro = One client for each application and key. People see its name and logo when they sign in.
oidc-new-send = Register the client
oidc-edit-intro = Policy and key stay. People see the new name and logo when they sign in next.
oidc-edit-send = Save
oidc-policy-hint = What the application may learn, and how people confirm it is them.
oidc-policy-releases = Data: { $claims } Ways to confirm: { $acrs }
oidc-unfit = { $policy } is not for clients: { $why }
oidc-none-fits = None of your approved policies is for clients. Read why below, and request another policy.
oidc-name-hint = As people know it, at most 256 characters.
oidc-name-missing = Write the name of the application.
oidc-logo-hint = An https address of a picture. We never fetch it.
oidc-logo-wrong = Enter an https address like https://bank.example/logo.png.
oidc-redirects-hint = One on each line, at most 5. An https address, http on the own machine, or an app’s own scheme.
oidc-redirects-missing = Enter at least one address.
oidc-redirects-many = Enter at most { $most } addresses.
oidc-line = Line { $n }: { $why }
oidc-uri-twice = the address is there twice.
oidc-uri-long = the address is longer than 2,048 characters.
oidc-uri-comma = an address cannot have a comma.
oidc-uri-fragment = leave out # and what follows it.
oidc-uri-http = http is only for localhost; use https.
oidc-uri-star = write the host out; * cannot stand for it.
oidc-uri-form = write a whole address like https://bank.example/callback.
oidc-grants-missing = Choose a grant type.
oidc-methods-missing = Choose how it authenticates.
oidc-key-hint = A JWK: the text that begins with an opening brace and names kty. RSA from 2048 bits, EC on P-256, P-384 or P-521, or Ed25519. Only the public part.
oidc-key-missing = Paste the public key.
oidc-key-pem = This is a PEM file. Paste the same key as a JWK; most tools export both.
oidc-key-no-json = This is not JSON. Paste the whole JWK, from the first brace to the last.
oidc-key-no-object = This is JSON, but not a JWK. A JWK is one object that names kty.
oidc-key-set = This is a set of keys. Paste one of the keys in it.
oidc-key-private = This key has a private part. Nothing was stored. Whoever saw it can act as you: make a new key, and paste its public part only.
oidc-key-kind = Keys of this kind are not accepted. Use RSA, EC or Ed25519.
oidc-key-curve = Keys on this curve are not accepted. Use P-256, P-384, P-521 or Ed25519.
oidc-key-size = The key has the wrong size. RSA keys have 2048 to 8192 bits.
oidc-key-member = A part of the key is missing or cannot be read. Look at kty, n and e, or crv, x and y; use and alg must be for signatures.
oidc-key-no-key = The numbers are no key. Export the key again, without changing it.
oidc-key-too-long = A text in the key, such as kid, is longer than 256 characters.
oidc-change-key-intro = A new key makes a new client id. Both clients work until the time that you choose; then the old one ends for good.
oidc-overlap = The old client works on for
oidc-overlap-hint = As long as your application needs to change over.
oidc-change-key-send = Replace the key
oidc-off-title = Deactivate the client
oidc-off-words = People can no longer sign in with this application.
oidc-off-addresses =
    { $n ->
        [one] It serves { $n } address to come back to.
       *[other] It serves { $n } addresses to come back to.
    }
oidc-off-key = Its key cannot be registered again.
oidc-off-final = It is for good: a client never comes back.
oidc-off-not-now = The client is not active.
oidc-off-send = Deactivate the client for good
oidc-off-done = { $name } is deactivated.
oidc-asked = eSignet did not answer. { $name } waits; we ask again for a day.
oidc-made = { $name } is registered. Put the client id into your application.
oidc-saved = { $name } is changed.
oidc-key-changed = The key of { $name } is replaced. This is the new client.

action-oidc-client-create = OIDC client registered
action-oidc-client-update = OIDC client changed
action-oidc-client-deactivate = OIDC client deactivated
action-oidc-client-change-key = Key of the OIDC client replaced
action-oidc-client-ask = eSignet asked
action-oidc-client-refused = eSignet refused
action-api-key-expire = API key past its end
action-api-key-end = Replaced API key ended
action-api-key-forget = API key forgotten: nobody fetched it

inbox-keys = API keys of the organisation
inbox-keys-none = It has no API key.
inbox-requests = Its other policy requests
inbox-requests-none = It has asked for no other policy.
