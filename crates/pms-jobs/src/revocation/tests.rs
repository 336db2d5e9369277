use std::collections::HashMap;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};

use chrono::TimeDelta;
use pms_app::{App, trust};
use pms_domain::Timestamp;
use pms_pki::crl::{RevocationList, RevocationReason};
use pms_pki::issue::{
    Addresses, Issuance, Issuer, ListTerms, PARTNER_DAYS, ReissueAsCa, ReissueProfile, RevokedSerial, Signer,
    SoftwareSigner, SubjectName, generate_rsa_key, issuing_ca, reissue_with_addresses, revocation_list, root,
};
use pms_pki::path::find;
use pms_pki::rules::RuleConfig;
use pms_pki::{Certificate, PartnerDomain};
use pms_store::audit::Record;
use pms_store::certificate;
use pms_store::list::{ListQuery, Page};
use pms_store::revocation_list::{LISTS, List};

use super::*;
use crate::fixture::Fixture;

/// Of each path the status line with further headers, and the body.
type Answers = HashMap<String, (String, Vec<u8>)>;

/// Answers as it was told.
#[derive(Clone, Default)]
struct Server(Arc<Mutex<Answers>>);

impl Server {
    /// Its address.
    fn start() -> (Self, String) {
        let server = Self::default();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let answers = server.clone();
        std::thread::spawn(move || {
            for mut stream in listener.incoming().flatten() {
                let mut lines = BufReader::new(stream.try_clone().unwrap()).lines();
                let line = lines.next().and_then(Result::ok).unwrap_or_default();
                while lines.next().and_then(Result::ok).is_some_and(|line| !line.is_empty()) {}
                let path = line.split(' ').nth(1).unwrap_or_default().to_owned();
                let missing = ("404 Not Found\r\n".to_owned(), Vec::new());
                let (head, body) = answers.0.lock().unwrap().get(&path).cloned().unwrap_or(missing);
                let head = format!("HTTP/1.1 {head}Content-Length: {}\r\nConnection: close\r\n\r\n", body.len());
                let _gone = stream.write_all(&[head.as_bytes(), &body].concat());
            }
        });
        (server, address)
    }

    fn says(&self, path: &str, head: &str, body: Vec<u8>) {
        self.0.lock().unwrap().insert(path.to_owned(), (format!("{head}\r\n"), body));
    }

    fn gives(&self, path: &str, list: &RevocationList) {
        self.says(path, "200 OK", list.to_der().unwrap());
    }
}

struct Ca {
    certificate: Certificate,
    signer: SoftwareSigner,
}

fn key() -> SoftwareSigner {
    SoftwareSigner::from_pkcs8(&generate_rsa_key().unwrap()).unwrap()
}

impl Ca {
    fn issuer(&self) -> Issuer<'_> {
        Issuer { certificate: &self.certificate, signer: &self.signer }
    }

    fn list(&self, number: u64, from: Timestamp, revoked: &[&Certificate]) -> RevocationList {
        let entry = |one: &&Certificate| RevokedSerial {
            serial: one.serial_bytes().to_vec(),
            at: from,
            reason: RevocationReason::KeyCompromise,
        };
        let entries: Vec<_> = revoked.iter().map(entry).collect();
        let terms = ListTerms { number, this_update: from, next_update: from + TimeDelta::days(7) };
        revocation_list(self.issuer(), &terms, &entries).unwrap()
    }
}

/// A partner's root in the store of AUTH, with CAs below it that name places of its lists.
struct World {
    fixture: Fixture,
    app: App,
    root: Ca,
    children: Vec<Certificate>,
}

impl World {
    async fn of(mut fixture: Fixture, places: &[String], hosts: &[&str], fetch: &str) -> Self {
        fixture.settings.pki.revocation.allowed_hosts = hosts.iter().map(|host| (*host).to_owned()).collect();
        fixture.settings.pki.revocation.fetch = fetch.to_owned();
        let app = fixture.app().await;
        let now = fixture.surroundings.now();
        let issuance = |serial| Issuance { now: now - TimeDelta::days(30), days: PARTNER_DAYS, serial: [serial; 16] };
        let name = |name: &str| SubjectName::default().with_common_name(name.to_owned());
        let signer = key();
        let certificate = root(&name("Partner root"), &signer, &issuance(1)).unwrap();
        let root = Ca { certificate, signer };
        let profile = ReissueProfile::of(PartnerDomain::Device, ReissueAsCa::WhereNeeded, false).unwrap();
        let mut children = Vec::new();
        for (serial, place) in (2..).zip(places) {
            let middle = issuing_ca(&name(&format!("CA {serial}")), key().spki_der(), root.issuer(), &issuance(serial));
            let addresses = Addresses { revocation_list: place.clone(), certificate: "http://a.example/".to_owned() };
            let issuance = issuance(serial + 100);
            let child = reissue_with_addresses(&middle.unwrap(), profile, root.issuer(), &issuance, &addresses);
            children.push(child.unwrap());
        }
        let world = Self { fixture, app, root, children };
        world.trust().await;
        world
    }

