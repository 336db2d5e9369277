//! What stops an adoption: everything is listed, and nothing is changed.

use pms_store::adopt::{self, Effect};
use pms_testkit::postgres::Database;

use crate::legacy::{self, Release};

/// What stops the adoption of a database after this statement.
async fn stops(release: Release, sql: &str) -> Option<Vec<String>> {
    let database: Database = legacy::database(release)?;
    database.psql(sql).unwrap();
    let columns = legacy::columns(&database);
    let (tables, rows) = (legacy::tables(&database), legacy::dump(&database, &columns));
    let db = legacy::connect(&database).await;
    let inspected = adopt::inspect(&db).await.unwrap();
    let differences = adopt::take_over(&db).await.unwrap();
    db.close().await;
    assert_eq!(inspected, differences);
    assert_eq!((legacy::tables(&database), legacy::columns(&database)), (tables, columns.clone()));
    assert_eq!(legacy::dump(&database, &columns), rows);
    let stops = differences.into_iter().filter(|difference| difference.effect == Effect::Stops);
    Some(stops.map(|difference| difference.what).collect())
}

#[tokio::test]
async fn encrypted_contact_data_must_be_decrypted_first() {
    let sql = "UPDATE pms.partner SET email_id = 'ciphertext', email_id_hash = 'AB12' WHERE id IN ('Acme', 'sharing'); \
               UPDATE pms.partner_contact SET email_id_hash = 'CD34' WHERE id = 'c1'";
    let Some(stops) = stops(Release::V1_3_0, sql).await else { return };
    assert_eq!(stops.len(), 2, "{stops:?}");
    assert!(stops[0].starts_with("partner: contact data of 2 rows was encrypted"), "{stops:?}");
    assert!(stops[1].starts_with("partner_contact: contact data of 1 rows"), "{stops:?}");
    assert!(stops.iter().all(|what| what.contains("decrypted by the configured keymanager first")));
}

#[tokio::test]
async fn a_structure_that_does_not_fit_is_listed_as_a_whole() {
    let sql = "ALTER TABLE pms.partner DROP COLUMN user_id; \
               ALTER TABLE pms.partner ALTER COLUMN name TYPE varchar(100); \
               ALTER TABLE pms.partner ADD COLUMN region varchar(10) NOT NULL DEFAULT 'x'; \
               ALTER TABLE pms.partner ALTER COLUMN region DROP DEFAULT; \
               ALTER TABLE pms.partner ADD COLUMN remark text; \
               ALTER TABLE pms.policy_group ALTER COLUMN is_active TYPE varchar(5); \
               ALTER TABLE pms.partner_contact DROP CONSTRAINT partcnt; \
               ALTER TABLE pms.misp_license ALTER COLUMN valid_from_date DROP NOT NULL; \
               UPDATE pms.misp_license SET valid_from_date = NULL WHERE misp_id = 'misp-two'; \
               ALTER TABLE pms.auth_policy ALTER COLUMN cr_dtimes TYPE timestamptz; \
               DROP TABLE pms.device_detail_sbi; \
               CREATE TABLE pms.ca_cert_store (id text); \
               CREATE TABLE pms.site_report (id text)";
    let Some(stops) = stops(Release::V1_2_0_1, sql).await else { return };
    let expected = [
        "misp_license.valid_from_date: NULL in 1 rows",
        "auth_policy.cr_dtimes: timestamp with time zone instead of timestamp without time zone",
        "table device_detail_sbi: missing",
        "partner.name: character varying(100) instead of character varying(128): too narrow",
        "partner.user_id: missing",
        "partner.region: not known, and rows without it are refused",
        "partner_contact: the primary key is not (id)",
        "policy_group.is_active: character varying(5) instead of boolean",
        "table ca_cert_store: the name is needed for a table of ours",
    ];
    assert_eq!(stops, expected);
}

/// What a site has added is kept, and said.
#[tokio::test]
async fn what_is_not_known_is_kept() {
    let Some(database) = legacy::database(Release::V1_3_0) else { return };
    let sql = "CREATE TABLE pms.site_report (id text); ALTER TABLE pms.partner ADD COLUMN remark text; \
               ALTER TABLE pms.partner ALTER COLUMN name TYPE text; \
               ALTER TABLE pms.policy_group DROP CONSTRAINT uk_polg; \
               ALTER TABLE pms.partner_policy DROP CONSTRAINT fk_ppol_apol";
    database.psql(sql).unwrap();
    let (differences, _) = legacy::adopt(&database).await;
    let noted: Vec<_> = differences.iter().filter(|d| d.effect == Effect::Noted).map(|d| d.what.as_str()).collect();
    let expected = [
        "partner.remark: not known, kept",
        "partner_policy: no foreign key on (policy_id)",
        "policy_group: not unique in (name)",
        "table site_report: not known, kept",
    ];
    assert_eq!(noted, expected);
    assert!(legacy::tables(&database).contains("batch_job_instance"));
    assert!(legacy::tables(&database).contains("site_report"));
}

#[tokio::test]
async fn an_empty_database_and_one_of_ours_are_not_adopted() {
    let Some(empty) = pms_testkit::postgres::database() else { return };
    let db = legacy::connect(&empty).await;
    assert_eq!(adopt::found(&db).await.unwrap(), adopt::Found::Empty);
    assert!(adopt::take_over(&db).await.is_err());
    pms_store::migrate::run(&db).await.unwrap();
    assert_eq!(adopt::found(&db).await.unwrap(), adopt::Found::Ours);
    assert_eq!(adopt::take_over(&db).await.unwrap(), []);
}
