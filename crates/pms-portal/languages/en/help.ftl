# Help pages and errors.

help-intro = Short answers for partners and admins.
help-kinds-words = What each does, and what it needs to begin.
help-certificates-link = How to get a certificate
help-certificates-words = From the key to the certificate that we signed.
help-errors-title = Error reference
help-errors-words = Every code, why it happens and what to do.
help-programs-title = For those who write programs
help-programs-words = What these pages do, programs do over REST.
help-api-link = Reference of the API
help-api-words = Every address with what it takes, what it answers and its error codes. In English; it needs JavaScript.
help-openapi-link = OpenAPI document
help-openapi-words = The same for tools that make clients, as JSON.
help-kind-group-yes = Needed: choose it when registering
help-kind-group-no = Not needed
help-kind-two = For signature and for encryption; one may serve both
help-kind-one = One for all products
help-cert-key = 1. Make a key and a request
help-cert-key-words = Do this on the machine that will use the key. The key never leaves it.
help-cert-name = After <code>O=</code> write the organisation’s registered name, letter for letter.
help-cert-ca = 2. Have it signed by your certificate authority
help-cert-ca-words = Send the request, never the key, to a certificate authority. Its root and intermediate certificates must be in our trust store for your kind of partner; if they are not, upload them with your certificate and a partner admin decides.
help-cert-upload = 3. Upload it here
help-cert-upload-words = Open Certificates, choose the file and read the verdict on every rule. It is stored only when you confirm.
help-cert-rules = What is checked
help-cert-verify = 4. Download what we signed, and verify it
help-cert-verify-words = Beside each accepted certificate are the MOSIP-signed one and its chain. ROOT is on the page of platform certificates.

error-request-id = Request id { $id }
error-403-title = You may not open this
error-403-why = Your account lacks the role for this page, or the page belongs to another organisation.
error-403-remedy = Ask a partner admin for the role, or go back to your own pages.
error-404-title = There is no such page
error-404-why = The address is mistyped, or what it showed is gone.
error-404-remedy = Begin at the home page.
error-form-title = This form has ended
error-form-why = It was opened in another session, or came from another site. Nothing was changed.
error-form-remedy = Go back, load the page again, and repeat what you did.
error-site-title = The request came from another site
error-site-why = A page that is not ours sent this form. Nothing was changed.
error-site-remedy = Open the portal itself and repeat the action there.
error-413-title = The file is too large
error-413-why = At most 256 kB are accepted here. Nothing was stored.
error-413-remedy = A certificate is much smaller: choose the right file.
error-429-title = Too many attempts
error-429-why = This guards accounts against guessing.
error-429-remedy =
    { $minutes ->
        [one] Wait { $minutes } minute, then try again.
       *[other] Wait { $minutes } minutes, then try again.
    }
error-export-title = An export is running already
error-export-why = There is one at a time for each account.
error-export-remedy = Wait until it has ended, then export again.
error-500-title = Something failed on our side
error-500-why = Nothing was changed.
error-500-remedy = Try again in a minute. If it fails again, give the request id below to the operator.
error-refused-title = This is not possible
error-refused = { $why } { $remedy }
