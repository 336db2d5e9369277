//! What a database holds that the check at authentication time is measured on, and the few objects that every filling needs.

use anyhow::Context as _;
use chrono::TimeDelta;
use pms_domain::api_key::Phase;
use pms_domain::context::Surroundings;
use pms_domain::key_value::KeyValue;
use pms_domain::{Context, Timestamp};
use pms_store::audit::Record;
use pms_store::db::{Db, Location};
use pms_store::keys::MasterKey;
use pms_store::partner::{self, ContactData, NewPartner};
use pms_store::policy_group::{self, PolicyGroup};
use pms_store::{Change, Store, api_key, auth_policy, misp_licence, oidc_client, open, statement};
use pms_testkit::{TestClock, TestRandom};

use crate::server::MASTER_KEY;

/// Partners, unless somebody says otherwise.
pub const PARTNERS: usize = 10_000;
/// Keys whose values are known, unless somebody says otherwise.
pub const PRESENTED: usize = 1_000;
/// The licence of the MISP `misp`.
pub const LICENCE: &str = "bench-licence-of-the-misp-0000000001";

/// Of every OIDC client.
pub const CLIENT_LOGO: &str = "https://example.org/logo.png";
pub const CLIENT_REDIRECT: &str = "https://example.org/back";

const POLICIES: usize = 10;
/// Objects of one change.
const BATCH: usize = 500;

/// How much of what.
pub struct Sizes {
    /// Each with an approved link to its policy.
    pub partners: usize,
    /// Keys whose values are known: [`key`] of [`partner_id`] of the same number. At most as many as partners.
    pub presented: usize,
    /// Keys that nobody presents, which are there to be in the way.
    pub others: usize,
    /// MISPs with a licence each, [`licence_of`], besides `misp`.
    pub misps: usize,
    /// Partners that have, besides, a policy and a key of their own: [`own_policy_id`], [`own_key`].
    pub own_policies: Vec<usize>,
    /// Partners that have, besides, an OIDC client: [`client_id`].
    pub clients: Vec<usize>,
}

impl Default for Sizes {
    fn default() -> Self {
        Self {
            partners: PARTNERS,
            presented: PRESENTED,
            others: 0,
            misps: 0,
            own_policies: Vec::new(),
            clients: Vec::new(),
        }
    }
}

/// Value and label of a key that is presented.
pub fn key(number: usize) -> String {
    format!("bench-key-{number:06}")
}

pub fn partner_id(number: usize) -> String {
    format!("partner-{number:06}")
}

/// The policy of a partner, and of its key.
pub fn policy_id(number: usize) -> String {
    format!("policy-{}", number % POLICIES)
}

/// The policy that only this partner uses.
pub fn own_policy_id(number: usize) -> String {
    format!("own-policy-{number:06}")
}

/// The key for [`own_policy_id`] of the same number.
pub fn own_key(number: usize) -> String {
    format!("bench-own-key-{number:06}")
}

/// The OIDC client of a partner, for its [`policy_id`].
pub fn client_id(number: usize) -> String {
    format!("bench-client-{number:06}")
}

pub fn misp_id(number: usize) -> String {
    format!("misp-{number:06}")
}

/// The licence of [`misp_id`] of the same number.
pub fn licence_of(number: usize) -> String {
    format!("bench-licence-of-misp-{number:06}")
}

/// Opens a database that was migrated, as a process of its own would.
///
/// # Errors
/// It cannot be opened.
pub async fn store(location: &Location, surroundings: &Surroundings) -> anyhow::Result<Store> {
    let key = match location {
        Location::Sqlite(directory) => std::fs::read_to_string(directory.join("master.key")).context("master key")?,
        Location::Postgres(_) => MASTER_KEY.to_owned(),
    };
    let db = Db::open(location, 8).await?;
    Ok(open::store(db, &MasterKey::parse(&key)?, surroundings).await?)
}

/// Fills a database that was migrated and is served by nobody yet.
///
/// # Errors
/// A statement failed; [`Sizes::others`] needs PostgreSQL.
pub async fn fill(location: &Location, sizes: &Sizes) -> anyhow::Result<()> {
    let surroundings = pms_testkit::surroundings(&TestClock::at_machine_time(), &TestRandom::new(11));
    let store = store(location, &surroundings).await?;
    let ctx = Context::system(surroundings.clone(), "bench");
    policies(&store, &ctx).await?;
    partners(&store, &ctx, sizes.partners).await?;
    misps(&store, &ctx, sizes.misps).await?;
    links(&store, &ctx).await?;
    other_keys(&store, &ctx, sizes).await.context("keys that nobody presents")?;
    presented_keys(&store, &ctx, sizes.presented).await?;
    own_policies(&store, &ctx, &sizes.own_policies).await?;
    clients(&store, &ctx, &sizes.clients).await?;
    if store.db().is_postgres() {
        statement("VACUUM ANALYZE").execute_uncounted(store.db()).await?;
    }
    store.db().close().await;
    Ok(())
}

