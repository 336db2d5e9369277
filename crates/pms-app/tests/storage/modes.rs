//! Sealed to clear and back, on both databases.

use pms_app::testing::Site;
use pms_app::{App, keys};
use pms_domain::Context;
use pms_store::audit::Record;
use pms_store::contact::{self, Contact};
use pms_store::convert::{self, Part};
use pms_store::partner::{self, ContactData, NewPartner, Reach};
use pms_store::{Mode, open, statement};

fn data(address: &str, email: &str) -> ContactData {
    ContactData { address: address.into(), contact_number: "5550100".into(), email: email.into() }
}

fn system(app: &App) -> Context {
    app.system("test")
}

/// Registers a partner in a change of its own.
pub async fn register(app: &App, id: &str, email: &str) {
    let ctx = system(app);
    let mut change = app.store().change().await.unwrap();
    insert(&mut change, &ctx, id, email).await;
    change.save(&ctx, Record::new("partner.register", "partner", id)).await.unwrap();
}

async fn insert(change: &mut pms_store::Change<'_>, ctx: &Context, id: &str, email: &str) {
    let contact = data("1 Main Street", email);
    let new = NewPartner {
        id,
        policy_group_id: None,
        name: "Example Bank",
        contact: &contact,
        user_id: id,
        partner_type_code: "Auth_Partner",
        approval_status: "InProgress",
        is_active: false,
        lang_code: "eng",
        logo_url: None,
        addl_info: "[]",
        purpose: None,
        requested_by: "local#1",
    };
    partner::insert(change, &ctx.surroundings, &new, "test").unwrap();
}

async fn move_to(app: &App, id: &str, address: &str) {
    let ctx = system(app);
    let mut change = app.store().change().await.unwrap();
    let mut found = partner::find(app.store(), &mut change, Reach::Everything, id).await.unwrap().unwrap();
    found.contact.address = address.into();
    partner::update_contact(&mut change, &ctx.surroundings, &found, "test").await.unwrap();
    change.save(&ctx, Record::new("partner.update", "partner", id)).await.unwrap();
}

async fn add_contact(app: &App, id: &str, partner_id: &str, email: &str) {
    let ctx = system(app);
    let mut change = app.store().change().await.unwrap();
    let contact = Contact {
        id: id.into(),
        partner_id: partner_id.into(),
        data: data("Basement", email),
        name: Some("The technician".into()),
        is_active: true,
        verified_at: None,
    };
    contact::put(&mut change, &ctx.surroundings, &contact, "test").await.unwrap();
    change.save(&ctx, Record::new("contact.put", "partner", partner_id)).await.unwrap();
}

#[derive(sqlx::FromRow)]
struct Line {
    line: String,
}

/// Every row that holds contact data, with NULL told from nothing.
async fn lines(app: &App) -> Vec<String> {
    let mut all = Vec::new();
    for sql in [
        "SELECT 'partner ' || id || ' ' || COALESCE(address, '-') || ' ' || COALESCE(contact_no, '-') || ' ' || \
         COALESCE(email_id, '-') || ' ' || COALESCE(email_id_hash, '-') AS line FROM partner ORDER BY id",
        "SELECT 'history ' || id || ' ' || COALESCE(address, '-') || ' ' || COALESCE(contact_no, '-') || ' ' || \
         COALESCE(email_id, '-') || ' ' || COALESCE(email_id_hash, '-') AS line FROM partner_h ORDER BY id, eff_dtimes",
        "SELECT 'contact ' || id || ' ' || COALESCE(address, '-') || ' ' || COALESCE(contact_no, '-') || ' ' || \
         COALESCE(email_id, '-') || ' ' || COALESCE(email_id_hash, '-') AS line FROM partner_contact ORDER BY id",
    ] {
        let rows: Vec<Line> = statement(sql).all(app.store().db()).await.unwrap();
        all.extend(rows.into_iter().map(|row| row.line));
    }
    all
}

async fn set_mode(app: &App, mode: Mode) {
    keys::set_mode(app, &system(app), mode).await.unwrap_or_else(|failure| panic!("{failure:?}"));
}

