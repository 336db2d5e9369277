# Pages of one's own organisation.

profile-title = Profile and contacts
profile-intro = What we know about your organisation, and whom we write to.
profile-organisation = Organisation
profile-edit = Change address and phone
profile-edit-title = Change address and phone
profile-edit-intro = The name is changed on a page of its own, from your profile. The partner id is fixed. A wrong email address is corrected by a partner admin, on the page of your organisation: write to the authority from an address that it knows.
profile-save = Save
profile-saved = The profile is changed.
profile-purpose = Purpose
profile-request = Your registration
profile-request-words = The request, the questions about it and the decision.
profile-request-link = Open it

contacts-title = Contacts
contacts-intro = Further addresses. We write to those that are confirmed.
contacts-add = Add a contact
contacts-empty = No further contacts
contacts-empty-why = A second contact gets our notices too, for example before a certificate ends.
contacts-when-active = Contacts can be added once your organisation is active.
contacts-name = Contact
contacts-name-field = Name
contacts-name-hint = Of the person or the team
contacts-confirmed = Address confirmed
contacts-yes = Yes
contacts-no = No
contacts-off = Gets no notices
contacts-edit = Edit
contacts-verify = Confirm
contacts-remove = Remove
contacts-active = Notices
contacts-active-yes = This contact gets notices
contacts-active-no = This contact gets no notices
contacts-add-title = Add a contact
contacts-edit-title = Edit the contact
contacts-edit-intro = A new email address must be confirmed again.
contacts-remove-title = Remove { $email }?
contacts-remove-intro = No more notices are sent to this address.
contacts-keep = Keep it
contacts-saved = The contact is saved. Confirm its address with the code that we send.
contacts-changed = The contact is saved.
contacts-removed = The contact is removed.
contacts-verify-title = Confirm { $email }
contacts-verify-before = Send a code to this address, then enter it here.
contacts-verify-intro = We sent a six-digit code to this address. It works for ten minutes.
contacts-verify-send = Confirm the address
contacts-verified = The address is confirmed.

people-title = People
people-intro = Who may act for the organisation here.
people-role = Role
people-since = Since
people-you = You
people-invite-title = Invite a colleague
people-invite-hint = The link in the email works once.
people-invite-role-missing = Choose what the person may do.
member-owner = Owner
member-owner-words = may do everything for the organisation, and says who belongs to it
member-technical = Technical contact
member-technical-words = may upload certificates, ask for policies, make keys and change data; may not invite or remove people
member-viewer = Viewer
member-viewer-words = may read everything and change nothing
people-change = Change role
people-change-title = Change a person’s role
people-change-words = Role now: { $role }.
people-change-effect = The new role counts at once, on every page and for every call. The person gets an email.
people-change-submit = Change the role
people-changed = The role of { $name } is changed.
people-last-owner = This is the only owner. Make another person an owner first.
people-back = Back to the people
people-remove = Remove
people-remove-title = Remove a person
people-remove-words = The person no longer belongs to { $name }.
people-remove-effect-access = The person can read and change nothing of the organisation from now on, and gets an email.
people-remove-effect-work = Keys, certificates and requests that the person made stay as they are.
people-remove-effect-invitations = Open invitations that the person sent stop working.
people-remove-effect-owners =
    { $n ->
        [one] { $n } owner stays.
       *[other] { $n } owners stay.
    }
people-reason = Reason
people-reason-hint = Kept in the history; the partner team reads it too.
people-reason-missing = Say why the person is removed.
people-remove-submit = Remove the person
people-removed = { $name } no longer belongs to the organisation.

group-title = Choose a policy group
group-intro = It decides which policies you may ask for, and it is fixed once your organisation is active.
group-save = Choose this group
group-saved = Policy group { $name } is chosen.
group-none = No policy group is active at the moment. Ask the partner team.

request-own-title = Registration of { $name }
request-own-ca-title = CA certificates for approval
request-own-policy-title = Request for the policy { $policy }
request-own-key-title = Request for the API key { $label }
request-own-device-title = Request for the device { $model }
request-own-sbi-title = Request for the interface { $version }
request-own-chip-title = Request for the chip { $model }
request-own-rename-title = Request for the name { $name }
request-own-waiting = Waits for a partner admin. You get an email with the decision.
request-own-approved = A partner admin approved it.
request-own-rejected = A partner admin rejected it.
request-own-asked = A partner admin asked a question. It waits for your answer.
request-own-hold = A partner admin put it on hold.
answer-title = Answer the question
answer-label = Your answer
answer-hint = The partner admin who decides reads this. It also goes into the history.
answer-missing = Write an answer.
answer-send = Send the answer
answer-sent = The answer is sent. A partner admin decides next.
reopen-title = Ask again
reopen-words = Correct what the reason names, then ask again and say what you changed.
reopen-label = What you changed
reopen-send = Ask again
reopen-sent = The registration waits for a partner admin again.
conversation-title = So far

