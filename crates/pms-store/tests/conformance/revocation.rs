//! What is revoked and held, what our CAs issued, and revocation lists.

use chrono::TimeDelta;
use pms_domain::Timestamp;
use pms_domain::device::Standing;
use pms_domain::revocation::Reason;
use pms_store::audit::Record;
use pms_store::certificate::{self, CaCertificate, PartnerCertificate};
use pms_store::list::{ListQuery, Page};
use pms_store::revocation::{self, Holder, Issued};
use pms_store::revocation_list::{self, Content, LISTS, List, Origin, Place};
use pms_store::{Change, chip, partner};

use crate::support::{Bench, both, register};

/// An entry of the trust store FTM; `issuer`: the id of the one above, itself for a root.
fn entry(id: &str, issuer: &str, partner_id: Option<&str>, at: Timestamp) -> CaCertificate {
    CaCertificate {
        cert_id: id.into(),
        cert_subject: format!("CN={id}"),
        cert_issuer: format!("CN={issuer}"),
        issuer_id: issuer.into(),
        cert_not_before: at,
        cert_not_after: at + TimeDelta::days(400),
        cert_data: format!("PEM of {id}"),
        cert_thumbprint: id.into(),
        cert_serial_no: "1".into(),
        partner_domain: "FTM".into(),
        ca_cert_type: Some("ROOT".into()),
        x_sha256: Some(format!("{id:0>64}")),
        x_own: false,
        x_partner_id: partner_id.map(str::to_owned),
        x_held_by: None,
        x_revoked_at: None,
        x_valid_until: None,
        x_of_certificate: None,
        cr_by: "test".into(),
        cr_dtimes: at,
    }
}

/// A certificate of a partner below an entry.
fn certificate_of(id: &str, partner_id: Option<&str>, issuer: &str, at: Timestamp) -> PartnerCertificate {
    PartnerCertificate {
        cert_id: id.into(),
        cert_subject: format!("CN={id}"),
        cert_issuer: format!("CN={issuer}"),
        issuer_id: issuer.into(),
        cert_not_before: at,
        cert_not_after: at + TimeDelta::days(400),
        cert_data: format!("PEM of {id}"),
        cert_thumbprint: id.into(),
        cert_serial_no: "1".into(),
        partner_domain: "FTM".into(),
        signed_cert_data: format!("signed {id}"),
        organization_name: None,
        x_sha256: Some(format!("{id:0>64}")),
        x_partner_id: partner_id.map(str::to_owned),
        x_usage: Some("both".into()),
        x_ca_key_id: None,
        x_chain: None,
        x_key_sha256: Some(format!("{:0>64}", format!("key-{id}"))),
        x_current: true,
        x_valid_until: None,
        x_revoked_at: None,
        cr_by: "test".into(),
        cr_dtimes: at,
    }
}

fn issued<'a>(number: &str, cert_id: &'a str, partner_id: &'a str, at: Timestamp) -> Issued<'a> {
    Issued {
        sha256: format!("{number:0>64}"),
        issuer_key: "ca".into(),
        serial: format!("0{number}"),
        domain: "FTM",
        cert_id,
        partner_id,
        not_after: at + TimeDelta::days(10),
        revoked: None,
        held_by: None,
    }
}

async fn change<'a>(bench: &'a Bench) -> Change<'a> {
    bench.store.change().await.unwrap()
}

async fn save(bench: &Bench, change: Change<'_>) {
    change.save(&bench.ctx(), Record::new("t", "t", "t")).await.unwrap();
}

async fn live(bench: &Bench, returns: Option<Holder<'_>>) -> Vec<String> {
    let rows = certificate::trust_store(bench.store.db(), "FTM").await.unwrap();
    let held_by = returns.map(|holder| holder.text());
    let live = rows.into_iter().filter(|row| row.is_live(held_by.as_deref()));
    live.map(|row| row.cert_id).collect()
}

async fn listed(bench: &Bench, at: Timestamp) -> Vec<(String, i16)> {
    let found = revocation::listed(bench.store.db(), "ca", at).await.unwrap();
    found.into_iter().map(|row| (row.serial, row.reason)).collect()
}

