//! For each route of the table a request that succeeds when nothing forbids it: on an object of the caller's own, and on
//! one of another partner.

use pms_api_testkit::{ORGANIZATION, registration, with};
use pms_domain::routes::Route;
use serde_json::{Value, json};

use crate::registries::Devices;

/// Ids of the partners that the requests are about. Each is in the state that its requests need.
#[derive(Clone)]
pub struct Objects {
    /// Active, with a certificate.
    pub active: String,
    /// Its user, whose time of seen notifications may be read.
    pub user: String,
    pub email: String,
    /// A certificate that it may upload.
    pub certificate: String,
    /// Waiting for the admin's decision, and the approval that waits.
    pub waiting: String,
    pub waiting_approval: String,
    /// Asked to change something, and the approval.
    pub asked_approval: String,
    pub rejected: String,
    pub deactivated: String,
    /// The active one's request for [`LINKED`], which waits.
    pub policy_request: String,
    /// Its request for [`TO_WITHDRAW`].
    pub policy_request_to_withdraw: String,
    /// Its API keys for [`KEYED`]: one that is switched, one that is issued again, one that an admin made, one that is off.
    pub key: String,
    pub key_to_reissue: String,
    pub key_to_fetch: String,
    pub key_off: String,
    /// One that waits for its decision.
    pub key_waiting: String,
    /// An OIDC client of the active one, for the policy [`WITH_CLIENTS`].
    pub client: String,
    /// Contacts of the active one.
    pub contact: String,
    pub contact_to_remove: String,
    /// About its certificate.
    pub notification: String,
    /// Active MISPs: without a licence, with one, and with one that an administrator has stopped. Their ids begin with the
    /// active partner's.
    pub unlicensed_misp: String,
    pub misp: Licensed,
    pub stopped_misp: Licensed,
    pub devices: Devices,
}

/// A MISP and its licence's key.
#[derive(Clone, Default)]
pub struct Licensed {
    pub id: String,
    pub key: String,
}

/// Label of the key that is switched.
pub const KEY_LABEL: &str = "Switched";

/// Policies of the group `Group`, by what may be done to them. The published one has API keys of the active partners.
pub const DRAFT: &str = "policy-draft";
pub const TO_PUBLISH: &str = "policy-to-publish";
pub const PUBLISHED: &str = "policy-published";
pub const TO_DEACTIVATE: &str = "policy-to-deactivate";
pub const DEACTIVATED: &str = "policy-deactivated";
/// The active partners have asked for these, and set extractors and a credential type for the first.
pub const LINKED: &str = "policy-linked";
pub const TO_WITHDRAW: &str = "policy-to-withdraw";
/// Nobody has asked for this one.
pub const TO_REQUEST: &str = "policy-to-request";
/// Approved for the active partners, which have API keys for these two.
pub const KEYED: &str = "policy-keyed";
pub const KEYED_TOO: &str = "policy-keyed-too";
pub const CREDENTIAL_TYPE: &str = "euin";
/// The active partners may have OIDC clients of this one.
pub const WITH_CLIENTS: &str = "policy-with-clients";

/// What it says.
pub fn policy_with_clients() -> Value {
    json!({"authTokenType": "random", "allowedAuthTypes": [{"authType": "otp", "mandatory": false}],
        "allowedKycAttributes": [{"attributeName": "fullName"}]})
}

/// The key of a client: another one for each number and partner.
pub fn client_key(number: usize, partner: &str) -> Value {
    let text = format!("{}{number}", partner.replace('-', "_"));
    json!({"kty": "OKP", "crv": "Ed25519", "x": format!("{text:x>42}A")})
}

/// A client of a partner to be registered.
fn client(number: usize, partner: &str) -> Value {
    let client = json!({"name": format!("Client {number}"), "policyId": WITH_CLIENTS, "authPartnerId": partner,
        "publicKey": client_key(number, partner), "clientNameLangMap": {"eng": "Client"}});
    with(client, client_details(number))
}

/// What of a client may change.
fn client_details(number: usize) -> Value {
    json!({"logoUri": format!("https://bank.example/{number}"), "redirectUris": ["https://bank.example/callback"],
        "grantTypes": ["authorization_code"], "clientAuthMethods": ["private_key_jwt"]})
}

