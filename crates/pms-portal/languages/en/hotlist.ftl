# The hotlist, for its keepers.

nav-hotlist = Hotlist

hotlist-title = Hotlist
hotlist-intro = What nobody may be authenticated with, for good or until a time. It counts at once, here and for everybody who is told.
hotlist-count =
    { $n ->
        [one] { $n } entry
       *[other] { $n } entries
    }
hotlist-block = Block something
hotlist-import = Import a file
hotlist-empty = Nothing is blocked
hotlist-empty-words = Stolen or broken devices, models with a fault, chips with a lost key and their makers are blocked here.
hotlist-what = What
hotlist-kind = Kind
hotlist-type = Type
hotlist-hash = Hash of the id
hotlist-partner = Partner
hotlist-until = Until
hotlist-by = By
hotlist-since = Since
hotlist-from = Came from
hotlist-from-entry = An admin
hotlist-from-import = A file
hotlist-from-partner = The deactivation of the partner; it goes when the partner comes back
hotlist-beneath = What an admin said before
hotlist-for-good = For good
hotlist-free-until = Free until { $when }, then blocked
hotlist-over = Over
hotlist-kind-partner = Partner
hotlist-kind-device = One device
hotlist-kind-model = Device model
hotlist-kind-provider = Device provider
hotlist-kind-chip = Chip certificate
hotlist-is-blocked = Blocked now: whatever it signs or asks is refused.
hotlist-is-free = Not blocked at the moment.
hotlist-gone = It is not on the hotlist any more.

hotlist-new-title = Block something
hotlist-new-intro = Say what it is. You see what a block touches, and whether it is blocked already, before anything happens.
hotlist-new-next = See the effects
hotlist-words-device = A single device, by its serial number, as the device itself says them.
hotlist-words-model = All devices of a make and model, whoever made them.
hotlist-words-provider = All devices of a provider. Leave the name empty for the registered one.
hotlist-words-chip = The key in the certificate of a registered chip, and everything that it signed.
hotlist-words-partner = A partner of any kind: its devices, its chips and its requests.
hotlist-serial = Serial number
hotlist-field-missing = { $what }: enter it.
hotlist-chip-without = This chip has no certificate.
hotlist-organisation-unknown = No partner has this id. Enter the name that its devices say.

hotlist-block-title = Block this
hotlist-block-words = This takes effect at once, everywhere:
hotlist-block-send = Put it on the hotlist
hotlist-block-keep = Do not block it
hotlist-until-hint = Leave empty to block for good. Else it is free again from the beginning of that day.
hotlist-reason-hint = The admins read this. It also goes into the history.
hotlist-blocked = It is on the hotlist.
hotlist-effect-partner = It concerns { $name }
hotlist-effect-nobody = nobody with this id is registered here
hotlist-effect-devices =
    { $n ->
        [0] no registered device is touched
        [one] { $n } approved device is refused
       *[other] { $n } approved devices are refused
    }
hotlist-effect-sbis =
    { $n ->
        [0] no approved interface is touched
        [one] { $n } approved interface is of no use
       *[other] { $n } approved interfaces are of no use
    }
hotlist-effect-chips =
    { $n ->
        [0] no registered chip is touched
        [one] { $n } approved chip is refused
       *[other] { $n } approved chips are refused
    }
hotlist-effect-one = what this one device captures is refused
hotlist-effect-unregistered = its make and model are not registered here
hotlist-effect-requests = every request with its keys is refused
hotlist-effect-before = it is blocked already: { $until }. What you say now takes its place
hotlist-effect-before-free = what is said of it now: { $until }. What you say now takes its place
hotlist-effect-told = other systems are told at once

hotlist-unblock = End the block
hotlist-unblock-title = End this block
hotlist-unblock-words = It may be used again:
hotlist-unblock-effect = whatever is registered and approved works again, at once or from the day that you name
hotlist-unblock-partner = its partner is deactivated: until it comes back, its requests are refused anyway
hotlist-unblock-from = Free from
hotlist-unblock-from-hint = Leave empty to end the block now. Else it ends at the beginning of that day.
hotlist-unblock-send = End the block
hotlist-unblock-keep = Keep it blocked
hotlist-unblocked = It is not on the hotlist any more.
hotlist-unblock-set = The block ends on the day that you named.

hotlist-import-title = Import into the hotlist
hotlist-import-intro = A CSV file of things to block. You see first what would become of each line.
hotlist-columns = <code>idType</code> and <code>id</code>, or <code>idHash</code> (SHA-256 in hexadecimal) instead of <code>id</code>; <code>expiryTimestamp</code> if the block ends. Types: <code>PARTNER_ID</code>, <code>DEVICE</code>, <code>DEVICE_MODEL</code>, <code>DEVICE_PROVIDER</code>, <code>FTM_PUBLIC_KEY</code>.
hotlist-file-hint = Up to { $mib } MiB. The REST interface takes files of any length.
hotlist-file-missing = Choose a file.
hotlist-file-other = This is not the file that was checked. Check it first.
hotlist-file-again = The same file again
hotlist-file-again-hint = It is too large to be kept. What is sent is compared with what was checked.
hotlist-report = What would become of the file
hotlist-some-refused = Some lines are left out
hotlist-lines = Lines
hotlist-added = New on the hotlist
hotlist-prolonged = Blocked for longer than before
hotlist-unchanged = Blocked already
hotlist-refused = Left out
hotlist-number = { $n }
hotlist-refused-lines = Lines that are left out
hotlist-refused-more =
    { $n ->
        [one] and { $n } more
       *[other] and { $n } more
    }
hotlist-line-csv = It is no line of CSV.
hotlist-line-text = It is no text in UTF-8.
hotlist-line-type = Its <code>idType</code> is not kept here.
hotlist-line-hash = Its <code>idHash</code> is not 64 hexadecimal digits.
hotlist-line-id = Its <code>id</code> is missing or too long.
hotlist-line-time = Its <code>expiryTimestamp</code> is no time.
hotlist-line-over = Its <code>expiryTimestamp</code> is over.
hotlist-import-confirm = Import it
hotlist-import-words = Lines that are left out stay out; the others are blocked. A block that is there is never shortened. The same file again changes nothing.
hotlist-import-send = Block what the file names
hotlist-import-started = The import runs. You may leave this page.
hotlist-import-running = It runs. This page looks again every few seconds.
hotlist-import-done = Done.
hotlist-import-broken = Nothing was written for two minutes: it was broken off. Send the same file again; what is there stays.
hotlist-import-look = Look again
hotlist-progress = So far
hotlist-written = Entries written
hotlist-through = Up to line
hotlist-last = Written last
hotlist-back = To the hotlist

action-hotlist-block = Blocked
action-hotlist-unblock = Block ended
action-hotlist-import = Blocked by a file