    async fn trust(&self) {
        let ctx = self.fixture.context();
        let mut change = self.app.store().change().await.unwrap();
        for one in std::iter::once(&self.root.certificate).chain(&self.children) {
            let row = trust::ca_row(&ctx, one, PartnerDomain::Auth, "ROOT", None);
            certificate::insert_ca(&mut change, &row).await.unwrap();
        }
        let revision = change.revision();
        certificate::set_trust_epoch(&mut change, revision).await.unwrap();
        change.save(&ctx, Record::new("test.trust", "t", "t")).await.unwrap();
    }

    fn now(&self) -> Timestamp {
        self.fixture.surroundings.now()
    }

    /// One run of the job.
    async fn look(&self) {
        let fetcher = Fetcher::open(self.app.settings()).unwrap();
        let mut turn = Turn::new("revocation", self.app.store(), self.app.surroundings(), LEASE);
        look(&self.app, &fetcher, &mut turn).await.unwrap();
    }

    /// The fetched places by their addresses.
    async fn places(&self) -> HashMap<String, List> {
        let query = ListQuery::new().page(Page::new(0, 100));
        let found: pms_store::list::ListPage<List> = LISTS.fetch(self.app.store().db(), &query, None).await.unwrap();
        found.rows.into_iter().filter(|row| row.origin == "fetched").map(|row| (row.url.clone(), row)).collect()
    }

    async fn error(&self, url: &str) -> String {
        self.places().await[url].last_error.clone().unwrap_or_default()
    }

    async fn is_trusted(&self, app: &App, child: &Certificate) -> bool {
        let loaded = app.trust().of(app.store(), PartnerDomain::Auth).await.unwrap();
        find(&loaded.store, child, self.now(), &RuleConfig::default().path).is_ok()
    }

    async fn head(&self) -> i64 {
        pms_store::audit::head(self.app.store().db()).await.unwrap().0
    }
}

#[tokio::test]
async fn a_list_is_fetched_where_certificates_say_and_counts_on_every_replica() {
    for fixture in Fixture::each().await {
        let (server, base) = Server::start();
        let url = format!("{base}/root.crl");
        let world = World::of(fixture, &[url.clone(), url.clone()], &["127.0.0.1"], "listed").await;
        let other = world.fixture.replicas().await;
        let [one, two] = [&world.children[0], &world.children[1]];
        server.gives("/root.crl", &world.root.list(5, world.now() - TimeDelta::hours(1), &[]));
        world.look().await;
        assert_eq!(world.places().await.len(), 1, "two certificates, one place");
        let place = world.places().await.remove(&url).unwrap();
        assert_eq!((place.number.as_deref(), place.entries, place.last_error), (Some("5"), 0, None));
        assert!(world.is_trusted(&world.app, one).await && world.is_trusted(&world.app, two).await);

        // Not before its time, and without a change as long as the list is the same.
        let before = world.head().await;
        server.gives("/root.crl", &world.root.list(6, world.now(), &[one]));
        world.look().await;
        assert_eq!(world.head().await, before);
        world.fixture.advance(TimeDelta::hours(25));
        world.look().await;
        let place = world.places().await.remove(&url).unwrap();
        assert_eq!((place.number.as_deref(), place.entries), (Some("6"), 1));
        assert!(!world.is_trusted(&world.app, one).await && world.is_trusted(&world.app, two).await);
        for app in &other {
            assert!(!world.is_trusted(app, one).await, "on the other replica");
        }
        let before = world.head().await;
        world.fixture.advance(TimeDelta::hours(23));
        world.look().await;
        let own_lists = world.head().await - before;
        assert!(own_lists <= 4, "ours alone were signed again: {own_lists}");

        // What goes back changes nothing, and is said.
        server.gives("/root.crl", &world.root.list(5, world.now(), &[]));
        world.fixture.advance(TimeDelta::hours(25));
        world.look().await;
        assert_eq!(world.error(&url).await, "the list is older than the one that is known");
        assert!(!world.is_trusted(&world.app, one).await);
        assert_eq!(world.places().await[&url].failures, 1);
    }
}

