//! The hotlist: files of any length, and what becomes of it when a provider is switched.

use chrono::TimeDelta;
use pms_app::accounts::{people, roles};
use pms_app::hotlist::{self, Import, Parts, Refused, Report, Wanted};
use pms_app::partners;
use pms_app::testing::Site;
use pms_domain::Context;
use pms_domain::catalogue;
use pms_domain::hotlist::Subject;
use pms_store::audit;
use pms_store::list::{ListQuery, Page};

use crate::support::{Stage, done, refused};

/// Whether the hotlist names a provider's devices.
pub async fn devices_are_blocked(stage: &Stage, organisation: &str, id: &str) -> bool {
    let subject = Subject::DeviceProvider { organisation, id };
    let hash = pms_store::hotlist::hash(&subject.plain_id());
    pms_store::hotlist::find(stage.site.app.store().db(), subject.id_type(), &hash).await.unwrap().is_some()
}

/// Whether a provider and its devices are blocked by its deactivation.
pub async fn provider_is_blocked(stage: &Stage, partner: &str, expected: bool) {
    let app = &stage.site.app;
    let ctx = stage.site.system();
    for subject in
        [Subject::Partner { id: partner }, Subject::DeviceProvider { organisation: "Example Bank", id: partner }]
    {
        assert_eq!(done(hotlist::is_blocked(app, &ctx, &subject).await), expected, "{subject:?}");
    }
    let listed = done(hotlist::list(app, &ctx, None, Some(partner), ListQuery::new().page(Page::new(0, 8))).await);
    assert_eq!(listed.total, if expected { 2 } else { 0 });
    let events = stage.count("SELECT COUNT(*) AS n FROM x_outbox WHERE topic = 'MOSIP_HOTLIST'").await;
    assert_eq!(events, if expected { 2 } else { 4 });
}

/// What somebody has blocked is there again when an active provider is that was switched off meanwhile, in whatever way it was
/// blocked; and what a file blocks meanwhile stays.
pub async fn blocks_of_others_stay(stage: &Stage, partner: &str) {
    let (site, app) = (&stage.site, &stage.site.app);
    let ctx = site.system();
    let off = async || {
        done(partners::set_status(app, &stage.admin().await, partner, false, Some("Contract ended.")).await);
    };
    let on = async || done(partners::reactivate(app, &stage.admin().await, partner, Some("Contract renewed.")).await);
    let status = async || done(hotlist::status(app, &site.system(), "PARTNER_ID", partner).await);
    let wanted = |until, reason| Wanted {
        id_type: "PARTNER_ID",
        parts: Parts { id: Some(partner), ..Parts::default() },
        until,
        status: None,
        reason,
    };
    let until = Some(ctx.now() + TimeDelta::days(2));
    let before = done(hotlist::block(app, &ctx, &wanted(until, Some("fraud"))).await).standing;
    off().await;
    assert_eq!(status().await.until, None, "for as long as it is off");
    on().await;
    assert_eq!(status().await, before, "for two days, as somebody said");

    off().await;
    let file = format!("idType,id\nPARTNER_ID,{partner}\n");
    let report = done(import(site, &keeper(site).await, [file.as_bytes()]).await);
    assert_eq!((report.prolonged, report.unchanged), (1, 0));
    on().await;
    assert_eq!(status().await.until, None);
    assert!(done(hotlist::is_blocked(app, &ctx, &Subject::Partner { id: partner }).await), "the file said so");
    done(hotlist::unblock(app, &ctx, &wanted(None, None)).await);
}

async fn import(site: &Site, ctx: &Context, pieces: impl IntoIterator<Item = &[u8]>) -> pms_app::Outcome<Report> {
    let mut import = Import::begin(&site.app, ctx, None, Some("stolen"))?;
    for piece in pieces {
        import.push(piece).await?;
    }
    import.finish().await
}

async fn keeper(site: &Site) -> Context {
    let person = site.person("keeper", &["HOTLIST_ADMIN"]).await;
    site.context(&person).await
}

