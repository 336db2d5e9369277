# The second step of one's own sign-in.

second-title = Second step of sign-in
second-on =
    { $left ->
        [one] On since { $since }, { $left } recovery code left
       *[other] On since { $since }, { $left } recovery codes left
    }
second-off = Off
second-intro = After the password you enter a code from an app on your phone. Whoever learns your password still cannot sign in.
second-facts = How it stands
second-since = On since
second-left-label = Recovery codes
second-left =
    { $left ->
        [0] None left: make new ones
        [one] { $left } left
       *[other] { $left } left
    }
second-off-label = Switching it off
second-required-off = Not possible: this site asks accounts with your roles for a second step.
second-required = This site asks accounts with your roles for a second step. Set it up to go on.
second-codes-new = Make new recovery codes
second-switch-off = Switch the second step off
second-begin-title = Add a second step to your sign-in
second-begin = Go on
second-begin-hint = We ask again, so that nobody sets this up at a screen you left open.
second-begin-again = The set-up was begun too long ago, or is done. Begin here.
second-need-title = What you need
second-need-app = an authenticator app on your phone, such as FreeOTP, Aegis or the one your organisation uses
second-need-clock = a phone whose clock sets itself
second-need-place = a safe place for ten recovery codes, away from the phone
second-app-title = Connect the app
second-app-scan = Open the authenticator app and scan this picture.
second-app-picture = QR code with the key for the authenticator app
second-app-type = Cannot scan? Enter the key by hand
second-app-key = Add an account to the app by hand: this key, time-based, six digits.
second-app-code = Code from the app
second-app-code-hint = Six digits; a new code appears every 30 seconds.
second-app-confirm = Switch the second step on
second-next-title = What happens next
second-next-codes = You get ten recovery codes, for when the phone is not at hand.
second-next-sessions = Your other sessions end.
second-next-each = From then on each sign-in asks for a code.
second-codes-title = Your recovery codes
second-codes-on = The second step is on. Your other sessions have ended.
second-codes-again = These codes are new. The ones before do not work any more.
second-codes-keep = Keep these codes safe. Each works once, in place of a code from the app.
second-codes-once = They are shown this once. One click selects all of them.
second-codes-stored = I have stored them
second-codes-how-title = About these codes
second-codes-how-use = Enter one where a code from the app is asked for.
second-codes-how-place = Keep them on paper or in a password manager, not on the phone with the app.
second-codes-how-new = When few are left, make new ones on the page of your account.
second-codes-words = You get ten new codes, shown once.
second-codes-effect = The codes that you have now stop working.
second-code-title = Enter your code
second-code-intro = Your password is right. Now enter the code that your authenticator app shows.
second-code = Code
second-code-hint = Six digits from the app, or one of your recovery codes
second-code-missing = Enter the code from the app, or a recovery code.
second-code-wrong = The code is not right, or was used already. Wait for the next one of the app.
second-code-over = Too much time has passed, or the sign-in began in another browser. Sign in again.
second-code-back = Back to sign in
second-lost-title = The app is not at hand?
second-lost-recovery = Enter one of your recovery codes. Each works once.
second-lost-clock = When codes are refused, check that the phone sets its clock by itself.
second-lost-admin = Without app and codes, ask the partner team of { $site }: an admin can remove the second step.
second-off-words = From then on the password alone is enough to sign in.
second-off-effect-password = Whoever learns your password can sign in.
second-off-effect-codes =
    { $left ->
        [0] The app’s codes stop working.
        [one] The app’s codes and { $left } recovery code stop working.
       *[other] The app’s codes and { $left } recovery codes stop working.
    }
second-switched-off = The second step is off.
