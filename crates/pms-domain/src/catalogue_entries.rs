catalogue! {
    // Input and envelope
    INVALID_PARAMETER "PMS_COR_001" "Invalid request parameter - {}" 400 "A member of the request is missing or has the wrong shape." "Correct the member named at the end of the message and send the request again.";
    COULD_NOT_PROCESS "PMS_COR_003" "Could not process the request" 200 "The policy service could not do what was asked; nothing was changed." "Send the request again; if it fails again, give the request id to the operator.";
    REQUEST_INVALID "PMS_REQUEST_ERROR_001" "Invalid request." 200 "A required part of the request is empty." "Compare the request with the API reference.";
    REQUEST_ID "PMS_REQUEST_ERROR_002" "Invalid Request Id" 200 "The member id is not the API id of this route." "Send the API id that the reference names for this route.";
    REQUEST_VERSION "PMS_REQUEST_ERROR_003" "Request version is invalid" 200 "The member version is not 1.0." "Send version 1.0.";
    REQUEST_TIME "PMS_REQUEST_ERROR_004" "Invalid request time" 200 "The request time is missing." "Send the current time as yyyy-MM-ddTHH:mm:ss.SSSZ (UTC).";
    REQUEST_BODY "PMS_REQUEST_ERROR_005" "Request body is invalid" 200 "The member request is missing." "Send the member request.";
    REQUEST_DATE "PMS_REQUEST_ERROR_006" "Request date should be current date" 200 "The request time is not of today (UTC)." "Check the clock of the calling system and send the current time.";
    REQUEST_INPUT "PMS_REQUEST_ERROR_007" "Invalid input for '{}'. Only letters, numbers, spaces, and the following special characters are allowed: . , @ # & ( ) \\ - ' ? ! \" : ; =" 200 "A filter holds a character that names and ids never have." "Remove the character.";
    UNABLE_TO_PROCESS "PMS_PRT_500" "Unable to process the request." 200 "Something failed on our side; nothing was changed." "Send the request again; if it fails again, give the request id to the operator.";
    TOO_MANY "PMS_LIM_001" "Too many requests. Try again later." 429 "A limit against guessing was reached for this source, account or address." "Wait as long as the Retry-After header says.";
    CROSS_SITE "PMS_SEC_001" "The request came from another site." 403 "A browser sent this request on behalf of a page that is not ours." "Open the portal itself and repeat the action there.";

    // Paging and sorting
    SORT_FIELD "PMS_PRT_357" "Invalid sort field {}" 200 "The list cannot be sorted by this field." "Use one of the sort fields that the reference names for this list.";
    SORT_TYPE "PMS_PRT_358" "Sort type {} is not supported" 200 "The sort direction is neither asc nor desc." "Send asc or desc.";
    PAGE_NUMBER "PMS_PRT_360" "Invalid Page No" 200 "The page number is below 0." "Pages are counted from 0.";
    PAGE_SIZE "PMS_PRT_361" "Invalid page size" 200 "The page size is below 1." "Send a page size from 1 to 500.";
    PAGE_TOGETHER "PMS_PS_ERROR_006" "Invalid pagination request: 'pageNo' and 'pageSize' must be specified together." 200 "Only one of the two was sent." "Send both or neither.";
    SORT_TOGETHER "PMS_PS_ERROR_007" "Invalid Sorting request: 'sortType' and 'sortFieldName' must be specified together." 200 "Only one of the two was sent." "Send both or neither.";
    SORT_WITHOUT_PAGE "PMS_PS_ERROR_008" "Please provide pagination parameters ('pageNo' and 'pageSize') when requesting sorted data." 200 "A sort needs a page." "Send pageNo and pageSize too.";
    COLUMN_UNSUPPORTED "KER_PRT_391" "The column '{}' is not supported due to system limitations." 200 "The column holds protected contact data." "Filter or sort by another column.";

    // Search DSL
    DSL_COLUMN_INVALID "PMS-MSD-310" "Invalid column received : {}" 200 "The search names a column that this list does not have." "Use one of the columns that the reference names.";
    DSL_COLUMN_MISSING "PMS-MSD-311" "Column is missing in request" 200 "A filter has no columnName." "Add columnName to every filter.";
    DSL_TYPE_MISSING "PMS-MSD-312" "Filter type is missing" 200 "A filter has no type." "Send contains, startsWith, between, equals or in.";
    DSL_PAGE "PMS-MSD-313" "Invalid pagination value received {}" 200 "The page is below 0 or the fetch below 1." "Count pages from 0 and fetch at least one row.";
    DSL_SORT_MISSING "PMS-MSD-314" "Missing sort field or sort type values" 200 "A sort item is incomplete." "Send sortField and sortType.";
    DSL_RANGE "PMS-MSD-315" "Invalid fromValue or toValue" 200 "A between filter lacks an end, or an end is not of the column's type." "Send fromValue and toValue.";
    DSL_FILTER_COLUMN "PMS-MSD-317" "Column {} doesn't exist for the searched entity" 200 "Values were asked of a column that this list does not have." "Use one of the columns that the reference names.";
    DSL_FILTER_TYPE_EMPTY "PMS-MSD-322" "Filter Type cannot be empty or null" 200 "The type of a filter item is blank." "Send unique or all.";
    DSL_FILTER_TYPE "PMS-MSD-324" "Received Filter Type not supported" 200 "The type is neither unique nor all, or the column is a date or a number." "Send unique or all, on a text column.";
    DSL_SORT_FIELD "PMS-MSD-357" "Invalid sort field {}" 200 "The list cannot be sorted by this field." "Use one of the sort fields that the reference names.";
    DSL_SORT_TYPE "PMS-MSD-358" "Sort type {} is not supported" 200 "The sort direction is neither asc nor desc." "Send asc or desc.";
    DSL_VALUE "PMS-MSD-390" "Invalid filter value" 200 "A filter has no value, or one that does not fit its column." "Send a value of the column's type.";
    DSL_VALUES "PMS-MSD-391" "Invalid filter values" 200 "An in filter has no values." "Send values.";
    DSL_BOTH_VALUES "PMS-MSD-392" "Both value and values cannot be present" 200 "A filter has a value and values." "Send one of the two.";

    // Tokens and rights
    AUTHENTICATION_FAILED "KER-ATH-401" "Authentication Failed" 401 "The request has no valid token." "Sign in again, or ask for a new token.";
    FORBIDDEN "KER-ATH-403" "Forbidden" 403 "The token lacks the role that this route needs." "Ask an administrator for the role.";
    NOT_AUTHORIZED "PMS_PRT_055" "User not authorized." 200 "The object belongs to another partner, or the rule of two people forbids this decision." "Use one of your own partners, or ask another admin to decide.";
    AUTH_BODY "KER-ATH-019" "{}" 200 "The body of the request cannot be read." "Compare the request with the API reference.";
    AUTH_REALM "KER-ATH-026" "Realm not found:: {}" 200 "The appId is not known." "Use one of the application ids of the reference.";
    AUTH_CREDENTIALS "KER-ATH-023" "Invalid Credentials" 200 "User name, password or client is not right." "Check the credentials; after several failures wait before trying again.";
    AUTH_VALIDATING "KER-ATH-004" "Error while validating the request" 200 "The request for a token is incomplete or its client may not ask for one." "Compare the request with the API reference.";
    AUTH_SERVER_ERROR "500" "{}" 500 "The client, its secret or the token is not right; the former service answered every such fault with 500." "Check the credentials, or ask for a new token.";
    AUTH_NO_COOKIES "KER-ATH-006" "Cookies are empty" 200 "The request carries no cookie." "Send the token in a cookie named Authorization.";
    AUTH_NO_TOKEN_COOKIE "KER-ATH-007" "Token is not present in cookies" 200 "No cookie is named Authorization." "Send the token in a cookie named Authorization.";
    ACP_NO_COOKIES "KER-ACP-001" "Cookies are empty" 200 "The request carries no cookie." "Sign in again.";
    ACP_NO_TOKEN "KER-ACP-002" "Token is not present in cookies" 200 "No cookie is named Authorization." "Sign in again.";
    ACP_TOKEN "KER-ACP-006" "Error Occured while getting access token from iam " 200 "The identity provider did not give a token for the code." "Sign in again.";
    ACP_STATE_MISMATCH "KER-ACP-007" "state is not maching" 200 "The answer of the identity provider does not belong to this browser's sign-in." "Start the sign-in again.";
    ACP_URL "KER-ACP-009" "url not found in allowed url's" 200 "The target of the redirect is not on the list of allowed addresses." "Ask the operator to allow the address.";
    ACP_STATE_EMPTY "KER-ACP-010" "state is null or empty" 200 "The sign-in was started without a state." "Start the sign-in again.";
    ACP_STATE_UUID "KER-ACP-011" "state is not uuid" 200 "The state is not a UUID in lower case." "Start the sign-in again.";

    // Partners
    POLICY_GROUP_NOT_FOUND "PMS_PRT_002" "Policy group does not exist" 200 "No policy group has this name." "Choose one of the active policy groups.";
    PARTNER_NOT_FOUND "PMS_PRT_005" "Partner does not exist" 200 "No partner has this id." "Check the partner id.";
    PARTNER_TYPE_NOT_FOUND "PMS_PRT_010" "Partner Type does not exist" 200 "The partner type is not in the catalogue, or may not register itself." "Choose one of the partner types of the reference.";
    EMAIL_EXISTS "PMS_PRT_011" "Email is already exists." 200 "Another partner uses this e-mail address." "Use another address of your organisation.";
    EMAIL_INVALID "PMS_PRT_012" "Invalid emailId." 200 "The e-mail address is missing or has no valid form." "Send an address like name@example.org.";
    MOBILE_INVALID "PMS_PRT_013" "Invalid mobile number.Length should be less than .{}" 200 "The contact number is too long." "Send at most 16 characters.";
    POLICY_GROUP_NOT_REQUIRED "PMS_PRT_048" "policy group mapping is not required for given partner" 200 "Partners of this type have no policy group." "Nothing needs to be chosen.";
    POLICY_GROUP_FIXED "PMS_PRT_050" "Policy group cannot be updated for approved partner" 200 "The policy group is fixed once a partner is active." "Ask the partner admin to register a second partner for the other group.";
    PARTNER_EXISTS "PMS_PRT_051" "A Partner is already registered with the same Id" 200 "The partner id is taken, perhaps in other letter case." "Choose another partner id.";
    PARTNER_ID_LENGTH "PMS_PRT_052" "PartnerId max length should be {}" 200 "The partner id is too long." "Choose a shorter partner id.";
    POLICY_GROUP_MISSING "PMS_PRT_054" "Policy group not mapped for given partner" 200 "Partners of this type need a policy group before their certificate." "Choose a policy group first.";
    LANGUAGE_UNSUPPORTED "PMS_PRT_056" "Given langCode is not supported" 200 "The language is not one of the site's." "Send one of the site's language codes, or none.";
    PARTNER_ID_SPACES "PMS_PRT_066" "PartnerId should not have any spaces" 200 "The partner id holds white space." "Remove the white space.";
    PARTNER_ID_CHARACTERS "PMS_PRT_067" "PartnerId has a character that is not allowed" 200 "The partner id holds a character that cannot stand in an address or is not visible, has dots alone, or is a word that addresses use, such as new or search." "Use letters, digits, dot, hyphen and underscore, and another word.";
    JSON_INVALID "PMS_PRT_096" "Json is not valid" 200 "The additional information is too large." "Send less than 16 KiB of JSON.";
    CERTIFICATE_ID_INVALID "PMS_PRT_099" "Invalid input for '{}'. Expected: Only alphanumeric characters (A–Z, a–z, 0–9) and hyphens (-) are allowed with a maximum length of 36 characters." 200 "The id of the certificate has a character that ids never have." "Use the id from the list.";
    POLICY_GROUP_MANDATORY "PMS_PRT_108" "Policy group is Mandatory for {}" 200 "Partners of this type must choose a policy group." "Choose one of the active policy groups.";
    CERTIFICATE_NOT_UPLOADED "PMS_PRT_108" "Certficate is not uploaded for the selected partner." 200 "The partner has no accepted certificate yet." "Upload a certificate first.";
    CERTIFICATE_NEEDED_TO_ACTIVATE "PMS_PRT_108" "Certficate is not uploaded for the given partner.Cannot activate the same." 200 "A partner without an accepted certificate cannot be active." "Let the partner upload its certificate first.";
    LEAF_NOT_EXTRACTED "PMS_PRT_046" "Error occured while extracting the leaf cert." 200 "The signed chain could not be read back." "Give the request id to the operator.";
    MANAGED_PARTNER_NOT_FOUND "PMS_PMP_005" "Partner ID does not exist" 200 "No partner has this id." "Check the partner id.";
    NO_PARTNERS "PMS_PMP_013" "Partner does not exist" 200 "No partner matches." "Check the partner type.";
    PARTNER_NOT_ACTIVE "PMS_PMP_016" "Partner is not active." 200 "The partner waits for approval, was rejected or deactivated." "Wait for the partner admin's decision, or ask for reactivation.";
    PARTNER_REJECTED "PMS_PMP_016" "Partner is not active. Its registration was rejected." 200 "The partner admin rejected the registration." "Read the reason, correct what it names and ask again.";
    POLICY_GROUP_INACTIVE "PMS_PMP_023" "Policy group is not active." 200 "The policy group was switched off." "Choose an active policy group.";
    STATUS_INVALID "PMS_PM_058" "Status should be either Active or De-Active" 200 "The status is another word." "Send Active or De-active.";
    PARTNER_DETAILS_FAILED "PMS_PM_059" "Error while fetching partner details." 200 "Something failed on our side." "Send the request again.";
    PARTNERS_FAILED "PMS_PM_061" "Error while fetching all partners details" 200 "Something failed on our side." "Send the request again.";
    PARTNER_DEACTIVATED "PMS_PM_063" "The selected partner has already been deactivated." 200 "The partner is deactivated; this route does not bring it back." "Reactivate it with a reason.";
    NO_OWN_PARTNER "PMS_CERTIFICATE_ERROR_002" "User Id does not exists." 200 "The signed-in person is not a member of any partner." "Register an organisation, or ask its owner for an invitation.";
    CERTIFICATES_FAILED "PMS_CERTIFICATE_ERROR_001" "Error while fetching partner certificates." 200 "Something failed on our side." "Send the request again.";
    CERTIFICATE_UNREADABLE "PMS_CERTIFICATE_ERROR_006" "Unable to decode the certificate data" 200 "The stored certificate cannot be read." "Give the request id to the operator.";
    CERTIFICATE_FOREIGN "PMS_CERTIFICATE_ERROR_007" "The given partner ID does not belong to the user.So unable to get the original partner certificates" 200 "The partner is another organisation's." "Use one of your own partners.";
    CERTIFICATE_FAILED "PMS_CERTIFICATE_ERROR_008" "Error while fetching certificate." 200 "Something failed on our side." "Send the request again.";
    CERTIFICATE_OF_DEACTIVATED "PMS_CERTIFICATE_ERROR_009" "Unable to download the certificate for a deactivated partner" 200 "The partner is deactivated." "Ask the partner admin to reactivate it.";
    TRUST_LIST_FAILED "PMS_CERTIFICATE_ERROR_010" "Error while fetching trust certificates." 200 "Something failed on our side." "Send the request again.";
    TRUST_DOWNLOAD_FAILED "PMS_CERTIFICATE_ERROR_011" "Error while downloading trust certificates." 200 "Something failed on our side." "Send the request again.";
    POLICY_GROUP_GONE "PMS_POLICY_ERROR_008" "No matching policy group was found for the provided partner" 200 "The partner's policy group is no longer there." "Give the partner id to the operator.";
    POLICY_GROUP_ID_EMPTY "PMS_POLICY_ERROR_005" "Policy Group Id is empty." 200 "The partner needs a policy group and has none." "Let the partner choose a policy group.";
    FEATURE_TRUST_LIST "PMS_FEATURE_001" "Root and Intermediate Certificates list is not available in the current deployment." 200 "The site switched this list off." "Ask the operator.";
    FEATURE_CERTIFICATE_DATA "PMS_FEATURE_003" "Downloading CA signed certificate is not available in the current deployment." 200 "The site switched this download off." "Ask the operator.";
    REACTIVATE_ACTIVE "PMS_PMX_001" "The selected object is already active." 200 "There is nothing to reactivate." "Nothing needs to be done.";
    REACTIVATE_UNACCEPTABLE "PMS_PMX_002" "The partner cannot be reactivated: its certificates are no longer acceptable." 200 "The certificate that counts (the signed one; of a chip provider its own with its chain) has expired or was withdrawn, or there is none for each use." "Let an administrator upload a current certificate for the partner (adminReason), then reactivate it.";
    REACTIVATE_CERTIFICATE_UNKNOWN "PMS_PMX_005" "The partner cannot be reactivated: its certificate was not taken over from the former services." 200 "The partner was adopted with the id of a certificate that keymanager holds; the certificate itself is not in this database, so nobody can tell whether it is acceptable." "Copy keymanager's rows of partner_cert_store into this database, or let an administrator upload the certificate for the partner (adminReason); then reactivate it.";
    REASON_REQUIRED "PMS_PMX_003" "A reason is required." 200 "This decision must say why." "Send a reason of at most 1000 characters.";
    REASON_LENGTH "PMS_PMX_004" "The reason is too long. Length should be at most {} characters." 200 "The reason is too long." "Shorten the reason.";
    APPROVAL_NOT_FOUND "PMS_APR_001" "Approval does not exist" 200 "No approval has this id." "Use an id from the list of approvals.";
    APPROVAL_DECIDED "PMS_APR_002" "The request has already been decided." 200 "Somebody decided it before." "Read the decision in the list of approvals.";
    APPROVAL_STALE "PMS_APR_003" "The object changed after it was shown. Look at it again before deciding." 200 "The decision named an older revision of the object." "Read the object again and repeat the decision.";
    DECISION_INVALID "PMS_APR_004" "Decision should be approve, reject, ask or hold" 200 "The decision is another word." "Send approve, reject, ask or hold.";
    AWAITS_SECOND_ADMIN "PMS_APR_006" "The request is recorded and waits for the decision of a second partner admin." 200 "This site lets two admins do this together; nothing was changed yet." "Ask another partner admin to decide it in the inbox.";
    SECOND_ADMIN_NEEDED "PMS_APR_007" "Another partner admin has to decide this request." 200 "Whoever asked for it, or is concerned by it, cannot be the second of two people." "Ask another partner admin to decide it.";
    APPROVAL_FILTER_INVALID "PMS_APR_005" "Invalid value for '{}'" 200 "The filter has a word that the list does not know." "Send one of the words of the reference.";
    INVITATION_INVALID "PMS_INV_001" "The invitation is not valid any more." 200 "The link was used, revoked, has expired or is not complete." "Ask the partner admin for a new invitation.";
    NOT_SELF_SERVICE "PMS_REG_001" "Partners of this type are registered by an administrator." 200 "This type of partner cannot register itself." "Ask the partner admin to register the organisation.";

    // Users, consent
    USER_SERVER_ERROR "PMS_ATH_500" "Server error occured,Please check the logs " 200 "The account could not be made." "Check name, e-mail and role.";
    CONSENT_GET_FAILED "PMS_CONSENT_ERROR_001" "Error while fetching partner consent." 200 "Something failed on our side." "Send the request again.";
    CONSENT_SAVE_FAILED "PMS_CONSENT_ERROR_002" "Error while saving partner consent." 200 "Something failed on our side." "Send the request again.";
    SEEN_UPDATE_FAILED "PMS_NOTIFICATION_ERROR_001" "Error while updating notifications seen date time" 200 "Something failed on our side." "Send the request again.";
    SEEN_INVALID "PMS_NOTIFICATION_ERROR_002" "Invalid notification seen timestamp" 200 "The time is missing." "Send notificationsSeenDtimes.";
    SEEN_NO_USER "PMS_NOTIFICATION_ERROR_003" "User details does not exist for the user." 200 "Nothing is stored for this user yet." "Set the time first.";
    SEEN_GET_FAILED "PMS_NOTIFICATION_ERROR_004" "Error while fetching notifications seen date time" 200 "Something failed on our side." "Send the request again.";

    // Policy groups
    POLICY_GROUP_EXISTS "PMS_POL_014" "Policy group exists with name : {}" 200 "The name of the policy group is taken." "Choose another name.";
    POLICY_GROUP_ID_NOT_FOUND "PMS_POL_016" "Policy Group ID does not exist" 200 "No policy group has this id." "Use an id from the list of policy groups.";
    NO_ACTIVE_POLICY_GROUPS "PMS_POL_059" "There are no active policy groups." 200 "No policy group is active yet." "Let a policy manager create one.";
    POLICY_GROUPS_FAILED "PMS_POL_060" "Error while fetching policy groups." 200 "Something failed on our side." "Send the request again.";

    // Certificates (keymanager's codes, contract pki §1.2)
    CERT_INVALID "KER-PCM-001" "Invalid Certificate uploaded." 200 "The upload is empty, is no certificate, or is not acceptable as a CA." "Upload a certificate in PEM form; a CA needs CA:true, keyCertSign, RSA of at least 2048 bits and SHA-2.";
    CERT_THUMBPRINT "KER-PCM-002" "Error in generating Certificate Thumbprint." 200 "The chain could not be built." "Give the request id to the operator.";
    CERT_EXISTS "KER-PCM-003" "Certificate already exists in store." 200 "The same certificate is already in this domain's trust store." "Nothing needs to be done.";
    CERT_DATES "KER-PCM-004" "Certificate Dates are not valid." 200 "The certificate has expired." "Upload a certificate that is valid today.";
    CERT_ROOT_NOT_FOUND "KER-PCM-005" "Root CA Certificate not found." 200 "The trust store of the domain holds no root for this certificate." "Upload the root first.";
    CERT_CHAIN_NOT_FOUND "KER-PCM-006" "Root CA/Intermediate CA Certificates not found." 200 "The trust store of the domain holds no complete chain for this certificate." "Submit the CA certificates (root and intermediates) first, or with the certificate.";
    CERT_VERSION "KER-PCM-007" "Certificate version not supported." 200 "The certificate is not X.509 version 3." "Ask your CA for a version 3 certificate.";
    CERT_ORGANIZATION "KER-PCM-008" "Partner Organization Name not Matched." 200 "The organisation (O) in the certificate is not the registered name, letter for letter." "Ask your CA for a certificate with the registered name, or ask the partner admin to correct the name.";
    CERT_ID_INVALID "KER-PCM-010" "Invalid Partner Certificate ID." 200 "The id is empty." "Use an id from the list.";
    CERT_DOMAIN "KER-PCM-011" "Invalid Partner Domain." 200 "The domain is not AUTH, DEVICE, FTM or MISP, or not the one of this partner type." "Send the domain of the partner's type.";
    CERT_ID_NOT_FOUND "KER-PCM-012" "Partner Certificate not found for the given ID." 200 "No certificate has this id." "Use an id from the list.";
    CERT_KEY_SIZE "KER-PCM-013" "Partner Certificate Key Size is less than allowed size." 200 "The RSA key is shorter than 2048 bits." "Make a key of at least 2048 bits and ask your CA for a new certificate.";
    CERT_SIGNATURE "KER-PCM-014" "Partner Certificate Signature algorithm not supported." 200 "The certificate is not signed with SHA-256." "Ask your CA for a certificate signed with SHA-256.";
    CERT_SELF_SIGNED "KER-PCM-015" "Self Signed Certificate not allowed as partner." 200 "The certificate was signed by its own key." "Upload a certificate issued by a CA.";
    CERT_CA_VALIDITY "KER-PCM-017" "The CA Certificate validity is less than required minimum validity." 200 "A CA certificate needs at least 12 months." "Upload a CA certificate that lasts longer.";
    CERT_CA_TYPE "KER-PCM-018" "Invalid Certificate Type" 200 "The type is neither ROOT nor INTERMEDIATE." "Send ROOT or INTERMEDIATE.";
    CERT_CA_NOT_FOUND "KER-PMS-019" "CA Certificate not found for the given ID." 200 "No CA certificate has this id." "Use an id from the list.";
    CERT_FUTURE "KER-PMS-020" "Future Dated Certificate not allowed to upload." 200 "The certificate is not valid before a later day." "Upload it from that day on.";
    CERT_P7B "KER-KMS-021" "Failed to create p7b file format." 200 "The chain could not be encoded." "Give the request id to the operator.";
    CERT_VALIDITY "KER-KMS-021" "The PARTNER Certificate validity is less than required minimum validity" 200 "A partner certificate needs at least 335 days." "Ask your CA for a certificate that lasts longer.";
    CERT_PARSE "KER-KMS-013" "Certificate Parsing Error." 200 "The text is not a PEM certificate." "Upload the text from BEGIN CERTIFICATE to END CERTIFICATE.";
    CERT_BASE64 "KER-CRY-003" " input data is not base64 encoded" 200 "The data is neither PEM nor base64url." "Upload PEM, or the base64url form of a p7b file.";
    CERT_BASE64_SPLIT "KER-CRY-003" "data sent to decrypt is without key splitter or invalid" 200 "The base64url text is cut off or padded wrongly." "Encode the p7b file again.";
    CERT_KEY_IN_USE "PMS_CRT_001" "The public key of the certificate is in use by another partner." 200 "Two organisations must not share a key." "Make a key of your own and ask your CA for a certificate for it.";
    CERT_PRIVATE_KEY "PMS_CRT_002" "The upload holds a private key. It was not stored." 200 "A private key must never leave your systems." "Upload only the certificate, and replace the key: it must count as known to others.";
    CERT_TOO_MANY "PMS_CRT_003" "The upload holds too many certificates." 200 "More certificates than a chain ever has." "Upload at most 64 certificates at once.";
    CERT_USAGE "PMS_CRT_004" "certUsage should be signature, encryption or both" 200 "The usage is another word, or the partner type has a single certificate." "Send signature, encryption or both, or leave it out.";
    CERT_PARENT_PENDING "PMS_CRT_005" "The chain waits for the approval of a partner admin." 200 "A chain that a partner submits enters the trust store only after approval." "Wait for the decision; the certificate is processed then.";
    KEYMANAGER_INVALID_REQUEST "KER-KMS-005" "{} should not be null or empty" 200 "A required member or parameter is missing." "Send it.";
    KEYMANAGER_APPLICATION "KER-KMS-002" "ApplicationId not found in Key Policy. Key/CSR generation not allowed." 200 "No key belongs to this application id." "Use one of the application ids of the reference.";
    KEYMANAGER_NO_BASE_KEY "KER-KMS-016" "Key generation not allowed for base key. (not a base key application)" 200 "This application has no keys per reference." "Leave the reference id out.";
    KEYMANAGER_NO_KEY "KER-KMS-012" "Key Generation Process is not completed" 200 "The key was never made." "Ask the operator.";

    // Accounts (the portal and our own routes)
    SIGN_IN_FAILED "PMS_ACC_001" "User name or password is not right." 401 "The two do not belong together." "Check both; reset the password if you do not remember it.";
    CODE_WRONG "PMS_ACC_002" "The code is not right or has expired." 200 "Codes work for ten minutes and five tries, in the browser that asked for them." "Type the code from the newest mail, or ask for a new one.";
    PASSWORD_WEAK "PMS_ACC_003" "The password is too easy to guess." 200 "It is short, common, or contains the user name or e-mail address." "Use at least 12 characters; three or four unrelated words are good.";
    ACCOUNT_NAME_INVALID "PMS_ACC_004" "The user name has a character that is not allowed." 200 "User names have 1 to 64 letters, digits, dots, hyphens or underscores." "Choose another user name.";
    ACCOUNT_NAME_TAKEN "PMS_ACC_005" "The user name cannot be used." 200 "The name is taken, or is the id of a partner." "Choose another user name.";
    ACCOUNT_NOT_FOUND "PMS_ACC_006" "Account does not exist" 200 "No account has this name." "Check the name.";
    ROLE_UNKNOWN "PMS_ACC_007" "Role {} does not exist" 200 "The role is not one of the system's." "Use one of the roles of the reference.";
    PASSWORD_OLD_WRONG "PMS_ACC_008" "The current password is not right." 200 "A new password or e-mail address needs the current password." "Type the current password.";
    ACCOUNT_EMAIL_TAKEN "PMS_ACC_009" "The e-mail address is already used by an account." 200 "Each account has its own e-mail address." "Use another address.";
    FORM_EXPIRED "PMS_ACC_010" "The form has expired." 403 "The page was open too long, or another sign-in replaced it." "Load the page again and repeat the action.";
}
