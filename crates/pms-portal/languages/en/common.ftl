# Frame, forms, lists, dates. Markup allowed in texts: <b>, <code>, <bdi>, and <a> where the page gives a target.

language-name = English
language-mosip-code = eng
language-direction = ltr
language-digit-group = ,

portal-name = Partner portal
title-page = { $title } – Partner portal
title-error = Error: { $title } – Partner portal
skip = Skip to content
menu = Menu
close = Close
search = Search
search-placeholder = Search by name or id
account = Account
sign-in = Sign in
sign-out = Sign out
breadcrumb = Breadcrumb
compat-on = <b>Compatibility profile is on.</b> Rules are relaxed for existing MOSIP scripts. Not for production.

nav-label = Main
nav-home = Home
nav-inbox = Inbox
nav-waiting = waiting
nav-profile = Profile and contacts
nav-certificates = Certificates
nav-people = People
nav-partners = Partners
nav-policy-groups = Policy groups
nav-trust = Trust store
nav-platform = Platform certificates
nav-audit = Audit
nav-history = History
nav-help = Help and guides
nav-group-organisation = Organisation
nav-group-partners = Partners
nav-group-trust = Trust
nav-group-records = Records

state-draft = Draft
state-pending = Pending
state-approved = Approved
state-rejected = Rejected
state-active = Active
state-deactivated = Deactivated
state-expiring = Expiring
state-expired = Expired
state-withdrawn = Withdrawn

form-optional = (optional)
form-choose = Choose …
form-continue = Continue
form-back = Back
form-cancel = Cancel
form-change = Change
not-given = Not given
next-title = What happens next
back-home = Back to home

field-partner-id = Partner id
field-organization = Organisation name
field-kind = Kind of partner
field-policy-group = Policy group
field-address = Postal address
field-phone = Phone number
field-phone-hint = With the country code, at most 16 characters
field-email = Email address
field-mail-language = Language of our emails
field-registered = Registered

code-label = Code from the email
code-hint = Six digits. You have five attempts within ten minutes.
code-first = Send a code
code-again = Send a new code
code-missing-title = The email has not arrived
code-missing-spam = It can take two minutes. Look in the spam folder for “{ $site }”.
code-missing-again = A new code replaces the old one. You can ask for three an hour.

account-name = User name
account-name-hint = Letters, digits, dot, hyphen and underscore, at most 64
password-new = New password
password-repeat = New password again
password-current = Current password
password-hint = At least 12 characters. A sentence is a good password.
password-save = Change password

errors-title = This cannot be sent yet
error-too-long =
    { $most ->
        [one] Write at most { $most } character; now it is { $length }.
       *[other] Write at most { $most } characters; now there are { $length }.
    }
error-hidden-characters = Remove the characters that nobody can see, and type the text again.
error-email-missing = Enter an email address.
error-email-form = Enter an email address like name@example.org.

list-state = Status
list-actions = Actions
list-show = Show
list-filter = Filter
list-remove-filter = Remove filter
list-clear = Clear all
undo = Undo: bring it back
list-export = Export CSV
list-nothing = Nothing matches
list-any = Any
tabs-label = Related pages
pager-label = Pages
pager-range = { $from } to { $to } of { $total }
pager-size = Show { $n } a page
pager-page = Page { $n }
pager-previous = Previous
pager-next = Next

date =
    { $day } { $month ->
        [1] Jan
        [2] Feb
        [3] Mar
        [4] Apr
        [5] May
        [6] Jun
        [7] Jul
        [8] Aug
        [9] Sep
        [10] Oct
        [11] Nov
       *[12] Dec
    } { $year }
date-and-time = { $date }, { $time } { $zone }
waited-days =
    { $n ->
        [one] { $n } day
       *[other] { $n } days
    }
waited-hours =
    { $n ->
        [one] { $n } hour
       *[other] { $n } hours
    }
waited-moments = less than a minute
waited-minutes =
    { $n ->
        [one] { $n } minute
       *[other] { $n } minutes
    }

type-auth-partner = Authentication partner
type-auth-partner-what = You ask us whether people are who they say they are.
type-device-provider = Device provider
type-device-provider-what = You make biometric devices or their software.
type-credential-partner = Credential partner
type-credential-partner-what = You issue credentials to people, with data we share.
type-partner-admin = Partner administration
type-partner-admin-what = The team that runs the partner programme.
type-ftm-provider = Chip provider (FTM)
type-ftm-provider-what = You make foundational trust modules, the chips of authentication devices.
type-online-verification-partner = Online verification partner
type-online-verification-partner-what = You verify credentials online.
type-abis-partner = ABIS partner
type-abis-partner-what = You run the system that finds duplicate biometrics.
type-manual-adjudication = Manual adjudication
type-manual-adjudication-what = Your staff decide cases that the matching system leaves open.
type-misp-partner = MISP (infrastructure provider)
type-misp-partner-what = You run the gateway through which authentication partners reach us.
type-internal-partner = Internal partner
type-internal-partner-what = A service of the platform itself.
type-sdk-partner = SDK provider
type-sdk-partner-what = You make software for capturing or matching biometrics.
type-print-partner = Print partner
type-print-partner-what = You print cards or letters with data we share.
type-binding-partner = Binding partner
type-binding-partner-what = You bind credentials to wallets.
type-unknown = Other partner

secret-title = Your new secret
secret-once = It is shown only this once.
secret-select = One click selects all of it.
