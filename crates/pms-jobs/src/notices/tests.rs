use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate, NaiveDateTime, Weekday};
use pms_domain::Timestamp;
use pms_store::account::account::{self, Details, NewAccount};
use pms_store::audit::Record;
use pms_store::contact::{self, Contact};
use pms_store::partner::{self, ContactData, NewPartner};
use pms_store::{Change, Store, member, notification, statement};

use super::*;
use crate::fixture::Fixture;

const PERIODS: [i64; 13] = [30, 15, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0];
/// Days after the start on which everything ends, at noon.
const END: i64 = 36;

/// The moment, so many days after the fixture's start, at noon.
fn noon(fixture: &Fixture, days: i64) -> Timestamp {
    let day = fixture.surroundings.now().date() + TimeDelta::days(days);
    day.and_hms_opt(12, 0, 0).unwrap()
}

async fn partner(fixture: &Fixture, change: &mut Change<'_>, id: &str, partner_type: &str, lang: &str) {
    let contact = ContactData {
        address: "1 Main Street".into(),
        contact_number: "1".into(),
        email: format!("{id}@partners.example"),
    };
    let new = NewPartner {
        id,
        policy_group_id: None,
        name: "Acme",
        contact: &contact,
        user_id: id,
        partner_type_code: partner_type,
        approval_status: "approved",
        is_active: true,
        lang_code: lang,
        logo_url: None,
        addl_info: "[]",
        purpose: None,
        requested_by: "system#adopted",
    };
    partner::insert(change, &fixture.surroundings, &new, "test").unwrap();
}

async fn admin(fixture: &Fixture, change: &mut Change<'_>, name: &str, of: Option<&str>) {
    let ctx = fixture.context();
    let id = ctx.uuid();
    let details = Details { email: format!("{name}@people.example"), ..Details::default() };
    let new = NewAccount {
        id: &id,
        name,
        details: &details,
        email_verified: true,
        password_hash: None,
        must_change: false,
        one_time_until: None,
        state: account::ACTIVE,
        lang: "eng",
        created_by: "test",
    };
    account::insert(change, &ctx.surroundings, &new).await.unwrap().unwrap();
    member::grant_role(change, &id, "PARTNER_ADMIN", "test", ctx.now());
    if let Some(partner) = of {
        member::add(change, partner, "local", &id, "owner", ctx.now());
    }
}

async fn certificate(change: &mut Change<'_>, id: &str, partner: Option<&str>, ends: Timestamp) {
    statement(
        "INSERT INTO partner_cert_store (cert_id, cert_subject, cert_issuer, issuer_id, cert_not_before, cert_not_after, \
         cert_data, cert_thumbprint, cert_serial_no, partner_domain, signed_cert_data, x_partner_id, x_current, cr_by, \
         cr_dtimes) VALUES ($1, 'CN=Leaf', 'CN=Issuer', 'i', $3, $3, 'PEM', $1, '1', 'AUTH', 'PEM', $2, $4, 'test', $3)",
    )
    .bind(id)
    .bind(partner.map(str::to_owned))
    .bind(ends)
    .bind(partner.is_some())
    .execute(change)
    .await
    .unwrap();
}

async fn ca(change: &mut Change<'_>, id: &str, kind: &str, is_own: bool, ends: Timestamp) {
    statement(
        "INSERT INTO ca_cert_store (cert_id, cert_subject, cert_issuer, issuer_id, cert_not_before, cert_not_after, \
         cert_data, cert_thumbprint, cert_serial_no, partner_domain, ca_cert_type, x_own, cr_by, cr_dtimes) \
         VALUES ($1, 'CN=CA', 'CN=CA', 'i', $4, $4, 'PEM', $1, '1', 'AUTH', $2, $3, 'test', $4)",
    )
    .bind(id)
    .bind(kind)
    .bind(is_own)
    .bind(ends)
    .execute(change)
    .await
    .unwrap();
}

