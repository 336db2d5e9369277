# Accounts, for admins.

nav-accounts = Accounts
accounts-intro = Everybody who signs in here: who they are, what they may do, and for whom.
accounts-count =
    { $n ->
        [one] { $n } account
       *[other] { $n } accounts
    }
accounts-empty = No accounts
accounts-empty-words = People get an account when they register an organisation, accept an invitation, or are added on the command line.
accounts-id = Account id
accounts-email-exact = Email address (exact)
accounts-blocked = Blocked (identity provider)
accounts-second = Second step
accounts-second-on = On
accounts-second-off = Off
accounts-last = Last sign-in
accounts-made = Made
accounts-one-intro = What this account is and may do. Each step shows its effects first.
accounts-own = This is your own account: what would shut you out is left to another admin.
accounts-facts = Facts
accounts-email-confirmed = { $email } (confirmed)
accounts-email-open = { $email } (not confirmed)
accounts-password = Password set
accounts-password-must = Must be changed at the next sign-in
accounts-password-none = None: it is set with a code sent by email
accounts-sessions =
    { $n ->
        [0] None
       *[other] { $n }
    }
accounts-never = Not signed in now
accounts-roles-none = No roles: the account acts for its organisations only.
accounts-organisations = Organisations
accounts-role-word = As in tokens
accounts-role-named = { $role } ({ $name })
accounts-revoke-link = <a>Take { $role } back</a>
accounts-organisations-none = Belongs to no organisation.
accounts-history = History
accounts-history-empty = Nothing yet.
accounts-back = Back to the account
accounts-reason-hint = Goes into the history, which admins read.
accounts-grant = Give a role
accounts-grant-title = Give a role
accounts-grant-words = The account may do what the role allows, from the moment you send this.
accounts-grant-effect = The role counts at once, on every page and for every token.
accounts-grant-effect-two = Where the site asks for two admins, an admin role waits until a second one agrees.
accounts-grant-hint = Partner roles come with an organisation’s registration; admin roles act on all organisations.
accounts-grant-send = Give the role
accounts-granted = { $name } has the role.
accounts-role-missing = Choose a role.
accounts-revoke-title = Take a role back
accounts-revoke-words = The account may no longer do what the role allowed.
accounts-revoke-effect = The role { $role } ends at once.
accounts-revoke-send = Take the role back
accounts-revoked = { $name } no longer has the role.
accounts-effect-sessions =
    { $n ->
        [0] No session is open.
        [one] { $n } open session ends at once.
       *[other] { $n } open sessions end at once.
    }
accounts-effect-organisations =
    { $n ->
        [0] No organisation is concerned.
        [one] Nobody acts with this account for { $n } organisation any more. What it made there stays.
       *[other] Nobody acts with this account for { $n } organisations any more. What it made there stays.
    }
accounts-effect-codes =
    { $n ->
        [0] The app’s codes stop working. The password alone is enough.
        [one] The app’s codes and { $n } recovery code stop working. The password alone is enough.
       *[other] The app’s codes and { $n } recovery codes stop working. The password alone is enough.
    }
accounts-effect-letter = The person gets an email. Make sure before that it is the person who asks.
accounts-deactivate = Deactivate
accounts-deactivate-title = Deactivate the account
accounts-deactivate-words = Nobody can sign in with it, and none of its tokens is accepted, until an admin reactivates it.
accounts-deactivate-send = Deactivate the account
accounts-deactivated = { $name } is deactivated.
accounts-reactivate = Reactivate
accounts-reactivate-title = Reactivate the account
accounts-reactivate-words = The person can sign in again.
accounts-reactivate-effect = Password, roles and organisations are as they were.
accounts-reactivate-send = Reactivate the account
accounts-reactivated = { $name } can sign in again.
accounts-sessions-end = End all sessions
accounts-sessions-end-title = End all sessions
accounts-sessions-end-words = The person has to sign in again, everywhere.
accounts-sessions-end-send = End the sessions
accounts-sessions-ended = The sessions of { $name } have ended.
accounts-second-reset = Remove the second step
accounts-second-reset-title = Remove the second step of sign-in
accounts-second-reset-words = For somebody who has lost phone and recovery codes.
accounts-second-reset-send = Remove the second step
accounts-second-was-reset = { $name } signs in with the password alone now.
action-account-create = Account made
action-account-first-admin = First admin made
action-account-one-time-password = One-time password used
action-account-details = Own details changed
action-account-email = Email address changed
action-account-password = Password set
action-account-enable = Account reactivated
action-account-disable = Account deactivated
action-account-sessions = All sessions ended
action-account-sign-out-everywhere = Other sessions ended
action-role-grant = Role given
action-role-revoke = Role taken back