/// Two providers below the chain that the first brought; the second's own, and a chain of nobody's.
async fn stage(bench: &Bench) {
    let now = bench.surroundings.now();
    for id in ["one", "two"] {
        register(bench, id, &format!("{id}@example.org")).await;
    }
    let mut change = change(bench).await;
    for id in ["one", "two"] {
        partner::set_standing(&mut change, id, "approved", true, "test", now).await.unwrap();
    }
    for row in [
        entry("a-public", "a-public", None, now),
        entry("b-root", "b-root", Some("one"), now),
        entry("c-middle", "b-root", Some("one"), now),
        entry("d-own", "c-middle", Some("one"), now),
        entry("e-other", "c-middle", Some("two"), now),
    ] {
        certificate::insert_ca(&mut change, &row).await.unwrap();
    }
    for row in
        [certificate_of("d-own", Some("one"), "c-middle", now), certificate_of("e-other", Some("two"), "c-middle", now)]
    {
        certificate::insert(&mut change, &row).await.unwrap();
    }
    revocation::note_issued(&mut change, &issued("1", "d-own", "one", now));
    revocation::note_issued(&mut change, &issued("1", "d-own", "one", now));
    revocation::note_issued(&mut change, &issued("2", "e-other", "two", now));
    save(bench, change).await;
}

/// As the use case does it.
async fn switch_off(bench: &Bench, id: &str) {
    let now = bench.surroundings.now();
    let mut change = change(bench).await;
    partner::set_standing(&mut change, id, "approved", false, "test", now).await.unwrap();
    revocation::hold_issued(&mut change, id, now).await.unwrap();
    revocation::hold_ended(&mut change, id, now).await.unwrap();
    for entry in revocation::own_entries(&mut change, id).await.unwrap() {
        if !revocation::is_shared(&mut change, &entry, id, now).await.unwrap() {
            revocation::hold_entry(&mut change, &entry, Holder::Partner(id)).await.unwrap();
        }
    }
    save(bench, change).await;
}

async fn switch_on(bench: &Bench, id: &str) {
    let mut change = change(bench).await;
    partner::set_standing(&mut change, id, "approved", true, "test", bench.surroundings.now()).await.unwrap();
    revocation::release_issued(&mut change, Holder::Partner(id)).await.unwrap();
    revocation::release_entries(&mut change, Holder::Partner(id)).await.unwrap();
    save(bench, change).await;
}

#[tokio::test]
async fn a_partner_that_is_off_takes_along_what_nobody_else_needs() {
    both(|bench| async move {
        stage(&bench).await;
        let now = bench.surroundings.now();
        let all = ["a-public", "b-root", "c-middle", "d-own", "e-other"];
        assert_eq!(live(&bench, None).await, all);
        assert!(listed(&bench, now).await.is_empty());
        switch_off(&bench, "one").await;
        assert_eq!(
            live(&bench, None).await,
            ["a-public", "b-root", "c-middle", "e-other"],
            "the other one needs the chain"
        );
        assert_eq!(listed(&bench, now).await, [("01".to_owned(), 6)]);
        let gone = revocation::revoked_of_domain(bench.store.db(), "FTM", now).await.unwrap();
        assert_eq!(gone, [format!("{:0>64}", "1")]);
        assert!(revocation::revoked_of_domain(bench.store.db(), "AUTH", now).await.unwrap().is_empty());
        // With the second one off nobody needs it any more, whoever brought it.
        switch_off(&bench, "two").await;
        assert_eq!(live(&bench, None).await, ["a-public"]);
        let returns = live(&bench, Some(Holder::Partner("two"))).await;
        assert_eq!(returns, ["a-public", "b-root", "c-middle", "e-other"], "as it will be");
        assert!(revocation::holds_entries(bench.store.db(), Holder::Partner("two")).await.unwrap());
        switch_on(&bench, "two").await;
        assert_eq!(live(&bench, None).await, ["a-public", "b-root", "c-middle", "e-other"]);
        switch_on(&bench, "one").await;
        assert_eq!(live(&bench, None).await, all);
        assert!(listed(&bench, now).await.is_empty());
        assert!(!revocation::holds_entries(bench.store.db(), Holder::Partner("one")).await.unwrap());
    })
    .await;
}