async fn interface(change: &mut Change<'_>, id: &str, status: &str, ends: Timestamp) {
    statement(
        "INSERT INTO secure_biometric_interface (id, sw_binary_hash, sw_version, sw_cr_dtimes, sw_expiry_dtimes, \
         approval_status, is_active, provider_id, cr_by, cr_dtimes) VALUES ($1, $2, '0.9.5', $5, $5, $3, $4, 'dev', 'test', $5)",
    )
    .bind(id)
    .bind(vec![1_u8, 2, 3])
    .bind(status)
    .bind(status == "approved")
    .bind(ends)
    .execute(change)
    .await
    .unwrap();
}

/// `key` ends; its value is what nobody may find in a notice.
async fn key(change: &mut Change<'_>, value: &str, partner: &str, label: &str, ends: Timestamp) {
    statement(
        "INSERT INTO partner_policy (policy_api_key, part_id, policy_id, valid_from_datetime, valid_to_datetime, \
         is_active, label, cr_by, cr_dtimes) VALUES ($1, $2, 'kyc', $5, $4, TRUE, $3, 'test', $5)",
    )
    .bind(value)
    .bind(partner)
    .bind(label)
    .bind(ends)
    .bind(ends - TimeDelta::days(300))
    .execute(change)
    .await
    .unwrap();
}

const SECRET: &str = "the-value-of-the-key";

/// Of everything one that ends on the day [`END`], two admins, and things that nobody is told of.
async fn scene(fixture: &Fixture) {
    let ends = noon(fixture, END);
    let mut change = fixture.store.change().await.unwrap();
    for (id, partner_type, lang) in [
        ("acme", "Auth_Partner", "fra"),
        ("print", "Print_Partner", "eng"),
        ("chips", "FTM_Provider", "ara"),
        ("dev", "Device_Provider", "eng"),
        ("boss", "Auth_Partner", "eng"),
        ("off", "Auth_Partner", "eng"),
        ("mpartner-default-auth", "Auth_Partner", "eng"),
    ] {
        partner(fixture, &mut change, id, partner_type, lang).await;
    }
    admin(fixture, &mut change, "first", Some("boss")).await;
    admin(fixture, &mut change, "second", Some("boss")).await;
    admin(fixture, &mut change, "alone", None).await;
    for sql in [
        "INSERT INTO policy_group (id, name, descr, user_id, is_active, cr_by, cr_dtimes) \
         SELECT 'group', 'Group', 'd', 'u', TRUE, 'test', cr_dtimes FROM partner WHERE id = 'acme'",
        "INSERT INTO auth_policy (id, policy_group_id, name, descr, policy_file_id, policy_type, version, \
         valid_from_date, valid_to_date, is_active, cr_by, cr_dtimes) \
         SELECT 'kyc', 'group', 'Kyc', 'd', '{}', 'Auth', '1', cr_dtimes, cr_dtimes, TRUE, 'test', cr_dtimes \
         FROM partner WHERE id = 'acme'",
        "UPDATE partner SET is_active = FALSE WHERE id = 'off'",
    ] {
        statement(sql).execute(&mut change).await.unwrap();
    }
    certificate(&mut change, "leaf", Some("acme"), ends).await;
    certificate(&mut change, "of-off", Some("off"), ends).await;
    certificate(&mut change, "skipped", Some("mpartner-default-auth"), ends).await;
    certificate(&mut change, "chip-cert", None, ends).await;
    certificate(&mut change, "adopted", None, ends).await;
    ca(&mut change, "root", "ROOT", false, ends).await;
    ca(&mut change, "mid", "INTERMEDIATE", false, ends).await;
    ca(&mut change, "ours", "ROOT", true, ends).await;
    interface(&mut change, "sbi", "approved", ends).await;
    key(&mut change, SECRET, "acme", "Production", ends).await;
    key(&mut change, "another", "print", "Printing", ends).await;
    for sql in [
        "UPDATE partner SET certificate_alias = 'adopted' WHERE id = 'print'",
        "INSERT INTO ftp_chip_detail (id, foundational_trust_provider_id, make, model, certificate_alias, is_active, \
         approval_status, cr_by, cr_dtimes) SELECT 'chip', 'chips', 'Maker', 'One', 'chip-cert', TRUE, 'approved', \
         'test', cr_dtimes FROM partner WHERE id = 'chips'",
    ] {
        statement(sql).execute(&mut change).await.unwrap();
    }
    change.save(&fixture.context(), Record::new("test.scene", "test", "1")).await.unwrap();
}