/// A policy group.
///
/// # Errors
/// The name is taken.
pub async fn group(change: &mut Change<'_>, id: &str, name: &str, at: Timestamp) -> anyhow::Result<()> {
    let group = PolicyGroup {
        id: id.into(),
        name: name.into(),
        descr: "Example".into(),
        user_id: "bench".into(),
        is_active: true,
        cr_by: "bench".into(),
        cr_dtimes: at,
        upd_by: None,
        upd_dtimes: None,
        is_deleted: Some(false),
        del_dtimes: None,
    };
    Ok(policy_group::insert(change, &group).await?)
}

/// A published policy for authentication.
pub struct Policy<'a> {
    pub id: &'a str,
    pub group: &'a str,
    pub name: &'a str,
    pub content: &'a str,
    pub from: Timestamp,
    pub to: Timestamp,
}

/// # Errors
/// The name is taken.
pub async fn policy(change: &mut Change<'_>, policy: &Policy<'_>) -> anyhow::Result<()> {
    let new = auth_policy::NewPolicy {
        id: policy.id,
        policy_group_id: policy.group,
        name: policy.name,
        descr: "Example",
        policy: policy.content,
        policy_type: "Auth",
        version: "1.0",
        valid_to: policy.to,
        by: "bench",
        at: policy.from,
    };
    auth_policy::insert(change, &new).await?;
    auth_policy::publish(change, policy.id, "https://schema.example", "bench", policy.from).await?;
    Ok(())
}

/// An approved partner.
pub struct Partner<'a> {
    pub id: &'a str,
    pub name: &'a str,
    pub group: &'a str,
    pub partner_type: &'a str,
    pub email: String,
    pub is_active: bool,
}

/// # Errors
/// The id is taken.
pub fn partner(change: &mut Change<'_>, surroundings: &Surroundings, partner: Partner<'_>) -> anyhow::Result<()> {
    let contact =
        ContactData { address: "1 Main Street".into(), contact_number: "5550100".into(), email: partner.email };
    let new = NewPartner {
        id: partner.id,
        policy_group_id: Some(partner.group),
        name: partner.name,
        contact: &contact,
        user_id: partner.id,
        partner_type_code: partner.partner_type,
        approval_status: "approved",
        is_active: partner.is_active,
        lang_code: "eng",
        logo_url: None,
        addl_info: "[]",
        purpose: None,
        requested_by: "system#bench",
    };
    partner::insert(change, surroundings, &new, "bench")?;
    Ok(())
}

fn organisation(change: &mut Change<'_>, ctx: &Context, id: &str, partner_type: &str) -> anyhow::Result<()> {
    let name = &format!("Organisation {id}");
    let email = format!("{id}@example.org");
    partner(change, &ctx.surroundings, Partner { id, name, group: "group", partner_type, email, is_active: true })
}

async fn policies(store: &Store, ctx: &Context) -> anyhow::Result<()> {
    let mut change = store.change().await?;
    group(&mut change, "group", "Group", ctx.now()).await?;
    for number in 0..POLICIES {
        usual_policy(&mut change, ctx, &policy_id(number)).await?;
    }
    organisation(&mut change, ctx, "misp", "MISP_Partner")?;
    licence(&mut change, ctx, "misp", LICENCE.to_owned(), 999_999_999_999)?;
    change.save(ctx, Record::new("bench.fill", "policy", "all")).await?;
    Ok(())
}

async fn usual_policy(change: &mut Change<'_>, ctx: &Context, id: &str) -> anyhow::Result<()> {
    let (from, to) = (ctx.now() - TimeDelta::days(1), ctx.now() + TimeDelta::days(300));
    let content = r#"{"authTokenType":"random","allowedAuthTypes":[{"authType":"otp","authSubType":"","mandatory":true}],"allowedKycAttributes":[{"attributeName":"fullName"},{"attributeName":"dateOfBirth"}]}"#;
    policy(change, &Policy { id, group: "group", name: &format!("Name of {id}"), content, from, to }).await
}

async fn partners(store: &Store, ctx: &Context, count: usize) -> anyhow::Result<()> {
    for first in (0..count).step_by(BATCH) {
        let mut change = store.change().await?;
        for number in first..(first + BATCH).min(count) {
            organisation(&mut change, ctx, &partner_id(number), "Auth_Partner")?;
        }
        change.save(ctx, Record::new("bench.fill", "partner", first.to_string())).await?;
    }
    Ok(())
}

