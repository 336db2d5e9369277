//! Devices, interfaces, their pairs, chips, and their lists.

use chrono::TimeDelta;
use pms_domain::Timestamp;
use pms_domain::context::OwnedPartners;
use pms_domain::device::Standing;
use pms_store::audit::Record;
use pms_store::device_lists::{
    CHIP_SEARCH, CHIPS, ChipRow, DEVICE_SEARCH, DEVICE_SUB_TYPES, DEVICE_TYPES, DEVICES, DeviceRow, DeviceTypeRow,
    INTERFACE_SEARCH, INTERFACES, InterfaceRow, MAPPED_DEVICE, MAPPING_SEARCH, MappingRow,
};
use pms_store::list::{Kind, ListQuery, ListSpec, Page, Scope, Test};
use pms_store::partner::Reach;
use pms_store::registry_lists::{CHIP_LINES, ChipLine, MODELS};
use pms_store::{Change, chip, device, device_mapping, interface, statement};

use crate::support::{Bench, both, register};

fn details(model: &str) -> device::Details {
    device::Details {
        dtype_code: "Finger".into(),
        dstype_code: "Slap".into(),
        make: "Acme".into(),
        model: model.into(),
    }
}

fn version(text: &str, at: Timestamp) -> interface::Details {
    interface::Details {
        binary_hash: "hash".into(),
        version: text.into(),
        created: at - TimeDelta::days(1),
        expiry: at + TimeDelta::days(30),
    }
}

async fn add_device(change: &mut Change<'_>, id: &str, provider: &str, model: &str, at: Timestamp) {
    let details = details(model);
    let new = device::NewDevice {
        id,
        provider_id: provider,
        organization: "Acme Ltd",
        details: &details,
        standing: Standing::Waiting,
        by: "test",
        at,
    };
    device::insert(change, &new).await.unwrap();
}

async fn add_interface(change: &mut Change<'_>, id: &str, provider: &str, text: &str, at: Timestamp) {
    let details = version(text, at);
    let new = interface::NewInterface {
        id,
        provider_id: provider,
        organization: "Acme Ltd",
        details: &details,
        standing: Standing::Waiting,
        by: "test",
        at,
    };
    interface::insert(change, &new).await.unwrap();
}

async fn map(change: &mut Change<'_>, device_id: &str, sbi_id: &str, provider_id: &str, at: Timestamp) {
    let new = device_mapping::NewMapping {
        device_id,
        sbi_id,
        provider_id,
        organization: "Acme Ltd",
        is_active: false,
        by: "test",
        at,
    };
    device_mapping::insert(change, &new).await.unwrap();
}

async fn save(bench: &Bench, change: Change<'_>) {
    change.save(&bench.ctx(), Record::new("test", "device", "all")).await.unwrap();
}

/// Two providers, of which `acme` is active, with a device and an interface each, mapped.
async fn fill(bench: &Bench) {
    register(bench, "acme", "acme@example.org").await;
    register(bench, "other", "other@example.org").await;
    let at = bench.surroundings.now();
    let mut change = bench.store.change().await.unwrap();
    pms_store::partner::set_standing(&mut change, "acme", "approved", true, "test", at).await.unwrap();
    for (provider, device_id, sbi_id) in [("acme", "1", "s1"), ("other", "2", "s2")] {
        add_device(&mut change, device_id, provider, "One", at).await;
        add_interface(&mut change, sbi_id, provider, "1.0", at).await;
        map(&mut change, device_id, sbi_id, provider, at).await;
        let new = chip::NewChip {
            id: device_id,
            provider_id: provider,
            organization: "Acme Ltd",
            make: "Acme",
            model: "Chip",
            by: "test",
            at,
        };
        chip::insert(&mut change, &new).await.unwrap();
    }
    save(bench, change).await;
}

