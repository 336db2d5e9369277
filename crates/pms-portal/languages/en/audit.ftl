# Audit trail.

audit-intro = Everything that was changed, by whom, newest first. Nothing here can be altered.
audit-kind = Kind of object
audit-id = Id of the object
audit-actor = By
audit-action = Action
audit-request = Request id
audit-from = From (UTC)
audit-to = To (UTC)
audit-when = When
audit-what = What
audit-object = Object
audit-reason = Reason
audit-export-lines = JSON lines
audit-count =
    { $n ->
        [one] { $n } record
       *[other] { $n } records
    }
