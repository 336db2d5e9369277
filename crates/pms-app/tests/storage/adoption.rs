//! A database of the Java services is adopted, used, sealed, and given back as it was.

use pms_app::approvals::{self, Filter, Verdict};
use pms_app::misp;
use pms_app::partners::{self, AdminPartnerFilter};
use pms_app::testing::Site;
use pms_app::{App, keys};
use pms_domain::approval::Decision;
use pms_domain::licence::State;
use pms_domain::partner::Shown;
use pms_domain::roles;
use pms_store::adopt::{self, Claim, Effect, Found};
use pms_store::audit::{self, Verdict as Chain};
use pms_store::migrate::{self, Readiness};
use pms_store::partner::Reach;
use pms_store::{Mode, StoreError, convert};

use crate::legacy::{self, Dump, Release};

/// Rows that were there are there, unchanged; only catalogues may have gained some.
#[track_caller]
fn kept(before: &Dump, after: &Dump) {
    for (table, rows) in before {
        let now = &after[table];
        if matches!(table.as_str(), "partner_type" | "reg_device_type" | "reg_device_sub_type") {
            assert!(rows.iter().all(|row| now.contains(row)), "{table}");
        } else {
            assert_eq!(rows, now, "{table}");
        }
    }
}

async fn admin_context(site: &Site) -> pms_domain::Context {
    let admin = site.person("the-admin", roles::STAFF_ROLES).await;
    site.context(&admin).await
}

/// What an admin sees is the same, sealed or clear.
async fn is_usable(app: &App, ctx: &pms_domain::Context, partners: u64) {
    let all = AdminPartnerFilter::default();
    let list = partners::admin_list(app, ctx, &all, Some(("orgName", false)), 0, 500).await.unwrap();
    assert_eq!((list.total, list.rows.len() as u64), (partners, partners));
    let find = async |filter: AdminPartnerFilter| {
        let found = partners::admin_list(app, ctx, &filter, None, 0, 25).await.unwrap();
        found.rows.into_iter().map(|row| row.id).collect::<Vec<_>>()
    };
    let named = |name: &str| AdminPartnerFilter { org_name: Some(name.into()), ..AdminPartnerFilter::default() };
    assert_eq!(find(named("MÜLLER ger")).await, ["Müller-Geräte"]);
    let address =
        |email: &str| AdminPartnerFilter { email_address: Some(email.into()), ..AdminPartnerFilter::default() };
    assert_eq!(find(address("OFFICE@acme.example")).await, ["Acme"], "of two with one address the older counts");
    let acme = partners::get(app, ctx, "Acme").await.unwrap();
    assert_eq!((acme.shown, acme.is_approved()), (Shown::Active, true), "approved by its standing");
    assert_eq!(acme.partner.contact.address, "1 Main Street, Springfield");
    assert_eq!(acme.partner.contact.email, "Office@Acme.example");
    assert_eq!(partners::get(app, ctx, "Müller-Geräte").await.unwrap().shown, Shown::Active, "a legacy word");
    let contacts = partners::contacts(app, ctx, "Acme").await.unwrap();
    assert_eq!(contacts[1].data.email, "technician@acme.example");
    for id in ["misp-one", "misp-two"] {
        let licences = misp::of_misp(app, ctx, id).await.unwrap();
        let found: Vec<_> = licences.iter().map(misp::Licence::state).collect();
        assert_eq!(found, [State::Active], "the one that was there is the current one");
        // Two MISPs with one key: nothing that is new here comes to that.
        assert_eq!(licences[0].key(app.store()).unwrap().reveal(), "LiCeNcEoFmIsPoNe");
    }
    let open = Filter { state: Some("open".into()), ..Filter::default() };
    let waiting = approvals::list(app, ctx, &open, 0, 25).await.unwrap();
    let mut ids: Vec<_> = waiting.rows.iter().map(|approval| approval.partner_id.as_str()).collect();
    ids.sort_unstable();
    assert_eq!(ids, ["ACME", "nothing-known"]);
}

