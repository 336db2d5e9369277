# The transaction log.

nav-usage = Transactions
nav-transactions = Transactions
usage-title = Transactions
usage-intro-misp = Every use of your licences: when, by which partner, and what was refused and why. Personal identifiers are never recorded.
usage-intro-partner = Every use of your keys: when, through which MISP, and what was refused and why. Personal identifiers are never recorded.
usage-intro-all = Every use of licences and keys, of all MISPs and partners. Personal identifiers are never recorded.
usage-export-lines = Export NDJSON
usage-from = From
usage-to = To
usage-misp = MISP
usage-misp-id = MISP (partner id, exact)
usage-partner = Partner
usage-partner-id = Partner id (exact)
usage-policy = Policy
usage-policy-id = Policy id (exact)
usage-key = API key
usage-key-label = Label of the API key
usage-type = Type of request
usage-outcome = Result
usage-outcome-allowed = Allowed
usage-outcome-refused = Refused
usage-reason = Reason
usage-reason-code = Code of the reason
usage-source = Told by
usage-source-validate = our own check
usage-source-gateway = the gateway
usage-source-ida = ID Authentication
usage-transaction = Transaction id
usage-time = Time
usage-result = Result
usage-ranges = Times
usage-range-24h = Last 24 hours
usage-range-7d = Last 7 days
usage-range-30d = Last 30 days
usage-window = { $from } to { $to }
usage-window-wrong = Choose a first day before the last, at most { $days } days apart.
usage-rows-window = Single uses are listed for at most { $days } days. The totals are complete. Choose a shorter time to see the rows.
usage-filter-wrong = One of the filters fits nothing. A label needs its partner id beside it; type, result and source are among those offered; a transaction id has letters, digits and hyphens.
usage-empty = Nothing in this time
usage-empty-misp = Here you will see each use of your licence: which partner asked, what was allowed, and why something was refused.
usage-empty-partner = Here you will see each use of your API keys: when, through which MISP, what was allowed, and why something was refused.
usage-empty-all = Here you will see each use of a licence and a key, of all MISPs and partners.
usage-empty-connect = Uses appear when a gateway asks us whether a licence, a partner and a key are good, or when it sends its own log to our interface.
usage-empty-help = How to connect a gateway
usage-number = { $n }
usage-tile-requests = Requests
usage-tile-allowed = Allowed
usage-tile-refused = Refused
usage-tile-partners = Partners
usage-tile-partners-words = served in this time
usage-tile-misps = MISPs
usage-tile-misps-words = carried the requests
usage-share = { $percent }% of all
usage-share-little = less than 1% of all
usage-share-none = none yet
usage-before-hours = the { $n } hours before
usage-before-days = the { $n } days before
usage-trend =
    { $which ->
        [up] up { $percent }% on { $before }
        [down] down { $percent }% on { $before }
       *[same] as many as in { $before }, { $percent }% change
    }
usage-trend-new = none in { $before }
usage-per-hour = Requests per hour
usage-per-day = Requests per day (UTC)
usage-hour = Hour
usage-day = Day
usage-chart-counts = { $allowed } allowed, { $refused } refused
usage-chart-peak = { $counts }, most of them at { $when }: { $n } refused
usage-chart-scroll = Chart, scrolls sideways on a small screen
usage-same-table = The same as a table
usage-short-day = { $day } { $month ->
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
    }
usage-summed = Numbers as of { $at }. What came since is in the rows below.
usage-why = Why refused
usage-why-none = Nothing was refused.
usage-count = Count
usage-all = All
usage-served = Partners served
usage-served-by = MISPs that served you
usage-served-more =
    { $n ->
        [one] and { $n } more
       *[other] and { $n } more
    }
usage-first = First
usage-last = Last
usage-log = Log
usage-newest = Newest first
usage-pager = The log goes on while you read it.
usage-to-newest = Newest
usage-to-older = Older
usage-reason-other = A reason of ID Authentication
usage-reason-other-remedy = Look its code up in the reference of ID Authentication.