/// What they say.
pub fn policy() -> Value {
    json!({"authTokenType": "random", "allowedAuthTypes": [], "allowedKycAttributes": []})
}

/// A request to a route.
pub struct Shape {
    pub path: String,
    pub request: Option<Value>,
}

/// What the matrix sends to a route.
pub struct Case {
    /// To the caller's own object (or to nobody's).
    pub own: Shape,
    /// The same to another partner's object; none when the route takes no object of a partner.
    pub foreign: Option<Shape>,
    /// The first one succeeds again and again.
    pub repeats: bool,
    /// The answer is a list: it must not name another partner's object.
    pub lists: bool,
}

/// What is shared by all requests of a matrix.
pub struct Common {
    pub own: Objects,
    pub foreign: Objects,
    pub policy_group: String,
    /// Without policies.
    pub empty_group: String,
    /// Inactive.
    pub closed_group: String,
    pub trust_certificate: String,
    pub ca: String,
}

pub fn read(path: &str) -> Shape {
    Shape { path: path.to_owned(), request: None }
}

pub fn write(path: &str, request: Value) -> Shape {
    Shape { path: path.to_owned(), request: Some(request) }
}

pub fn nobody(own: Shape) -> Case {
    Case { own, foreign: None, repeats: true, lists: false }
}

pub fn list(own: Shape) -> Case {
    let foreign = Shape { path: own.path.clone(), request: own.request.clone() };
    Case { own, foreign: Some(foreign), repeats: true, lists: true }
}

impl Case {
    pub fn once(self) -> Self {
        Self { repeats: false, ..self }
    }
}

/// The template with its variables filled in.
pub fn fill(route: &Route, values: &[&str]) -> String {
    let mut values = values.iter();
    let parts = route.path.split('/').map(|part| match part.starts_with('{') {
        true => *values.next().unwrap_or_else(|| panic!("{} has more variables", route.id)),
        false => part,
    });
    parts.collect::<Vec<_>>().join("/")
}

fn of_hotlist(route: &Route, number: usize) -> Option<Case> {
    let id = format!("serial-{number}");
    Some(nobody(match route.id {
        "BLOCK_HOTLIST" | "UNBLOCK_HOTLIST" => write(route.path, json!({"idType": "DEVICE", "id": id})),
        "HOTLIST_STATUS" => read(&fill(route, &["DEVICE", &id])),
        // A file: [`super::house::House::call`] sends it as text.
        "IMPORT_HOTLIST" => write(route.path, json!(format!("idType,id\nDEVICE,{id}\n"))),
        _ => return None,
    }))
}

impl Common {
    /// On the own and on the foreign object.
    pub fn on(&self, shape: impl Fn(&Objects) -> Shape) -> Case {
        Case { own: shape(&self.own), foreign: Some(shape(&self.foreign)), repeats: true, lists: false }
    }

    /// The requests for a route. `number` differs in every call: new objects get it into their names.
    pub fn case(&self, route: &Route, number: usize) -> Case {
        self.of_partners(route, number)
            .or_else(|| self.of_lists(route))
            .or_else(|| self.of_decisions(route, number))
            .or_else(|| self.of_policies(route, number))
            .or_else(|| self.of_policy_links(route))
            .or_else(|| self.of_licences(route))
            .or_else(|| self.of_api_keys(route, number))
            .or_else(|| self.of_policy_groups(route, number))
            .or_else(|| self.of_contacts_and_notifications(route, number))
            .or_else(|| self.of_clients(route, number))
            .or_else(|| of_hotlist(route, number))
            .or_else(|| self.of_devices(route, number))
            .or_else(|| self.of_interfaces(route, number))
            .or_else(|| self.of_chips(route, number))
            .or_else(|| self.of_the_rest(route, number))
            .unwrap_or_else(|| panic!("{} has no request in the rights matrix: add one", route.id))
    }