fn device(serial: &str) -> Subject<'_> {
    Subject::Device { serial, make: "Abc", model: "M2" }
}

#[tokio::test]
async fn a_file_is_read_in_any_pieces_and_twice_changes_nothing() {
    for site in Site::on_both().await {
        let ctx = keeper(&site).await;
        let later = (ctx.now() + TimeDelta::days(1)).format("%Y-%m-%dT%H:%M:%SZ");
        let mut file = "\u{feff}idType,id,expiryTimestamp\r\n".to_owned();
        for n in 0..1200 {
            file.push_str(&format!("DEVICE,{n}AbcM2,\r\n"));
        }
        file.push_str(&format!("DEVICE,1200AbcM2,{later}\n\n\"DEVICE\",\"1201AbcM2\",\nDEVICE,0AbcM2,"));
        let revision = audit::head(site.app.store().db()).await.unwrap().0;
        let report = done(import(&site, &ctx, file.as_bytes().chunks(997)).await);
        let expected = Report { lines: 1203, added: 1202, unchanged: 1, ..Report::default() };
        assert_eq!(report, expected);
        for serial in ["0", "499", "500", "1199", "1200", "1201"] {
            assert!(done(hotlist::is_blocked(&site.app, &ctx, &device(serial)).await), "{serial}");
        }
        assert!(!done(hotlist::is_blocked(&site.app, &ctx, &device("1202")).await));
        let records = audit::after(site.app.store().db(), revision, 100).await.unwrap();
        assert_eq!(records.len(), 3, "one record for each batch");
        assert!(records.iter().all(|record| record.action == "hotlist.import" && record.reason.is_some()));

        let again = done(import(&site, &ctx, file.as_bytes().chunks(1)).await);
        assert_eq!(again, Report { lines: 1203, unchanged: 1203, ..Report::default() });
        assert_eq!(audit::head(site.app.store().db()).await.unwrap().0, revision + 3);
    }
}

#[tokio::test]
async fn lines_that_cannot_be_taken_are_named_and_the_others_are_taken() {
    let site = Site::new().await;
    let ctx = keeper(&site).await;
    let hash = pms_store::hotlist::hash("7AbcM2").hex().to_lowercase();
    let file = format!(
        "idHash, IDTYPE ,expiryTimestamp\n{hash},DEVICE,\n{hash},UIN,\nno,DEVICE,\n{hash},DEVICE,tomorrow\n\
         {hash},DEVICE,2001-01-01T00:00:00Z\n\"{hash},DEVICE,\n{hash}\n{hash},DEVICE,2999-01-01T00:00:00+03:00\n"
    );
    let report = done(import(&site, &ctx, [file.as_bytes()]).await);
    let refused = |line, why| Refused { line, why };
    assert_eq!(
        report,
        Report {
            lines: 8,
            added: 1,
            unchanged: 1,
            refused: 6,
            first_refused: vec![
                refused(3, "has an idType that is not kept here"),
                refused(4, "has an idHash that is not 64 hexadecimal digits"),
                refused(5, "has an expiryTimestamp that is no time"),
                refused(6, "has an expiryTimestamp that is over"),
                refused(7, "is no line of CSV"),
                refused(8, "has not as many cells as the header"),
            ],
            ..Report::default()
        }
    );
    assert!(done(hotlist::is_blocked(&site.app, &ctx, &device("7")).await));
    assert_eq!(done(hotlist::status(&site.app, &ctx, "DEVICE", "7AbcM2").await).until, None, "the longer time counts");
}

