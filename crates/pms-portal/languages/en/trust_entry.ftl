# One certificate of the trust store.

trust-entry-title = CA certificate
trust-open = Open
trust-covers =
    { $n ->
        [0] covers no partner
        [one] covers { $n } partner
       *[other] covers { $n } partners
    }
trust-ends-in =
    { $n ->
        [0] ends today
        [one] ends in { $n } day
       *[other] ends in { $n } days
    }
trust-ended = has ended
trust-covers-ends = This authority { $covers }; it { $ends }.
trust-soon = <b>This authority ends soon, and partners depend on it.</b> Add its successor before, so that they can renew their certificates.
trust-impact = What depends on it
trust-impact-partners = Active partners
trust-impact-certificates = Current certificates
trust-impact-authorities = Authorities below
trust-facts = The certificate
trust-valid-from = Valid from
trust-serial = Serial number
trust-thumbprint = Thumbprint (SHA-1)
trust-of-partner = Of the partner
trust-revoked = Revoked
trust-lists = Revocation lists
trust-lists-intro = Lists of revoked certificates that this authority publishes, as we have them.
trust-lists-none = We know of no place where this authority publishes such lists.
trust-list-place = Place
trust-list-entries = Entries
trust-list-fetched = Came
trust-list-tries = Fetching
trust-list-uploaded = uploaded by a partner admin
trust-list-none = No list yet
trust-list-stale = Out of date since { $at }
trust-list-current = Current until { $at }
trust-list-endless = Current
trust-list-never = never
trust-list-fine = works
trust-list-failures =
    { $n ->
        [one] { $n } failure in a row
       *[other] { $n } failures in a row
    }
trust-history-none = Nothing was recorded about it.
trust-revoke = Revoke
trust-revoke-title = Revoke this authority
trust-revoke-words = Nothing that this authority issued is accepted from then on. This takes effect at once, everywhere:
trust-effect-partners =
    { $n ->
        [0] No active partner depends on it.
        [one] { $n } active partner may have no certificate any more, and is inactive until it uploads another one.
       *[other] { $n } active partners may have no certificate any more, and are inactive until they upload another one.
    }
trust-effect-certificates =
    { $n ->
        [0] No current certificate is below it.
        [one] { $n } current certificate below it is revoked, unless another path leads to it.
       *[other] { $n } current certificates below it are revoked, unless another path leads to them.
    }
trust-effect-authorities =
    { $n ->
        [0] No other authority is below it.
        [one] { $n } authority below it is revoked, unless another path leads to it.
       *[other] { $n } authorities below it are revoked, unless another path leads to them.
    }
trust-effect-final = This is final: a revoked certificate is never trusted again.
trust-revoke-own = This is one of the platform’s own certificates. The operator replaces it with the command line.
trust-revoke-again = It is revoked already.
trust-revoke-why = Ground
trust-revoke-why-missing = Choose a ground.
trust-revoke-send = Revoke for good
trust-revoke-keep = Keep trusting it
trust-revoke-done = The authority is revoked.
trust-reason-unspecified = None of these
trust-reason-keycompromise = Its key is in wrong hands
trust-reason-cacompromise = The key of the authority above is in wrong hands
trust-reason-affiliationchanged = Its name or owner has changed
trust-reason-superseded = Another certificate took its place
trust-reason-cessationofoperation = It is no longer needed
trust-reason-privilegewithdrawn = A right that it stated was withdrawn
trust-reason-aacompromise = The key of the attribute authority is in wrong hands