/// Also what is over is the partner's: where it counts again, it does not before its partner is back.
#[tokio::test]
async fn what_is_over_is_held_too() {
    both(|bench| async move {
        stage(&bench).await;
        let now = bench.surroundings.now();
        let mut change = change(&bench).await;
        let over = "UPDATE ca_cert_store SET x_valid_until = $1 WHERE cert_id = 'd-own'";
        pms_store::statement(over).bind(now - TimeDelta::days(1)).execute(&mut change).await.unwrap();
        assert_eq!(revocation::hold_ended(&mut change, "two", now).await.unwrap(), 0, "nothing of another's");
        assert_eq!(revocation::hold_ended(&mut change, "one", now).await.unwrap(), 1);
        assert!(
            !revocation::own_entries(&mut change, "one").await.unwrap().contains(&"d-own".to_owned()),
            "held already"
        );
        assert!(revocation::release_entries(&mut change, Holder::Partner("one")).await.unwrap() == 1);
        save(&bench, change).await;
    })
    .await;
}

#[tokio::test]
async fn what_is_revoked_stays_so_when_its_partner_returns() {
    both(|bench| async move {
        stage(&bench).await;
        let (now, db) = (bench.surroundings.now(), bench.store.db());
        let reason = Reason::KeyCompromise;
        switch_off(&bench, "one").await;
        let mut change = change(&bench).await;
        assert!(revocation::revoke_certificate(&mut change, "d-own", reason, "admin", now).await.unwrap());
        assert!(!revocation::revoke_certificate(&mut change, "d-own", reason, "admin", now).await.unwrap(), "once");
        revocation::revoke_issued(&mut change, "d-own", reason, now).await.unwrap();
        for entry in revocation::entries_of(&mut change, "d-own").await.unwrap() {
            assert!(revocation::revoke_entry(&mut change, &entry, reason, "admin", now).await.unwrap());
        }
        save(&bench, change).await;
        switch_on(&bench, "one").await;
        assert_eq!(live(&bench, None).await, ["a-public", "b-root", "c-middle", "e-other"]);
        assert_eq!(listed(&bench, now).await, [("01".to_owned(), 1)]);
        assert_eq!(listed(&bench, now + TimeDelta::days(11)).await, [], "what is over leaves the list");
        let owned = revocation::certificate(db, "d-own").await.unwrap().unwrap();
        assert_eq!((owned.owner.as_deref(), owned.revoked_reason.as_deref()), (Some("one"), Some("keyCompromise")));
        assert!(
            revocation::has_revoked(db, "one").await.unwrap() && !revocation::has_revoked(db, "two").await.unwrap()
        );
        let key = |id: &str| format!("{:0>64}", format!("key-{id}"));
        assert!(revocation::is_compromised(db, &key("d-own")).await.unwrap());
        assert!(!revocation::is_compromised(db, &key("e-other")).await.unwrap());
        let reach = partner::Reach::Everything;
        assert!(certificate::current(db, reach, "one").await.unwrap().is_empty());
        assert!(revocation::row_of_entry(db, "d-own").await.unwrap().is_none(), "it is revoked");
        let row = revocation::row_of_entry(db, "e-other").await.unwrap();
        assert_eq!(row.map(|row| row.cert_id).as_deref(), Some("e-other"));
    })
    .await;
}