#[derive(sqlx::FromRow, Debug, Clone, PartialEq)]
struct Row {
    id: String,
    partner_id: String,
    notification_type: String,
    notification_status: String,
    notification_details_json: String,
    email_id: String,
    email_lang_code: String,
    email_sent: Option<bool>,
    cr_dtimes: NaiveDateTime,
    natural_key: Option<String>,
}

async fn rows(store: &Store) -> Vec<Row> {
    statement(
        "SELECT n.id, n.partner_id, n.notification_type, n.notification_status, n.notification_details_json, n.email_id, \
         n.email_lang_code, n.email_sent, n.cr_dtimes, x.natural_key FROM notifications n \
         LEFT JOIN x_notification x ON x.notification_id = n.id ORDER BY n.cr_dtimes, n.id",
    )
    .all(store.db())
    .await
    .unwrap()
}

async fn count(store: &Store, sql: &'static str) -> i64 {
    let (rows,) = statement(sql).one(store.db()).await.unwrap();
    rows
}

/// The notices of today, without a lease: what two processes that both believe to have it would do.
async fn run_now(app: &App) {
    let Some(mut run) = DailyRun::due(app, &app.system("notifications")).await.unwrap() else { return };
    while run.advance().await.unwrap() {}
    assert_eq!(run.written().failed, 0);
}

/// Type, partner and period of every notice but the summaries, with the days on which each was written.
fn by_period(rows: &[Row]) -> BTreeMap<(String, String, i64), Vec<NaiveDate>> {
    let mut found: BTreeMap<_, Vec<NaiveDate>> = BTreeMap::new();
    for row in rows.iter().filter(|row| row.notification_type != "WEEKLY_SUMMARY") {
        let period = row.natural_key.as_deref().unwrap().rsplit('/').next().unwrap().parse().unwrap();
        let key = (row.notification_type.clone(), row.partner_id.clone(), period);
        found.entry(key).or_default().push(row.cr_dtimes.date());
    }
    found
}

