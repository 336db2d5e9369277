//! Policies: what the editor is told, what happens at once, and where random commands lead.

use chrono::TimeDelta;
use pms_app::App;
use pms_app::policies::{self, CloneTo, Edit, NewPolicy, UseFilter};
use pms_app::policy_groups;
use pms_app::testing::Site;
use pms_domain::policy::{Command, InUse, Status, next};
use pms_domain::{Context, catalogue, roles};
use pms_store::list::ListQuery;
use pms_store::{audit, auth_policy, policy_group};
use serde_json::{Map, Value, json};

use crate::support::{Stage, done, refusal, refused};

fn auth() -> Map<String, Value> {
    let policy = json!({"authTokenType": "random", "allowedAuthTypes": [], "allowedKycAttributes": []});
    policy.as_object().unwrap().clone()
}

fn new(name: &str, policy: Map<String, Value>) -> NewPolicy {
    NewPolicy {
        policy_id: None,
        group_name: "Banking".to_owned(),
        policy_type: "Auth".to_owned(),
        name: name.to_owned(),
        description: "Described".to_owned(),
        version: "1".to_owned(),
        policy,
    }
}

async fn group_id(app: &App) -> String {
    policy_group::find_by_name(app.store().db(), "Banking").await.unwrap().unwrap().id
}

async fn revision(app: &App) -> i64 {
    audit::head(app.store().db()).await.unwrap().0
}

#[tokio::test]
async fn the_editor_is_told_everything_and_the_wire_the_first_thing() {
    for site in Site::on_both().await {
        let stage = Stage::on(site).await;
        let (app, admin) = (&stage.site.app, stage.admin().await);
        let mut policy = auth();
        policy.insert("more".to_owned(), json!(1));
        policy.insert("authTokenType".to_owned(), json!("none"));
        policy.shift_remove("allowedKycAttributes");
        let all = done(policies::violations(&admin, "auth", &Value::Object(policy.clone())));
        let said: Vec<_> = all.iter().map(|violation| violation.refusal().to_string()).collect();
        assert_eq!(
            said,
            [
                "PMS_PV_005 Invalid input parameter - more in policy data",
                "PMS_PV_006 Missing input parameter - allowedKycAttributes in policy data",
                "PMS_PV_005 Invalid input parameter - authTokenType in policy data",
            ]
        );
        let first = refusal(policies::create(app, &admin, new("One", policy)).await);
        assert_eq!(first, all[0].refusal());
        assert!(done(policies::violations(&admin, "Auth", &Value::Object(auth()))).is_empty());
        refused(policies::violations(&admin, "Binding", &json!({})), &catalogue::POLICY_TYPE_NOT_ALLOWED);
        let partner = stage.site.person("partner", roles::PARTNER_ROLES).await;
        let partner = stage.site.context(&partner).await;
        refused(policies::violations(&partner, "Auth", &json!({})), &catalogue::FORBIDDEN);
        refused(policies::create(app, &partner, new("One", auth())).await, &catalogue::FORBIDDEN);
        refused(policies::relatives(app, &partner, "none").await, &catalogue::FORBIDDEN);
    }
}