#[tokio::test]
async fn a_device_is_found_within_reach_and_live_once() {
    both(|bench| async move {
        fill(&bench).await;
        let db = bench.store.db();
        let (own, at) = (OwnedPartners::new(["acme".to_owned()]), bench.surroundings.now());
        assert_eq!(device::find(db, Reach::Own(&own), "1").await.unwrap().unwrap().standing(), Standing::Waiting);
        assert!(device::find(db, Reach::Own(&own), "2").await.unwrap().is_none());
        assert!(interface::find(db, Reach::Own(&own), "s1").await.unwrap().is_some());
        assert!(interface::find(db, Reach::Own(&own), "s2").await.unwrap().is_none());
        assert!(chip::find(db, Reach::Own(&own), "2").await.unwrap().is_none());
        assert!(device_mapping::find(db, Reach::Own(&own), "2", "s2").await.unwrap().is_none());
        assert!(device::id_exists(db, "2").await.unwrap() && !device::id_exists(db, "3").await.unwrap());

        let live = async |but| device::has_live(db, "acme", &details("One"), but).await.unwrap();
        assert!(live(None).await && !live(Some("1")).await);
        assert!(!device::has_live(db, "acme", &details("Two"), None).await.unwrap());
        for (standing, is_live) in
            [(Standing::Active, true), (Standing::Deactivated, false), (Standing::Rejected, false)]
        {
            let mut change = bench.store.change().await.unwrap();
            device::set_standing(&mut change, "1", standing, "test", at).await.unwrap();
            save(&bench, change).await;
            assert_eq!(live(None).await, is_live, "{standing:?}");
        }
        // The table says the same: a rejected model may stand beside a live one.
        let mut change = bench.store.change().await.unwrap();
        add_device(&mut change, "3", "acme", "One", at).await;
        save(&bench, change).await;
        assert!(interface::has_version(db, "acme", "1.0", None).await.unwrap());
        assert!(!interface::has_version(db, "acme", "1.0", Some("s1")).await.unwrap());
        assert!(device::is_known_type(db, "Finger", "Slap").await.unwrap());
        assert!(!device::is_known_type(db, "Face", "Slap").await.unwrap());
        assert_eq!(device::waiting_of(db, "acme").await.unwrap(), ["3"]);
        assert_eq!(interface::waiting_of(db, "acme").await.unwrap(), ["s1"]);
        assert_eq!(chip::waiting_of(db, "acme").await.unwrap().len(), 1, "its certificate is due");
        assert!(chip::has_live(db, "acme", "Acme", "Chip", None).await.unwrap());
    })
    .await;
}

