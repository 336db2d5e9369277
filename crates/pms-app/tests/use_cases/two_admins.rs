//! Actions of an admin that wait for a second one (`approvals.two_person`).

use chrono::TimeDelta;
use pms_app::accounts::{invitations, people, roles as grants};
use pms_app::approvals::{self, Approval, Filter, Verdict};
use pms_app::hotlist::{self, Parts, Wanted};
use pms_app::policies::{self, CloneTo, Edit, NewPolicy};
use pms_app::testing::{Person, Site};
use pms_app::{Outcome, certificates, partners};
use pms_domain::approval::{Decision, TwoPerson};
use pms_domain::hotlist::Subject;
use pms_domain::policy::Status;
use pms_domain::{Context, Entry, catalogue, roles};

use pms_store::auth_policy::AuthPolicy;
use serde_json::json;

use crate::support::{Stage, done, hierarchy, refused, registration};

const BECAUSE: Option<&str> = Some("The contract was renewed.");

/// A site where everything that can wait for a second admin does, with two of them.
struct Pair {
    stage: Stage,
    second: Person,
}

impl Pair {
    async fn on_both() -> Vec<Self> {
        let all = TwoPerson::ALL.map(|action| action.as_str().to_owned());
        let mut pairs = Vec::new();
        for site in Site::on_both_with(|settings| settings.approvals.two_person = all.to_vec()).await {
            let stage = Stage::on(site).await;
            let second = stage.site.person("second-admin", &[roles::PARTNER_ADMIN]).await;
            pairs.push(Self { stage, second });
        }
        pairs
    }

    async fn first(&self) -> Context {
        self.stage.admin().await
    }

    async fn second(&self) -> Context {
        self.stage.ctx(&self.second).await
    }

    /// The only open request of a kind.
    async fn waiting(&self, kind: &str) -> Approval {
        let filter = Filter { kind: Some(kind.into()), state: Some("open".into()), ..Filter::default() };
        let found = done(approvals::list(&self.stage.site.app, &self.first().await, &filter, 0, 10).await);
        assert_eq!(found.total, 1, "{kind}");
        found.rows[0].clone()
    }

    async fn says(&self, ctx: &Context, id: &str, decision: Decision) -> Outcome<Approval> {
        let shown = done(approvals::get(&self.stage.site.app, ctx, id).await).about.brief.revision;
        let verdict = Verdict { decision, reason: BECAUSE, shown_revision: Some(shown) };
        Box::pin(approvals::decide(&self.stage.site.app, ctx, id, verdict)).await
    }

    /// The first admin may not decide on the own request, in so many words; the second may.
    async fn only_the_second_decides(&self, kind: &str, decision: Decision) -> Approval {
        let open = self.waiting(kind).await;
        refused(self.says(&self.first().await, &open.id, decision).await, &catalogue::SECOND_ADMIN_NEEDED);
        let view = done(approvals::get(&self.stage.site.app, &self.first().await, &open.id).await);
        assert_eq!(view.may_decide.unwrap_err().entry.key, catalogue::SECOND_ADMIN_NEEDED.key);
        let nothing_to_ask = self.says(&self.second().await, &open.id, Decision::Ask).await;
        refused(nothing_to_ask, &catalogue::DECISION_INVALID);
        done(self.says(&self.second().await, &open.id, decision).await)
    }

    async fn count(&self, sql: &'static str) -> i64 {
        self.stage.count(sql).await
    }

    /// Both admins trust a root for device providers.
    async fn trust(&self, pem: &str) {
        waits(certificates::upload_ca(&self.stage.site.app, &self.first().await, pem, "DEVICE").await);
        let open = self.waiting("anchor").await;
        done(self.says(&self.second().await, &open.id, Decision::Approve).await);
    }
}

#[track_caller]
fn waits<T>(outcome: Outcome<T>) {
    let waits: &'static Entry = &catalogue::AWAITS_SECOND_ADMIN;
    refused(outcome, waits);
}

const ANCHORS: &str = "SELECT COUNT(*) AS n FROM ca_cert_store WHERE x_own = FALSE AND ca_cert_type = 'ROOT'";