/// Two managers at once, on PostgreSQL at two processes: one of them does it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_two_do_at_once_happens_once() {
    for site in Site::on_both().await {
        let stage = Stage::on(site).await;
        let app = &stage.site.app;
        let other = if stage.site.is_postgres() { stage.site.replica().await } else { app.clone() };
        let other = &other;
        let admin = &stage.admin().await;
        let group = &group_id(app).await;
        let id = &done(policies::create(app, admin, new("One", auth())).await).id;
        let before = revision(app).await;
        let (a, b) = tokio::join!(policies::publish(app, admin, id, group), policies::publish(other, admin, id, group));
        assert_eq!((a.is_ok() as u8 + b.is_ok() as u8, revision(app).await), (1, before + 1));
        refused(if a.is_ok() { b } else { a }, &catalogue::POLICY_PUBLISHED_ALREADY);
        let (a, b) = tokio::join!(
            policies::deactivate(app, admin, id, false, None),
            policies::deactivate(other, admin, id, false, None)
        );
        assert_eq!((a.is_ok() as u8 + b.is_ok() as u8, revision(app).await), (1, before + 2));
        refused(if a.is_ok() { b } else { a }, &catalogue::POLICY_DEACTIVATED);
        let (a, b) = tokio::join!(
            policies::create(app, admin, new("Two", auth())),
            policies::create(other, admin, new("Two", auth()))
        );
        assert_eq!((a.is_ok() as u8 + b.is_ok() as u8, revision(app).await), (1, before + 3));
        assert_eq!(
            refusal(if a.is_ok() { b } else { a }).to_string(),
            "PMS_POL_009 Auth policy exists with name : Two"
        );
        // Of two who edit the same draft, the second is told, though both have looked before either has written.
        let draft = &done(policies::create(app, admin, new("Edited", auth())).await);
        let seen = &policies::mark(draft);
        let edit = |description: &str| Edit {
            group_name: "Banking".to_owned(),
            name: "Edited".to_owned(),
            description: description.to_owned(),
            version: "1".to_owned(),
            policy: auth(),
            valid_till: None,
        };
        let (a, b) = tokio::join!(
            policies::update_seen(app, admin, &draft.id, edit("First"), seen),
            policies::update_seen(other, admin, &draft.id, edit("Second"), seen)
        );
        let (a, b) = (done(a), done(b));
        assert!(a.is_some() != b.is_some(), "{a:?} {b:?}");
        let written = a.or(b).unwrap();
        let (stored, _) = done(policies::get(app, admin, &draft.id).await);
        assert_eq!(stored.descr, written.descr, "what the first wrote stays");
        assert_ne!(&policies::mark(&stored), seen);
        let again = policies::update_seen(app, admin, &draft.id, edit("Third"), &policies::mark(&stored)).await;
        assert_eq!(done(again).unwrap().descr, "Third", "whoever has seen it saves");
        // A group that is deactivated gets no draft meanwhile, and the other way round.
        stage.site.policy_group("Empty").await;
        let empty = policy_group::find_by_name(app.store().db(), "Empty").await.unwrap().unwrap().id;
        let into_empty = NewPolicy { group_name: "Empty".to_owned(), ..new("Three", auth()) };
        let (a, b) = tokio::join!(
            pms_app::policy_groups::deactivate(app, admin, &empty, None),
            policies::create(other, admin, into_empty)
        );
        assert!(a.is_ok() != b.is_ok(), "{a:?} {b:?}");
    }
}

/// A random number below a bound, from the site's own source.
fn below(ctx: &Context, bound: u8) -> u8 {
    let [byte] = ctx.surroundings.bytes::<1>();
    byte % bound
}