#[track_caller]
fn no_secret_in(dump: &Dump) {
    for secret in [
        "Main Street",
        "Side Street",
        "old address",
        "Nowhere",
        "Basement",
        "Old Road",
        "555 0100",
        "5550102",
        "5550200",
        "5550300",
        "Acme.example",
        "acme.example",
        "acme.EXAMPLE",
        "nowhere.example",
        "misp.example",
        "613204",
        "kEyOfAcme123456789",
        "LiCeNcEoFmIsPoNe",
    ] {
        for (table, rows) in dump {
            // OIDC clients are public: their addresses are no contact data.
            assert!(table == "oidc_client" || !rows.iter().any(|row| row.contains(secret)), "{table}: {secret}");
        }
    }
}

#[tokio::test]
async fn an_adopted_database_is_used_sealed_and_given_back() {
    for release in Release::ALL {
        let Some(database) = legacy::database(release) else { return };
        let known = legacy::columns(&database);
        let before = legacy::dump(&database, &known);
        let (differences, adopted) = legacy::adopt(&database).await;
        let mended: Vec<_> =
            differences.iter().filter(|d| d.effect == Effect::Mended).map(|d| d.what.as_str()).collect();
        assert!(!differences.iter().any(|difference| difference.effect == Effect::Stops), "{differences:?}");
        let is_old = release == Release::V1_2_0_1;
        for what in [
            "table notifications: added",
            "table user_details: added",
            "partner.email_id_hash: added",
            "partner_contact.contact_no: character varying(16) instead of character varying(1000): widened",
            "device_detail: constraint uk_devdtl_id replaced by a partial index",
        ] {
            assert_eq!(mended.contains(&what), is_old, "{release:?}: {what}: {mended:?}");
        }
        assert!(mended.iter().any(|what| what.starts_with("index x_partner_user")));
        assert_eq!((adopted.partners, adopted.waiting), (6, 2));
        let shared: Vec<_> =
            adopted.duplicates.iter().map(|d| (d.partner_id.as_str(), d.claim, d.of.as_str())).collect();
        assert_eq!(shared, [("ACME", Claim::Id, "Acme"), ("sharing", Claim::Email, "Acme")]);
        kept(&before, &legacy::dump(&database, &known));

        let whole = legacy::columns(&database);
        let adopted_rows = legacy::dump(&database, &whole);
        let site = Site::on(database).await;
        let database = site.database().unwrap();
        let ctx = admin_context(&site).await;
        assert_eq!(site.app.store().mode(), Mode::Clear);
        is_usable(&site.app, &ctx, 6).await;
        let found = adopt::duplicates(site.app.store()).await.unwrap();
        assert_eq!(found.len(), 2);

        assert!(keys::set_mode(&site.app, &site.system(), Mode::Sealed).await.unwrap() > 15);
        let sealed = site.replica().await;
        assert_eq!(sealed.store().mode(), Mode::Sealed);
        assert_eq!(convert::left(sealed.store().db(), Mode::Sealed).await.unwrap(), 0);
        no_secret_in(&legacy::dump(database, &whole));
        is_usable(&sealed, &ctx, 6).await;
        assert_eq!(adopt::duplicates(sealed.store()).await.unwrap(), found);

        keys::set_mode(&sealed, &site.system(), Mode::Clear).await.unwrap();
        let clear = site.replica().await;
        assert_eq!(legacy::dump(database, &whole), adopted_rows, "byte for byte");
        let sealed_rows = "SELECT COUNT(*) FROM pms.x_sealed WHERE kind LIKE 'partner%' OR kind IN ('contact', 'misp', \
                           'api_key', 'licence', 'notification')";
        assert_eq!(database.psql(sealed_rows).unwrap(), "0");
        is_usable(&clear, &ctx, 6).await;
        assert!(matches!(audit::verify(clear.store(), &[]).await.unwrap(), Chain::Intact { .. }));
    }
}