#[tokio::test]
async fn what_cannot_be_used_is_noted_and_does_not_count() {
    for fixture in Fixture::each().await {
        let (server, base) = Server::start();
        let paths = ["signature", "over", "ahead", "large", "moved", "rubbish", "missing", "issuer", "html"];
        let places: Vec<String> = paths.iter().map(|path| format!("{base}/{path}")).collect();
        let world = World::of(fixture, &places, &["127.0.0.1"], "listed").await;
        let (now, victim) = (world.now(), &world.children[0]);
        let from = now - TimeDelta::hours(1);
        // A stranger with the root's name, and one with another.
        let stranger = |common_name: &str| {
            let signer = key();
            let name = SubjectName::default().with_common_name(common_name.to_owned());
            let issuance = Issuance { now: now - TimeDelta::days(30), days: PARTNER_DAYS, serial: [9; 16] };
            Ca { certificate: root(&name, &signer, &issuance).unwrap(), signer }
        };
        server.gives("/signature", &stranger("Partner root").list(1, from, &[victim]));
        server.gives("/over", &world.root.list(1, now - TimeDelta::days(8), &[victim]));
        server.gives("/ahead", &world.root.list(1, now + TimeDelta::hours(1), &[victim]));
        server.says("/large", "200 OK", vec![0x30; 17 * 1024 * 1024]);
        let good = world.root.list(1, from, &[victim]);
        server.gives("/good", &good);
        server.says("/moved", &format!("302 Found\r\nLocation: {base}/good"), Vec::new());
        server.says("/rubbish", "200 OK", vec![0x30; 100]);
        server.gives("/issuer", &stranger("Somebody else").list(1, from, &[victim]));
        server.says("/html", "200 OK", b"<html></html>".to_vec());
        world.look().await;
        for (path, expected) in [
            ("signature", "no certificate of a trust store that bears the issuer's name has signed the list"),
            ("over", "the list is past its nextUpdate"),
            ("ahead", "the list is not valid yet"),
            ("large", "the answer is larger than 16777216 bytes"),
            ("moved", "the server answered 302"),
            ("rubbish", "not a readable revocation list"),
            ("missing", "the server answered 404"),
            ("issuer", "the list is another issuer's"),
            ("html", "not a readable revocation list"),
        ] {
            assert_eq!(world.error(&format!("{base}/{path}")).await, expected, "{path}");
        }
        assert!(world.is_trusted(&world.app, victim).await);
        // It is tried again later, not at once.
        server.gives("/over", &good);
        world.look().await;
        assert!(world.is_trusted(&world.app, victim).await);
        world.fixture.advance(TimeDelta::minutes(6));
        world.look().await;
        assert!(!world.is_trusted(&world.app, victim).await);
    }
}

/// Whoever has a CA says where its lists are: not without end.
#[tokio::test]
async fn only_so_many_places_of_one_issuer_are_noted() {
    let (_server, base) = Server::start();
    let places: Vec<String> = (0..70).map(|number| format!("{base}/{number}.crl")).collect();
    let world = World::of(Fixture::sqlite().await, &places, &[], "off").await;
    world.look().await;
    world.look().await;
    assert_eq!(world.places().await.len(), 64);
}

#[tokio::test]
async fn nobody_is_called_whom_the_site_has_not_listed() {
    let (server, base) = Server::start();
    let unlisted = format!("{base}/root.crl");
    let inside = "https://127.0.0.1:1/root.crl".to_owned();
    let name = "https://localhost:1/root.crl".to_owned();
    let plain = "http://ca.example/root.crl".to_owned();
    let directory = "ldap://127.0.0.1/cn=root".to_owned();
    let ours = "http://127.0.0.1:8080/v1/partnermanager/crl/0.crl".to_owned();
    let places = [unlisted.clone(), inside.clone(), name.clone(), plain.clone(), directory, ours];
    let not_listed = "the host is none of pki.revocation.allowed_hosts";
    for (fetch, expected) in [
        ("listed", [not_listed, not_listed, not_listed, not_listed]),
        // A private address is refused, also behind a name; http is for the listed hosts.
        (
            "public",
            [
                "the address is not allowed: scheme",
                "the address is not allowed: address",
                "no answer",
                "the address is not allowed: scheme",
            ],
        ),
        ("off", ["fetching is switched off (pki.revocation.fetch)"; 4]),
    ] {
        let world = World::of(Fixture::sqlite().await, &places, &[], fetch).await;
        server.gives("/root.crl", &world.root.list(1, world.now(), &[&world.children[0]]));
        world.look().await;
        let found = world.places().await;
        assert_eq!(found.len(), 4, "neither other schemes nor our own lists: {:?}", found.keys());
        for (url, expected) in [&unlisted, &inside, &name, &plain].into_iter().zip(expected) {
            assert_eq!(found[url].last_error.as_deref(), Some(expected), "{fetch} {url}");
        }
        assert!(world.is_trusted(&world.app, &world.children[0]).await);
    }
}

#[tokio::test]
async fn one_replica_does_the_work() {
    let Some(fixture) = Fixture::postgres().await else { return };
    let [one, other] = fixture.replicas().await;
    let fetcher = Fetcher::open(one.settings()).unwrap();
    let mut first = Turn::new("revocation", one.store(), one.surroundings(), LEASE);
    let mut second = Turn::new("revocation", other.store(), other.surroundings(), LEASE);
    look(&one, &fetcher, &mut first).await.unwrap();
    let signed = pms_store::audit::head(one.store().db()).await.unwrap();
    look(&other, &fetcher, &mut second).await.unwrap();
    assert_eq!(pms_store::audit::head(one.store().db()).await.unwrap(), signed);
    // Without the lease, too, a list is signed once for its day.
    assert_eq!(revocation::publish_due(&other).await.unwrap(), 0);
    fixture.advance(TimeDelta::hours(25));
    let both = tokio::join!(revocation::publish_due(&one), revocation::publish_due(&other));
    assert_eq!(both.0.unwrap() + both.1.unwrap(), 4);
}