#[tokio::test]
async fn a_root_enters_a_trust_store_when_two_admins_agree() {
    let Some(pki) = hierarchy("Example Bank") else { return };
    for pair in Pair::on_both().await {
        let app = &pair.stage.site.app;
        let first = pair.first().await;
        let upload = async |pem: &str| certificates::upload_ca(app, &first, pem, "auth").await;
        waits(upload(&pki.root.pem).await);
        // The same once more is the same request.
        waits(upload(&pki.root.pem).await);
        assert_eq!(pair.count(ANCHORS).await, 0);
        refused(upload(&pki.intermediate.pem).await, &catalogue::CERT_ROOT_NOT_FOUND);
        let rejected = pair.only_the_second_decides("anchor", Decision::Reject).await;
        assert_eq!((rejected.state.as_str(), rejected.partner_id.as_str()), ("rejected", ""));
        assert_eq!(pair.count(ANCHORS).await, 0);
        waits(upload(&pki.root.pem).await);
        let open = pair.waiting("anchor").await;
        let view = done(approvals::get(app, &pair.second().await, &open.id).await);
        assert_eq!(view.about.brief.proposal.as_ref().unwrap()["domain"], "AUTH");
        assert!(view.about.brief.proposal.unwrap().get("certificates").is_none());
        pair.only_the_second_decides("anchor", Decision::Approve).await;
        assert_eq!(pair.count(ANCHORS).await, 1);
        // What a trusted root vouches for needs nobody else.
        assert_eq!(done(upload(&pki.intermediate.pem).await).status, "Upload Success.");
    }
}

#[tokio::test]
async fn an_admin_role_is_granted_when_two_admins_agree() {
    for pair in Pair::on_both().await {
        let app = &pair.stage.site.app;
        let site = &pair.stage.site;
        let ada = site.person("ada", &[]).await;
        let has = async |role: &str| site.context(&ada).await.actor.has(role);
        waits(grants::grant_role(app, &pair.first().await, "ada", roles::POLICYMANAGER).await);
        assert!(!has(roles::POLICYMANAGER).await);
        // A role of partners is an everyday matter, and the operator acts on the command line.
        done(grants::grant_role(app, &pair.first().await, "ada", roles::DEVICE_PROVIDER).await);
        let open = pair.waiting("role").await;
        // The account changed since it was asked for, and the decider is shown the account of today.
        let view = done(approvals::get(app, &pair.second().await, &open.id).await);
        let account = view.about.account.unwrap();
        assert_eq!((account.name.as_str(), account.role.as_str()), ("ada", roles::POLICYMANAGER));
        assert_eq!(account.roles, [roles::DEVICE_PROVIDER]);
        pair.only_the_second_decides("role", Decision::Approve).await;
        assert!(has(roles::POLICYMANAGER).await);
        done(grants::grant_role(app, &site.system(), "ada", roles::PARTNERMANAGER).await);
        assert!(has(roles::PARTNERMANAGER).await);
    }
}

#[tokio::test]
async fn nobody_decides_on_the_own_role() {
    for pair in Pair::on_both().await {
        let app = &pair.stage.site.app;
        waits(grants::grant_role(app, &pair.first().await, "second-admin", roles::POLICYMANAGER).await);
        let open = pair.waiting("role").await;
        let outcome = pair.says(&pair.second().await, &open.id, Decision::Approve).await;
        refused(outcome, &catalogue::SECOND_ADMIN_NEEDED);
        let third = pair.stage.site.person("third-admin", &[roles::PARTNER_ADMIN]).await;
        done(pair.says(&pair.stage.ctx(&third).await, &open.id, Decision::Approve).await);
    }
}

#[tokio::test]
async fn an_account_with_an_admin_role_is_made_without_it() {
    for pair in Pair::on_both().await {
        let app = &pair.stage.site.app;
        let request = || people::UserRequest {
            user_name: "eve".into(),
            contact_no: "5550100".into(),
            email_id: "eve@example.org".into(),
            first_name: None,
            last_name: None,
            role: Some(roles::PARTNER_ADMIN.into()),
            user_password: None,
        };
        waits(people::create_user(app, &pair.first().await, request()).await);
        let admins = "SELECT COUNT(*) AS n FROM x_account_role r JOIN x_account a ON a.id = r.account_id \
             WHERE a.name = 'eve' AND r.role = 'PARTNER_ADMIN'";
        assert_eq!(pair.count("SELECT COUNT(*) AS n FROM x_account WHERE name = 'eve'").await, 1);
        assert_eq!(pair.count(admins).await, 0);
        // A repeat is a success of what is there, as the contract has it, and grants nothing.
        assert_eq!(done(people::create_user(app, &pair.first().await, request()).await), "eve");
        assert_eq!(pair.count(admins).await, 0);
        pair.only_the_second_decides("role", Decision::Approve).await;
        assert_eq!(pair.count(admins).await, 1);
    }
}