/// The rows that every deployment starts with: three partners share an address, two words for "approved".
#[tokio::test]
async fn the_stock_rows_of_a_deployment_are_adopted() {
    let Some(database) = legacy::database(Release::V1_2_0_1) else { return };
    if !legacy::load_stock_rows(&database) {
        return;
    }
    let known = legacy::columns(&database);
    let before = legacy::dump(&database, &known);
    let (_, adopted) = legacy::adopt(&database).await;
    assert_eq!((adopted.partners, adopted.waiting), (9, 0));
    let mut shared: Vec<_> = adopted.duplicates.iter().map(|d| (d.claim, d.of.as_str())).collect();
    shared.dedup();
    assert_eq!(shared, [(Claim::Email, "mpartner-default-auth")]);
    assert_eq!(adopted.duplicates.len(), 2);
    kept(&before, &legacy::dump(&database, &known));

    let whole = legacy::columns(&database);
    let adopted_rows = legacy::dump(&database, &whole);
    let site = Site::on(database).await;
    let database = site.database().unwrap();
    let ctx = admin_context(&site).await;
    let list = partners::admin_list(&site.app, &ctx, &AdminPartnerFilter::default(), None, 0, 25).await.unwrap();
    assert_eq!(list.total, 9);
    for partner in &list.rows {
        assert!(partners::get(&site.app, &ctx, &partner.id).await.unwrap().is_approved(), "{}", partner.id);
    }
    // What is there already stays: the groups' names and the partners' words are repaired in new databases alone.
    let loaded = pms_app::seed::mosip(&site.app, &site.system(), false).await.unwrap();
    assert_eq!((loaded.policy_groups, loaded.partners), (0, 0));
    keys::set_mode(&site.app, &site.system(), Mode::Sealed).await.unwrap();
    let sealed = site.replica().await;
    assert_eq!(convert::left(sealed.store().db(), Mode::Sealed).await.unwrap(), 0);
    keys::set_mode(&sealed, &site.system(), Mode::Clear).await.unwrap();
    assert_eq!(legacy::dump(database, &whole), adopted_rows);
}

/// The structure is taken over in one step; the rows may be filled in by several runs.
#[tokio::test]
async fn an_interrupted_adoption_goes_on() {
    let Some(database) = legacy::database(Release::V1_3_0) else { return };
    database
        .psql(
            "INSERT INTO pms.partner (id, name, email_id, user_id, partner_type_code, approval_status, is_active, cr_by, \
             cr_dtimes) SELECT 'p' || n, 'Partner ' || n, 'p' || n || '@many.example', 'u', 'Auth_Partner', 'approved', \
             TRUE, 'x', '2023-01-01' FROM generate_series(1, 700) n",
        )
        .unwrap();
    let db = legacy::connect(&database).await;
    assert_eq!(adopt::found(&db).await.unwrap(), Found::MosipPms);
    let refused = migrate::run(&db).await;
    assert!(matches!(&refused, Err(StoreError::Schema(words)) if words.contains("--adopt")), "{refused:?}");
    // Two at once: one works, the other finds it done.
    let (first, second) = (legacy::connect(&database).await, legacy::connect(&database).await);
    let (first, second) = tokio::join!(adopt::take_over(&first), adopt::take_over(&second));
    assert!(first.unwrap().is_empty() != second.unwrap().is_empty());
    assert_eq!(adopt::found(&db).await.unwrap(), Found::Unfinished);
    assert_eq!(migrate::readiness(&db).await.unwrap(), Readiness::Behind, "servers wait");
    let refused = migrate::run(&db).await;
    assert!(matches!(&refused, Err(StoreError::Schema(words)) if words.contains("again")), "{refused:?}");

    let (store, ctx) = legacy::store(&database).await;
    let mut change = store.change().await.unwrap();
    assert_eq!(adopt::fill_partners(&store, &mut change).await.unwrap().len(), 500);
    change.save(&ctx, audit::Record::new("adopt.partners", "database", "adoption")).await.unwrap();
    drop(store);
    let (store, ctx) = legacy::store(&database).await;
    assert_eq!(pms_app::adopt::fill(&store, &ctx).await.unwrap().partners, 206);
    assert_eq!(migrate::readiness(&db).await.unwrap(), Readiness::Ready);
    assert_eq!(pms_store::counter::total(&db, pms_store::counter::PARTNERS).await.unwrap(), 706);
    migrate::run(&db).await.unwrap();
    assert_eq!(adopt::take_over(&db).await.unwrap(), []);
}

