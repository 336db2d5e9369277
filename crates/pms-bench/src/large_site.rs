//! A large site, filled through the store: partners with their policies, requests and API keys.

use chrono::TimeDelta;
use pms_bench::fill::{self, Partner, Policy, partner_id};
use pms_domain::Context;
use pms_domain::context::Surroundings;
use pms_store::audit::Record;
use pms_store::{Store, statement};
use pms_testkit::TestClock;

/// Of each partner.
pub(crate) const REQUESTS: usize = 3;
pub(crate) const POLICIES: usize = 400;
const GROUPS: usize = 20;
/// Partners of one change while filling.
pub(crate) const BATCH: usize = 500;
/// One in so many partners has a given word in its name: of 100,000 partners 250, and 750 requests.
pub(crate) const WORDS: usize = 400;

const SYLLABLES: [&str; 20] = [
    "ba", "ko", "ri", "mu", "te", "zo", "la", "ni", "fe", "do", "pa", "gu", "si", "ve", "ho", "ju", "ka", "me", "ru",
    "ti",
];

/// One of [`WORDS`] names.
pub(crate) fn word(number: usize) -> String {
    let (first, second) = (number % 20, number / 20 % 20);
    [first, second, (first + second) % 20, (first * 3 + second) % 20].map(|syllable| SYLLABLES[syllable]).concat()
}

fn name(number: usize) -> String {
    let half = if number.is_multiple_of(2) { "even" } else { "odd" };
    format!("Organisation {half} {} {number}", word(number))
}

/// So many partners, policies and groups, three requests and three keys of each partner. A multiple of [`BATCH`] partners.
pub(crate) async fn fill(
    store: &Store,
    surroundings: &Surroundings,
    clock: &TestClock,
    partners: usize,
) -> anyhow::Result<()> {
    let ctx = Context::system(surroundings.clone(), "bench");
    fill_policies(store, &ctx).await?;
    for first in (0..partners).step_by(BATCH) {
        let mut change = store.change().await?;
        for number in first..first + BATCH {
            clock.advance(TimeDelta::milliseconds(3));
            let (id, name, group) = (&partner_id(number), &name(number), &format!("group-{}", number % GROUPS));
            let partner = Partner {
                id,
                name,
                group,
                partner_type: "Auth_Partner",
                email: format!("bench{number}@example.org"),
                is_active: number.is_multiple_of(2),
            };
            fill::partner(&mut change, surroundings, partner)?;
        }
        change.save(&ctx, Record::new("bench.fill", "partner", first.to_string())).await?;
    }
    fill_requests(store, &ctx, partners).await?;
    fill_keys(store, &ctx, partners).await?;
    // What autovacuum does on a living database. SQLite has nothing of the kind: its plans follow the statements alone.
    if store.db().is_postgres() {
        statement("VACUUM ANALYZE").execute_uncounted(store.db()).await?;
    }
    Ok(())
}

async fn fill_policies(store: &Store, ctx: &Context) -> anyhow::Result<()> {
    let at = ctx.now();
    let mut change = store.change().await?;
    for number in 0..GROUPS {
        fill::group(&mut change, &format!("group-{number}"), &format!("Group mu-{number}"), at).await?;
    }
    for number in 0..POLICIES {
        let (id, group) = (&format!("policy-{number}"), &format!("group-{}", number % GROUPS));
        let (name, content) = (
            &format!("Policy lambda-{number}"),
            r#"{"authTokenType":"random","allowedAuthTypes":[],"allowedKycAttributes":[]}"#,
        );
        fill::policy(&mut change, &Policy { id, group, name, content, from: at, to: at + TimeDelta::days(300) })
            .await?;
    }
    change.save(ctx, Record::new("bench.fill", "policy", "all")).await?;
    Ok(())
}

/// Three requests of each partner, one of its group's policies each: half of them approved.
async fn fill_requests(store: &Store, ctx: &Context, partners: usize) -> anyhow::Result<()> {
    let mut change = store.change().await?;
    statement(
        "INSERT INTO partner_policy_request (id, part_id, policy_id, request_datetimes, request_detail, status_code, \
         cr_by, cr_dtimes, is_deleted) \
         SELECT p.id || '-' || d.n, p.id, \
         'policy-' || ((CAST(substr(p.id, 9) AS integer) + d.n * 20) % $1), p.cr_dtimes, p.name, \
         CASE WHEN (CAST(substr(p.id, 9) AS integer) + d.n) % 2 = 0 THEN 'approved' ELSE 'InProgress' END, \
         'bench', p.cr_dtimes, FALSE FROM partner p \
         CROSS JOIN (SELECT 0 AS n UNION ALL SELECT 1 UNION ALL SELECT 2) d",
    )
    .bind(POLICIES as i64)
    .execute(&mut change)
    .await?;
    statement(
        "INSERT INTO x_search (kind, id, folded, created) \
         SELECT 'policy_request', r.id, lower(r.request_detail), r.cr_dtimes FROM partner_policy_request r",
    )
    .execute(&mut change)
    .await?;
    statement(
        "INSERT INTO x_counter (scope, total) VALUES ('policy_request', $1) \
         ON CONFLICT (scope) DO UPDATE SET total = excluded.total",
    )
    .bind((partners * REQUESTS) as i64)
    .execute(&mut change)
    .await?;
    change.save(ctx, Record::new("bench.fill", "policy_request", "all")).await?;
    Ok(())
}

/// A key for each request; those of every other partner count, as that partner is active. Without values: no list opens one.
async fn fill_keys(store: &Store, ctx: &Context, partners: usize) -> anyhow::Result<()> {
    let mut change = store.change().await?;
    statement(
        "INSERT INTO partner_policy (policy_api_key, part_id, policy_id, valid_from_datetime, valid_to_datetime, \
         is_active, label, cr_by, cr_dtimes, is_deleted) \
         SELECT 's1.' || r.id, r.part_id, r.policy_id, r.cr_dtimes, $1, TRUE, 'Key ' || substr(r.request_detail, 14, 20), \
         'bench', r.cr_dtimes, FALSE FROM partner_policy_request r",
    )
    .bind(ctx.now() + TimeDelta::days(3_000))
    .execute(&mut change)
    .await?;
    statement(
        "INSERT INTO x_api_key (id, api_key, phase, is_weak, stopped_by_admin) \
         SELECT k.policy_api_key, k.policy_api_key, 'live', FALSE, FALSE FROM partner_policy k",
    )
    .execute(&mut change)
    .await?;
    statement(
        "INSERT INTO x_search (kind, id, folded, created) \
         SELECT 'api_key.label', k.policy_api_key, lower(k.label), k.cr_dtimes FROM partner_policy k",
    )
    .execute(&mut change)
    .await?;
    statement(
        "INSERT INTO x_counter (scope, total) VALUES ('api_key', $1) \
         ON CONFLICT (scope) DO UPDATE SET total = excluded.total",
    )
    .bind((partners * REQUESTS) as i64)
    .execute(&mut change)
    .await?;
    change.save(ctx, Record::new("bench.fill", "api_key", "all")).await?;
    Ok(())
}
