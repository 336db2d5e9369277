//! The stock policies: what a MOSIP deployment shares with whom (contract `db-schema.md` §3).

use pms_domain::Context;
use pms_store::audit::Record;
use pms_store::auth_policy::{self, NewPolicy};
use serde_json::{Value as Json, json};

use crate::policies::valid_to;
use crate::{App, Outcome, events};

/// A stock policy of type DataShare. Name and id are one.
pub(super) struct Policy {
    pub id: &'static str,
    group: &'static str,
    description: &'static str,
    share: Share,
    attributes: Attributes,
}

/// How it is shared; a lifetime in minutes, and how often it may be fetched.
struct Share {
    direct: bool,
    encrypted: bool,
    minutes: u32,
    transactions: u32,
    source: &'static str,
}

const BY_DATA_SHARE: Share =
    Share { direct: false, encrypted: true, minutes: 30, transactions: 2, source: "ID Repository" };
const DIRECTLY: Share = Share { direct: true, ..BY_DATA_SHARE };

/// Which attributes are shared.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Attributes {
    None,
    /// Sealed demographic data, zone, language, biometrics: authentication.
    Authentication,
    /// Biometrics of the registration and of the verification: matching.
    Matching,
    /// What a matching needs, and demographic data: adjudication.
    Adjudication,
    /// Sealed demographic data and biometrics: certificates are shared under it.
    Certificates,
    /// Readable demographic data in one language, face and thumbs.
    Card,
    /// The same with a face alone.
    CardWithFace,
    /// As a card, with the names alone in one language.
    CardWithCode,
    /// As a card, with the date of birth as it is stored.
    CardAsPdf,
    /// As a card, in all languages, with a readable face.
    Mobile,
}

const fn stock(
    id: &'static str,
    group: &'static str,
    description: &'static str,
    share: Share,
    attributes: Attributes,
) -> Policy {
    Policy { id, group, description, share, attributes }
}

pub(super) const POLICIES: [Policy; 13] = [
    stock(
        "mpolicy-default-auth",
        "mpolicygroup-default-auth",
        "What the authentication module receives",
        BY_DATA_SHARE,
        Attributes::Authentication,
    ),
    stock(
        "mpolicy-default-abis",
        "mpolicygroup-default-abis",
        "What the biometric matching system receives",
        Share { source: "Packet Manager", ..BY_DATA_SHARE },
        Attributes::Matching,
    ),
    stock("mpolicy-default-qrcode", "mpolicygroup-default-print", "A QR code", BY_DATA_SHARE, Attributes::Card),
    stock("mpolicy-default-euin", "mpolicygroup-default-print", "An electronic card", BY_DATA_SHARE, Attributes::Card),
    stock(
        "mpolicy-default-reprint",
        "mpolicygroup-default-print",
        "A card printed again",
        BY_DATA_SHARE,
        Attributes::CardWithFace,
    ),
    stock(
        "mpolicy-default-resident",
        "mpolicygroup-default-resident",
        "Resident services: no attributes of their own",
        Share { source: "Print", ..BY_DATA_SHARE },
        Attributes::None,
    ),
    stock(
        "mpolicy-default-adjudication",
        "mpolicygroup-default-adjudication",
        "What manual adjudication receives",
        Share { encrypted: false, transactions: 100_000, source: "Packet Manager", ..BY_DATA_SHARE },
        Attributes::Adjudication,
    ),
    stock(
        "mpolicy-default-cert",
        "mpolicygroup-default-cert",
        "Certificate chains are shared under it",
        Share { encrypted: false, ..BY_DATA_SHARE },
        Attributes::Certificates,
    ),
    stock(
        "mpolicy-default-eUIN_with_QR",
        "mpolicygroup-default-print",
        "An electronic card with a QR code",
        DIRECTLY,
        Attributes::CardWithCode,
    ),
    stock(
        "mpolicy-default-eUIN_with_faceQR",
        "mpolicygroup-default-print",
        "An electronic card with a QR code of the face",
        DIRECTLY,
        Attributes::CardWithCode,
    ),
    stock(
        "mpolicy-default-PDFCard",
        "mpolicygroup-default-digitalcard",
        "A digital card",
        BY_DATA_SHARE,
        Attributes::CardAsPdf,
    ),
    stock(
        "mpolicy-default-digitalcard",
        "mpolicygroup-default-digitalcard",
        "The digital card service: no attributes of its own",
        Share { encrypted: false, minutes: 250, transactions: 10_000, source: "Print", ..BY_DATA_SHARE },
        Attributes::None,
    ),
    stock(
        "mpolicy-default-mobile",
        "mpolicygroup-default-mobile",
        "The resident application",
        DIRECTLY,
        Attributes::Mobile,
    ),
];