/// A partner that was in progress is decided on like any other, and then waits for its certificate.
#[tokio::test]
async fn an_adopted_partner_in_progress_is_decided_on() {
    let Some(database) = legacy::database(Release::V1_3_0) else { return };
    legacy::adopt(&database).await;
    let site = Site::on(database).await;
    let ctx = admin_context(&site).await;
    let db = site.app.store().db();
    let approval = pms_store::approval::newest(db, Reach::Everything, "partner", "ACME").await.unwrap().unwrap();
    let verdict = Verdict { decision: Decision::Approve, reason: None, shown_revision: None };
    approvals::decide(&site.app, &ctx, &approval.id, verdict).await.unwrap();
    let view = partners::get(&site.app, &ctx, "ACME").await.unwrap();
    assert_eq!((view.is_approved(), view.shown), (true, Shown::Approved));
    assert_eq!(view.partner.approval_status, "InProgress", "as the contract knows it");
}

/// What was asked for before the adoption waits among the open approvals from the start, and is decided as any other.
#[tokio::test]
async fn requests_for_policies_that_waited_are_in_the_inbox() {
    for release in Release::ALL {
        let Some(database) = legacy::database(release) else { return };
        database
            .psql(
                "INSERT INTO pms.policy_group (id, name, descr, user_id, is_active, cr_by, cr_dtimes) \
                 VALUES ('g', 'Waiting group', 'd', 'u', TRUE, 'u', now()); \
                 INSERT INTO pms.auth_policy (id, policy_group_id, name, descr, policy_file_id, policy_type, version, \
                 policy_schema, valid_from_date, valid_to_date, is_active, cr_by, cr_dtimes) \
                 VALUES ('p', 'g', 'Waiting', 'd', '{}', 'Auth', '1', 's', '2020-01-01', '2100-01-01', TRUE, 'u', now()); \
                 INSERT INTO pms.partner_policy_request (id, part_id, policy_id, request_datetimes, request_detail, \
                 status_code, cr_by, cr_dtimes) SELECT id, 'Acme', 'p', now(), 'For ' || id, status, 'acme-user', now() \
                 FROM (VALUES ('1', 'InProgress'), ('2', 'approved'), ('3', 'rejected')) AS rows (id, status)",
            )
            .unwrap();
        let (_, adopted) = legacy::adopt(&database).await;
        assert_eq!(adopted.policy_requests, 1);
        let site = Site::on(database).await;
        let ctx = admin_context(&site).await;
        let open = Filter { kind: Some("policy".into()), state: Some("open".into()), ..Filter::default() };
        let waiting = approvals::list(&site.app, &ctx, &open, 0, 25).await.unwrap();
        let rows: Vec<_> = waiting.rows.iter().map(|row| (row.object_id.as_str(), row.partner_id.as_str())).collect();
        assert_eq!(rows, [("1", "Acme")]);
        let verdict = Verdict { decision: Decision::Reject, reason: Some("Too old."), shown_revision: None };
        approvals::decide(&site.app, &ctx, &waiting.rows[0].id, verdict).await.unwrap();
        let status = "SELECT status_code FROM pms.partner_policy_request WHERE id = '1'";
        assert_eq!(site.database().unwrap().psql(status).unwrap(), "rejected");
    }
}