/// What was written while the database was sealed comes out in clear: the partners, each row of their history with what
/// was true at its time, the contacts.
#[tokio::test]
async fn a_sealed_database_opens_with_its_history() {
    for site in Site::on_both().await {
        let app = &site.app;
        register(app, "bank", "Office@Bank.example").await;
        for address in ["2 Side Street", "3 Park Lane"] {
            site.clock.advance(chrono::TimeDelta::hours(1));
            move_to(app, "bank", address).await;
        }
        site.clock.advance(chrono::TimeDelta::hours(1));
        let mut change = app.store().change().await.unwrap();
        partner::set_standing(&mut change, "bank", "approved", true, "admin", system(app).now()).await.unwrap();
        change.save(&system(app), Record::new("test", "partner", "bank")).await.unwrap();
        add_contact(app, "c1", "bank", "Technician@bank.example").await;
        add_contact(app, "c2", "bank", "second@bank.example").await;
        assert!(lines(app).await.iter().all(|line| !line.contains("bank.example") && !line.contains("Street")));

        set_mode(app, Mode::Clear).await;
        let clear = site.replica().await;
        let expected = [
            "partner bank 3 Park Lane 5550100 Office@Bank.example -",
            "history bank 1 Main Street 5550100 Office@Bank.example -",
            "history bank 2 Side Street 5550100 Office@Bank.example -",
            "history bank 3 Park Lane 5550100 Office@Bank.example -",
            "history bank 3 Park Lane 5550100 Office@Bank.example -",
            // Two of a clear database may not share a number: the second has a space at its end.
            "contact c1 Basement 5550100 Technician@bank.example -",
            "contact c2 Basement 5550100  second@bank.example -",
        ];
        assert_eq!(lines(&clear).await, expected);
        assert_eq!(convert::left(clear.store().db(), Mode::Clear).await.unwrap(), 0);

        set_mode(&clear, Mode::Sealed).await;
        let sealed = site.replica().await;
        assert!(lines(&sealed).await.iter().all(|line| !line.contains("bank.example") && !line.contains("5550100")));
        let found =
            partner::find(sealed.store(), sealed.store().db(), Reach::Everything, "bank").await.unwrap().unwrap();
        assert!(found.contact == data("3 Park Lane", "Office@Bank.example"));
        set_mode(&sealed, Mode::Clear).await;
        assert_eq!(lines(&site.replica().await).await, expected, "byte for byte");
        assert!(matches!(
            pms_store::audit::verify(sealed.store(), &[]).await.unwrap(),
            pms_store::audit::Verdict::Intact { .. }
        ));
    }
}

/// More partners than fit in two changes.
const MANY: usize = 1_100;

async fn register_many(app: &App) {
    let ctx = system(app);
    let mut change = app.store().change().await.unwrap();
    for number in 0..MANY {
        insert(&mut change, &ctx, &format!("p{number:04}"), &format!("p{number}@many.example")).await;
    }
    change.save(&ctx, Record::new("test.register", "partner", "many")).await.unwrap();
}

/// One batch, as a run leaves it that was killed after it.
async fn killed_after_one_batch(app: &App, target: Mode) {
    let store = app.store().in_mode(target);
    let mut change = store.change().await.unwrap();
    open::set_meta(&mut change, "mode", target.as_str()).await.unwrap();
    change.save(&system(app), Record::new("keys.mode", "database", "mode")).await.unwrap();
    let mut change = store.change().await.unwrap();
    let done = convert::batch(&store, &mut change, app.surroundings(), Part::Partners).await.unwrap();
    assert_eq!(done.len(), 500);
    change.save(&system(app), Record::new("keys.convert", "database", "mode")).await.unwrap();
    // And the batch that was under way when it died.
    let mut change = store.change().await.unwrap();
    convert::batch(&store, &mut change, app.surroundings(), Part::Partners).await.unwrap();
}

async fn contact_of(app: &App, id: &str) -> ContactData {
    partner::find(app.store(), app.store().db(), Reach::Everything, id).await.unwrap().unwrap().contact
}

#[tokio::test]
async fn an_interrupted_conversion_loses_nothing_and_goes_on() {
    for site in Site::on_both().await {
        register_many(&site.app).await;
        site.clock.advance(chrono::TimeDelta::hours(1));
        let mut app = site.app.clone();
        for (round, target) in [Mode::Clear, Mode::Sealed, Mode::Clear].into_iter().enumerate() {
            killed_after_one_batch(&app, target).await;
            let resumed = site.replica().await;
            assert_eq!(resumed.store().mode(), target);
            let left = convert::left(resumed.store().db(), target).await.unwrap();
            assert_eq!(left as usize, 2 * MANY + round - 500, "partners and their history");
            // Half way: both ways are read, and what is written meanwhile counts.
            assert!(contact_of(&resumed, "p0000").await == data("1 Main Street", "p0@many.example"));
            let before = if round == 0 { "1 Main Street".to_owned() } else { format!("Moved {}", round - 1) };
            assert!(contact_of(&resumed, "p1099").await == data(&before, "p1099@many.example"));
            let address = format!("Moved {round}");
            move_to(&resumed, "p1099", &address).await;
            assert!(contact_of(&resumed, "p1099").await == data(&address, "p1099@many.example"));
            site.clock.advance(chrono::TimeDelta::hours(1));
            set_mode(&resumed, target).await;
            assert_eq!(convert::left(resumed.store().db(), target).await.unwrap(), 0);
            let shown = lines(&resumed).await;
            assert_eq!(shown.iter().any(|line| line.contains("many.example")), target == Mode::Clear);
            assert!(contact_of(&resumed, "p0000").await == data("1 Main Street", "p0@many.example"));
            assert!(contact_of(&resumed, "p1099").await == data(&address, "p1099@many.example"));
            app = resumed;
        }
        let history: Vec<_> = lines(&app).await.into_iter().filter(|line| line.starts_with("history p1099")).collect();
        let expected = ["1 Main Street", "Moved 0", "Moved 1", "Moved 2"]
            .map(|address| format!("history p1099 {address} 5550100 p1099@many.example -"));
        assert_eq!(history, expected);
    }
}