#[tokio::test]
async fn random_commands_never_reach_a_forbidden_state() {
    for site in Site::on_both().await {
        let stage = Stage::on(site).await;
        let (app, admin) = (&stage.site.app, stage.admin().await);
        let group = group_id(app).await;
        for round in 0..6 {
            let name = format!("Policy {round}");
            let id = done(policies::create(app, &admin, new(&name, auth())).await).id;
            let mut expected = Status::Draft;
            for step in 0..25 {
                stage.site.clock.advance(TimeDelta::milliseconds(1));
                let before = revision(app).await;
                let (command, ended) = match below(&admin, 6) {
                    0 => (Command::Publish, policies::publish(app, &admin, &id, &group).await.map(|_| ())),
                    1 => {
                        let command = Command::Deactivate { in_use: InUse::default(), force: false };
                        (command, policies::deactivate(app, &admin, &id, false, None).await.map(|_| ()))
                    }
                    2 => {
                        let done = policies::reactivate(app, &admin, &id, Some("Because.")).await;
                        (Command::Reactivate { expired: false }, done.map(|_| ()))
                    }
                    3 | 4 => {
                        let activate = below(&admin, 2) == 1;
                        let done = policies::set_status(app, &admin, &id, &group, activate).await;
                        (Command::SetStatus { activate, has_keys: false }, done)
                    }
                    _ => {
                        let edit = Edit {
                            group_name: "Banking".to_owned(),
                            name: name.clone(),
                            description: format!("Step {step}"),
                            version: "1".to_owned(),
                            policy: auth(),
                            valid_till: None,
                        };
                        (Command::Edit, policies::update(app, &admin, &id, edit).await.map(|_| ()))
                    }
                };
                let after = next(expected, command);
                assert_eq!(ended.is_ok(), after.is_ok(), "{command:?} on {expected:?}: {ended:?}");
                let nothing_to_do = matches!(command, Command::SetStatus { .. });
                let changes = revision(app).await - before;
                assert_eq!(changes, i64::from(after.is_ok() && !nothing_to_do), "{command:?} on {expected:?}");
                match after {
                    Ok(status) => expected = status,
                    Err(refusal) => assert_eq!(crate::support::refusal(ended), refusal),
                }
                let stored = auth_policy::find(app.store().db(), &id).await.unwrap().unwrap();
                assert_eq!(stored.status(), expected);
            }
        }
    }
}

#[tokio::test]
async fn changes_say_who_what_and_why() {
    for site in Site::on_both().await {
        let stage = Stage::on(site).await;
        let (app, admin) = (&stage.site.app, stage.admin().await);
        let group = group_id(app).await;
        stage.site.policy_group("Shops").await;
        let id = done(policies::create(app, &admin, new("One", auth())).await).id;
        done(policies::publish(app, &admin, &id, &group).await);
        let clones = [CloneTo { group_name: "Shops".to_owned(), name: None }];
        let clone = done(policies::clone(app, &admin, &id, &clones).await).remove(0);
        done(policies::deactivate(app, &admin, &id, false, Some("Leaked.")).await);
        let last = revision(app).await;
        let records = audit::after(app.store().db(), last - 4, 10).await.unwrap();
        let said: Vec<_> = records.iter().map(|row| (row.action.as_str(), row.object_id.as_str())).collect();
        let one = id.as_str();
        assert_eq!(
            said,
            [("policy.create", one), ("policy.publish", one), ("policy.clone", one), ("policy.deactivate", one)]
        );
        assert!(records.iter().all(|row| row.actor_name == "admin"));
        assert_eq!(records[3].reason.as_deref(), Some("Leaked."));
        assert!(records[2].objects().contains(&("policy".to_owned(), clone.id)));
        let after: Value = serde_json::from_str(records[1].after_json.as_deref().unwrap()).unwrap();
        assert_eq!((&after["published"], &after["isActive"]), (&json!(true), &json!(true)));
    }
}

