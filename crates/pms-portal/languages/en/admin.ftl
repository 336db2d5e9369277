# Pages of partner admins and policy managers.

inbox-intro = Requests that wait for a partner admin, oldest first.
inbox-target =
    { $days ->
        [one] The target is { $days } working day.
       *[other] The target is { $days } working days.
    }
inbox-kinds = Kinds of request
inbox-all = All
inbox-kind-partner = Partners
inbox-kind-ca = CA certificates
inbox-kind-policy = Policies
inbox-kind-key = API keys
inbox-kind-admins = Two admins
inbox-late =
    { $n ->
        [one] <b>{ $n } request on this page is over the target.</b>
       *[other] <b>{ $n } requests on this page are over the target.</b>
    }
inbox-list = Requests
inbox-request = Request
inbox-from = From
inbox-waiting = Waiting
inbox-over-target = over the target
inbox-empty = Nothing waits
inbox-empty-words = New registrations, CA certificates and policy requests appear here.
inbox-title-partner = New partner: { $kind }
inbox-title-ca = CA certificates of a partner
inbox-title-policy = Policy { $policy }
inbox-title-key = API key { $label } for the policy { $policy }
inbox-title-device = Device { $name }
inbox-title-sbi = Secure biometric interface { $version }
inbox-title-chip = Chip { $name }
inbox-title-rename = New name: { $name }
inbox-title-anchor = New root for the trust domain { $domain }
inbox-title-role = Role { $role } for { $name }
inbox-title-second-factor = Second step of sign-in removed from { $name }
inbox-title-reactivation = Reactivate { $name }
inbox-title-owner = New owner for { $name }
inbox-title-publication = Publish the policy { $policy }
inbox-title-unhotlist = Take { $name } off the hotlist
inbox-kind-words-partner = Registration
inbox-kind-words-ca = CA certificates
inbox-kind-words-policy = Policy
inbox-kind-words-key = API key
inbox-kind-words-device = Device
inbox-kind-words-sbi = Interface
inbox-kind-words-chip = Chip
inbox-kind-words-rename = New name
inbox-kind-words-admins = Needs a second admin
inbox-asked = Changes asked
inbox-hold = On hold

request-title-partner = { $name } asks to become a partner
request-title-ca = { $name } asks us to trust its certificate authority
request-title-policy = { $name } asks for the policy { $policy }
request-title-key = { $name } asks for the API key { $label }
request-title-device = { $name } asks for the device { $model }
request-title-sbi = { $name } asks for the secure biometric interface { $version }
request-title-chip = { $name } asks for the chip { $model }
request-title-rename = { $name } asks to be called { $wanted }
request-title-anchor = An admin wants to trust a new root for { $domain }
request-title-role = An admin wants to give { $name } the role { $role }
request-title-second-factor = An admin wants to remove the second step of sign-in from { $name }
request-title-reactivation = An admin wants to reactivate { $name }
request-title-owner = An admin wants to invite a new owner for { $name }
request-title-publication = A policy manager wants to publish { $policy }
request-title-unhotlist = An admin wants to end the block of { $name }
request-standing-open = Requested { $when }. Waiting { $waited }.
request-standing-decided = Decided { $when } { $by }.
request-why = Why they need it
request-organisation = The organisation
request-details = What is asked for
request-asked-by = Asked for by
request-invited = Address of the new owner
request-account = Account
request-role = New role
request-roles-now = Roles now
request-policy = Policy
request-policy-group = Policy group
request-shares = Shares more than related policies
request-hotlisted = On the hotlist
request-hotlist-type = Kind
request-blocked-until = Blocked until
request-unblocked-now = Ends at once
request-key = Label of the key
request-change = Change
request-change-words = What is approved stays in force until you decide.
request-make = Make
request-model = Model
request-device-type = Device type
request-name-wanted = Name that is asked for
request-name-former = Name so far
request-device-sub-type = Device sub-type
request-version = Version
request-binary-hash = Hash of the program
request-created = Made on
request-expiry = Ends on
request-certificate-id = Certificate id
request-policy-type = Policy type
request-policy-till = Valid until
request-extractors = Biometric extractors
request-open-partner = Open the partner
request-checks = Checks
request-checks-met = { $met } of { $all } met
request-check-purpose = The organisation says what for
request-check-purpose-met = In its own words, above
request-check-purpose-missing = No purpose was given. Ask for it if you need it to decide.
request-check-group = A policy group is chosen
request-check-group-missing = None is chosen yet. The partner cannot upload certificates before.
request-check-group-none = This kind of partner needs none
request-check-four = You did not make this request yourself
request-check-four-met = Nobody decides their own request
request-check-four-missing = The rule of two people applies: another admin decides
request-check-issued = The certificates are still valid
request-check-issued-met = None has ended
request-check-issued-missing = At least one has ended or has not begun
request-check-roots = Every certificate is a CA certificate
request-check-roots-met = So it says in each
request-check-roots-missing = At least one says that it is no CA
request-check-account = The account is active
request-check-account-met = It can sign in
request-check-account-missing = It is disabled, or gone
request-check-policy = The policy can be used
request-check-policy-met = It is active and valid
request-check-policy-missing = It is not active, has ended, or is gone
request-check-extractors = Biometric extractors are there
request-check-extractors-met = As listed above
request-check-extractors-missing = Partners of this kind need them before the approval
request-unreadable = The certificates of this request cannot be read.