    fn of_partners(&self, route: &Route, number: usize) -> Option<Case> {
        let new = format!("new-{number}");
        let path = |objects: &Objects| fill(route, &[&objects.active]);
        Some(match route.id {
            "REGISTER_PARTNER" | "REGISTER_PARTNER_V2" => nobody(write(route.path, registration(&new, "Auth_Partner"))),
            "ADD_CONTACT" => self.on(|objects| {
                let email = format!("{new}-{}@contacts.example", objects.active);
                let contact = json!({"address": "2 Side Street", "contactNumber": "0801234567", "emailId": email});
                write(&path(objects), with(contact, json!({"is_Active": true})))
            }),
            "UPDATE_PARTNER" | "UPDATE_PARTNER_V2" => self.on(|objects| {
                let request = json!({"address": format!("{number} Main Street"), "contactNumber": "0807654321"});
                write(&path(objects), request)
            }),
            "GET_PARTNER" | "GET_PARTNER_CERTIFICATE" | "GET_CERTIFICATE_DATA" | "ADMIN_GET_PARTNER" => {
                self.on(|objects| read(&path(objects)))
            }
            "UPLOAD_PARTNER_CERTIFICATE" => self.on(|objects| {
                let certificate = json!({"certificateData": objects.certificate, "partnerDomain": "AUTH"});
                write(route.path, with(certificate, json!({"partnerId": objects.active})))
            }),
            "CHOOSE_POLICY_GROUP" => self.on(|objects| write(&fill(route, &[&objects.waiting, "Group"]), json!({}))),
            "UPLOAD_CA_CERTIFICATE" => {
                let request = json!({"certificateData": self.ca, "partnerDomain": "AUTH"});
                nobody(write(route.path, request)).once()
            }
            "VERIFY_EMAIL" => self.on(|objects| write(route.path, json!({"emailId": objects.email}))),
            "INVITE_MEMBER" => self.on(|objects| {
                let request = json!({"emailId": format!("{new}-{}@people.example", objects.active)});
                write(&path(objects), request)
            }),
            "SET_NOTIFICATIONS_SEEN" => self.on(|objects| {
                let request = json!({"notificationsSeenDtimes": "2026-01-15T10:00:00.000"});
                write(&fill(route, &[&objects.user]), request)
            }),
            "GET_NOTIFICATIONS_SEEN" => self.on(|objects| read(&fill(route, &[&objects.user]))),
            _ => return None,
        })
    }

    fn of_lists(&self, route: &Route) -> Option<Case> {
        let page = json!({"filters": [], "sort": [], "pagination": {"pageStart": 0, "pageFetch": 500}});
        Some(match route.id {
            "SEARCH_PARTNERS" => list(write(route.path, with(page, json!({"partnerType": "all"})))),
            "SEARCH_PARTNER_TYPES" => nobody(write(route.path, page)),
            "FILTER_PARTNERS" => {
                let filters = json!({"filters": [{"columnName": "id", "type": "all", "text": ""}]});
                list(write(route.path, with(filters, json!({"optionalFilters": []}))))
            }
            "OWN_PARTNERS" => list(read(&format!("{}?status=approved", route.path))),
            "PARTNER_CERTIFICATES_DETAILS" | "LIST_PARTNERS" | "LIST_PARTNERS_V2" => list(read(route.path)),
            "LIST_APPROVALS" => list(read(&format!("{}?pageNo=0&pageSize=500", route.path))),
            "ADMIN_LIST_PARTNERS" => list(read(&format!("{}?pageNo=0&pageSize=500", route.path))),
            "LIST_AUDIT_RECORDS" | "LIST_SECURITY_EVENTS" | "LIST_HOTLIST" => nobody(read(route.path)),
            // A file, not an answer in an envelope.
            "EXPORT_AUDIT_RECORDS" => nobody(read(&format!("{}?format=csv", route.path))).once(),
            "LIST_TRANSACTIONS" | "TRANSACTION_PARTNERS" => list(read(&format!("{}?source=gateway", route.path))),
            "TRANSACTION_TOTALS" | "TRANSACTION_TIME_LINE" => nobody(read(route.path)),
            "EXPORT_TRANSACTIONS" => nobody(read(&format!("{}?format=csv", route.path))).once(),
            // Nobody here is bound to a MISP, and nothing is signed by a hub.
            "INGEST_TRANSACTIONS" => nobody(write(route.path, json!([]))).once(),
            "TRANSACTION_INTENT" => nobody(read(route.path)).once(),
            "TRANSACTION_STATUS" => nobody(write(route.path, json!({}))).once(),
            "LIST_TRUST_CERTIFICATES" => nobody(read(&format!("{}?pageNo=0&pageSize=500", route.path))),
            _ => return None,
        })
    }

