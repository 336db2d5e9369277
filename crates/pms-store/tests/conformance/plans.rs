//! How the databases would run every static statement: none of a request's path may read a whole table that grows.

use std::collections::BTreeSet;

use pms_store::db::Db;
use serde_json::Value;
use sqlx::{AssertSqlSafe, Row};

use crate::sources;
use crate::support::both;

/// Tables with as many rows as there are partners, people, certificates, changes, attempts or letters.
const GROWING: &[&str] = &[
    "auth_policy",
    "auth_policy_h",
    "ca_cert_store",
    "device_detail",
    "device_detail_sbi",
    "ftp_chip_detail",
    "secure_biometric_interface",
    "secure_biometric_interface_h",
    "x_device_h",
    "misp_license",
    "notifications",
    "x_notification",
    "oidc_client",
    "partner",
    "partner_cert_store",
    "partner_contact",
    "partner_policy",
    "partner_policy_bioextract",
    "partner_policy_credential_type",
    "partner_policy_request",
    "user_details",
    "x_account",
    "x_account_role",
    "x_api_key",
    "x_approval",
    "x_partner_name",
    "x_approval_note",
    "x_hotlist",
    "x_device_segment",
    "x_audit",
    "x_audit_touched",
    "x_contact",
    "x_draft",
    "x_esignet_intent",
    "x_ended_session",
    "x_grant",
    "x_invitation",
    "x_issued",
    "x_limit",
    "x_mail",
    "x_transaction",
    "x_transaction_hour",
    "x_transaction_day",
    "x_misp_licence",
    "x_oidc_key_change",
    "x_otp",
    "x_outbox",
    "x_outbox_object",
    "x_partner",
    "x_partner_member",
    "x_pending_certificate",
    "x_recovery_code",
    "x_policy_clone",
    "x_sealed",
    "x_search",
    "x_security_event",
    "x_session",
    "x_unique",
];

/// Indexes that hold a few rows only: those that are still to be sent, with unusual letters, marked as deleted.
const PARTIAL: &[&str] = &[
    "x_mail_queue",
    "x_partner_user_unusual",
    "x_partner_id_unusual",
    "x_api_key_approval",
    "x_api_key_weak",
    "x_partner_deleted",
    "x_ppr_deleted",
    // Entries of trust stores that were revoked: few.
    "x_cacs_revoked",
];

/// What may read a whole table, and why. Commands and start, never a request.
const MAY_SCAN: &[(&str, &str)] = &[
    ("src/adopt/", "the adoption looks at every partner once"),
    // At the end of an adoption.
    ("src/policy_link.rs", "NOT EXISTS (SELECT 1 FROM x_approval a WHERE a.kind = 'policy'"),
    // Once a day and at the start: those of other programs lie anywhere.
    ("src/notification.rs", "WHERE NOT EXISTS (SELECT 1 FROM x_notification"),
    ("src/convert/", "sealing and unsealing look at every row; `pms doctor` counts them"),
    // A row for each policy, for the total of all keys of a state.
    ("src/api_key_lists.rs", "FROM x_api_key_tally"),
    // Hourly, and at the end of an adoption.
    ("src/api_key", "x.id IS NULL"),
    ("src/api_key/upkeep.rs", "NOT EXISTS (SELECT 1 FROM x_api_key x"),
    // SQLite: its index would need a function that older tools do not know. Ten thousands of names are read in milliseconds.
    ("src/account/ownership.rs", "octet_length(user_id) <> length(user_id)"),
    // Commands of the operator: `pms ca status`, and a batch of `pms ca rekey` on a table that is empty.
    ("src/ca_key.rs", "GROUP BY x_ca_key_id"),
    ("src/resign.rs", "UPDATE partner_cert_store c SET signed_cert_data = g.s"),
    // Whether a CA that a partner brought is another's, too, asked when it is switched off: of a walk down PostgreSQL expects ten times
    // as many rows as it starts with, and on an empty table sometimes rather reads all CAs for each of the few levels. The same walk
    // counts what a CA's page says would go with it.
    ("src/revocation", "WITH RECURSIVE below (id)"),
    // Read from the newest on, and a limited number: no whole table.
    ("src/account/security_event.rs", "FROM x_security_event ORDER BY at DESC, id LIMIT $1"),
];

