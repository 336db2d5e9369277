# Pages of one's own organisation.

profile-title = Profile and contacts
profile-intro = What we know about your organisation, and whom we write to.
profile-organisation = Organisation
profile-edit = Change address and phone
profile-edit-title = Change address and phone
profile-edit-intro = The name, the partner id and the email address are fixed; ask a partner admin to correct them.
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
member-owner-words = may do everything for the organisation
member-technical = Technical contact
member-technical-words = may upload certificates and change data
member-viewer = Viewer
member-viewer-words = may read

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