#[tokio::test]
async fn what_was_is_remembered() {
    both(|bench| async move {
        fill(&bench).await;
        let db = bench.store.db();
        let start = bench.surroundings.now();
        let mut moments = vec![start];
        for standing in [Standing::Active, Standing::Deactivated] {
            bench.clock.advance(TimeDelta::days(1));
            let now = bench.surroundings.now();
            moments.push(now);
            let mut change = bench.store.change().await.unwrap();
            // Of two changes at one moment the later counts.
            device::set_standing(&mut change, "1", Standing::Rejected, "test", now).await.unwrap();
            device::set_standing(&mut change, "1", standing, "test", now).await.unwrap();
            interface::set_standing(&mut change, "s1", Standing::Rejected, "test", now).await.unwrap();
            interface::set_standing(&mut change, "s1", standing, "test", now).await.unwrap();
            save(&bench, change).await;
        }
        for (at, standing) in moments.iter().zip([Standing::Waiting, Standing::Active, Standing::Deactivated]) {
            let at = *at + TimeDelta::hours(1);
            let known = device::known_at(db, "acme", ("Acme", "One"), at).await.unwrap();
            let own = known.iter().find(|one| one.dprovider_id == "acme").unwrap();
            assert_eq!((known.len(), Standing::of(&own.approval_status, own.is_active)), (1, standing));
            let mapped = device_mapping::of_device_at(db, "1", at).await.unwrap();
            assert_eq!(mapped.len(), 1);
            assert_eq!(Standing::of(&mapped[0].approval_status, mapped[0].sbi_is_active), standing);
        }
        assert!(device::known_at(db, "acme", ("Acme", "One"), start - TimeDelta::seconds(1)).await.unwrap().is_empty());
        // Rows without history count as they are.
        let mut change = bench.store.change().await.unwrap();
        statement("DELETE FROM x_device_h WHERE device_id = $1").bind("1").execute(&mut change).await.unwrap();
        statement("DELETE FROM secure_biometric_interface_h WHERE id = $1")
            .bind("s1")
            .execute(&mut change)
            .await
            .unwrap();
        save(&bench, change).await;
        let known = device::known_at(db, "acme", ("Acme", "One"), moments[1]).await.unwrap();
        let own = known.iter().find(|one| one.dprovider_id == "acme").unwrap();
        assert_eq!(Standing::of(&own.approval_status, own.is_active), Standing::Deactivated);
        assert_eq!(device_mapping::of_device_at(db, "1", moments[1]).await.unwrap().len(), 1);
        assert_eq!(device::known(db, "acme", "Acme", "One").await.unwrap().len(), 1, "nobody else's");
        assert!(device::known(db, "nobody", "Acme", "One").await.unwrap().is_empty());
        assert!(device::is_known(db, "Acme", "One").await.unwrap());
        assert!(!device::is_known(db, "Acme", "Two hundred").await.unwrap());
    })
    .await;
}