history-intro = What happened to your organisation’s data, newest first.
history-empty = Nothing yet
by-you = by you
by-admin = by a partner admin
by-member = by your organisation
by-system = by the system
by-partner = by the partner
by-name = by { $name }

said-requested = Requested
said-approve = Approved
said-reject = Rejected
said-ask = Changes asked
said-hold = Put on hold
said-answer = Answered
said-withdraw = Taken back

action-partner-register = Organisation registered
action-partner-update = Profile changed
action-partner-policy-group = Policy group chosen
action-policy-request = Policy requested
action-policy-withdraw = Policy request withdrawn
action-policy-extractors = Biometric extractors set
action-policy-credential-type = Credential type mapped
action-licence-create = MISP licence made
action-licence-renew = MISP licence renewed
action-licence-activate = MISP licence activated
action-licence-deactivate = MISP licence deactivated
action-licence-read = MISP licence key read
action-api-key-generate = API key made
action-api-key-create-for-partner = API key made for the partner
action-api-key-withdraw = API key request withdrawn
action-api-key-fetch = API key fetched
action-api-key-reissue = API key re-issued
action-api-key-move = API key moved to another policy
action-api-key-activate = API key activated
action-api-key-deactivate = API key deactivated
action-api-key-reactivate = API key reactivated
action-partner-deactivate = Organisation deactivated
action-partner-reactivate = Organisation reactivated
action-partner-reopen = Approval asked for again
action-contact-put = Contact saved
action-contact-remove = Contact removed
action-contact-verify = Contact address confirmed
action-certificate-upload = Certificate accepted and signed
action-certificate-revoke = Certificate revoked
action-trust-revoke = CA certificate revoked
action-trust-settle = Certificate revoked with its issuer
action-certificate-pending-settled = Waiting certificate processed
action-chain-submit = CA certificates sent for approval
action-partner-rename-request = Asked for another name of the organisation
action-approval-decide =
    { $kind ->
        [ca] CA certificates
        [reactivation] Reactivation
        [publication] Publication
        [unhotlist] End of a block
        [role] Role
        [second-factor] Removal of the second step
        [owner] New owner
        [key] API key
        [device] Device
        [sbi] Interface
        [chip] Chip
        [rename] New name
        [policy] Policy request
       *[partner] Registration
    }: { $state ->
        [approved] approved
        [rejected] rejected
        [changes_asked] changes asked
       *[on_hold] put on hold
    }
action-approval-request =
    { $kind ->
        [publication] Publication: a second admin has to agree
        [unhotlist] End of a block: a second admin has to agree
        [role] Role: a second admin has to agree
        [second-factor] Removal of the second step: a second admin has to agree
        [owner] New owner: a second admin has to agree
       *[reactivation] Reactivation: a second admin has to agree
    }
timeline-request = Open the request
action-approval-answer = Question answered
action-invitation-create = Person invited
action-invitation-resend = Invitation sent again
action-invitation-revoke = Invitation withdrawn
action-invitation-accept = Invitation accepted
action-member-adopt = Owner recognised by name and address
action-member-role = Person given another role
action-member-remove = Person removed
action-second-factor-on = Second step of sign-in switched on
action-second-factor-off = Second step of sign-in switched off
action-second-factor-codes = New recovery codes made
action-second-factor-recovery = Recovery code used
action-second-factor-reset = Second step of sign-in removed by an admin
action-partner-seed = Created with the stock data
action-other = Change: { $action }

rename-title = Change the organisation’s name
rename-intro = You are registered as { $name }. Certificates must name the organisation by its registered name, so a partner admin decides about another one.
rename-name = New name
rename-name-hint = Letter for letter as in the O attribute of your future certificates
rename-name-missing = Enter the new name.
rename-reason = Why it changes
rename-reason-hint = The partner admin reads it: a merger, a new registration, a spelling.
rename-send = Ask for the new name
rename-sent = Your request is sent. A partner admin decides about it.