async fn misps(store: &Store, ctx: &Context, count: usize) -> anyhow::Result<()> {
    for first in (0..count).step_by(BATCH) {
        let mut change = store.change().await?;
        for number in first..(first + BATCH).min(count) {
            let id = misp_id(number);
            organisation(&mut change, ctx, &id, "MISP_Partner")?;
            licence(&mut change, ctx, &id, licence_of(number), number)?;
        }
        change.save(ctx, Record::new("bench.fill", "misp", first.to_string())).await?;
    }
    Ok(())
}

/// An active MISP with a licence.
///
/// # Errors
/// The id is taken.
pub fn misp(change: &mut Change<'_>, ctx: &Context, id: &str) -> anyhow::Result<()> {
    let (name, email) = (&format!("Organisation {id}"), format!("{id}@example.org"));
    let partner_type = "MISP_Partner";
    partner(change, &ctx.surroundings, Partner { id, name, group: "group-0", partner_type, email, is_active: true })?;
    licence(change, ctx, id, LICENCE.to_owned(), 999_999_999_998)
}

fn licence(change: &mut Change<'_>, ctx: &Context, misp: &str, value: String, number: usize) -> anyhow::Result<()> {
    let licence = misp_licence::NewLicence {
        id: &format!("00000000-0000-4000-9000-{number:012}"),
        misp_id: misp,
        key: &KeyValue::new(value),
        policy_id: None,
        valid_from: ctx.now() - TimeDelta::days(1),
        valid_to: ctx.now() + TimeDelta::days(300),
        by: "bench",
    };
    misp_licence::insert(change, &ctx.surroundings, &licence)?;
    Ok(())
}

/// The id of the approved request of a partner.
pub fn link_id(number: usize) -> String {
    format!("{}-0", partner_id(number))
}

async fn links(store: &Store, ctx: &Context) -> anyhow::Result<()> {
    let mut change = store.change().await?;
    statement(
        "INSERT INTO partner_policy_request (id, part_id, policy_id, request_datetimes, request_detail, status_code, \
         cr_by, cr_dtimes, is_deleted) SELECT p.id || '-0', p.id, 'policy-' || (CAST(substr(p.id, 9) AS integer) % $1), \
         p.cr_dtimes, p.name, 'approved', 'bench', p.cr_dtimes, FALSE FROM partner p WHERE p.id LIKE 'partner-%'",
    )
    .bind(POLICIES as i64)
    .execute(&mut change)
    .await?;
    change.save(ctx, Record::new("bench.fill", "policy_request", "all")).await?;
    Ok(())
}

/// Keys by one statement, into tables that have neither indexes nor triggers meanwhile; what the triggers would have counted is
/// counted afterwards.
async fn other_keys(store: &Store, ctx: &Context, sizes: &Sizes) -> anyhow::Result<()> {
    if sizes.others == 0 {
        return Ok(());
    }
    let mut change = store.change().await?;
    for sql in [
        // For the rest of the transaction: no triggers, and no look at foreign keys.
        "SET LOCAL session_replication_role = replica",
        "SET LOCAL maintenance_work_mem = '512MB'",
        "DO $$ DECLARE i record; BEGIN CREATE TEMP TABLE bench_index ON COMMIT DROP AS SELECT x.indexname, x.indexdef \
         FROM pg_indexes x WHERE x.schemaname = 'pms' AND x.tablename IN ('partner_policy', 'x_api_key') AND NOT EXISTS \
         (SELECT 1 FROM pg_constraint c WHERE c.conindid = format('pms.%I', x.indexname)::regclass); \
         FOR i IN SELECT * FROM bench_index LOOP EXECUTE format('DROP INDEX pms.%I', i.indexname); END LOOP; END $$",
    ] {
        statement(sql).execute(&mut change).await?;
    }
    statement(
        "INSERT INTO partner_policy (policy_api_key, part_id, policy_id, valid_from_datetime, valid_to_datetime, \
         is_active, label, cr_by, cr_dtimes, is_deleted) \
         SELECT 's1.' || rtrim(translate(encode(sha256(convert_to('filler' || n, 'UTF8')), 'base64'), '+/', '-_'), '='), \
         'partner-' || lpad((n % $1)::text, 6, '0'), 'policy-' || (n % $2), \
         $3 + n * interval '1 microsecond', $4, TRUE, 'Key ' || n, 'bench', $3, FALSE FROM generate_series(1, $5) n",
    )
    .bind(sizes.partners as i64)
    .bind(POLICIES as i64)
    .bind(ctx.now() - TimeDelta::days(1))
    .bind(ctx.now() + TimeDelta::days(300))
    .bind(sizes.others as i64)
    .execute(&mut change)
    .await?;
    for sql in [
        "INSERT INTO x_api_key (id, api_key, phase, is_weak, stopped_by_admin) \
         SELECT gen_random_uuid()::text, k.policy_api_key, 'live', FALSE, FALSE FROM partner_policy k",
        "DO $$ DECLARE i record; BEGIN FOR i IN SELECT * FROM bench_index LOOP EXECUTE i.indexdef; END LOOP; END $$",
        "UPDATE x_search s SET api_keys = n.amount FROM (SELECT part_id, COUNT(*) AS amount FROM partner_policy \
         GROUP BY part_id) n WHERE s.kind IN ('partner.id', 'partner.name') AND s.id = n.part_id",
        "INSERT INTO x_api_key_tally (policy_id, total, active) SELECT policy_id, COUNT(*), COUNT(*) FROM partner_policy \
         GROUP BY policy_id",
    ] {
        statement(sql).execute(&mut change).await?;
    }
    change.save(ctx, Record::new("bench.fill", "api_key", "others")).await?;
    Ok(())
}

