# Secure biometric interfaces, devices and chips: their providers, and admins.

nav-group-devices = Devices
nav-sbis = Interfaces (SBI)
nav-devices = Devices
nav-chips = Chips
state-hotlisted = Hotlisted

registry-provider = Provider
registry-added = Registered
registry-not-ended = Not ended
registry-facts = Details
registry-edit = Change
registry-save = Save
registry-deactivate = Deactivate
registry-reactivate = Reactivate
registry-keep-active = Keep it active
registry-keep-deactivated = Keep it deactivated
registry-reason-hint = The provider and the admins read this. It also goes into the history.
registry-history-empty = Nothing yet
registry-provider-inactive = You can register here once your organisation is active.
registry-see-steps = See what is next
registry-open-request = Open the request
registry-waits-admin = <b>It waits for a partner admin.</b> You get an email with the decision.
registry-waits-you = <b>It waits for a decision.</b>
registry-change-waits = <b>A change waits for a decision.</b> What is approved stays in force until then.
registry-changes-asked = <b>A partner admin asked a question.</b> It waits for the provider’s answer.
registry-on-hold = <b>A partner admin put it on hold.</b>
registry-rejected = <b>It was rejected.</b> The reason stands in the request. Correct it and register it anew.
registry-change-rejected = <b>The last change was rejected.</b> What was approved before counts.
registry-provider-hotlisted = <b>Its provider is on the hotlist.</b> Nothing of it may be used.
registry-edit-approved = It is approved: your change waits for a decision, and what is approved stays in force until then.
registry-edit-waiting = It still waits for a decision: the admin decides on what you save here.
registry-saved = The change is saved.
registry-change-sent = The change is recorded. If anything differs, a partner admin decides on it.
registry-date-form = Enter a date like 2026-11-21.

sbis-title = Secure biometric interfaces
sbis-intro = The software (SBI) that runs in your devices and signs what they capture. Register each version, then add the devices that work with it.
sbis-intro-staff = The software (SBI) of all device providers. Requests are decided in the inbox.
sbis-count =
    { $n ->
        [one] { $n } interface
       *[other] { $n } interfaces
    }
sbis-add = Register an interface
sbis-empty = No interfaces yet
sbis-empty-words = A version of your software appears here, with its devices and its end. You need its version, the hash of the program and two dates.
sbis-empty-staff = What device providers register appears here.
sbis-waiting = Devices that wait
sbis-devices-waiting =
    { $n ->
        [one] { $n } waits
       *[other] { $n } wait
    }

sbi-version = Version
sbi-version-hint = As the software names itself, at most 64 characters. It cannot be registered twice.
sbi-version-missing = Enter the version.
sbi-id = Interface id
sbi-hash = Hash of the program
sbi-hash-hint = SHA-256 of the program file as you ship it, in hexadecimal. Linux: <code>sha256sum FILE</code>. Windows: <code>certutil -hashfile FILE SHA256</code>. macOS: <code>shasum -a 256 FILE</code>.
sbi-hash-missing = Enter the hash of the program.
sbi-hash-form = Enter the hash alone, without spaces and without the file name.
sbi-made = Made on
sbi-made-hint = When this version was built: not after today.
sbi-ends = Ends on
sbi-ends-hint = The last day on which it may be used. Afterwards it and its devices are out of use.
sbi-title = Interface { $version }
sbi-is-active = In force. Devices may be added to it.
sbi-is-pending = Not in force yet. Devices can be added once it is approved.
sbi-is-expired = Its last day is over. Register a new version.
sbi-is-deactivated = Out of use, with the devices that no other interface serves. A partner admin can bring it back.
sbi-is-rejected = Rejected. This is final.
sbi-devices = Devices
sbi-devices-counts = { $all } in all, { $approved } approved, { $waiting } waiting
sbi-devices-empty = No device works with it yet.
sbi-all-devices = See all its devices
sbi-new-title = Register an interface
sbi-new-intro = A partner admin decides on it. Then you can add devices.
sbi-edit-title = Change the interface
sbi-added = Interface { $version } is registered. It waits for a partner admin.
sbi-map = Add devices
sbi-map-title = Add devices to interface { $version }
sbi-map-intro = Your approved devices that it does not serve yet. They work with it at once.
sbi-map-find = Find a device
sbi-map-devices = Devices to add
sbi-map-empty = No approved device is left to add. Register a new one with this interface.
sbi-map-more = Only the first 50 are shown. Search by model to find the others.
sbi-map-send = Add the chosen devices
sbi-map-none = Choose at least one device.
sbi-map-refused = { $name } was not added. { $why }
sbi-mapped = The chosen devices work with the interface now.
sbi-unmap-one = Remove { $name }
sbi-unmap-title = Remove { $name } from interface { $version }?
sbi-unmap-words =
    { $others ->
        [0] No other interface serves this device. It stays approved, and works again when you add it to an interface.
        [one] { $others } other interface serves this device. It goes on working with that one.
       *[other] { $others } other interfaces serve this device. It goes on working with those.
    }