#[tokio::test]
async fn a_partner_comes_back_when_two_admins_agree_and_its_certificates_are_good_on_that_day() {
    let Some(pki) = hierarchy("Example Bank") else { return };
    for pair in Pair::on_both().await {
        let app = &pair.stage.site.app;
        pair.trust(&pki.root.pem).await;
        done(certificates::upload_ca(app, &pair.first().await, &pki.intermediate.pem, "DEVICE").await);
        let owner = pair.stage.owner("maker", "Device_Provider").await;
        let open = pair.stage.approval("maker").await;
        done(pair.says(&pair.first().await, &open.id, Decision::Approve).await);
        let upload = certificates::Upload {
            partner_id: "maker".into(),
            data: pki.partner_certificate("Example Bank").unwrap().pem,
            domain: "DEVICE".into(),
            usage: None,
            ..certificates::Upload::default()
        };
        done(certificates::upload(app, &pair.stage.ctx(&owner).await, upload).await);
        let first = pair.first().await;
        let is_active = async || done(partners::get(app, &first, "maker").await).partner.is_active;
        done(partners::set_status(app, &first, "maker", false, BECAUSE).await);
        waits(partners::reactivate(app, &first, "maker", BECAUSE).await);
        assert!(!is_active().await);
        pair.only_the_second_decides("reactivation", Decision::Approve).await;
        assert!(is_active().await);
        let said = done(partners::timeline(app, &first, "maker").await);
        assert!(said[0].after_json.as_ref().unwrap().contains(r#""kind":"reactivation""#), "{:?}", said[0]);
        // On the day of the decision the certificate has ended.
        done(partners::set_status(app, &first, "maker", false, BECAUSE).await);
        waits(partners::reactivate(app, &first, "maker", BECAUSE).await);
        let open = pair.waiting("reactivation").await;
        pair.stage.site.clock.advance(chrono::TimeDelta::days(400));
        let token = pair.stage.site.token(&pair.second.id, &pair.second.name, &pair.second.email);
        let later = pair.stage.site.context(&Person { token, ..pair.second.clone() }).await;
        let outcome = pair.says(&later, &open.id, Decision::Approve).await;
        refused(outcome, &catalogue::REACTIVATE_UNACCEPTABLE);
        done(pair.says(&later, &open.id, Decision::Reject).await);
    }
}

#[tokio::test]
async fn an_owner_is_invited_when_two_admins_agree() {
    for pair in Pair::on_both().await {
        let app = &pair.stage.site.app;
        let owner = pair.stage.owner("bank", "Device_Provider").await;
        let first = pair.first().await;
        let letters = "SELECT COUNT(*) AS n FROM x_mail WHERE template = 'invitation'";
        let before = pair.count(letters).await;
        let invite = async |email: &str| invitations::invite(app, &first, "bank", "owner", email, "eng").await;
        waits(invite("new@example.org").await);
        assert_eq!(pair.count(letters).await, before, "no letter before the second admin agrees");
        let row = &done(invitations::of_partner(app, &first, "bank").await)[0];
        assert_eq!(row.state, "waiting");
        waits(invitations::resend(app, &first, &row.id).await);
        let open = pair.waiting("owner").await;
        let view = done(approvals::get(app, &pair.second().await, &open.id).await);
        assert_eq!(view.about.invited.as_deref(), Some("new@example.org"));
        assert!(!open.proposal.unwrap().contains("example.org"), "contact data lies sealed");
        // Members of the partner learn nothing of it.
        let ctx = pair.stage.ctx(&owner).await;
        refused(approvals::get(app, &ctx, &open.id).await, &catalogue::APPROVAL_NOT_FOUND);
        let own = done(approvals::list(app, &ctx, &Filter::default(), 0, 10).await);
        assert_eq!(own.rows.iter().map(|row| row.kind.as_str()).collect::<Vec<_>>(), ["partner"]);
        assert!(done(invitations::of_partner(app, &ctx, "bank").await).is_empty());
        refused(invitations::revoke(app, &ctx, &row.id).await, &catalogue::INVITATION_INVALID);
        refused(invitations::resend(app, &ctx, &row.id).await, &catalogue::INVITATION_INVALID);
        pair.only_the_second_decides("owner", Decision::Approve).await;
        assert_eq!(pair.count(letters).await, before + 1);
        assert_eq!(done(invitations::of_partner(app, &first, "bank").await)[0].state, "open");
        done(invitations::resend(app, &first, &row.id).await);
        // Refused: the link is never made, and cannot be sent later.
        waits(invite("other@example.org").await);
        pair.only_the_second_decides("owner", Decision::Reject).await;
        let rows = done(invitations::of_partner(app, &first, "bank").await);
        let dropped = rows.iter().find(|row| row.state == "revoked").unwrap();
        refused(invitations::resend(app, &first, &dropped.id).await, &catalogue::INVITATION_INVALID);
        let known = done(invitations::of_partner(app, &ctx, "bank").await);
        assert!(!known.iter().any(|known| known.id == dropped.id), "what was refused neither");
        // An owner's own invitation is no action of an admin; nor is another role's a change of owners.
        done(invitations::invite(app, &ctx, "bank", "owner", "partner@example.org", "eng").await);
        done(invitations::invite(app, &first, "bank", "viewer", "looker@example.org", "eng").await);
    }
}

#[tokio::test]
async fn a_decision_is_about_what_was_shown() {
    for pair in Pair::on_both().await {
        let app = &pair.stage.site.app;
        pair.stage.owner("bank", "Device_Provider").await;
        waits(invitations::invite(app, &pair.first().await, "bank", "owner", "new@example.org", "eng").await);
        let open = pair.waiting("owner").await;
        let second = pair.second().await;
        let shown = done(approvals::get(app, &second, &open.id).await).about.brief.revision;
        let update = partners::PartnerUpdate {
            address: "2 Side Street".into(),
            contact_number: "5550101".into(),
            logo_url: None,
            additional_info: None,
        };
        done(partners::update(app, &second, "bank", update).await);
        let verdict = Verdict { decision: Decision::Approve, reason: None, shown_revision: Some(shown) };
        refused(approvals::decide(app, &second, &open.id, verdict).await, &catalogue::APPROVAL_STALE);
        done(pair.says(&second, &open.id, Decision::Approve).await);
    }
}

#[tokio::test]
async fn one_admin_is_enough_where_the_site_does_not_say_otherwise() {
    for site in Site::on_both().await {
        let stage = Stage::on(site).await;
        let app = &stage.site.app;
        done(partners::register(app, &stage.admin().await, registration("bank", "Device_Provider")).await);
        done(invitations::invite(app, &stage.admin().await, "bank", "owner", "new@example.org", "eng").await);
        stage.site.person("ada", &[]).await;
        done(grants::grant_role(app, &stage.admin().await, "ada", roles::POLICYMANAGER).await);
    }
}

/// An authentication policy that hands these attributes out.
fn policy(name: &str, attributes: &[&str]) -> NewPolicy {
    let attributes: Vec<_> = attributes.iter().map(|name| json!({"attributeName": name})).collect();
    let policy = json!({"authTokenType": "random", "allowedAuthTypes": [], "allowedKycAttributes": attributes});
    NewPolicy {
        policy_id: None,
        group_name: "Banking".to_owned(),
        policy_type: "Auth".to_owned(),
        name: name.to_owned(),
        description: "Described".to_owned(),
        version: "1".to_owned(),
        policy: policy.as_object().unwrap().clone(),
    }
}

#[tokio::test]
async fn a_policy_that_shares_more_is_published_when_two_admins_agree() {
    for pair in Pair::on_both().await {
        let app = &pair.stage.site.app;
        let first = pair.first().await;
        let make = async |name: &str, shares: &[&str]| done(policies::create(app, &first, policy(name, shares)).await);
        let publish = async |of: &AuthPolicy| {
            policies::publish(app, &first, &of.id, of.policy_group_id.as_deref().unwrap_or_default()).await
        };
        // What shares nothing needs nobody else.
        assert!(done(publish(&make("Yes or no", &[]).await).await).is_active);

        let source = make("Name and photo", &["name", "photo"]).await;
        waits(publish(&source).await);
        waits(publish(&source).await);
        let open = pair.waiting("publication").await;
        let view = done(approvals::get(app, &pair.second().await, &open.id).await);
        assert_eq!(view.about.brief.proposal.unwrap()["shares"], json!(["name", "photo"]));
        let (still, _) = done(policies::get(app, &first, &source.id).await);
        assert!(!still.status().is_published());

        // Who edits the draft meanwhile gets nothing past the second admin.
        let edit = Edit {
            group_name: "Banking".to_owned(),
            name: source.name.clone(),
            description: source.descr.clone(),
            version: source.version.clone(),
            policy: policy("", &["name", "photo", "gender"]).policy,
            valid_till: None,
        };
        done(policies::update(app, &first, &source.id, edit).await);
        refused(pair.says(&pair.second().await, &open.id, Decision::Approve).await, &catalogue::APPROVAL_STALE);
        done(pair.says(&pair.second().await, &open.id, Decision::Reject).await);
        waits(publish(&source).await);
        pair.only_the_second_decides("publication", Decision::Approve).await;
        let (published, _) = done(policies::get(app, &first, &source.id).await);
        assert_eq!(published.status(), Status::Activated);

        // A clone that shares no more follows at once; one that shares more waits.
        pair.stage.site.policy_group("Loans").await;
        let clone = async |name: &str| {
            let to = CloneTo { group_name: "Loans".to_owned(), name: Some(name.to_owned()) };
            done(policies::clone(app, &first, &source.id, &[to]).await).remove(0)
        };
        assert!(done(publish(&clone("As before").await).await).is_active);
        let more = clone("More").await;
        let edit = Edit {
            group_name: "Loans".to_owned(),
            name: more.name.clone(),
            description: more.descr.clone(),
            version: more.version.clone(),
            policy: policy("", &["name", "address"]).policy,
            valid_till: None,
        };
        done(policies::update(app, &first, &more.id, edit).await);
        waits(publish(&more).await);
        let open = pair.waiting("publication").await;
        let view = done(approvals::get(app, &pair.second().await, &open.id).await);
        assert_eq!(view.about.brief.proposal.unwrap()["shares"], json!(["address"]));
    }
}

#[tokio::test]
async fn a_block_ends_early_when_two_admins_agree() {
    for pair in Pair::on_both().await {
        let app = &pair.stage.site.app;
        let first = pair.first().await;
        let in_days = |days| Some(first.now() + TimeDelta::days(days));
        let wanted = |until| Wanted {
            id_type: "DEVICE",
            parts: Parts { serial: Some("12"), make: Some("Abc"), model: Some("M2"), ..Parts::default() },
            until,
            status: None,
            reason: BECAUSE,
        };
        let is_blocked = async || {
            let device = Subject::Device { serial: "12", make: "Abc", model: "M2" };
            done(hotlist::is_blocked(app, &first, &device).await)
        };
        // Nothing is taken away: no second admin. A longer block is none either.
        done(hotlist::unblock(app, &first, &wanted(None)).await);
        done(hotlist::block(app, &first, &wanted(in_days(2))).await);
        done(hotlist::block(app, &first, &wanted(in_days(9))).await);
        waits(hotlist::block(app, &first, &wanted(in_days(3))).await);
        waits(hotlist::unblock(app, &first, &wanted(None)).await);
        waits(hotlist::unblock(app, &first, &wanted(in_days(1))).await);
        pair.only_the_second_decides("unhotlist", Decision::Reject).await;
        assert!(is_blocked().await);

        waits(hotlist::unblock(app, &first, &wanted(None)).await);
        let open = pair.waiting("unhotlist").await;
        // A block that is another one by now is looked at again.
        done(hotlist::block(app, &first, &wanted(None)).await);
        refused(pair.says(&pair.second().await, &open.id, Decision::Approve).await, &catalogue::APPROVAL_STALE);
        done(pair.says(&pair.second().await, &open.id, Decision::Reject).await);
        waits(hotlist::unblock(app, &first, &wanted(None)).await);
        pair.only_the_second_decides("unhotlist", Decision::Approve).await;
        assert!(!is_blocked().await);
        let said = pair.count("SELECT COUNT(*) AS n FROM x_outbox WHERE topic = 'MOSIP_HOTLIST'").await;
        assert_eq!(said, 4, "three blocks and the end of the last");
    }
}
