//! The check at authentication time: the snapshot against the database, and what replicas share.

mod model;
mod oracle;

use chrono::TimeDelta;
use pms_app::api_keys::{self, ForPartner};
use pms_app::testing::Site;
use pms_app::{App, misp, partners, verification};
use pms_domain::verification::{Asked, Reason};
use pms_identity::verification::Question;
use pms_store::audit::Record;
use pms_store::statement;

use crate::api_keys::stage::{KeyStage, partner as new_partner};

/// A partner with a key, and a MISP with a licence.
struct Known {
    licence: String,
    key: String,
}

async fn known(stage: &KeyStage) -> Known {
    let app = &stage.site.app;
    new_partner(&stage.site, "misp").await;
    let mut change = app.store().change().await.unwrap();
    let to_misp = statement("UPDATE partner SET partner_type_code = 'MISP_Partner' WHERE id = 'misp'");
    to_misp.execute(&mut change).await.unwrap();
    change.save(&stage.site.system(), Record::new("test.type", "partner", "misp")).await.unwrap();
    let licence = misp::create(app, &stage.admin, "misp").await.unwrap();
    let key = api_keys::generate(app, &stage.owner, "acme", "one", "main").await.unwrap();
    Known { licence: licence.key.reveal().to_owned(), key: key.value.unwrap().reveal().to_owned() }
}

async fn ask(app: &App, known: &Known) -> Result<(), Reason> {
    let question = Question { licence: &known.licence, partner_id: "acme", key: &known.key, asked: Asked::Nothing };
    let asking = verification::Asking::new(app, question, None);
    let answers = verification::validate_all(app, &app.system("test"), &[asking]).await.unwrap();
    answers.into_iter().next().unwrap().verdict.map(|_| ())
}

#[tokio::test]
async fn replicas_share_the_quota_of_a_day() {
    for site in Site::on_both_with(|settings| settings.verification.limits.key_per_day = 5).await {
        let stage = KeyStage::on(site, "acme").await;
        let (known, here) = (known(&stage).await, &stage.site.app);
        let there = stage.site.replica().await;
        let meet = async |app: &App| app.usage().meet(app.store(), app.surroundings().now()).await.unwrap();
        let mut allowed = 0;
        for _ in 0..6 {
            for app in [here, &there] {
                allowed += i32::from(ask(app, &known).await.is_ok());
                meet(app).await;
            }
        }
        // Each counts for itself until they meet: at most what one of them answers in between comes on top.
        assert!((5..=6).contains(&allowed), "{allowed}");
        assert_eq!([ask(here, &known).await, ask(&there, &known).await], [Err(Reason::KeyQuota); 2]);
        stage.site.clock.advance(TimeDelta::days(1));
        assert_eq!([ask(here, &known).await, ask(&there, &known).await], [Ok(()); 2], "another day");
    }
}

/// Where a change was made its caller sees it at once, elsewhere soon. How soon is for a benchmark to say: tests share their
/// machine.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_deactivation_governs_every_replica() {
    for site in Site::on_both().await {
        let stage = KeyStage::on(site, "acme").await;
        let (known, here) = (known(&stage).await, &stage.site.app);
        let there = stage.site.replica().await;
        assert_eq!([ask(here, &known).await, ask(&there, &known).await], [Ok(()); 2]);
        partners::set_status(here, &stage.admin, "acme", false, None).await.unwrap();
        assert_eq!(ask(here, &known).await, Err(Reason::PartnerDeactivated));
        let began = std::time::Instant::now();
        while ask(&there, &known).await.is_ok() {
            assert!(began.elapsed() < std::time::Duration::from_secs(20), "never");
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
        assert_eq!(ask(&there, &known).await, Err(Reason::PartnerDeactivated));
    }
}

/// A site may leave its own answers out of the log.
#[tokio::test]
async fn answers_are_logged_unless_the_site_says_no() {
    for own_answers in [true, false] {
        for site in Site::on_both_with(|settings| settings.transaction_log.own_answers = own_answers).await {
            let stage = KeyStage::on(site, "acme").await;
            let (known, app) = (known(&stage).await, &stage.site.app);
            assert_eq!(ask(app, &known).await, Ok(()));
            let counts = app.recorder().counts();
            assert_eq!(counts.waiting + counts.written, u64::from(own_answers));
        }
    }
}

/// Every change that ends a key names the key: the snapshot forgets what it is not told of.
#[tokio::test]
async fn changes_name_the_keys_that_they_end() {
    for site in Site::on_both_with(|settings| settings.api_keys.approval = "each".into()).await {
        let stage = KeyStage::on(site, "acme").await;
        let app = &stage.site.app;
        api_keys::generate(app, &stage.owner, "acme", "one", "waits").await.unwrap();
        let wish = ForPartner { partner_id: "acme", policy_name: "two", label: "to fetch", show: false };
        api_keys::create_for_partner(app, &stage.admin, &wish).await.unwrap();
        let waiting: (String,) =
            statement("SELECT id FROM x_api_key WHERE phase = 'approval'").one(app.store().db()).await.unwrap();
        partners::set_status(app, &stage.admin, "acme", false, None).await.unwrap();
        let (touched,): (String,) = statement("SELECT touched FROM x_audit WHERE action = 'partner.deactivate'")
            .one(app.store().db())
            .await
            .unwrap();
        assert!(touched.contains(&waiting.0), "{touched}");
    }
}