sbi-unmap-send = Remove from the interface
sbi-unmap-keep = Keep it
sbi-unmapped = The device is removed from the interface.
sbi-deactivate-title = Deactivate this interface
sbi-deactivate-words = This takes effect at once, everywhere:
sbi-deactivate-send = Deactivate interface
sbi-deactivated = The interface is deactivated.
sbi-effect-stopped =
    { $n ->
        [0] no approved device is out of use
        [one] { $n } approved device is out of use as long as the interface is
       *[other] { $n } approved devices are out of use as long as the interface is
    }
sbi-effect-elsewhere =
    { $n ->
        [0] no device has another interface to work with
        [one] { $n } approved device goes on with another interface
       *[other] { $n } approved devices go on with another interface
    }
sbi-effect-rejected =
    { $n ->
        [0] no waiting device is rejected
        [one] { $n } device that waits is rejected
       *[other] { $n } devices that wait are rejected
    }
sbi-reactivate-title = Reactivate this interface
sbi-reactivate-words = It and the devices that were out of use with it work again, if it has not ended and its provider is active. Devices that were rejected stay so.
sbi-reactivate-send = Reactivate interface
sbi-reactivated = The interface is active again.

devices-title = Devices
devices-intro = Your device models. Each model is registered once; it works with the interfaces that you add it to.
devices-intro-staff = The device models of all providers. Requests are decided in the inbox.
devices-count =
    { $n ->
        [one] { $n } device
       *[other] { $n } devices
    }
devices-add = Register a device
devices-add-many = Register many from a file
devices-empty = No devices yet
devices-empty-words = A registered model appears here. You need its type, make and model, and best an approved interface.
devices-empty-staff = What device providers register appears here.

device-name = Device
device-make = Make
device-make-hint = At most 36 characters
device-make-missing = Enter the make.
device-model = Model
device-model-missing = Enter the model.
device-type = Type
device-sub-type = Sub-type
device-id = Device id
device-kind = Type and sub-type
device-kind-hint = What the device captures, and how
device-kind-missing = Choose type and sub-type.
device-sbi = Interface
device-sbi-hint = The approved version that the device works with; the admin decides on both together. Without one, add the device to an interface later.
device-sbi-none = None yet
device-sbis = Interfaces
device-sbis-empty = It works with no interface yet. Open an approved interface and add the device there.
device-is-active = Approved: it may be used with the interfaces below that are in force.
device-is-alone = Approved, but no interface serves it. Add it to one.
device-is-pending = Not in use yet.
device-is-deactivated = Out of use: it was deactivated, or none of its interfaces is in force. A partner admin can bring it back.
device-is-rejected = Rejected. This is final.
device-model-hotlisted = <b>This model is on the hotlist.</b> No device of it may be used.
device-new-title = Register a device
device-new-intro = A partner admin decides on it.
device-edit-title = Change the device
device-added = { $name } is registered. It waits for a partner admin.
device-unmap-one = Remove from { $version }
device-deactivate-title = Deactivate this device
device-deactivate-words = This takes effect at once, everywhere:
device-deactivate-send = Deactivate device
device-deactivated = The device is deactivated.
device-effect-sbis =
    { $n ->
        [0] no interface serves it
        [one] { $n } interface does not serve it any more
       *[other] { $n } interfaces do not serve it any more
    }
device-effect-refused = what devices of this model capture is refused
device-reactivate-title = Reactivate this device
device-reactivate-words = It works again with its interfaces, if its provider is active and the model was not registered again.
device-reactivate-send = Reactivate device
device-reactivated = The device is active again.

pair-state = Together
pair-works = Works
pair-waits = From the approval of the device on
pair-sbi-off = Does not work: the interface is not in force
pair-device-off = Does not work: the device is not in use

file-title = Register many devices
file-intro = Send a CSV file. You see for each line what is wrong before anything is stored.
file-upload = Choose the file
file-file = CSV file
file-file-hint = Up to 300 lines
file-text = Lines of the file
file-text-hint = With the header as first line
file-check = Check the file
file-columns = Columns
file-columns-words = <code>deviceType</code>, <code>deviceSubType</code>, <code>make</code>, <code>model</code>, and if you like <code>sbiVersion</code>: the approved interface that the device works with.
file-template = Download a template
file-report = What the file holds
file-counts = { $all } lines, { $wrong } with something to correct
file-all-right = All lines right
file-not-stored = Nothing stored
file-line = Line
file-line-number = Line { $n }
file-verdict = Verdict
file-right = Right
file-confirm = Register them
file-confirm-words = All lines are stored together. Each device then waits for a partner admin.
file-send = Register these devices
file-other = Take another file
file-added = The devices are registered. They wait for a partner admin.
file-wrong-title = Nothing was stored
file-wrong =
    { $n ->
        [one] { $n } line needs a correction.
       *[other] { $n } lines need a correction.
    }