    fn of_decisions(&self, route: &Route, number: usize) -> Option<Case> {
        let reason = json!({"reason": "Because."});
        Some(match route.id {
            "SET_PARTNER_STATUS" => {
                self.on(|objects| write(&fill(route, &[&objects.active]), json!({"status": "Active"})))
            }
            "DECIDE_APPROVAL" => {
                let request = with(reason, json!({"decision": "hold"}));
                self.on(|objects| write(&fill(route, &[&objects.waiting_approval]), request.clone())).once()
            }
            "ANSWER_APPROVAL" => {
                self.on(|objects| write(&fill(route, &[&objects.asked_approval]), reason.clone())).once()
            }
            "REOPEN_PARTNER" => self.on(|objects| write(&fill(route, &[&objects.rejected]), reason.clone())).once(),
            "REACTIVATE_PARTNER" => {
                self.on(|objects| write(&fill(route, &[&objects.deactivated]), reason.clone())).once()
            }
            "ADMIN_CREATE_PARTNER" => {
                nobody(write(route.path, registration(&format!("made-{number}"), "Auth_Partner")))
            }
            _ => return None,
        })
    }

    fn of_policies(&self, route: &Route, number: usize) -> Option<Case> {
        let group = self.policy_group.as_str();
        let policy = |name: String| {
            json!({"policyGroupName": "Group", "policyType": "Auth", "name": name, "desc": format!("{number}"),
                "version": "1", "policies": policy()})
        };
        let search = json!({"filters": [], "policyType": "all"});
        Some(match route.id {
            "CREATE_POLICY" => nobody(write(route.path, policy(format!("Policy {number}")))),
            "UPDATE_POLICY" => nobody(write(&fill(route, &[DRAFT]), policy(DRAFT.to_owned()))),
            "SET_POLICY_STATUS" => nobody(write(&fill(route, &[DRAFT, group]), json!({"status": "De-Active"}))),
            "PUBLISH_POLICY" => nobody(read(&fill(route, &[TO_PUBLISH, group]))).once(),
            "GET_POLICY" => nobody(read(&fill(route, &[PUBLISHED]))),
            "GET_PARTNER_POLICY" => self.on(|objects| read(&fill(route, &[PUBLISHED, &objects.active]))),
            "SEARCH_POLICIES" | "FILTER_POLICIES" => nobody(write(route.path, search)),
            "LIST_POLICIES" | "LIST_POLICIES_V2" => nobody(read(route.path)),
            "ACTIVE_POLICIES" => nobody(read(&fill(route, &["Group"]))),
            "POLICY_CONFIG" => nobody(read(&fill(route, &["pmp.allowed.policy.types"]))),
            "DEACTIVATE_POLICY" => {
                nobody(write(&fill(route, &[TO_DEACTIVATE]), json!({"status": "De-Activate"}))).once()
            }
            "REACTIVATE_POLICY" => nobody(write(&fill(route, &[DEACTIVATED]), json!({"reason": "Because."}))).once(),
            "CLONE_POLICY" => {
                let request = json!({"policyGroupName": "Group", "name": format!("Clone {number}")});
                nobody(write(&fill(route, &[PUBLISHED]), request))
            }
            _ => return None,
        })
    }