decide-title = Your decision
decide-legend = Decision
decide-approve = Approve
decide-approve-partner = It can upload certificates at once, and is active when they are accepted
decide-approve-ca = The certificates enter the trust store, and the waiting certificate is processed
decide-approve-policy = It can make API keys for this policy
decide-approve-key = The key works at once
decide-approve-device = The device may be used at once with its approved interfaces
decide-approve-sbi = Devices may be added to the interface at once
decide-approve-chip = The chip and its certificate count at once
decide-approve-rename = The new name counts at once. Certificates uploaded from then on must name it; those in use stay, and devices are known by the former name too
decide-approve-anchor = The root enters the trust store, with what came with it
decide-approve-role = The account has the role at once
decide-approve-second-factor = The account signs in with the password alone, and its sessions end
decide-approve-reactivation = It is active at once, if its certificates are valid today
decide-approve-owner = The invitation is sent by email
decide-approve-publication = Partners can ask for the policy at once
decide-approve-unhotlist = It may be used again, or from the time named on
decide-ask = Ask for changes
decide-ask-hint = They can answer, and it waits for you again
decide-hold = Put on hold
decide-hold-hint = It stays pending; they read why
decide-hold-two = It stays pending; the other admin reads why
decide-reject = Reject
decide-reject-hint = They may correct it and ask again
decide-reject-two = Nothing changes; the other admin may ask again
decide-reason = Reason or question
decide-reason-hint = Needed for all but approving. { $name } reads this. It also goes into the history.
decide-send = Send decision
decide-send-next = Send, and open the next request
decide-missing = Choose a decision.
decide-reason-missing = Write a reason or a question; they read it.
decide-not-allowed = Somebody else has to decide this: it is your own request, or concerns your own organisation.
decide-not-allowed-two = Another admin has to decide this: you asked for it, or it is about you or your own organisation.
decide-done-approve = Approved. { $name } gets an email.
decide-done-ask = Sent back with your question. { $name } gets an email.
decide-done-hold = Put on hold. { $name } gets an email.
decide-done-reject = Rejected. { $name } gets an email.
decide-two-approve = Approved and done. { $name } sees it in the inbox.
decide-two-hold = Put on hold. { $name } sees it in the inbox.
decide-two-reject = Rejected. { $name } sees it in the inbox.
two-admins-wait = Recorded. Another admin has to agree in the inbox before it takes effect.
two-admins-notice = On this site another admin has to agree to this in the inbox before it takes effect.

