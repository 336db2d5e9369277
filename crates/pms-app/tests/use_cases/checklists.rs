//! What the checklist of each kind of partner says at each station of its way: what is done, what is next, and for whom it waits.

use pms_app::approvals::{self, Verdict};
use pms_app::partners::{self, Checklist, StepState};
use pms_app::testing::{Person, Site};
use pms_app::transaction_log::upkeep::Sums;
use pms_app::{api_keys, certificates, policy_links};
use pms_domain::approval::Decision;
use pms_domain::transaction::{Answered, AuthTypes, Endpoint, Outcome, Source, TransactionId};
use pms_domain::{partner_type, roles};
use pms_store::audit::Record;
use pms_store::auth_policy::{self, NewPolicy};

use crate::certificates::{trust, upload};
use crate::support::{Stage, done, hierarchy};

/// Each kind; its steps; and how they stand once it has registered, once it is approved, and once its certificates are there. `.` is
/// done, `y` the partner's turn, `a` an admin's, `p` a policy manager's, `-` later, `o` outside. In brackets the step that is due.
const WAYS: [(&str, &str, [&str; 3]); 10] = [
    (
        "Auth_Partner",
        "MispContract Account PolicyGroup Approval Certificates PolicyRequest ApiKey FirstUse",
        ["o..a---- (4)", "o...y--- (5)", "o....p-- (6)"],
    ),
    (
        "Device_Provider",
        "Account Approval Certificates DeviceModels Sbi Mapping",
        [".a---- (2)", "..y--- (3)", "...yy- (4)"],
    ),
    (
        "FTM_Provider",
        "Account Approval Certificates ChipModels ChipCertificates",
        [".a--- (2)", "..y-- (3)", "...y- (4)"],
    ),
    (
        "Credential_Partner",
        "Account PolicyGroup Approval Certificates PolicyRequest BioExtractors CredentialType",
        ["..a---- (3)", "...y--- (4)", "....p-- (5)"],
    ),
    (
        "Print_Partner",
        "Account PolicyGroup Approval Certificates PolicyRequest",
        ["..a-- (3)", "...y- (4)", "....p (5)"],
    ),
    (
        "Online_Verification_Partner",
        "Account PolicyGroup Approval Certificates PolicyRequest BioExtractors CredentialType",
        ["..a---- (3)", "...y--- (4)", "....p-- (5)"],
    ),
    (
        "ABIS_Partner",
        "Account PolicyGroup Approval Certificates PolicyRequest",
        ["..a-- (3)", "...y- (4)", "....p (5)"],
    ),
    (
        "Manual_Adjudication",
        "Account PolicyGroup Approval Certificates PolicyRequest",
        ["..a-- (3)", "...y- (4)", "....p (5)"],
    ),
    (
        "MISP_Partner",
        "Account Approval Certificates MispLicence PartnerContracts",
        [".a--o (2)", "..y-o (3)", "...ao (4)"],
    ),
    ("SDK_Partner", "Account Approval Certificates", [".a- (2)", "..y (3)", "... (none)"]),
];

async fn list(stage: &Stage, person: &Person, id: &str) -> Checklist {
    done(partners::checklist(&stage.site.app, &stage.ctx(person).await, id).await)
}

fn said(list: &Checklist) -> String {
    let letter = |state: &StepState| match state {
        StepState::Done { .. } => '.',
        StepState::Yours => 'y',
        StepState::Asked { .. } => 'q',
        StepState::Admins => 'a',
        StepState::Decided { .. } => 'd',
        StepState::PolicyManagers => 'p',
        StepState::Refused => 'r',
        StepState::Later => '-',
        StepState::Outside => 'o',
    };
    let states: String = list.steps.iter().map(|step| letter(&step.state)).collect();
    format!("{states} ({})", list.due().map_or_else(|| "none".to_owned(), |due| due.to_string()))
}

async fn decide(stage: &Stage, kind: &str, object: &str) {
    let reach = pms_store::partner::Reach::Everything;
    let open = pms_store::approval::newest(stage.site.app.store().db(), reach, kind, object).await.unwrap().unwrap();
    let verdict = Verdict { decision: Decision::Approve, reason: None, shown_revision: None };
    done(approvals::decide(&stage.site.app, &stage.admin().await, &open.id, verdict).await);
}

async fn sites() -> Vec<Site> {
    Site::on_both_with(|settings| settings.registration.types.push("Online_Verification_Partner".to_owned())).await
}