#[tokio::test]
async fn a_file_without_its_header_changes_nothing() {
    let site = Site::new().await;
    let ctx = keeper(&site).await;
    let revision = audit::head(site.app.store().db()).await.unwrap();
    for file in ["", "DEVICE,1AbcM2\n", "idType\n", "idType,id,idHash\n", "idType,id,colour\n"] {
        refused(import(&site, &ctx, [file.as_bytes()]).await, &catalogue::HOTLIST_FILE);
        refused(import(&site, &ctx, file.as_bytes().chunks(3)).await, &catalogue::HOTLIST_FILE);
    }
    // A line without an end is not kept until there is no memory left, and the message names it.
    let long = format!("idType,id\nDEVICE,{}", "x".repeat(9000));
    for pieces in [long.as_bytes().chunks(long.len()), long.as_bytes().chunks(3)] {
        match import(&site, &ctx, pieces).await {
            Err(pms_app::Failure::Refused(refusal)) => assert_eq!(refusal.message(), "Line 2 is longer than 8 KiB"),
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(audit::head(site.app.store().db()).await.unwrap(), revision);
    let person = site.person("partner", &["AUTH_PARTNER"]).await;
    let partner = site.context(&person).await;
    refused(import(&site, &partner, [&b"idType,id\n"[..]]).await, &catalogue::FORBIDDEN);
}

/// A block that ends by itself, and an unblock that does.
#[tokio::test]
async fn what_holds_changes_with_the_time() {
    for site in Site::on_both().await {
        let ctx = site.system();
        let wanted = |until| Wanted {
            id_type: "DEVICE",
            parts: Parts { serial: Some("1"), make: Some("Abc"), model: Some("M2"), ..Parts::default() },
            until,
            status: None,
            reason: None,
        };
        let holds = async || done(hotlist::is_blocked(&site.app, &site.system(), &device("1")).await);
        let hour = TimeDelta::hours(1);
        done(hotlist::block(&site.app, &ctx, &wanted(Some(ctx.now() + hour))).await);
        assert!(holds().await);
        site.clock.advance(hour);
        assert!(!holds().await);
        done(hotlist::unblock(&site.app, &ctx, &wanted(Some(ctx.now() + hour))).await);
        assert!(!holds().await);
        site.clock.advance(hour);
        assert!(holds().await, "suspended for an hour");
        done(hotlist::unblock(&site.app, &ctx, &wanted(None)).await);
        assert!(!holds().await);
    }
}

/// A file may take longer than a right holds: what comes after the end of it is refused, what was written stays.
#[tokio::test]
async fn who_lost_the_right_meanwhile_writes_no_more() {
    let lines = |name: &str, count: usize| (0..count).map(|n| format!("DEVICE,{n}{name}M2\n")).collect::<String>();
    for site in Site::on_both().await {
        let app = &site.app;
        let total = async || pms_store::hotlist::total(app.store().db()).await.unwrap();
        for (name, expected) in [
            ("disabled", Some(&catalogue::AUTHENTICATION_FAILED)),
            ("stripped", Some(&catalogue::FORBIDDEN)),
            ("keeper", None),
        ] {
            let person = site.person(name, &["HOTLIST_ADMIN"]).await;
            let ctx = site.context(&person).await;
            let before = total().await;
            let mut import = done(Import::begin(app, &ctx, Some(&person.token), None));
            done(import.push(format!("idType,id\n{}", lines(name, 500)).as_bytes()).await);
            assert_eq!(total().await, before + 500);
            match name {
                "disabled" => done(people::disable(app, &site.system(), name, Some("left")).await),
                "stripped" => done(roles::revoke_role(app, &site.system(), name, "HOTLIST_ADMIN").await),
                _ => {}
            }
            let pushed = import.push(lines(&format!("{name}2"), 500).as_bytes()).await;
            match expected {
                Some(entry) => refused(pushed, entry),
                None => done(pushed),
            }
            assert_eq!(total().await, before + if expected.is_some() { 500 } else { 1000 }, "{name}");
        }
        // Nor does one go on that a page began, which has no token.
        for (name, expected) in [
            ("offPage", Some(&catalogue::AUTHENTICATION_FAILED)),
            ("barePage", Some(&catalogue::FORBIDDEN)),
            ("keptPage", None),
        ] {
            let person = site.person(name, &["HOTLIST_ADMIN"]).await;
            let (ctx, before) = (site.context(&person).await, total().await);
            let mut import = done(Import::begin(app, &ctx, None, None));
            done(import.push(format!("idType,id\n{}", lines(name, 500)).as_bytes()).await);
            match name {
                "offPage" => done(people::disable(app, &site.system(), name, Some("left")).await),
                "barePage" => done(roles::revoke_role(app, &site.system(), name, "HOTLIST_ADMIN").await),
                _ => {}
            }
            let pushed = import.push(lines(&format!("{name}2"), 500).as_bytes()).await;
            match expected {
                Some(entry) => refused(pushed, entry),
                None => done(pushed),
            }
            assert_eq!(total().await, before + if expected.is_some() { 500 } else { 1000 }, "{name}");
        }
        // The end of the file is no way past it either.
        let person = site.person("late", &["HOTLIST_ADMIN"]).await;
        let (ctx, before) = (site.context(&person).await, total().await);
        let mut import = done(Import::begin(app, &ctx, Some(&person.token), None));
        done(import.push(b"idType,id\nDEVICE,lateAbcM2\n").await);
        done(people::disable(app, &site.system(), "late", Some("left")).await);
        refused(import.finish().await, &catalogue::AUTHENTICATION_FAILED);
        assert_eq!(total().await, before);
    }
}

/// A provider's devices say the name that it had when they were made: what an administrator says of one of its names holds for all, for us
/// and for whoever is told, also of a name that comes later.
#[tokio::test]
async fn a_provider_is_blocked_by_all_of_its_names() {
    for site in Site::on_both().await {
        let stage = Stage::on(site).await;
        let (app, system) = (&stage.site.app, stage.site.system());
        let owner = stage.owner("maker", "Device_Provider").await;
        crate::certificates::approve(&stage, "maker").await;
        let rename = async |name: &str| {
            let ctx = stage.ctx(&owner).await;
            let asked = done(partners::request_rename(app, &ctx, "maker", name, "We merged.").await);
            let decision = pms_domain::approval::Decision::Approve;
            let verdict = pms_app::approvals::Verdict { decision, reason: None, shown_revision: None };
            done(pms_app::approvals::decide(app, &stage.admin().await, &asked.approval_id, verdict).await);
        };
        rename("Second Bank").await;
        let plain = |name: &str| format!("{name}maker");
        let wanted = |id, until| Wanted {
            id_type: "DEVICE_PROVIDER",
            parts: Parts { id: Some(id), ..Parts::default() },
            until,
            status: None,
            reason: Some("fraud"),
        };
        let blocked = async |names: &[&str]| {
            for name in ["Example Bank", "Second Bank", "Third Bank"] {
                assert_eq!(devices_are_blocked(&stage, name, "maker").await, names.contains(&name), "{name}");
            }
        };
        let told = async || stage.count("SELECT COUNT(*) AS n FROM x_outbox WHERE topic = 'MOSIP_HOTLIST'").await;
        let (first, second) = (plain("Example Bank"), plain("Second Bank"));
        done(hotlist::block(app, &system, &wanted(&first, None)).await);
        blocked(&["Example Bank", "Second Bank"]).await;
        assert_eq!(told().await, 2);
        done(hotlist::block(app, &system, &wanted(&first, None)).await);
        assert_eq!(told().await, 3, "of the other nothing new is said");
        rename("Third Bank").await;
        blocked(&["Example Bank", "Second Bank", "Third Bank"]).await;
        assert_eq!(told().await, 4);
        done(hotlist::unblock(app, &system, &wanted(&second, None)).await);
        blocked(&[]).await;
        assert_eq!(told().await, 7);
        // Of somebody else's name nothing follows.
        done(hotlist::block(app, &system, &wanted("Example Bankanother", None)).await);
        blocked(&[]).await;

        // Nobody registers what reads as a former name.
        let thief = stage.site.person("thief", &[]).await;
        let wanted = crate::support::registration("kmaker", "Device_Provider");
        let wanted = partners::Registration { organization_name: "Example Ban".to_owned(), ..wanted };
        refused(partners::register(app, &stage.ctx(&thief).await, wanted).await, &catalogue::PROVIDER_NAME_COLLIDES);
    }
}