#[tokio::test]
async fn what_a_revoked_issuer_issued_is_found_until_it_is_settled() {
    both(|bench| async move {
        stage(&bench).await;
        let (now, db) = (bench.surroundings.now(), bench.store.db());
        let ids = |found: Vec<revocation::Orphan>| found.into_iter().map(|one| one.cert_id).collect::<Vec<_>>();
        let entries = async || ids(revocation::orphaned_entries(db, now, 10).await.unwrap());
        let certificates = async || ids(revocation::orphaned_certificates(db, now, 10).await.unwrap());
        assert!(entries().await.is_empty() && certificates().await.is_empty());
        let mut change = change(&bench).await;
        revocation::revoke_entry(&mut change, "c-middle", Reason::Superseded, "admin", now).await.unwrap();
        save(&bench, change).await;
        let mut found = entries().await;
        found.sort();
        assert_eq!(found, ["d-own", "e-other"]);
        assert_eq!(certificates().await.len(), 2);
        assert_eq!(revocation::reason_of_entry(db, "c-middle").await.unwrap(), Some(Reason::Superseded));
        assert_eq!(revocation::reason_of_entry(db, "b-root").await.unwrap(), None);
        let mut change = self::change(&bench).await;
        revocation::set_issuer(&mut change, "d-own", true, "b-root").await.unwrap();
        revocation::set_issuer(&mut change, "d-own", false, "b-root").await.unwrap();
        revocation::revoke_entry(&mut change, "e-other", Reason::Superseded, "admin", now).await.unwrap();
        revocation::revoke_certificate(&mut change, "e-other", Reason::Superseded, "admin", now).await.unwrap();
        save(&bench, change).await;
        assert!(entries().await.is_empty() && certificates().await.is_empty());
    })
    .await;
}

/// Two chips of the first provider.
async fn insert_chips(change: &mut Change<'_>, now: Timestamp) {
    for (id, model) in [("7", "Seven"), ("8", "Eight")] {
        let new =
            chip::NewChip { id, provider_id: "one", organization: "Acme", make: "Acme", model, by: "test", at: now };
        chip::insert(change, &new).await.unwrap();
    }
}

#[tokio::test]
async fn a_chip_that_is_off_keeps_its_own_out_when_its_provider_returns() {
    both(|bench| async move {
        stage(&bench).await;
        let now = bench.surroundings.now();
        let mut change = change(&bench).await;
        insert_chips(&mut change, now).await;
        // Its certificate was uploaded into the trust store, too, so that its chips verify.
        certificate::insert(&mut change, &certificate_of("f-chip", None, "c-middle", now)).await.unwrap();
        chip::own_certificate(&mut change, "f-chip", "7").await.unwrap();
        certificate::insert_ca(&mut change, &entry("f-chip", "c-middle", None, now)).await.unwrap();
        revocation::note_issued(&mut change, &issued("3", "f-chip", "one", now));
        save(&bench, change).await;
        switch_off(&bench, "one").await;
        let mut change = self::change(&bench).await;
        assert_eq!(revocation::hold_issued_of_chip(&mut change, "7", now).await.unwrap(), 1);
        let entries = revocation::entries_of_chip(&mut change, "7").await.unwrap();
        assert_eq!(entries, ["f-chip"]);
        revocation::hold_entry(&mut change, "f-chip", Holder::Chip("7")).await.unwrap();
        save(&bench, change).await;
        switch_on(&bench, "one").await;
        assert_eq!(listed(&bench, now).await, [("03".to_owned(), 6)]);
        assert!(!live(&bench, None).await.contains(&"f-chip".to_owned()));
        let mut change = self::change(&bench).await;
        revocation::release_issued(&mut change, Holder::Chip("7")).await.unwrap();
        revocation::release_entries(&mut change, Holder::Chip("7")).await.unwrap();
        save(&bench, change).await;
        assert!(listed(&bench, now).await.is_empty());
        assert!(live(&bench, None).await.contains(&"f-chip".to_owned()));
    })
    .await;
}

