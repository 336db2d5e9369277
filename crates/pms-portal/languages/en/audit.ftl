# Audit trail.

audit-intro = Everything that was changed, by whom, newest first. Nothing here can be altered. A link in a row leaves only what shares it.
audit-kind = Kind of object
audit-id = Id of the object
audit-actor = By
audit-action = Action
audit-request = Request id
audit-of-policy-request = Policy request
audit-of-oidc-client = OIDC client
audit-of-client = API client
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
action-trust-add = CA certificates added to the trust store
action-revocation-list-sign = Revocation list signed
action-keys-create = Keys of the platform made
action-keys-rotate = Keys of the platform changed
action-keys-export = Keys of the platform taken out
action-keys-import = Keys of the platform taken in
action-audit-export = Audit trail downloaded
action-transaction-export = Transactions downloaded
action-client-create = API client made
action-client-secret = API client given a new secret
action-client-roles = Roles of an API client changed
action-client-state = API client switched on or off
action-hotlist-import-start = File of the hotlist begun
action-hotlist-import-end = File of the hotlist done
action-licence-end = MISP licence ended
action-notification-create = Notification made
action-notification-dismiss = Notification dismissed
action-notification-dismiss-all = Notifications dismissed
action-retention-forget = Old records deleted
action-session-end = Session ended
action-user-consent = Consent given