partners-intro = Organisations that work with the national digital ID.
partners-waiting =
    { $n ->
        [one] { $n } request waits
       *[other] { $n } requests wait
    }
partners-add = Add partner
partners-name = Organisation
partners-email-exact = Email (exact)
partners-kind = Kind
partners-not-active = Not active
partners-certificate = Certificate
partners-cert-uploaded = Uploaded
partners-cert-missing = Not uploaded
partners-registered = Registered
partners-empty = No partner yet
partners-empty-words = Organisations that register, and those that you add, are here.
partners-count =
    { $n ->
        [one] { $n } partner
       *[other] { $n } partners
    }

partner-new-title = Add a partner
partner-new-intro = What you register is approved by that. The owner gets an invitation by email and chooses how to sign in.
partner-new-group-hint = For kinds of partner that need one
partner-new-owner = Email address of the owner
partner-new-owner-hint = The invitation goes here. It works once.
partner-new-send = Add partner and invite
partner-new-done = { $name } is added, and the owner is invited.
partner-deactivate = Deactivate
partner-deactivate-title = Deactivate this partner
partner-deactivate-words = This takes effect at once, everywhere:
partner-deactivate-keep = Keep it active
partner-deactivate-send = Deactivate partner
partner-deactivated = The partner is deactivated.
partner-reactivate = Reactivate
partner-reactivate-title = Reactivate this partner
partner-reactivate-words = What was switched off with it works again. It needs certificates that are valid today.
partner-reactivate-send = Reactivate partner
partner-reactivate-keep = Keep it deactivated
partner-reactivated = The partner is active again.
partner-request-open = A request of this partner waits for a decision.
partner-request-link = Open it
partner-no-people = Nobody has joined yet.
partner-lists = More of this partner
effect-certificates =
    { $n ->
        [0] no current certificate
        [one] { $n } certificate is not accepted any more
       *[other] { $n } certificates are not accepted any more
    }
effect-people =
    { $n ->
        [0] nobody can act for it
        [one] { $n } person can only read
       *[other] { $n } people can only read
    }
effect-services = every request with its keys is refused
danger-reason = Reason
danger-reason-hint = The organisation reads this. It also goes into the history.
danger-reason-missing = Write a reason.
typed-label = Type the id to confirm
typed-hint = Type { $id }.
typed-wrong = Type the id exactly as it stands here: { $id }.

invitations-title = Invitations
invitations-empty = Nobody is invited at the moment.
invitations-email = Email address
invitations-email-hint = The person becomes owner. The link in the email works once.
invitations-send = Send invitation
invitations-sent = The invitation is sent.
invitations-resend = Send again
invitations-revoke = Withdraw
invitations-revoked = The invitation is withdrawn.
invitations-until = Sent { $sent }, valid until { $until }
invitations-used = Sent { $when }
invitations-sent-on = Sent { $when }
invitations-ended = Ended { $when }
invitations-waiting = Waits for a second admin

groups-intro = Policies are made in groups; each partner that needs policies works under one group.
groups-add = Create policy group
groups-empty = No policy groups yet
groups-empty-words = Partners that need policies can register once there is a group.
groups-name = Name
groups-name-hint = At most 128 characters. Partners see it.
groups-name-missing = Enter a name.
groups-name-taken = A policy group has this name already.
groups-description = Description
groups-description-hint = At most 256 characters
groups-description-missing = Enter a description.
groups-policies = Policies
groups-created = Created
groups-new-title = Create a policy group
groups-new-send = Create policy group
groups-made = Policy group { $name } is created.
partner-email-title = Correct the email address
partner-email-intro = The address that { $name } was registered with. Letters about the organisation go there.
partner-email-hint = Make sure with somebody of the organisation that it is theirs.
partner-email-send = Correct the address
partner-email-done = The email address is corrected.
