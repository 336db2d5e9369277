# The calendar of what ends.

nav-calendar = Calendar
nav-calendar-own = What ends
calendar-intro = Everything that ends within { $days } days, month by month. Counts may be a minute old.
calendar-intro-own = Everything of yours that ends within { $days } days. Renew it before: what has ended does not work.
calendar-count =
    { $n ->
        [one] { $n } thing ends
       *[other] { $n } things end
    }
calendar-empty = Nothing ends within { $days } days
calendar-empty-own = Your certificates, keys, interfaces and licences are here once their end is near enough.
calendar-empty-words = Certificates, keys, interfaces, licences and policies are here once their end is near enough.
calendar-all = All
calendar-month = { $month ->
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
calendar-counted = { $what } ({ $n })
calendar-month-filter = Month
calendar-what = What
calendar-id = Id
calendar-kind = Kind
calendar-partner = Organisation
calendar-partner-id = Partner id (exact)
calendar-ends = Ends
calendar-in-days =
    { $n ->
        [0] today
        [one] in { $n } day
       *[other] in { $n } days
    }
calendar-kind-certificate = Partner certificate
calendar-kind-ca = CA certificate of the trust store
calendar-kind-issuing = Issuing CA of ours
calendar-kind-chip = Chip certificate
calendar-kind-key = API key
calendar-kind-sbi = Secure biometric interface (SBI)
calendar-kind-licence = MISP licence
calendar-kind-policy = Policy