impl Policy {
    /// What it says, in the shape of the type's schema.
    pub(super) fn content(&self) -> Json {
        let share = &self.share;
        json!({
            "dataSharePolicies": {
                "typeOfShare": if share.direct { "direct" } else { "Data Share" },
                "validForInMinutes": share.minutes.to_string(),
                "transactionsAllowed": share.transactions.to_string(),
                "encryptionType": if share.encrypted { "Partner Based" } else { "none" },
                "shareDomain": "datashare.datashare",
                "source": share.source,
            },
            "shareableAttributes": self.attributes.list(),
        })
    }
}

/// Demographic attributes in the order of the stock policies. Of a card, the first ones are texts in a language.
const DEMOGRAPHIC: [&str; 12] = [
    "fullName",
    "dateOfBirth",
    "gender",
    "phone",
    "email",
    "addressLine1",
    "addressLine2",
    "addressLine3",
    "region",
    "province",
    "city",
    "postalCode",
];
const WITHOUT_LANGUAGE: [&str; 4] = ["dateOfBirth", "phone", "email", "postalCode"];

impl Attributes {
    fn list(self) -> Vec<Json> {
        match self {
            Self::None => Vec::new(),
            Self::Authentication => {
                let mut list = sealed();
                list.push(attribute("zone", true));
                list.push(attribute("preferredLang", false));
                list.push(biometrics("individualBiometrics", true, json!([{"attribute": "individualBiometrics"}])));
                list
            }
            Self::Matching => vec![of_registration(&["Finger"])],
            Self::Adjudication => {
                let mut list = vec![of_registration(&["Finger", "Face"])];
                list.extend(sealed());
                list
            }
            Self::Certificates => {
                let mut list = sealed();
                list.push(biometrics("individualBiometrics", true, json!([{"attribute": "individualBiometrics"}])));
                list
            }
            Self::Card | Self::CardWithFace | Self::CardWithCode | Self::CardAsPdf | Self::Mobile => self.card(),
        }
    }

    fn card(self) -> Vec<Json> {
        let mut list = Vec::new();
        for name in DEMOGRAPHIC {
            if name == "postalCode" {
                list.push(attribute("UIN", false));
            }
            let in_a_language = match self {
                Self::Mobile => false,
                Self::CardWithCode => name == "fullName",
                _ => !WITHOUT_LANGUAGE.contains(&name),
            };
            let mut item = attribute(name, false);
            if in_a_language {
                item["source"][0]["filter"] = json!([{"language": "eng"}]);
            }
            if name == "dateOfBirth" && self != Self::CardAsPdf {
                item["format"] = json!("YYYY");
            }
            list.push(item);
            if name == "dateOfBirth" && self == Self::CardAsPdf {
                let mut item = attribute("dateOfBirth", false);
                item["attributeName"] = json!("dob");
                list.push(item);
            }
        }
        let mut filter = vec![json!({"type": "Face"})];
        if matches!(self, Self::Card | Self::CardWithCode | Self::CardAsPdf) {
            filter.push(json!({"type": "Finger", "subType": ["Left Thumb", "Right Thumb"]}));
        }
        let source = json!([{"attribute": "individualBiometrics", "filter": filter}]);
        list.push(biometrics("biometrics", self != Self::Mobile, source));
        list
    }
}

fn attribute(name: &str, encrypted: bool) -> Json {
    json!({"attributeName": name, "source": [{"attribute": name}], "encrypted": encrypted})
}

fn sealed() -> Vec<Json> {
    DEMOGRAPHIC.iter().map(|name| attribute(name, true)).collect()
}

fn biometrics(name: &str, encrypted: bool, source: Json) -> Json {
    json!({"attributeName": name, "group": "CBEFF", "source": source, "encrypted": encrypted, "format": "extraction"})
}

/// Irises of the registration, and these modalities of the verification.
fn of_registration(verified: &[&str]) -> Json {
    let mut source =
        vec![json!({"attribute": "registration-client/NEW/individualBiometrics", "filter": [{"type": "Iris"}]})];
    source.extend(
        verified.iter().map(|kind| json!({"attribute": "CNIE/verification/biometrics", "filter": [{"type": kind}]})),
    );
    biometrics("biometrics", true, Json::Array(source))
}

/// Makes and publishes a policy.
pub(super) async fn insert(app: &App, ctx: &Context, policy: &Policy) -> Outcome<()> {
    let (now, by) = (ctx.now(), &ctx.actor.name);
    let mut change = app.store().change().await?;
    let new = NewPolicy {
        id: policy.id,
        policy_group_id: policy.group,
        name: policy.id,
        descr: policy.description,
        policy: &policy.content().to_string(),
        policy_type: "DataShare",
        version: "1",
        valid_to: valid_to(now),
        by,
        at: now,
    };
    auth_policy::insert(&mut change, &new).await?;
    auth_policy::publish(&mut change, policy.id, &app.settings().policies.schema_url, by, now).await?;
    change.emit(events::policy_updated(policy.id, true));
    let record = Record::new("policy.seed", "policy", policy.id)
        .touching("policy_group", policy.group)
        .after(json!({"id": policy.id, "policyGroupId": policy.group, "policyType": "DataShare", "isActive": true}));
    change.save(ctx, record).await?;
    Ok(())
}
