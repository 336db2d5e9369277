//! What the tests of use cases share.

use pms_app::partners::{self, Registration};
use pms_app::testing::{Person, Site};
use pms_app::{Failure, Outcome};
use pms_domain::context::Clock;
use pms_domain::{Context, Entry, Refusal, roles};
use pms_store::partner::Reach;
use pms_testkit::TestClock;
use pms_testkit::openssl_cli::{self, Hierarchy};

/// Asserts a refusal by its entry.
#[track_caller]
pub fn refused<T>(outcome: Outcome<T>, entry: &'static Entry) {
    match outcome {
        Err(Failure::Refused(refusal)) => assert_eq!(refusal.entry.key, entry.key, "{refusal}"),
        Err(other) => panic!("{other:?}"),
        Ok(_) => panic!("{} expected", entry.key),
    }
}

/// The value, or the failure's own words.
#[track_caller]
pub fn done<T>(outcome: Outcome<T>) -> T {
    match outcome {
        Ok(value) => value,
        Err(failure) => panic!("{failure:?}"),
    }
}

#[track_caller]
pub fn refusal<T>(outcome: Outcome<T>) -> Refusal {
    match outcome {
        Err(Failure::Refused(refusal)) => refusal,
        Err(other) => panic!("{other:?}"),
        Ok(_) => panic!("a refusal was expected"),
    }
}

pub fn registration(id: &str, partner_type: &str) -> Registration {
    Registration {
        partner_id: id.to_owned(),
        policy_group: None,
        organization_name: "Example Bank".to_owned(),
        address: "1 Main Street".to_owned(),
        contact_number: "5550100".to_owned(),
        email: format!("{}@example.org", id.to_lowercase()),
        partner_type: partner_type.to_owned(),
        purpose: Some("Opening accounts".to_owned()),
        ..Registration::default()
    }
}

/// A site with an admin; the clock shows the machine's time, so that certificates made by `openssl` fit.
pub struct Stage {
    pub site: Site,
    pub admin: Person,
}

impl Stage {
    pub async fn on(site: Site) -> Self {
        // A little later, so that certificates made during the test have begun.
        site.clock.set(TestClock::at_machine_time().now() + chrono::TimeDelta::minutes(10));
        site.policy_group("Banking").await;
        let admin = site.person("admin", roles::STAFF_ROLES).await;
        Self { site, admin }
    }

    pub async fn admin(&self) -> Context {
        self.site.context(&self.admin).await
    }

    /// A person who registered a partner of this type.
    pub async fn owner(&self, id: &str, partner_type: &str) -> Person {
        let person = self.site.person(&format!("owner-{id}"), &[]).await;
        let mut registration = registration(id, partner_type);
        if pms_domain::partner_type::find(partner_type).unwrap().policy_required {
            registration.policy_group = Some("Banking".to_owned());
        }
        let ctx = self.site.context(&person).await;
        let registered = done(partners::register(&self.site.app, &ctx, registration).await);
        assert_eq!(registered.status, "InProgress");
        person
    }

    pub async fn ctx(&self, person: &Person) -> Context {
        self.site.context(person).await
    }

    /// A person with a fresh token, once the one of before has ended.
    pub fn again(&self, person: &Person) -> Person {
        let token = self.site.token(&person.id, &person.name, &person.email);
        Person { token, ..person.clone() }
    }

    /// The newest approval of a partner.
    pub async fn approval(&self, partner: &str) -> pms_app::approvals::Approval {
        let found = pms_store::approval::newest(self.site.app.store().db(), Reach::Everything, "partner", partner)
            .await
            .unwrap();
        found.expect("the partner has an approval")
    }

    /// Changes rows past every rule, for states that only an adopted database has.
    pub async fn sql(&self, statement: &'static str) {
        let mut change = self.site.app.store().change().await.unwrap();
        assert!(pms_store::statement(statement).execute(&mut change).await.unwrap() > 0, "{statement}");
        change.save(&self.site.system(), pms_store::audit::Record::new("test.sql", "test", "1")).await.unwrap();
    }

    /// How many rows a statement counts.
    pub async fn count(&self, sql: &'static str) -> i64 {
        #[derive(sqlx::FromRow)]
        struct Row {
            n: i64,
        }
        let row: Row = pms_store::statement(sql).one(self.site.app.store().db()).await.unwrap();
        row.n
    }
}

/// Certificates by the `openssl` command; `None` where it is missing (the test is reported as skipped).
pub fn hierarchy(organization: &str) -> Option<Hierarchy> {
    if openssl_cli::available() {
        Some(Hierarchy::new(organization).unwrap())
    } else {
        pms_testkit::skip("the openssl command is not installed");
        None
    }
}