    fn of_policy_links(&self, route: &Route) -> Option<Case> {
        let page = json!({"filters": [], "sort": [], "pagination": {"pageStart": 0, "pageFetch": 500}});
        Some(match route.id {
            "REQUEST_POLICY" => self
                .on(|objects| {
                    let request = json!({"policyName": TO_REQUEST, "useCaseDescription": "Because."});
                    write(&fill(route, &[&objects.active]), request)
                })
                .once(),
            // The role is the right; a member may not decide.
            "DECIDE_POLICY_REQUEST" => {
                let request = json!({"status": "Approved"});
                nobody(write(&fill(route, &[&self.own.policy_request]), request)).once()
            }
            "WITHDRAW_POLICY_REQUEST" => self
                .on(|objects| {
                    write(&fill(route, &[&objects.policy_request_to_withdraw]), json!({"reason": "Because."}))
                })
                .once(),
            "ADD_EXTRACTORS" => self.on(|objects| {
                let extractor = json!({"attributeName": "photo", "biometric": "Face",
                    "extractor": {"provider": "mock", "version": "1.1"}});
                write(&fill(route, &[&objects.active, LINKED]), json!({"extractors": [extractor]}))
            }),
            "GET_EXTRACTORS" => self.on(|objects| read(&fill(route, &[&objects.active, LINKED]))),
            "MAP_CREDENTIAL_TYPE" => {
                self.on(|objects| write(&fill(route, &[&objects.active, CREDENTIAL_TYPE, LINKED]), json!({})))
            }
            "GET_CREDENTIAL_POLICY" => self.on(|objects| read(&fill(route, &[&objects.active, CREDENTIAL_TYPE]))),
            "LIST_POLICY_REQUESTS" => list(read(&format!("{}?pageNo=0&pageSize=500", route.path))),
            "SEARCH_POLICY_REQUESTS" => list(write(route.path, page)),
            "FILTER_POLICY_REQUESTS" => {
                // What a request is for names its partner.
                let filters = json!({"filters": [{"columnName": "requestDetail", "type": "all", "text": ""}]});
                list(write(route.path, with(filters, json!({"optionalFilters": []}))))
            }
            _ => return None,
        })
    }

    fn of_licences(&self, route: &Route) -> Option<Case> {
        let page = json!({"filters": [], "sort": [], "pagination": {"pageStart": 0, "pageFetch": 500}});
        let reason = json!({"reason": "Because."});
        Some(match route.id {
            "CREATE_LICENCE" => {
                self.on(|objects| write(route.path, json!({"providerId": objects.unlicensed_misp}))).once()
            }
            "SET_LICENCE_STATUS" => self.on(|objects| {
                let licence = json!({"providerId": objects.misp.id, "licenseKey": objects.misp.key});
                write(route.path, with(licence, json!({"licenseKeyStatus": "Active"})))
            }),
            "LIST_LICENCES" => list(read(route.path)),
            "GET_LICENCE_KEY" => nobody(read(&fill(route, &[&self.own.misp.id]))),
            "SEARCH_LICENCES" => list(write(route.path, page)),
            "FILTER_LICENCES" => {
                let filters = json!({"filters": [{"columnName": "mispId", "type": "all", "text": ""}]});
                list(write(route.path, with(filters, json!({"optionalFilters": []}))))
            }
            // Who asks knows licence and key; the role is the right.
            "VALIDATE_API_KEY" => nobody(read(&fill(route, &[&self.own.active, &self.own.client, &self.own.misp.key]))),
            "VALIDATE_API_KEYS" => {
                let question = json!({"partnerId": self.own.active, "apiKey": self.own.client,
                    "licenseKey": self.own.misp.key});
                nobody(write(route.path, json!({ "questions": [question] })))
            }
            // One's own is left to administrators unless the site says otherwise.
            "RENEW_LICENCE" => {
                self.on(|objects| write(&fill(route, &[&objects.stopped_misp.id]), reason.clone())).once()
            }
            "REACTIVATE_LICENCE" => nobody(write(&fill(route, &[&self.own.stopped_misp.id]), reason)).once(),
            _ => return None,
        })
    }

