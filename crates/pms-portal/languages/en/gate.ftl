# Pages before signing in.

sign-in-for = For organisations that work with the national digital ID.
sign-in-name = User name or email
sign-in-password = Password
sign-in-forgot = I forgot my password
sign-in-idle =
    { $minutes ->
        [one] You are signed out after { $minutes } minute without activity.
       *[other] You are signed out after { $minutes } minutes without activity.
    }
sign-in-register = Register an organisation
sign-in-provider = Sign in with your organisation’s account
sign-in-provider-register = Accounts are made by the site’s identity provider. Ask the partner team for one.
sign-in-kinds = What each kind of partner needs
sign-in-aside-title = Not a partner yet?
sign-in-aside-time = Registration takes about ten minutes. Nothing is public until a partner admin has approved your organisation.
sign-in-aside-have = Have these ready:
sign-in-aside-name = your organisation’s legal name, written exactly as in its certificate
sign-in-aside-email = an email address that your team reads
sign-in-aside-purpose = what you want to do: authenticate people, issue credentials, provide devices or chips, or run the gateway (MISP)
sign-in-wrong = User name or password is not right.
sign-in-name-missing = Enter your user name or email.
sign-in-password-missing = Enter your password.
sign-in-again = Sign in to go on. What you asked for opens afterwards.
signed-out = You are signed out.

forgot-title = Set a new password
forgot-intro = Enter the email address of your account. We send a code to it.
forgot-email = Email address of your account
forgot-send = Send the code
forgot-back = Back to sign in
forgot-next-code = If the address belongs to an account, a six-digit code arrives within two minutes.
forgot-next-password = With the code you choose a new password.
forgot-next-sessions = All other sessions of the account end.
forgot-code-title = Enter the code and a new password
forgot-code-intro = If { $email } belongs to an account, we sent a six-digit code to it. It works for ten minutes.
forgot-save = Save the new password
forgot-unknown = We do not say whether an address has an account. Check that you typed the one you registered with.
code-wrong = The code is not right or no longer works. Check it, or ask for a new one.
code-missing = Enter the six digits from the email.
code-sent = A new code is on its way.
code-not-waited-for = No code is awaited in this browser, or it was too long ago. Ask for a new one here.
password-missing = Enter a new password.
password-weak = Choose a longer or less common password: at least 12 characters, without your user name or email in it.
password-differs = Enter the same password twice.
password-current-missing = Enter your current password.
password-current-wrong = The current password is not right.

invitation-title = Join { $name }
invitation-intro = You were invited to work on this organisation’s partnership. Choose how you will sign in.
invitation-role = You join as <b>{ $role }</b>, who { $words }. The account has the address { $email }.
invitation-as = You are signed in as <b>{ $name }</b>.
invitation-join = Join with this account
invitation-accept = Make the account and join
invitation-have-account = Have an account already? Sign in first, then open the link from the email again.
invitation-next-account = You sign in with the account that you make here.
invitation-next-certificate = The home page says what is next, and whose turn it is.
invitation-next-services = Your email address is confirmed by this link.
invitation-invalid-title = This invitation does not work
invitation-invalid-why = It was used already, was withdrawn, or has ended.
invitation-invalid-remedy = Ask whoever invited you, an owner of the organisation or a partner admin, to send a new one.
invitation-other-address = You are signed in with another email address than the invited one. Sign out and open the link again.
invitation-known = An account with this address exists. Sign in first, then open the link from the email again.
invitation-joined = You have joined { $name }.
account-name-missing = Enter a user name.
account-name-form = Use letters, digits, dot, hyphen and underscore, at most 64.
account-name-taken = This user name cannot be used. Choose another.

must-change-title = Choose your own password
must-change-intro = The password you signed in with was for one use.
must-change-current = Password you signed in with
must-change-current-hint = Leave it empty if it was a password for one use.
must-change-why-title = Why now?
must-change-why = A password that somebody else made is known to somebody else. Nothing can be done in the portal until you have chosen your own.