#[tokio::test]
async fn each_kind_of_partner_is_told_what_is_next_and_who_acts() {
    let Some(pki) = hierarchy("Example Bank") else { return };
    for site in sites().await {
        let stage = Stage::on(site).await;
        for domain in ["AUTH", "DEVICE", "FTM", "MISP"] {
            for pem in [&pki.root.pem, &pki.intermediate.pem] {
                trust(&stage, pem, domain).await;
            }
        }
        let mut wrong = Vec::new();
        for (kind, steps, [registered, approved, certified]) in WAYS {
            let id = kind.to_lowercase().replace('_', "-");
            let person = stage.owner(&id, kind).await;
            let first = list(&stage, &person, &id).await;
            let named: Vec<String> = first.steps.iter().map(|step| format!("{:?}", step.kind)).collect();
            assert_eq!(named.join(" "), steps, "{kind}");
            let mut stations = vec![(registered, said(&first))];
            decide(&stage, "partner", &id).await;
            stations.push((approved, said(&list(&stage, &person, &id).await)));
            let leaf = pki.partner_certificate("Example Bank").unwrap().pem;
            let domain = partner_type::find(kind).unwrap().domain.as_str();
            done(
                certificates::upload(&stage.site.app, &stage.ctx(&person).await, upload(&id, &leaf, domain, None))
                    .await,
            );
            stations.push((certified, said(&list(&stage, &person, &id).await)));
            wrong.extend(
                stations.into_iter().filter(|(expected, got)| expected != got).map(|found| format!("{kind} {found:?}")),
            );
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}

/// From the policy to the first use of a key, which the transaction log tells.
#[tokio::test]
async fn an_authentication_partner_is_at_its_end_with_the_first_use_of_a_key() {
    let Some(pki) = hierarchy("Example Bank") else { return };
    for site in sites().await {
        let stage = Stage::on(site).await;
        let app = &stage.site.app;
        for pem in [&pki.root.pem, &pki.intermediate.pem] {
            trust(&stage, pem, "AUTH").await;
        }
        let person = stage.owner("bank", "Auth_Partner").await;
        decide(&stage, "partner", "bank").await;
        let leaf = pki.partner_certificate("Example Bank").unwrap().pem;
        let ctx = stage.ctx(&person).await;
        done(certificates::upload(app, &ctx, upload("bank", &leaf, "AUTH", None)).await);
        let station = async || said(&list(&stage, &person, "bank").await);
        assert_eq!(station().await, "o....p-- (6)");

        let group = pms_store::policy_group::find_by_name(app.store().db(), "Banking").await.unwrap().unwrap().id;
        let mut change = app.store().change().await.unwrap();
        let new = NewPolicy {
            id: "kyc",
            policy_group_id: &group,
            name: "kyc",
            descr: "Described",
            policy: r#"{"allowedKycAttributes":[],"allowedAuthTypes":[],"authTokenType":"random"}"#,
            policy_type: "Auth",
            version: "1",
            valid_to: ctx.now() + chrono::TimeDelta::days(400),
            by: "test",
            at: ctx.now(),
        };
        auth_policy::insert(&mut change, &new).await.unwrap();
        auth_policy::publish(&mut change, "kyc", "schema", "test", ctx.now()).await.unwrap();
        change.save(&stage.site.system(), Record::new("test.policy", "policy", "kyc")).await.unwrap();
        assert_eq!(station().await, "o....y-- (6)");
        let ctx = stage.ctx(&person).await;
        let asked = done(policy_links::request(app, &ctx, "bank", "kyc", "Accounts").await);
        assert_eq!(station().await, "o....d-- (6)");
        decide(&stage, "policy", &asked.id).await;
        assert_eq!(station().await, "o.....y- (7)");
        let ctx = stage.ctx(&person).await;
        let Ok(made) = api_keys::generate(app, &ctx, "bank", "kyc", "mobile").await else { panic!("no key") };
        assert_eq!(station().await, "o......y (8)", "a key alone is not the end");

        // Somebody else's use, and a request with a key that nobody knows, are not this partner's.
        let now = ctx.now();
        let used = |partner: &str, key: Option<&str>, number: usize| Answered {
            occurred_at: now,
            source: Source::Validate,
            transaction_id: TransactionId::read(&format!("t-{number}"), str::to_owned).unwrap(),
            endpoint: Endpoint::Auth,
            misp_id: Some("gate".into()),
            licence_id: Some("licence".into()),
            partner_id: Some(partner.into()),
            policy_id: Some("kyc".into()),
            key_id: key.map(Into::into),
            auth_types: AuthTypes::NONE,
            outcome: Outcome::Allowed,
            reason: None,
            stale_ms: None,
        };
        let log = async |rows: Vec<Answered>| {
            pms_store::transaction::ingest(app.store().log().await.unwrap(), rows).await.unwrap();
            stage.site.clock.advance(chrono::TimeDelta::minutes(2));
            Sums::default().make(app).await.unwrap();
        };
        log(vec![used("other", Some("k"), 1), used("bank", None, 2)]).await;
        assert_eq!(station().await, "o......y (8)");
        log(vec![used("bank", Some(&made.key_id), 3)]).await;
        let list = list(&stage, &person, "bank").await;
        assert_eq!(said(&list), "o....... (none)");
        assert!(list.ended().is_some(), "it goes from the home page after a while, however much the key is used");

        // What was seen once is not looked for again: the log may have forgotten it by then.
        stage.site.clock.advance(pms_domain::transaction::OLDEST + chrono::TimeDelta::days(2));
        let later = stage.site.person("later", &[roles::PARTNER_ADMIN]).await;
        let list = done(partners::checklist(app, &stage.ctx(&later).await, "bank").await);
        assert!(matches!(list.steps.last().unwrap().state, StepState::Done { .. }), "{}", said(&list));
    }
}