const TOLD: [(&str, &str); 8] = [
    ("API_KEY_EXPIRY", "acme"),
    ("API_KEY_EXPIRY", "print"),
    ("FTM_CHIP_CERT_EXPIRY", "chips"),
    ("INTERMEDIATE_CERT_EXPIRY", "boss"),
    ("PARTNER_CERT_EXPIRY", "acme"),
    ("PARTNER_CERT_EXPIRY", "print"),
    ("ROOT_CERT_EXPIRY", "boss"),
    ("SBI_EXPIRY", "dev"),
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn in_forty_days_each_period_comes_once_with_two_replicas_at_work() {
    for fixture in Fixture::each().await {
        scene(&fixture).await;
        let [one, two] = fixture.replicas().await;
        let first_day = fixture.surroundings.now().date();
        for _ in 0..40 {
            tokio::join!(run_now(&one), run_now(&two));
            // The same day again is nobody's notice.
            fixture.advance(TimeDelta::hours(3));
            run_now(&two).await;
            fixture.advance(TimeDelta::hours(21));
        }
        let rows = rows(&fixture.store).await;
        let found = by_period(&rows);
        let mut expected = BTreeMap::new();
        for (kind, partner) in TOLD {
            for period in PERIODS {
                let day = first_day + TimeDelta::days(END - period);
                expected.insert((kind.to_owned(), partner.to_owned(), period), vec![day]);
            }
        }
        assert_eq!(found, expected);
        // Saturdays whose next seven days hold an end.
        let saturdays = (END - 7..=END)
            .map(|days| first_day + TimeDelta::days(days))
            .filter(|day| day.weekday() == Weekday::Sat)
            .collect::<BTreeSet<_>>();
        let summaries: Vec<_> = rows.iter().filter(|row| row.notification_type == "WEEKLY_SUMMARY").collect();
        assert_eq!(summaries.iter().map(|row| row.cr_dtimes.date()).collect::<BTreeSet<_>>(), saturdays);
        assert_eq!(summaries.len(), saturdays.len());

        // One letter for each notice of a partner; each admin has one for each certificate and each summary.
        let of_admins = (2 * PERIODS.len() + saturdays.len()) as i64;
        let letters = "SELECT COUNT(*) AS rows FROM x_mail WHERE template LIKE 'expiry-%'";
        assert_eq!(count(&fixture.store, letters).await, 6 * PERIODS.len() as i64 + 3 * of_admins);
        let alone = "SELECT COUNT(*) AS rows FROM x_mail WHERE template LIKE 'expiry-%' AND notification_id IS NULL";
        assert_eq!(count(&fixture.store, alone).await, of_admins);
    }
}

#[tokio::test]
async fn what_a_notice_says_and_keeps_to_itself() {
    for fixture in Fixture::each().await {
        scene(&fixture).await;
        let app = fixture.app().await;
        fixture.advance(TimeDelta::days(END - 10));
        run_now(&app).await;
        let rows = rows(&fixture.store).await;
        let of = |kind: &str| rows.iter().find(|row| row.notification_type == kind).unwrap();
        let key: serde_json::Value = serde_json::from_str(&of("API_KEY_EXPIRY").notification_details_json).unwrap();
        let ends = pms_domain::time::local_iso(noon(&fixture, 10));
        let expected = serde_json::json!({"apiKeyName": "Production", "partnerId": "acme", "expiryDateTime": ends,
            "expiryPeriod": "10", "policyGroup": "Group", "policyName": "Kyc"});
        assert_eq!(key["apiKeyDetails"][0], expected);
        assert_eq!(key["certificateDetails"], serde_json::Value::Null);
        let chip: serde_json::Value =
            serde_json::from_str(&of("FTM_CHIP_CERT_EXPIRY").notification_details_json).unwrap();
        assert_eq!(chip["ftmDetails"][0]["partnerDomain"], "FTM");
        assert_eq!(chip["ftmDetails"][0]["certificateType"], "ftm");
        assert_eq!(of("FTM_CHIP_CERT_EXPIRY").email_lang_code, "ara");

        // The address lies sealed, and opens for whoever unseals the database.
        for row in &rows {
            assert!(row.email_id.starts_with("s1."), "{}", row.email_id);
            let sealed: Option<String> =
                pms_store::sealed::get(fixture.store.db(), fixture.store.keys(), "notification", &row.id)
                    .await
                    .unwrap();
            assert!(sealed.unwrap().contains('@'));
        }
        // No value of a key anywhere, and no letter without its values.
        let texts = crate::mail::catalogue::Catalogue::load(&fixture.settings).unwrap();
        let due = pms_store::mail::due(&fixture.store, fixture.surroundings.now(), 500).await.unwrap();
        assert!(due.len() > TOLD.len());
        for mail in due {
            let sender = "National ID <no-reply@id.example>".parse().unwrap();
            let composed = crate::mail::compose::compose(&texts, &mail, &sender, fixture.surroundings.now());
            let Ok(composed) = composed else { panic!("{} cannot be written", mail.template) };
            assert!(!String::from_utf8(composed.bytes).unwrap().contains(SECRET));
            assert!(mail.letter.values.values().all(|value| !value.contains(SECRET)));
            // What was sent is noted with the notification.
            pms_store::mail::sent(fixture.store.db(), &mail.id, fixture.surroundings.now()).await.unwrap();
        }
        assert!(rows.iter().all(|row| !format!("{row:?}").contains(SECRET)));
        let records = pms_store::audit::after(fixture.store.db(), 0, 500).await.unwrap();
        assert!(records.iter().all(|record| !format!("{record:?}").contains(SECRET)));
        assert!(records.iter().any(|record| record.action == "notification.create"));
        let unsent = "SELECT COUNT(*) AS rows FROM notifications WHERE email_sent = FALSE OR email_sent_dtimes IS NULL";
        assert_eq!(count(&fixture.store, unsent).await, 0);
    }
}

#[tokio::test]
async fn contacts_that_confirmed_their_address_are_told_too() {
    for fixture in Fixture::each().await {
        scene(&fixture).await;
        let mut change = fixture.store.change().await.unwrap();
        for (id, is_active, is_verified) in [("yes", true, true), ("off", false, true), ("unconfirmed", true, false)] {
            let contact = Contact {
                id: id.to_owned(),
                partner_id: "dev".to_owned(),
                data: ContactData {
                    address: "1 Main Street".into(),
                    contact_number: id.into(),
                    email: format!("{id}@contacts.example"),
                },
                name: None,
                is_active,
                verified_at: is_verified.then(|| fixture.surroundings.now()),
            };
            contact::put(&mut change, &fixture.surroundings, &contact, "test").await.unwrap();
        }
        change.save(&fixture.context(), Record::new("test.contacts", "partner", "dev")).await.unwrap();
        fixture.advance(TimeDelta::days(END - 10));
        run_now(&fixture.app().await).await;
        let due = pms_store::mail::due(&fixture.store, fixture.surroundings.now(), 500).await.unwrap();
        let told: BTreeSet<String> =
            due.into_iter().filter(|mail| mail.template == "expiry-interface").map(|mail| mail.letter.to).collect();
        assert_eq!(told, ["dev@partners.example", "yes@contacts.example"].map(str::to_owned).into());
    }
}

#[tokio::test]
async fn after_three_days_without_a_server_the_newest_missed_notice_comes_once() {
    for fixture in Fixture::each().await {
        scene(&fixture).await;
        let app = fixture.app().await;
        fixture.advance(TimeDelta::days(END - 16));
        run_now(&app).await;
        assert_eq!(rows(&fixture.store).await.len(), 0, "sixteen days are no period");
        // Down on the day of fifteen and the two after it.
        fixture.advance(TimeDelta::days(4));
        run_now(&app).await;
        let made_up = by_period(&rows(&fixture.store).await);
        assert_eq!(made_up.len(), TOLD.len());
        assert!(made_up.keys().all(|(_, _, period)| *period == 15));
        let row = rows(&fixture.store).await.remove(0);
        assert!(row.notification_details_json.contains("\"expiryPeriod\":\"12\""), "{}", row.notification_details_json);
        // Down again over several periods: the newest alone.
        fixture.advance(TimeDelta::days(5));
        run_now(&app).await;
        let found: BTreeSet<i64> =
            by_period(&rows(&fixture.store).await).keys().map(|(_, _, period)| *period).collect();
        assert_eq!(found, BTreeSet::from([7, 15]));
        // A clock that went back is nobody's reason for a notice.
        let before = rows(&fixture.store).await.len();
        fixture.advance(TimeDelta::days(-3));
        run_now(&app).await;
        assert_eq!(rows(&fixture.store).await.len(), before);
    }
}

#[tokio::test]
async fn a_dismissed_notice_stays_dismissed_and_old_ones_go() {
    for fixture in Fixture::each().await {
        scene(&fixture).await;
        let app = fixture.app().await;
        fixture.advance(TimeDelta::days(END - 10));
        run_now(&app).await;
        let all = rows(&fixture.store).await;
        let one = all[0].id.clone();
        let mut change = fixture.store.change().await.unwrap();
        assert!(notification::dismiss(&mut change, &one, "owner", fixture.surroundings.now()).await.unwrap());
        change.save(&fixture.context(), Record::new("notification.dismiss", "notification", &one)).await.unwrap();
        for _ in 0..5 {
            run_now(&app).await;
            fixture.advance(TimeDelta::days(1));
            run_now(&app).await;
        }
        let now = rows(&fixture.store).await;
        assert_eq!(now.iter().find(|row| row.id == one).unwrap().notification_status, "DISMISSED");
        assert_eq!(now.iter().filter(|row| row.natural_key == all[0].natural_key).count(), 1);

        // Sixty days are kept, dismissed or not; on the next day they go with all that lies beside them.
        fixture.advance(TimeDelta::days(55));
        run_now(&app).await;
        assert!(rows(&fixture.store).await.iter().any(|row| row.id == one), "sixty days later");
        fixture.advance(TimeDelta::days(1));
        run_now(&app).await;
        assert!(rows(&fixture.store).await.iter().all(|row| row.id != one));
        fixture.advance(TimeDelta::days(30));
        run_now(&app).await;
        assert_eq!(rows(&fixture.store).await, []);
        assert_eq!(count(&fixture.store, "SELECT COUNT(*) AS rows FROM x_notification").await, 0);
        assert_eq!(count(&fixture.store, "SELECT COUNT(*) AS rows FROM x_sealed WHERE kind = 'notification'").await, 0);
        let records = pms_store::audit::after(fixture.store.db(), 0, 500).await.unwrap();
        assert!(records.iter().any(|record| record.action == "notification.forget"));
    }
}

#[tokio::test]
async fn the_day_is_the_sites_and_begins_with_its_hour() {
    let mut fixture = Fixture::sqlite().await;
    scene(&fixture).await;
    fixture.settings.site.timezone = "Pacific/Kiritimati".into();
    fixture.settings.notifications.hour = 6;
    let app = fixture.app().await;
    // 10:00 UTC is midnight there: the day of ten days has come, its hour has not.
    fixture.advance(TimeDelta::days(END - 10));
    run_now(&app).await;
    assert_eq!(rows(&fixture.store).await.len(), 0);
    fixture.advance(TimeDelta::hours(6));
    run_now(&app).await;
    let found = by_period(&rows(&fixture.store).await);
    assert!(!found.is_empty() && found.keys().all(|(_, _, period)| *period == 10), "{found:?}");

    fixture.settings.notifications.enabled = false;
    let off = fixture.app().await;
    fixture.advance(TimeDelta::days(1));
    assert!(DailyRun::due(&off, &off.system("notifications")).await.unwrap().is_none());
}

#[tokio::test]
async fn one_partner_whose_data_does_not_open_keeps_nobody_else_from_a_notice() {
    for fixture in Fixture::each().await {
        scene(&fixture).await;
        let mut change = fixture.store.change().await.unwrap();
        statement("UPDATE x_sealed SET value = $1 WHERE kind = 'partner' AND owner = 'acme'")
            .bind(vec![0_u8; 40])
            .execute(&mut change)
            .await
            .unwrap();
        change.save(&fixture.context(), Record::new("test.spoil", "test", "1")).await.unwrap();
        fixture.advance(TimeDelta::days(END - 10));
        run_now(&fixture.app().await).await;
        let told: BTreeSet<String> = rows(&fixture.store).await.into_iter().map(|row| row.partner_id).collect();
        assert_eq!(told, ["boss", "chips", "dev", "print"].map(str::to_owned).into());
    }
}

#[tokio::test]
async fn interfaces_whose_time_is_over_are_taken_out_of_use_with_what_waits() {
    for fixture in Fixture::each().await {
        let mut change = fixture.store.change().await.unwrap();
        partner(&fixture, &mut change, "dev", "Device_Provider", "eng").await;
        let now = fixture.surroundings.now();
        let (over, later) = (now - TimeDelta::seconds(1), now + TimeDelta::hours(1));
        interface(&mut change, "approved", "approved", over).await;
        interface(&mut change, "waiting", "pending_approval", over).await;
        interface(&mut change, "rejected", "rejected", over).await;
        interface(&mut change, "later", "approved", later).await;
        for (device, status, sbi) in [
            ("in-use", "approved", "approved"),
            ("waits", "pending_approval", "approved"),
            ("waits-too", "pending_approval", "waiting"),
            ("waits-later", "pending_approval", "later"),
        ] {
            statement(
                "INSERT INTO device_detail (id, dprovider_id, dtype_code, dstype_code, make, model, approval_status, \
                 is_active, cr_by, cr_dtimes) VALUES ($1, 'dev', 'Finger', 'Slap', $1, 'm', $2, $3, 'test', $4)",
            )
            .bind(device)
            .bind(status)
            .bind(status == "approved")
            .bind(now)
            .execute(&mut change)
            .await
            .unwrap();
            statement(
                "INSERT INTO device_detail_sbi (dprovider_id, device_detail_id, sbi_id, is_active, cr_by, cr_dtimes) \
                 VALUES ('dev', $1, $2, TRUE, 'test', $3)",
            )
            .bind(device)
            .bind(sbi)
            .bind(now)
            .execute(&mut change)
            .await
            .unwrap();
        }
        change.save(&fixture.context(), Record::new("test.scene", "test", "1")).await.unwrap();

        let app = fixture.app().await;
        let mut turn = turn(&app);
        let mut is_indexed = false;
        look(&app, &mut turn, &mut is_indexed).await;
        assert!(is_indexed);
        let states = "SELECT CAST(COUNT(*) AS bigint) AS rows FROM secure_biometric_interface WHERE \
             (id = 'approved' AND approval_status = 'approved' AND is_active = FALSE AND upd_by = 'system:expiry') \
             OR (id = 'waiting' AND approval_status = 'rejected' AND is_active = FALSE) \
             OR (id = 'rejected' AND upd_by IS NULL) OR (id = 'later' AND is_active = TRUE)";
        assert_eq!(count(&fixture.store, states).await, 4);
        let devices = "SELECT CAST(COUNT(*) AS bigint) AS rows FROM device_detail WHERE \
             (id = 'in-use' AND is_active = TRUE) OR (id = 'waits' AND approval_status = 'rejected') \
             OR (id IN ('waits-too', 'waits-later') AND approval_status = 'pending_approval')";
        assert_eq!(count(&fixture.store, devices).await, 4);
        let history = "SELECT COUNT(*) AS rows FROM secure_biometric_interface_h WHERE is_active = FALSE";
        assert_eq!(count(&fixture.store, history).await, 2);
        let mut records = pms_store::audit::after(fixture.store.db(), 0, 500).await.unwrap();
        records.retain(|record| record.action == "interface.expire");
        assert_eq!(records.len(), 1);
        let touched = records[0].objects();
        for (kind, id) in [("interface", "approved"), ("interface", "waiting"), ("device", "waits")] {
            assert!(touched.contains(&(kind.to_owned(), id.to_owned())), "{touched:?}");
        }
        assert_eq!(records[0].actor_name, "system:expiry");
        let said = records[0].after_json.as_deref().unwrap();
        assert!(
            said.contains("\"devicesRejected\":[\"waits\"]") && said.contains("\"devicesOutOfUse\":[\"in-use\"]"),
            "{said}"
        );
        // Again: nothing is left to do.
        let (revision, _) = pms_store::audit::head(fixture.store.db()).await.unwrap();
        look(&app, &mut turn, &mut is_indexed).await;
        assert_eq!(pms_store::audit::head(fixture.store.db()).await.unwrap().0, revision);
        fixture.advance(TimeDelta::hours(2));
        look(&app, &mut turn, &mut is_indexed).await;
        assert_eq!(count(&fixture.store, history).await, 3);
    }
}

#[tokio::test]
async fn of_two_processes_one_has_the_turn() {
    let Some(fixture) = Fixture::postgres().await else { return };
    scene(&fixture).await;
    let [one, two] = fixture.replicas().await;
    fixture.advance(TimeDelta::days(END - 10));
    let (mut first, mut second) = (turn(&one), turn(&two));
    assert!(first.take(one.store(), fixture.surroundings.now()).await);
    look(&two, &mut second, &mut true).await;
    assert_eq!(rows(&fixture.store).await.len(), 0, "the other has the lease");
    look(&one, &mut first, &mut true).await;
    assert!(!rows(&fixture.store).await.is_empty());
}
