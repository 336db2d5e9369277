# The inbox: filters, and several decisions at once.

inbox-id = Request id
inbox-kind = Kind
inbox-asked-at = Asked on
inbox-decided-at = Decided on
inbox-kind-rename = Names
inbox-organisation = Organisation
inbox-state-open = Open
inbox-state-waiting = Waits for an admin
inbox-age = Waiting for
inbox-age-days =
    { $days ->
        [one] { $days } day or longer
       *[other] { $days } days or longer
    }
inbox-count =
    { $n ->
        [one] { $n } request
       *[other] { $n } requests
    }
inbox-choose = Choose
request-previous = Previous request
request-next = Next request
request-neighbours = Other open requests
request-history = History of the organisation

bulk-open = Decide the chosen ones
bulk-choose-all = Choose all on this page
bulk-title = Decide several requests
bulk-count =
    { $n ->
        [one] { $n } request.
       *[other] { $n } requests.
    }
bulk-words = All get the same decision and the same reason. Open each that you have not read.
bulk-too-many = At most { $most } are decided at once. These are the first of those that you chose.
bulk-not-you = Somebody else has to decide this; it is left out
bulk-decision = One decision for all of them
bulk-reason-hint = Needed for all but approving. Each organisation reads this. It also goes into the histories.
bulk-send = Send the decisions
bulk-back = Back without deciding
bulk-nothing = Choose requests that are open first.
bulk-report = Decisions
bulk-report-words = What was decided, and what was not.
bulk-done =
    { $n ->
        [one] { $n } decided
       *[other] { $n } decided
    }
bulk-failed =
    { $n ->
        [one] { $n } not decided
       *[other] { $n } not decided
    }
bulk-gone = A request
bulk-gone-words = It is not there any more.
bulk-to-inbox = Back to the inbox