/// What pages show: use, origin, what publishing adds, history. For those who make policies, and nobody else.
#[tokio::test]
async fn pages_know_use_origin_and_what_publishing_adds() {
    for site in Site::on_both().await {
        let stage = Stage::on(site).await;
        let app = &stage.site.app;
        let manager = stage.site.person("policies", &[roles::POLICYMANAGER]).await;
        let manager = &stage.site.context(&manager).await;
        let group = &group_id(app).await;
        let sharing = |names: &[&str]| {
            let mut policy = auth();
            let names: Vec<_> = names.iter().map(|name| json!({"attributeName": name})).collect();
            policy.insert("allowedKycAttributes".to_owned(), json!(names));
            policy
        };
        let id = &done(policies::create(app, manager, new("One", sharing(&["fullName"]))).await).id;
        let first = done(policies::preview(app, manager, id).await);
        assert_eq!((first.shares, first.compared.is_none()), (vec!["fullName".to_owned()], true));
        done(policies::publish(app, manager, id, group).await);
        refused(policies::preview(app, manager, id).await, &catalogue::POLICY_PUBLISHED_ALREADY);
        let to = CloneTo { group_name: "Banking".to_owned(), name: Some("Two".to_owned()) };
        let clone = &done(policies::clone(app, manager, id, &[to]).await)[0].id;
        let view = done(policies::view(app, manager, clone).await);
        let (source, said) = view.source.unwrap();
        assert_eq!((source.id.as_str(), said), (id.as_str(), Some(Value::Object(sharing(&["fullName"])))));
        assert!(view.waiting.is_none() && view.uses == policies::Uses::default());
        assert!(done(policies::view(app, manager, id).await).source.is_none());
        let same = done(policies::preview(app, manager, clone).await);
        assert_eq!((same.shares.len(), same.compared.unwrap().id.as_str()), (0, id.as_str()));
        let edit = Edit {
            group_name: "Banking".to_owned(),
            name: "Two".to_owned(),
            description: "More".to_owned(),
            version: "1".to_owned(),
            policy: sharing(&["fullName", "photo"]),
            valid_till: None,
        };
        done(policies::update(app, manager, clone, edit).await);
        let more = done(policies::preview(app, manager, clone).await);
        assert_eq!((more.shares, more.compared.unwrap().id.as_str()), (vec!["photo".to_owned()], id.as_str()));
        assert!(!more.second_admin && more.relatives.len() == 1);
        let actions = async |id| -> Vec<String> {
            done(policies::history(app, manager, id).await).into_iter().map(|row| row.action).collect()
        };
        assert_eq!(actions(id).await, ["policy.clone", "policy.publish", "policy.create"]);
        assert_eq!(actions(clone).await, ["policy.update"]);
        let of = |state: &str| UseFilter { state: Some(state.to_owned()), ..UseFilter::default() };
        let ending =
            UseFilter { ends: Some((manager.now(), manager.now() + TimeDelta::days(1))), ..UseFilter::default() };
        let typed = UseFilter { policy_type: Some("AUTH".to_owned()), ..UseFilter::default() };
        for (filter, total) in [(of("draft"), 1), (of("activated"), 1), (of("deactivated"), 0), (ending, 0), (typed, 2)]
        {
            assert_eq!(
                done(policies::in_use(app, manager, &filter, ListQuery::new()).await).total,
                total,
                "{filter:?}"
            );
        }
        assert_eq!(done(policies::links(app, manager, id, None, None, ListQuery::new()).await).total, 0);
        assert!(done(policies::publications_waiting(app, manager).await).is_empty());
        let (held, uses) = done(policy_groups::view(app, manager, group).await);
        assert_eq!((held.name.as_str(), uses.active, uses.drafts), ("Banking", 1, 1));
        let groups = policy_groups::UseFilter { active: Some(true), ..Default::default() };
        let groups = done(policy_groups::in_use(app, manager, &groups, ListQuery::new()).await);
        assert!(groups.rows.iter().any(|row| row.group.id == *group && row.policies == 2));
        assert!(!done(policy_groups::history(app, manager, group).await).is_empty());
        refused(policies::view(app, manager, "none").await, &catalogue::POLICY_ID_NOT_FOUND);
        refused(policies::preview(app, manager, "none").await, &catalogue::POLICY_ID_NOT_FOUND);
        refused(policy_groups::view(app, manager, "none").await, &catalogue::POLICY_GROUP_ID_NOT_FOUND);

        let partner = stage.site.person("partner", roles::PARTNER_ROLES).await;
        let partner = &stage.site.context(&partner).await;
        let no = &catalogue::FORBIDDEN;
        refused(policies::view(app, partner, id).await, no);
        refused(policies::preview(app, partner, clone).await, no);
        refused(policies::in_use(app, partner, &UseFilter::default(), ListQuery::new()).await, no);
        refused(policies::links(app, partner, id, None, None, ListQuery::new()).await, no);
        refused(policies::history(app, partner, id).await, no);
        refused(policies::publications_waiting(app, partner).await, no);
        refused(policy_groups::view(app, partner, group).await, no);
        refused(policy_groups::history(app, partner, group).await, no);
        refused(policy_groups::in_use(app, partner, &Default::default(), ListQuery::new()).await, no);
    }
}