    fn of_api_keys(&self, route: &Route, number: usize) -> Option<Case> {
        let page = json!({"filters": [], "sort": [], "pagination": {"pageStart": 0, "pageFetch": 500}});
        let reason = json!({"reason": "Because."});
        Some(match route.id {
            "GENERATE_API_KEY" => self.on(|objects| {
                let request = json!({"policyName": KEYED, "label": format!("Key {number}")});
                write(&fill(route, &[&objects.active]), request)
            }),
            "SET_API_KEY_STATUS" => self.on(|objects| {
                let request = json!({"label": KEY_LABEL, "status": "Active"});
                write(&fill(route, &[&objects.active, KEYED]), request)
            }),
            "LIST_PARTNER_KEY_REQUESTS" => self.on(|objects| read(&fill(route, &[&objects.active]))),
            // The role is the right. To where it is a key moves again and again.
            "MOVE_API_KEY" => {
                let request = json!({"oldPolicyID": KEYED, "newPolicyID": KEYED});
                nobody(write(&fill(route, &[&self.own.active, &self.own.key]), request))
            }
            "GET_API_KEY_POLICY" => nobody(read(&fill(route, &[&self.own.active, &self.own.key]))),
            "LIST_KEY_REQUESTS" => nobody(read(route.path)),
            "GET_KEY_REQUEST" => nobody(read(&fill(route, &[&self.own.policy_request]))),
            "LIST_API_KEYS" | "LIST_API_KEYS_V2" | "LIST_API_KEYS_ALIAS" => {
                list(read(&format!("{}?pageNo=0&pageSize=500", route.path)))
            }
            "SEARCH_API_KEYS" => list(write(route.path, page)),
            "CREATE_API_KEY_FOR_PARTNER" => self.on(|objects| {
                let label = format!("Made {number}");
                write(route.path, json!({"partnerId": objects.active, "policyName": KEYED_TOO, "label": label}))
            }),
            "REISSUE_API_KEY" => self
                .on(|objects| {
                    let request = json!({"label": format!("Again {number}")});
                    write(&fill(route, &[&objects.key_to_reissue]), request)
                })
                .once(),
            "FETCH_API_KEY" => self.on(|objects| write(&fill(route, &[&objects.key_to_fetch]), json!({}))).once(),
            "WITHDRAW_API_KEY" => self.on(|objects| write(&fill(route, &[&objects.key_waiting]), json!({}))).once(),
            "REACTIVATE_API_KEY" => self.on(|objects| write(&fill(route, &[&objects.key_off]), reason.clone())).once(),
            _ => return None,
        })
    }

    fn of_policy_groups(&self, route: &Route, number: usize) -> Option<Case> {
        Some(match route.id {
            "CREATE_POLICY_GROUP" => {
                nobody(write(route.path, json!({"name": format!("Group {number}"), "desc": "Described"})))
            }
            "GET_POLICY_GROUP" => nobody(read(&fill(route, &[&self.policy_group]))),
            "UPDATE_POLICY_GROUP" => {
                let request = json!({"name": "Group", "desc": format!("{number}"), "isActive": true});
                nobody(write(&fill(route, &[&self.policy_group]), request))
            }
            "SEARCH_POLICY_GROUPS" | "FILTER_POLICY_GROUPS" => nobody(write(route.path, json!({"filters": []}))),
            "DEACTIVATE_POLICY_GROUP" => {
                nobody(write(&fill(route, &[&self.empty_group]), json!({"status": "De-Activate"}))).once()
            }
            "REACTIVATE_POLICY_GROUP" => {
                nobody(write(&fill(route, &[&self.closed_group]), json!({"reason": "Because."}))).once()
            }
            _ => return None,
        })
    }

    fn of_contacts_and_notifications(&self, route: &Route, number: usize) -> Option<Case> {
        let of = |objects: &Objects, contact: &str| fill(route, &[&objects.active, contact]);
        Some(match route.id {
            "LIST_NOTIFICATIONS" => list(read(&format!("{}?pageSize=500", route.path))),
            "DISMISS_NOTIFICATION" => self
                .on(|objects| write(&fill(route, &[&objects.notification]), json!({"notificationStatus": "DISMISSED"})))
                .once(),
            "LIST_CONTACTS" => self.on(|objects| read(&fill(route, &[&objects.active]))),
            // At most one is open.
            "RENAME_PARTNER" => self
                .on(|objects| {
                    let wanted = json!({"organizationName": format!("Name {number}"), "reason": "Because."});
                    write(&fill(route, &[&objects.waiting]), wanted)
                })
                .once(),
            "CERTIFICATE_CHALLENGE" => self.on(|objects| read(&fill(route, &[&objects.active]))),
            "CERTIFICATE_HISTORY" => self.on(|objects| read(&fill(route, &[&objects.active]))),
            "EDIT_CONTACT" => self.on(|objects| {
                let email = format!("desk@{}.example", objects.active);
                let contact =
                    json!({"address": format!("{number} Side Street"), "contactNumber": "1", "emailId": email});
                write(&of(objects, &objects.contact), contact)
            }),
            "REMOVE_CONTACT" => self.on(|objects| read(&of(objects, &objects.contact_to_remove))).once(),
            "SEND_CONTACT_CODE" => self.on(|objects| write(&of(objects, &objects.contact), json!({}))).once(),
            // Nobody here knows a code; the service's own tests do.
            "VERIFY_CONTACT" => nobody(write(&of(&self.own, &self.own.contact), json!({"code": "no code"}))).once(),
            _ => return None,
        })
    }