/// A model's certificate came with its provider, and is the chip's to hold: also while the provider's deactivation holds it.
#[tokio::test]
async fn a_models_entry_is_the_chips_and_goes_with_its_provider_too() {
    both(|bench| async move {
        stage(&bench).await;
        let now = bench.surroundings.now();
        let mut change = change(&bench).await;
        insert_chips(&mut change, now).await;
        for id in ["7", "8"] {
            chip::set_standing(&mut change, id, Standing::Active, "test", now).await.unwrap();
        }
        for (id, chip_id) in [("f-chip", Some("7")), ("g-mine", None)] {
            let owner = if chip_id.is_none() { Some("one") } else { None };
            certificate::insert(&mut change, &certificate_of(id, owner, "c-middle", now)).await.unwrap();
            if let Some(chip_id) = chip_id {
                chip::own_certificate(&mut change, id, chip_id).await.unwrap();
            }
            let mut row = entry(id, "c-middle", Some("one"), now);
            row.x_of_certificate = Some(id.to_owned());
            certificate::insert_ca(&mut change, &row).await.unwrap();
        }
        // The provider's own certificate serves another chip, too.
        let copy = PartnerCertificate {
            x_sha256: Some(format!("{:0>64}", "g-mine")),
            ..certificate_of("h-copy", None, "c-middle", now)
        };
        certificate::insert(&mut change, &copy).await.unwrap();
        chip::own_certificate(&mut change, "h-copy", "8").await.unwrap();
        save(&bench, change).await;

        let mut change = self::change(&bench).await;
        assert_eq!(revocation::entries_of_chip(&mut change, "7").await.unwrap(), ["f-chip"]);
        assert!(revocation::entries_of_chip(&mut change, "8").await.unwrap().is_empty(), "it is the provider's own");
        let sha256 = format!("{:0>64}", "g-mine");
        assert!(!certificate::own_ca_of_chip(&mut change, "FTM", &sha256, "h-copy").await.unwrap());
        change.leave().await.unwrap();

        switch_off(&bench, "one").await;
        let gone = live(&bench, None).await;
        assert!(!gone.contains(&"f-chip".to_owned()) && !gone.contains(&"g-mine".to_owned()));
        let mut change = self::change(&bench).await;
        assert_eq!(revocation::entries_of_chip(&mut change, "7").await.unwrap(), ["f-chip"]);
        revocation::hold_entry(&mut change, "f-chip", Holder::Chip("7")).await.unwrap();
        save(&bench, change).await;
        switch_on(&bench, "one").await;
        let back = live(&bench, None).await;
        assert!(!back.contains(&"f-chip".to_owned()) && back.contains(&"g-mine".to_owned()));

        // The provider replaces its own: the entry stays for the chip, without that end.
        let mut change = self::change(&bench).await;
        certificate::leave_to_chip(&mut change, "g-mine").await.unwrap();
        assert_eq!(certificate::end_ca(&mut change, "g-mine", now).await.unwrap(), 0);
        assert_eq!(certificate::end_ca(&mut change, "h-copy", now).await.unwrap(), 1);
        // An entry that has ended counts again for a chip that comes back.
        assert!(certificate::own_ca_of_chip(&mut change, "FTM", &sha256, "h-copy").await.unwrap());
        save(&bench, change).await;
        let rows = certificate::trust_store(bench.store.db(), "FTM").await.unwrap();
        let row = rows.into_iter().find(|row| row.cert_id == "g-mine").unwrap();
        assert_eq!((row.x_valid_until, row.x_of_certificate.as_deref()), (None, Some("h-copy")));
    })
    .await;
}

#[tokio::test]
async fn certificates_are_read_once_in_the_order_in_which_they_came() {
    both(|bench| async move {
        stage(&bench).await;
        let db = bench.store.db();
        let first = revocation::stored_after(db, (Timestamp::default(), ""), 1).await.unwrap();
        assert_eq!((first[0].cert_id.as_str(), first[0].owner.as_deref()), ("d-own", Some("one")));
        let rest = revocation::stored_after(db, (first[0].created_at, &first[0].cert_id), 10).await.unwrap();
        assert_eq!(rest.iter().map(|row| row.cert_id.as_str()).collect::<Vec<_>>(), ["e-other"]);
        let last = (rest[0].created_at, rest[0].cert_id.as_str());
        assert!(revocation::stored_after(db, last, 10).await.unwrap().is_empty());
        assert!(revocation::is_noted(db, "d-own").await.unwrap() && !revocation::is_noted(db, "x").await.unwrap());
    })
    .await;
}

fn place<'a>(id: &'a str, url: &'a str, origin: Origin, at: Timestamp) -> Place<'a> {
    let issuer_key = if origin == Origin::Own { "ca" } else { "" };
    Place { id, issuer_name: "name", issuer_key, url, origin, issuer: "CN=CA", domain: "FTM", at }
}

fn content(number: &str, at: Timestamp) -> Content<'_> {
    Content {
        number: Some(number),
        this_update: at,
        next_update: Some(at + TimeDelta::days(7)),
        entries: 3,
        sha256: number,
        der: vec![1, 2, 3],
    }
}

