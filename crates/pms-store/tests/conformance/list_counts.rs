//! What lists are counted by follows every writer: the numbers of a partner's requests and keys, and the tally of each policy.

use pms_domain::Timestamp;
use pms_store::db::statement;
use sqlx::FromRow;

use crate::support::{Bench, both, register};

#[derive(FromRow)]
struct Wrong {
    wrong: i64,
}

/// Each with the rows it says wrongly.
const CHECKS: &[&str] = &[
    "SELECT COUNT(*) AS wrong FROM x_search s WHERE s.kind IN ('partner.id', 'partner.name') AND (s.requests <> \
     (SELECT COUNT(*) FROM partner_policy_request r WHERE r.part_id = s.id) OR s.api_keys <> \
     (SELECT COUNT(*) FROM partner_policy k WHERE k.part_id = s.id))",
    "SELECT COUNT(*) AS wrong FROM auth_policy a LEFT JOIN x_api_key_tally t ON t.policy_id = a.id \
     WHERE COALESCE(t.total, 0) <> (SELECT COUNT(*) FROM partner_policy k WHERE k.policy_id = a.id) \
     OR COALESCE(t.active, 0) <> (SELECT COUNT(*) FROM partner_policy k JOIN partner p ON p.id = k.part_id \
     WHERE k.policy_id = a.id AND k.is_active AND p.is_active)",
    "SELECT COUNT(*) AS wrong FROM x_search s WHERE s.kind = 'policy_request' \
     AND NOT EXISTS (SELECT 1 FROM partner_policy_request r WHERE r.id = s.id AND r.cr_dtimes = s.created)",
    "SELECT COUNT(*) AS wrong FROM x_search s WHERE s.kind IN ('partner.id', 'partner.name') \
     AND NOT EXISTS (SELECT 1 FROM partner p WHERE p.id = s.id AND p.cr_dtimes = s.created)",
];

async fn run(bench: &Bench, sql: &'static str, at: Timestamp) {
    let statement = statement(sql);
    let statement = if sql.contains("$1") { statement.bind(at) } else { statement };
    statement.execute_uncounted(bench.store.db()).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
    for check in CHECKS {
        let Wrong { wrong } = self::statement(check).one(bench.store.db()).await.unwrap();
        assert_eq!(wrong, 0, "after {sql}: {check}");
    }
}

/// As other programs write: by statements of their own.
#[tokio::test]
async fn counts_follow_whoever_writes() {
    both(|bench| async move {
        register(&bench, "acme", "acme@example.org").await;
        register(&bench, "other", "other@example.org").await;
        let at = bench.surroundings.now();
        for sql in [
            "INSERT INTO policy_group (id, name, descr, user_id, is_active, cr_by, cr_dtimes) \
             VALUES ('g', 'G', 'd', 'u', TRUE, 't', $1)",
            "INSERT INTO auth_policy (id, policy_group_id, name, descr, policy_file_id, policy_type, version, \
             valid_from_date, valid_to_date, is_active, cr_by, cr_dtimes) \
             SELECT n, 'g', n, 'd', '{}', 'Auth', '1', $1, $1, TRUE, 't', $1 \
             FROM (SELECT 'one' AS n UNION ALL SELECT 'two') p",
            "INSERT INTO partner_policy_request (id, part_id, policy_id, request_datetimes, request_detail, \
             status_code, cr_by, cr_dtimes) SELECT p.id || n, p.id, n, $1, 'why', 'InProgress', 't', $1 \
             FROM partner p CROSS JOIN (SELECT 'one' AS n UNION ALL SELECT 'two') d",
            "INSERT INTO x_search (kind, id, folded, created) \
             SELECT 'policy_request', id, 'why', cr_dtimes FROM partner_policy_request",
            "UPDATE partner_policy_request SET part_id = 'other' WHERE id = 'acmeone'",
            "UPDATE partner_policy_request SET status_code = 'approved'",
            "DELETE FROM partner_policy_request WHERE id = 'acmetwo'",
            "INSERT INTO partner_policy (policy_api_key, part_id, policy_id, valid_from_datetime, is_active, label, \
             cr_by, cr_dtimes) SELECT p.id || n, p.id, n, $1, n = 'one', n, 't', $1 \
             FROM partner p CROSS JOIN (SELECT 'one' AS n UNION ALL SELECT 'two') d",
            "UPDATE partner SET is_active = NOT is_active WHERE id = 'acme'",
            "UPDATE partner_policy SET is_active = NOT is_active",
            "UPDATE partner SET is_active = NOT is_active",
            "UPDATE partner_policy SET policy_id = 'two', valid_from_datetime = '2001-01-01' WHERE policy_api_key = 'otherone'",
            "UPDATE partner_policy SET part_id = 'other', policy_id = 'one', is_active = TRUE, valid_from_datetime = '2001-01-02' \
             WHERE policy_api_key = 'acmetwo'",
            "UPDATE partner_policy SET label = 'other'",
            "DELETE FROM partner_policy WHERE policy_api_key = 'acmetwo'",
            "DELETE FROM partner_policy",
            "DELETE FROM partner_policy_request",
        ] {
            run(&bench, sql, at).await;
        }
    })
    .await;
}