file-empty = The file has no line beside its header.
file-header = The first line does not name the columns deviceType, deviceSubType, make and model.
file-long = The file has more than { $most } lines. Split it.
file-not-text = The file is no text in UTF-8. Save it as CSV (UTF-8).
file-problem-cells = It has not as many cells as the header.
file-problem-kind = There is no such type and sub-type. The template has them all.
file-problem-long = Write at most { $most } characters for make and model.
file-problem-twice = The same model stands in line { $line }.
file-problem-registered = You have registered this model already.
file-problem-sbi = You have no interface of this version.
file-problem-sbi-off = The interface is not approved, or has ended.
file-problem-waiting = More than { $most } devices would wait for a decision. Register it later.

chips-title = Chips
chips-intro = Your chip models (foundational trust modules, FTM). Each has a certificate of your own authority.
chips-intro-staff = The chip models (FTM) of all chip providers. Requests are decided in the inbox.
chips-count =
    { $n ->
        [one] { $n } chip
       *[other] { $n } chips
    }
chips-add = Register a chip
chips-empty = No chips yet
chips-empty-words = A registered model appears here. You need its make and model, then its certificate.
chips-empty-staff = What chip providers register appears here.
chip-name = Chip
chip-id = Chip id
chip-certificate-ends = Certificate ends
chip-certificate-none = Not uploaded
chip-certificate-for = Certificate of { $name }
chip-is-draft = Its certificate is missing. Upload it; then a partner admin decides.
chip-is-pending = The certificate is there. A partner admin decides on chip and certificate together.
chip-is-active = In force, with the certificate below.
chip-is-deactivated = Out of use, and its certificate is not trusted. A partner admin can bring it back.
chip-is-rejected = Rejected. This is final.
chip-upload = Upload the certificate
chip-renew = Renew the certificate
chip-certificates-intro = Newest first. A new one counts from its approval; the former one stays valid until it ends.
chip-certificates-empty = No certificate yet.
chip-upload-intro = The certificate of the model’s key, issued by your certificate authority.
chip-next-check = You see which rules the certificate meets.
chip-next-admin = You confirm, and a partner admin decides on it.
chip-next-use = From the approval on, devices with this chip are trusted.
chip-certificate-sent = The certificate is stored. It waits for a partner admin.
chip-new-title = Register a chip
chip-new-intro = Next you upload its certificate.
chip-edit-title = Change the chip
chip-added = { $name } is registered. Now upload its certificate.
chip-deactivate-title = Deactivate this chip
chip-deactivate-words = This takes effect at once, everywhere:
chip-deactivate-send = Deactivate chip
chip-deactivated = The chip is deactivated.
chip-effect-certificates =
    { $n ->
        [0] no certificate is affected
        [one] { $n } certificate is not trusted any more
       *[other] { $n } certificates are not trusted any more
    }
chip-effect-refused = what devices with this chip sign is refused
chip-reactivate-title = Reactivate this chip
chip-reactivate-words = It and its certificate count again, if the certificate would be accepted today and its provider is active.
chip-reactivate-send = Reactivate chip
chip-reactivated = The chip is active again.

action-device-add = Device registered
action-device-import = Devices registered from a file
action-device-update = Device changed
action-device-deactivate = Device deactivated
action-device-reactivate = Device reactivated
action-device-map = Device added to an interface
action-device-unmap = Device removed from an interface
action-interface-add = Interface registered
action-interface-update = Interface changed
action-interface-deactivate = Interface deactivated
action-interface-reactivate = Interface reactivated
action-interface-expire = Interface ended
action-chip-add = Chip registered
action-chip-update = Chip changed
action-chip-certificate = Certificate of the chip uploaded
action-chip-deactivate = Chip deactivated
action-chip-reactivate = Chip reactivated

inbox-kind-device = Devices
inbox-kind-sbi = Interfaces
inbox-kind-chip = Chips
request-so-far = { $what }, so far
request-check-provider = The provider is active, with a valid certificate
request-check-provider-met = It ends on { $when }
request-check-provider-missing = It has no certificate that is valid today
request-check-provider-inactive = The provider is not active: nothing of it can be approved
request-check-sbi = An interface in force serves the device
request-check-sbi-met = At least one, above
request-check-sbi-none = None yet. It can be approved, and works once the provider adds it to an interface.
request-check-sbi-off = None of those above is in force. Decide on the interface first.
request-check-ends = The end lies ahead
request-check-ends-met = As stated
request-check-ends-missing = It is over, or missing. Ask for another date.
request-check-chip = The chip’s certificate is valid
request-check-chip-met = Its rules are checked again when you approve
request-check-chip-none = It is missing, or cannot be read
request-check-chip-over = It has ended, or has not begun
request-check-hotlist = Neither it nor its provider is on the hotlist
request-check-hotlist-met = Nothing found
request-check-hotlist-itself = It is on the hotlist
request-check-hotlist-provider = The provider is on the hotlist
