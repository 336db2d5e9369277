# Notifications: types, all at once, what waits for partner admins.

notifications-id = Id
notifications-type = Type
notifications-every-type = All types
notifications-partner = Partner
notifications-waiting =
    { $n ->
        [one] <b>{ $n } request waits for a decision.</b>
       *[other] <b>{ $n } requests wait for a decision.</b>
    }
notifications-authorities =
    { $n ->
        [one] <b>{ $n } certificate authority ends within { $days } days.</b> Add its successor before.
       *[other] <b>{ $n } certificate authorities end within { $days } days.</b> Add their successors before.
    }
notifications-this-week =
    { $n ->
        [one] { $n } thing ends within a week.
       *[other] { $n } things end within a week.
    }
notifications-sentence = Told on { $at }, about { $partner }.
notifications-of-certificates = Partner certificates
notifications-of-chips = Chip certificates
notifications-of-interfaces = Secure biometric interfaces (SBI)
notifications-of-keys = API keys
notifications-of-none = None.
notifications-all = Dismiss all
notifications-all-title = Dismiss all notifications
notifications-all-words = They stay in the list of dismissed ones. Nothing changes for what they are about.
notifications-all-effect =
    { $n ->
        [one] { $n } notification is dismissed, for everybody of the organisation.
       *[other] { $n } notifications are dismissed, for everybody of the organisation.
    }
notifications-all-send = Dismiss all
notifications-all-keep = Keep them
notifications-all-done = The notifications are dismissed.
notices-intro = What was decided on your requests, and what concerns the security of your account and your organisation. Kept as long as the other notifications.
notices-told = Decisions and security
notices-empty-words = Nothing was decided yet, and nothing happened to your sign-in.
notices-at = When
notices-new = New
notices-seen = Read
notices-read = Mark all as read
notices-read-done = All is marked as read.
