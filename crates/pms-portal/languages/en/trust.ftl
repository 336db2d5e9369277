# Trust store.

trust-intro = Certificate authorities whose certificates we accept, by trust domain.
trust-add = Add CA certificates
trust-issued-to = Issued to
trust-issued-by = Issued by
trust-domain = Trust domain
trust-type = Type
trust-root = Root
trust-intermediate = Intermediate
trust-uploaded = Uploaded
trust-download = Chain (P7B)
trust-empty = No authority yet
trust-empty-words = Add the root and intermediate certificates of the authorities whose certificates you accept.
trust-count =
    { $n ->
        [one] { $n } certificate
       *[other] { $n } certificates
    }
trust-upload-title = Add CA certificates
trust-upload-intro = One certificate, or a whole chain as P7B or PEM. The root has to be there before its intermediates; one file may hold both.
trust-file = File with CA certificates
trust-domain-missing = Choose a trust domain.
trust-domain-AUTH = Authentication, credential and other service partners
trust-domain-DEVICE = Device providers
trust-domain-FTM = Chip providers
trust-domain-MISP = Infrastructure providers
trust-upload-send = Read the file
trust-confirm-title = Trust these authorities?
trust-confirm-intro =
    { $n ->
        [one] { $n } certificate for domain { $domain }. Nothing is stored yet.
       *[other] { $n } certificates for domain { $domain }. Nothing is stored yet.
    }
trust-confirm-effect = From then on, certificates that these authorities issue are accepted for this domain.
trust-confirm-partly = Some of them are there already or are not acceptable; the others are added.
trust-confirm-send = Add to the trust store
trust-added = The certificates are in the trust store.
trust-added-partly = Some certificates are in the trust store; the others were there already or are not acceptable.
trust-added-none = Nothing was added. The certificates are not acceptable, or their issuer is missing.
trust-ca = CA certificate
trust-ca-yes = yes
trust-ca-no = no
trust-path-length = Levels of authorities below
trust-no-limit = no limit
