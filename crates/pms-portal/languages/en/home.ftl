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

step-policyrequest-admins = Requested. A partner admin decides; you get an email with the decision.