async fn presented_keys(store: &Store, ctx: &Context, count: usize) -> anyhow::Result<()> {
    for first in (0..count).step_by(BATCH) {
        let mut change = store.change().await?;
        for number in first..(first + BATCH).min(count) {
            let id = format!("00000000-0000-4000-8000-{number:012}");
            presented_key(&mut change, ctx, &id, number, &policy_id(number), key(number)).await?;
        }
        change.save(ctx, Record::new("bench.fill", "api_key", first.to_string())).await?;
    }
    Ok(())
}

/// A key that is its own label.
async fn presented_key(
    change: &mut Change<'_>,
    ctx: &Context,
    id: &str,
    partner: usize,
    policy_id: &str,
    value: String,
) -> anyhow::Result<()> {
    let new = api_key::NewKey {
        id,
        part_id: &partner_id(partner),
        policy_id,
        label: &value,
        valid_from: ctx.now() - TimeDelta::days(1),
        valid_to: ctx.now() + TimeDelta::days(300),
        phase: Phase::Live,
        fetch_until: None,
        handed_over_to: None,
        replaces: None,
        former_ends_at: None,
        by: "bench",
        at: ctx.now(),
    };
    api_key::insert(change, &ctx.surroundings, &new, &KeyValue::new(value.clone())).await?;
    Ok(())
}

async fn own_policies(store: &Store, ctx: &Context, partners: &[usize]) -> anyhow::Result<()> {
    for some in partners.chunks(BATCH) {
        let mut change = store.change().await?;
        for number in some {
            let policy = own_policy_id(*number);
            usual_policy(&mut change, ctx, &policy).await?;
            statement(
                "INSERT INTO partner_policy_request (id, part_id, policy_id, request_datetimes, request_detail, \
                 status_code, cr_by, cr_dtimes, is_deleted) VALUES ($1, $2, $3, $4, 'Bench', 'approved', 'bench', $4, FALSE)",
            )
            .bind(format!("{policy}-link"))
            .bind(partner_id(*number))
            .bind(&policy)
            .bind(ctx.now())
            .execute(&mut change)
            .await?;
            let id = format!("00000000-0000-4000-a000-{number:012}");
            presented_key(&mut change, ctx, &id, *number, &policy, own_key(*number)).await?;
        }
        change.save(ctx, Record::new("bench.fill", "policy", "own")).await?;
    }
    Ok(())
}

async fn clients(store: &Store, ctx: &Context, partners: &[usize]) -> anyhow::Result<()> {
    for some in partners.chunks(BATCH) {
        let mut change = store.change().await?;
        for number in some {
            let id = client_id(*number);
            let new = oidc_client::NewClient {
                id: &id,
                rp_id: &partner_id(*number),
                policy_id: &policy_id(*number),
                public_key: &format!(r#"{{"kty":"RSA","e":"AQAB","n":"{id}"}}"#),
                claims: &[],
                acr_values: &[],
                content: oidc_client::Content {
                    name: &id,
                    logo_uri: CLIENT_LOGO,
                    redirect_uris: &[CLIENT_REDIRECT.to_owned()],
                    grant_types: &["authorization_code".to_owned()],
                    auth_methods: &["private_key_jwt".to_owned()],
                },
                by: "bench",
                at: ctx.now(),
            };
            oidc_client::insert(&mut change, &new).await?;
        }
        change.save(ctx, Record::new("bench.fill", "oidc_client", "all")).await?;
    }
    Ok(())
}