/// The growing tables that SQLite reads from one end to the other.
pub(crate) async fn scans_of_sqlite(db: &Db, sql: &str) -> BTreeSet<String> {
    let Db::Sqlite { read, .. } = db else { panic!("SQLite") };
    let explain = AssertSqlSafe(format!("EXPLAIN QUERY PLAN {sql}"));
    let rows = sqlx::raw_sql(explain).fetch_all(read.pool()).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
    let steps = rows.iter().map(|row| row.get::<String, _>("detail"));
    // Names in a step are aliases; a statement of ours with an alias names the table before it.
    let table = |alias: &str| {
        let words: Vec<&str> = sql.split([' ', '\n', ',', '(', ')']).filter(|word| !word.is_empty()).collect();
        let named = words.windows(2).find(|pair| pair[1] == alias && GROWING.contains(&pair[0]));
        named.map_or(alias, |pair| pair[0]).to_owned()
    };
    let whole = steps.filter(|step| !PARTIAL.iter().any(|index| step.contains(index)));
    let scanned = whole.filter_map(|step| Some(table(step.strip_prefix("SCAN ")?.split(' ').next()?)));
    scanned.filter(|table| GROWING.contains(&table.as_str())).collect()
}

/// The growing tables that PostgreSQL reads from one end to the other when it would rather do anything else.
pub(crate) async fn scans_of_postgres(db: &Db, sql: &str) -> BTreeSet<String> {
    let Db::Pg(connections) = db else { panic!("PostgreSQL") };
    let mut connection = connections.pool().acquire().await.unwrap();
    let parameters = (1..=40).take_while(|number| sql.contains(&format!("${number}"))).count();
    let nulls = vec!["NULL"; parameters].join(", ");
    let nulls = if parameters == 0 { nulls } else { format!("({nulls})") };
    let script = [
        "SET plan_cache_mode = force_generic_plan".to_owned(),
        "SET enable_seqscan = off".to_owned(),
        format!("PREPARE explained AS {sql}"),
    ];
    for step in script {
        sqlx::raw_sql(AssertSqlSafe(step)).execute(&mut *connection).await.unwrap_or_else(|e| panic!("{sql}: {e}"));
    }
    let explain = AssertSqlSafe(format!("EXPLAIN (FORMAT JSON) EXECUTE explained{nulls}"));
    let row = sqlx::raw_sql(explain).fetch_one(&mut *connection).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
    sqlx::raw_sql("DEALLOCATE explained").execute(&mut *connection).await.unwrap();
    let mut scanned = BTreeSet::new();
    read(&row.get::<Value, _>(0), &mut scanned);
    scanned.retain(|table| GROWING.contains(&table.as_str()));
    scanned
}

/// Tables below a node that are read without a condition on an index.
fn read(node: &Value, scanned: &mut BTreeSet<String>) {
    match node {
        Value::Array(nodes) => nodes.iter().for_each(|node| read(node, scanned)),
        Value::Object(members) => {
            let kind = members.get("Node Type").and_then(Value::as_str).unwrap_or_default();
            let index = members.get("Index Name").and_then(Value::as_str).unwrap_or_default();
            let is_whole = kind == "Seq Scan" || (kind.starts_with("Index") && !members.contains_key("Index Cond"));
            let is_whole = is_whole && !PARTIAL.contains(&index);
            if let (true, Some(table)) = (is_whole, members.get("Relation Name").and_then(Value::as_str)) {
                scanned.insert(table.to_owned());
            }
            members.values().for_each(|member| read(member, scanned));
        }
        _ => {}
    }
}

fn may_scan(place: &str, sql: &str) -> bool {
    MAY_SCAN.iter().any(|(folder, words)| place.starts_with(folder) && (folder.ends_with('/') || sql.contains(words)))
}

#[tokio::test]
async fn no_request_reads_a_whole_table() {
    let mut statements = sources::statements();
    // The hourly question whether anything is over; only then rows are deleted, in the order of their keys.
    for class in pms_store::retention::CLASSES {
        statements.push((format!("retention, {}", class.name), class.statements()[0].to_owned()));
    }
    both(|bench| {
        let statements = statements.clone();
        async move {
            let mut found = Vec::new();
            for (place, sql) in statements {
                if sources::only_on_postgres(&sql).is_some_and(|postgres| postgres != bench.is_postgres())
                    || may_scan(&place, &sql)
                {
                    continue;
                }
                let db = sources::database(&bench.store, &place).await;
                let scanned = match bench.is_postgres() {
                    true => scans_of_postgres(db, &sql).await,
                    false => scans_of_sqlite(db, &sql).await,
                };
                if !scanned.is_empty() {
                    found.push(format!("{place} reads all of {scanned:?}: {sql}"));
                }
            }
            let database = if bench.is_postgres() { "PostgreSQL" } else { "SQLite" };
            assert!(found.is_empty(), "{database}, {} statements:\n{}", found.len(), found.join("\n"));
        }
    })
    .await;
}