/// A list asked by each of its columns, in each order.
async fn ask_everything<T>(bench: &Bench, spec: &'static ListSpec)
where
    T: pms_store::db::Row,
{
    let db = bench.store.db();
    let now = bench.surroundings.now();
    for column in spec.columns {
        let test = match column.kind {
            Kind::Text => Test::Contains("acme".into()),
            Kind::Bool => Test::Flag(true),
            Kind::Number => Test::Number(1),
            Kind::Time => Test::TimeBetween(now - TimeDelta::days(1), now),
        };
        let mut query = ListQuery::new().page(Page::new(0, 10));
        if column.filterable {
            query = query.filter(column, test);
        }
        if column.sortable {
            query = query.sort(column, true);
        }
        let asked = spec.fetch::<T>(db, &query, None).await;
        assert!(asked.is_ok(), "{} {}: {:?}", spec.name, column.name, asked.err());
    }
}

#[tokio::test]
async fn every_list_answers_by_every_column() {
    both(|bench| async move {
        fill(&bench).await;
        ask_everything::<DeviceRow>(&bench, &DEVICES).await;
        ask_everything::<DeviceRow>(&bench, &DEVICE_SEARCH).await;
        ask_everything::<DeviceTypeRow>(&bench, &DEVICE_SUB_TYPES).await;
        ask_everything::<DeviceTypeRow>(&bench, &DEVICE_TYPES).await;
        ask_everything::<InterfaceRow>(&bench, &INTERFACES).await;
        ask_everything::<InterfaceRow>(&bench, &INTERFACE_SEARCH).await;
        ask_everything::<MappingRow>(&bench, &MAPPING_SEARCH).await;
        ask_everything::<ChipRow>(&bench, &CHIPS).await;
        ask_everything::<ChipRow>(&bench, &CHIP_SEARCH).await;
        ask_everything::<DeviceRow>(&bench, &MODELS).await;
        ask_everything::<ChipLine>(&bench, &CHIP_LINES).await;
        let one = ListQuery::new().filter(&MAPPED_DEVICE, Test::Equals("2".into()));
        let found = MAPPING_SEARCH.fetch::<MappingRow>(bench.store.db(), &one, None).await.unwrap();
        assert_eq!(found.rows.iter().map(|row| row.sbi_id.as_str()).collect::<Vec<_>>(), ["s2"]);
    })
    .await;
}

#[tokio::test]
async fn a_model_of_several_interfaces_is_one_row() {
    both(|bench| async move {
        fill(&bench).await;
        let at = bench.surroundings.now();
        let mut change = bench.store.change().await.unwrap();
        add_interface(&mut change, "s3", "acme", "0.9", at).await;
        map(&mut change, "1", "s3", "acme", at).await;
        save(&bench, change).await;
        let column = |name| MODELS.column(name).unwrap();
        let query = ListQuery::new().filter(column("sbiVersion"), Test::Contains("0.9".into()));
        let found = MODELS.fetch::<DeviceRow>(bench.store.db(), &query, None).await.unwrap();
        assert_eq!((found.total, found.rows[0].sbi_version.as_deref()), (1, Some("0.9, 1.0")));
        assert_eq!(found.rows[0].sbi_id.as_deref(), Some("s3, s1"));
        let all = MODELS.fetch::<DeviceRow>(bench.store.db(), &ListQuery::new(), None).await.unwrap();
        assert_eq!(all.total, 2);
    })
    .await;
}

#[tokio::test]
async fn a_list_shows_what_is_in_use() {
    both(|bench| async move {
        fill(&bench).await;
        let (db, now) = (bench.store.db(), bench.surroundings.now());
        let mut change = bench.store.change().await.unwrap();
        for (device_id, sbi_id) in [("1", "s1"), ("2", "s2")] {
            device::set_standing(&mut change, device_id, Standing::Active, "test", now).await.unwrap();
            interface::set_standing(&mut change, sbi_id, Standing::Active, "test", now).await.unwrap();
        }
        save(&bench, change).await;
        let states = async || {
            let rows = DEVICES.fetch::<DeviceRow>(db, &ListQuery::new(), None).await.unwrap().rows;
            rows.into_iter().map(|row| (row.id.clone(), row.standing())).collect::<Vec<_>>()
        };
        let (active, off) = (Standing::Active, Standing::Deactivated);
        assert_eq!(states().await, [("1".to_owned(), active), ("2".to_owned(), off)], "its provider is inactive");
        let approved = ListQuery::new().exact(DEVICES.column("status").unwrap(), Some("approved"));
        assert_eq!(DEVICES.fetch::<DeviceRow>(db, &approved, None).await.unwrap().total, 1);

        let mut change = bench.store.change().await.unwrap();
        interface::set_standing(&mut change, "s1", off, "test", now).await.unwrap();
        save(&bench, change).await;
        assert_eq!(states().await[0].1, off, "its only interface is off");
        let deactivated = ListQuery::new().exact(DEVICES.column("status").unwrap(), Some("deactivated"));
        assert_eq!(DEVICES.fetch::<DeviceRow>(db, &deactivated, None).await.unwrap().total, 2);

        let mut change = bench.store.change().await.unwrap();
        add_interface(&mut change, "s3", "acme", "1.1", now).await;
        interface::set_standing(&mut change, "s3", active, "test", now).await.unwrap();
        map(&mut change, "1", "s3", "acme", now).await;
        save(&bench, change).await;
        let found = states().await;
        assert_eq!(found.iter().filter(|(id, state)| id == "1" && *state == active).count(), 2, "a row for each");
        let own = Scope::Own(OwnedPartners::new(["other".to_owned()]));
        let own = DEVICES.fetch::<DeviceRow>(db, &ListQuery::new().scope(own), None).await.unwrap();
        assert_eq!(own.total, 1);
        let rows = INTERFACES.fetch::<InterfaceRow>(db, &ListQuery::new(), None).await.unwrap().rows;
        let row = rows.iter().find(|row| row.id == "s3").unwrap();
        assert_eq!((row.devices, row.devices_approved, row.devices_pending, row.in_use), (1, 1, 0, true));
    })
    .await;
}

#[tokio::test]
async fn stock_words_and_nobodys_rows_are_read() {
    both(|bench| async move {
        fill(&bench).await;
        let (db, now) = (bench.store.db(), bench.surroundings.now());
        let mut change = bench.store.change().await.unwrap();
        statement("UPDATE device_detail SET approval_status = 'Activated', is_active = TRUE WHERE id = $1")
            .bind("1")
            .execute(&mut change)
            .await
            .unwrap();
        statement(
            "UPDATE secure_biometric_interface SET approval_status = 'Activated', is_active = TRUE, \
             provider_id = NULL, sw_expiry_dtimes = $2 WHERE id = $1",
        )
        .bind("s1")
        .bind(now - TimeDelta::days(1))
        .execute(&mut change)
        .await
        .unwrap();
        save(&bench, change).await;
        let found = interface::find(db, Reach::Everything, "s1").await.unwrap().unwrap();
        assert_eq!((found.standing(), found.provider()), (Standing::Active, ""));
        assert_eq!(interface::ended(db, now, 10).await.unwrap().len(), 1, "stock rows end, too");
        let rows = DEVICES.fetch::<DeviceRow>(db, &ListQuery::new(), None).await.unwrap().rows;
        assert_eq!(rows.iter().find(|row| row.id == "1").unwrap().standing(), Standing::Active);
        let rows = INTERFACES.fetch::<InterfaceRow>(db, &ListQuery::new(), None).await.unwrap().rows;
        let row = rows.iter().find(|row| row.id == "s1").unwrap();
        assert_eq!(row.standing(), Standing::Deactivated, "nobody's is not in use");
    })
    .await;
}

#[tokio::test]
async fn pairs_are_made_activated_and_taken_out() {
    both(|bench| async move {
        fill(&bench).await;
        let (db, now) = (bench.store.db(), bench.surroundings.now());
        let is_active = async || {
            let found = device_mapping::find(db, Reach::Everything, "1", "s1").await.unwrap();
            found.map(|mapping| mapping.is_active)
        };
        assert_eq!(is_active().await, Some(false));
        let mut change = bench.store.change().await.unwrap();
        device_mapping::activate(&mut change, "1", "s1", "test", now).await.unwrap();
        save(&bench, change).await;
        assert_eq!(is_active().await, Some(true));
        assert_eq!(device::of_interface(db, Reach::Everything, "s1").await.unwrap().len(), 1);
        let none = OwnedPartners::default();
        assert!(device::of_interface(db, Reach::Own(&none), "s1").await.unwrap().is_empty());
        let mut change = bench.store.change().await.unwrap();
        assert!(device_mapping::remove(&mut change, "1", "s1").await.unwrap());
        assert!(!device_mapping::remove(&mut change, "1", "s1").await.unwrap());
        save(&bench, change).await;
        assert_eq!(is_active().await, None);
    })
    .await;
}

/// All segments of a message or none, once, whoever asks; the first that was there is named.
#[tokio::test]
async fn segments_are_recorded_once_by_all_processes() {
    both(|bench| async move {
        let (here, there) = (&bench.store, bench.another_process().await);
        let now = bench.ctx().now();
        let [a, b, c, d] = [4, 3, 2, 1].map(|byte| [byte; 32]);
        let record = async |store: &pms_store::Store, digests: &[[u8; 32]]| {
            pms_store::device_message::record_segments(store.db(), digests, now).await.unwrap()
        };
        assert_eq!(record(here, &[a, b]).await, None);
        assert_eq!(record(&there, &[c, a]).await, Some(1));
        assert_eq!(record(&there, &[b, a]).await, Some(0), "the first of the message, not of the order");
        assert_eq!(record(here, &[c]).await, None, "the refused message used up nothing");
        let last = [d];
        let (one, other) = tokio::join!(record(here, &last), record(&there, &last));
        assert_eq!([one, other].iter().filter(|found| found.is_none()).count(), 1, "{one:?} {other:?}");
        // A segment that comes twice in one message is a replay of itself.
        let twice = [9; 32];
        assert_eq!(record(here, &[twice, twice]).await, Some(1));
    })
    .await;
}