#[tokio::test]
async fn a_draft_is_deleted_and_nothing_that_was_published() {
    for site in Site::on_both().await {
        let stage = Stage::on(site).await;
        let (app, admin) = (&stage.site.app, &stage.admin().await);
        let group = &group_id(app).await;
        let one = &done(policies::create(app, admin, new("One", auth())).await).id;
        done(policies::publish(app, admin, one, group).await);
        let to = CloneTo { group_name: "Banking".to_owned(), name: Some("Two".to_owned()) };
        let two = &done(policies::clone(app, admin, one, &[to]).await)[0].id;

        let partner = stage.site.person("partner", roles::PARTNER_ROLES).await;
        let partner = &stage.site.context(&partner).await;
        let written = revision(app).await;
        refused(policies::delete(app, admin, two, None).await, &catalogue::REASON_REQUIRED);
        refused(policies::delete(app, admin, "none", Some("x")).await, &catalogue::POLICY_UNKNOWN);
        refused(policies::delete(app, admin, one, Some("x")).await, &catalogue::POLICY_NOT_UPDATABLE);
        done(policies::deactivate(app, admin, one, false, Some("x")).await);
        refused(policies::delete(app, admin, one, Some("x")).await, &catalogue::POLICY_NOT_UPDATABLE);
        refused(policies::delete(app, partner, two, Some("x")).await, &catalogue::FORBIDDEN);
        assert_eq!(revision(app).await, written + 1, "only the deactivation was written");

        done(policies::delete(app, admin, two, Some("Made twice")).await);
        refused(policies::view(app, admin, two).await, &catalogue::POLICY_ID_NOT_FOUND);
        refused(policies::delete(app, admin, two, Some("Again")).await, &catalogue::POLICY_UNKNOWN);
        refused(policies::publish(app, admin, two, group).await, &catalogue::POLICY_ID_NOT_FOUND);
        let history = done(policies::history(app, admin, two).await);
        assert_eq!((history[0].action.as_str(), history[0].reason.as_deref()), ("policy.delete", Some("Made twice")));
        assert!(done(policies::relatives(app, admin, one).await).is_empty(), "whose clone it was is gone with it");
        let (_, uses) = done(policy_groups::view(app, admin, group).await);
        assert_eq!((uses.active, uses.drafts), (0, 0));
        let texts = stage.count("SELECT count(*) AS n FROM auth_policy_h WHERE name = 'Two'").await;
        assert_eq!(texts, 1, "what it said stays in the history");
        // The name is free again.
        done(policies::create(app, admin, new("Two", auth())).await);
    }
}

#[tokio::test]
async fn a_draft_of_an_adopted_database_that_is_referred_to_stays() {
    for site in Site::on_both().await {
        let stage = Stage::on(site).await;
        let (app, admin) = (&stage.site.app, &stage.admin().await);
        stage.owner("BANK", "Auth_Partner").await;
        let draft = NewPolicy { policy_id: Some("draft-1".to_owned()), ..new("One", auth()) };
        let id = &done(policies::create(app, admin, draft).await).id;
        stage
            .sql(
                "INSERT INTO partner_policy_credential_type (part_id, policy_id, credential_type, is_active, cr_by, \
                 cr_dtimes) VALUES ('BANK', 'draft-1', 'auth', TRUE, 'x', '2020-01-01 00:00:00')",
            )
            .await;
        refused(policies::delete(app, admin, id, Some("x")).await, &catalogue::POLICY_HAS_KEYS);
        done(policies::view(app, admin, id).await);
    }
}