    fn of_clients(&self, route: &Route, number: usize) -> Option<Case> {
        Some(match route.id {
            "CREATE_OAUTH_CLIENT" | "CREATE_OIDC_CLIENT" => {
                self.on(|objects| write(route.path, client(number, &objects.active))).once()
            }
            "UPDATE_OAUTH_CLIENT" | "UPDATE_OIDC_CLIENT" => self.on(|objects| {
                let names = json!({"clientName": "Client", "clientNameLangMap": {"eng": "Client"}, "status": "ACTIVE"});
                write(&fill(route, &[&objects.client]), with(client_details(number), names))
            }),
            "GET_OAUTH_CLIENT" | "GET_OIDC_CLIENT" => self.on(|objects| read(&fill(route, &[&objects.client]))),
            "LIST_OAUTH_CLIENTS" => list(read(route.path)),
            "CHANGE_CLIENT_KEY" => self
                .on(|objects| {
                    let key = client_key(number, &objects.active);
                    write(&fill(route, &[&objects.client]), json!({ "publicKey": key }))
                })
                .once(),
            _ => return None,
        })
    }

    fn of_the_rest(&self, route: &Route, number: usize) -> Option<Case> {
        Some(nobody(match route.id {
            "DOWNLOAD_TRUST_CERTIFICATE" => read(&fill(route, &[&self.trust_certificate])),
            "CREATE_USER" => write(
                route.path,
                json!({"userName": format!("user-{number}"), "contactNo": "0801234567",
                    "emailID": format!("user-{number}@people.example"), "firstName": "A", "lastName": ORGANIZATION,
                    "role": "AUTH_PARTNER"}),
            ),
            "GIVE_CONSENT" => write(route.path, json!({})),
            "GET_CONSENT" | "SYSTEM_CONFIG" | "LIST_ROLES" | "LIST_POLICY_GROUPS" | "ACTIVE_POLICY_GROUPS" => {
                read(route.path)
            }
            // What is revoked is so for good: the last one's word on an own certificate of the matrix would end it.
            "REVOKE_CERTIFICATE" | "REVOKE_CA_CERTIFICATE" => {
                let request = json!({"revocationReason": "superseded", "reason": "Because."});
                return Some(nobody(write(&fill(route, &["nobody"]), request)).once());
            }
            "LIST_REVOCATION_LISTS" => read(route.path),
            // Of an issuer that nobody trusts.
            "UPLOAD_REVOCATION_LIST" => {
                return Some(nobody(write(route.path, json!({"crlData": "TUlJ"}))).once());
            }
            "GET_REVOCATION_LIST" => read(&fill(route, &["0.crl"])),
            "GET_ISSUER_CERTIFICATE" => read(&fill(route, &["0.cer"])),
            "VERIFY_CERTIFICATE_TRUST" => {
                write(route.path, json!({"certificateData": self.ca, "partnerDomain": "AUTH"}))
            }
            "JWT_VERIFY" => write(route.path, json!({"jwtSignatureData": "e30.e30.e30"})),
            "KEYMANAGER_GET_CERTIFICATE" => read(&format!("{}?applicationId=ROOT", route.path)),
            "VALIDATE_TOKEN" | "LOGOUT" | "AUTHMANAGER_VALIDATE_TOKEN" => read(route.path),
            // http://127.0.0.1:8080/portal
            "LOGIN" | "LOGIN_V2" | "LOGIN_REDIRECT" => read(&fill(route, &["aHR0cDovLzEyNy4wLjAuMTo4MDgwL3BvcnRhbA"])),
            "AUTHENTICATE_CLIENT" => {
                write(route.path, json!({"clientId": "nobody", "secretKey": "wrong", "appId": "partner"}))
            }
            "AUTHENTICATE_INTERNAL" => {
                let request = json!({"userName": "nobody", "password": "wrong", "appId": "partner"});
                write(route.path, with(request, json!({"clientId": "nobody", "clientSecret": "wrong"})))
            }
            _ => return None,
        }))
    }
}