async fn put(bench: &Bench, before: &List, number: &str, next: Option<Timestamp>) -> bool {
    let now = bench.surroundings.now();
    let mut change = change(bench).await;
    let stored = revocation_list::put(&mut change, before, content(number, now), now, next).await.unwrap();
    save(bench, change).await;
    stored
}

#[tokio::test]
async fn a_list_takes_its_place_unless_somebody_was_faster() {
    both(|bench| async move {
        let (now, db) = (bench.surroundings.now(), bench.store.db());
        let found = async |id: &'static str| revocation_list::find(db, id).await.unwrap().unwrap();
        let fetched = place("f", "http://ca.example/1.crl", Origin::Fetched, now);
        assert!(revocation_list::note(db, &fetched).await.unwrap());
        assert!(!revocation_list::note(db, &Place { id: "again", ..fetched.clone() }).await.unwrap());
        assert_eq!(revocation_list::due(db, now, 10).await.unwrap().len(), 1);
        let before = found("f").await;
        assert!(put(&bench, &before, "41", Some(now + TimeDelta::hours(1))).await);
        assert!(!put(&bench, &before, "42", None).await, "another process was faster");
        assert!(revocation_list::due(db, now, 10).await.unwrap().is_empty());
        assert_eq!(revocation_list::data(db, "f").await.unwrap(), Some(vec![1, 2, 3]));
        let known = revocation_list::known(db).await.unwrap();
        assert_eq!((known[0].id.as_str(), known[0].sha256.as_str()), ("f", "41"));

        // A failure keeps what is known, and says so.
        revocation_list::failed(db, "f", "no answer", now).await.unwrap();
        let after = found("f").await;
        assert_eq!(
            (after.failures, after.last_error.as_deref(), after.number.as_deref()),
            (1, Some("no answer"), Some("41"))
        );
        revocation_list::seen_again(db, "f", now, now + TimeDelta::hours(2)).await.unwrap();
        let after = found("f").await;
        assert_eq!((after.failures, after.last_error), (0, None));
        assert_eq!(revocation_list::stale(db, now).await.unwrap(), (0, 0));
        assert_eq!(revocation_list::stale(db, now + TimeDelta::days(8)).await.unwrap(), (0, 1));
    })
    .await;
}

/// Between reading what is revoked and storing the list, something else was revoked: the list is signed again.
#[tokio::test]
async fn our_own_list_is_due_as_soon_as_something_on_it_changes() {
    both(|bench| async move {
        stage(&bench).await;
        let (now, db) = (bench.surroundings.now(), bench.store.db());
        let own = place("o", "/crl/ca.crl", Origin::Own, now);
        revocation_list::note(db, &own).await.unwrap();
        let find = async || revocation_list::own_of_key(db, "ca").await.unwrap().unwrap();
        assert!(put(&bench, &find().await, "1", Some(now + TimeDelta::days(1))).await);
        let before = find().await;
        let mut change = change(&bench).await;
        revocation_list::sign_again(&mut change, "nobody", now).await.unwrap();
        save(&bench, change).await;
        assert_eq!(find().await.next_try_at, before.next_try_at, "nothing of it stands there");
        let mut change = self::change(&bench).await;
        revocation_list::sign_again(&mut change, "one", now).await.unwrap();
        save(&bench, change).await;
        assert_eq!(find().await.next_try_at, Some(now));
        assert!(!put(&bench, &before, "2", None).await);
        assert!(put(&bench, &find().await, "2", Some(now + TimeDelta::days(1))).await);
        assert!(revocation_list::due(db, now + TimeDelta::days(2), 10).await.unwrap().is_empty(), "nobody fetches it");
        assert_eq!(revocation_list::stale(db, now + TimeDelta::days(8)).await.unwrap(), (1, 0));
        let query = ListQuery::new().page(Page::new(0, 10));
        let listed: pms_store::list::ListPage<List> = LISTS.fetch(db, &query, None).await.unwrap();
        assert_eq!((listed.total, listed.rows[0].origin.as_str()), (1, "own"));
    })
    .await;
}
