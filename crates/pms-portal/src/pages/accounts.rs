//! The list of accounts.

use pms_app::accounts::directory::{self, AccountFilter, DirectoryRow};
use pms_domain::{partner_type, roles};

use crate::address;
use crate::form::Choice;
use crate::frame::Tag;
use crate::html::Html;
use crate::i18n::Texts;
use crate::list::Query;
use crate::listing::{self, About, Cell, Empty, Filter, Head, Listing, Row, Rows};
use crate::web::{Answer, Fault, Visitor};

/// Accounts as admins see them.
#[derive(Clone, Copy)]
struct Accounts;

/// The state of an account as people read it.
pub fn tag(state: &str) -> Tag {
    if state == "active" { Tag::Active } else { Tag::Deactivated }
}

/// A role in words, where it has any; else as it stands in tokens.
pub fn role(texts: &Texts, role: &str) -> Html {
    match role {
        roles::PARTNER_ADMIN => texts.get("role-partner-admin"),
        roles::POLICYMANAGER => texts.get("role-policy-manager"),
        roles::HOTLIST_ADMIN => texts.get("role-hotlist-keeper"),
        other => match partner_type::ALL.iter().find(|kind| kind.role == Some(other)) {
            Some(found) => super::kind(texts, found.code),
            None => super::code(other),
        },
    }
}

/// Roles in words, one after the other.
fn words(texts: &Texts, roles: &[String]) -> Html {
    let words: Vec<String> = roles.iter().map(|name| role(texts, name).to_string()).collect();
    Html::trusted(words.join(", "))
}

/// The roles to choose from: those that open pages of the staff first, then those of partners, each in words; last what
/// programs ask for, as tokens name it.
pub fn role_choices(texts: &Texts) -> Vec<Choice> {
    const OF_STAFF: [&str; 3] = [roles::PARTNER_ADMIN, roles::POLICYMANAGER, roles::HOTLIST_ADMIN];
    let named = |name: &&'static str| {
        let words = texts.with("accounts-role-named").words("role", role(texts, name)).text("name", name).html();
        Choice::new(*name, words)
    };
    let is_named = |name: &&str| OF_STAFF.contains(name) || roles::PARTNER_ROLES.contains(name);
    let others = roles::ALL.iter().filter(|name| !is_named(name));
    let of_people = OF_STAFF.iter().chain(roles::PARTNER_ROLES).map(named);
    of_people.chain(others.map(|name| Choice::new(*name, Html::text(name)))).collect()
}

fn filter(query: &Query) -> AccountFilter {
    AccountFilter {
        name: query.text("name"),
        email: query.text("email"),
        role: query.text("role").filter(|role| roles::is_known(role)),
        state: query.text("state").filter(|state| matches!(state.as_str(), "active" | "disabled" | "blocked")),
        second_factor: query.get("second").map(|value| value == "yes"),
    }
}

fn sort(query: &Query) -> Option<(&'static str, bool)> {
    let (name, descending) = query.sort()?;
    ["name", "created"].into_iter().find(|own| *own == name).map(|own| (own, descending))
}

fn row(texts: &Texts, one: &DirectoryRow) -> Row {
    let second = if one.has_second_factor { "accounts-second-on" } else { "accounts-second-off" };
    let cells = vec![
        Cell::code(&one.id),
        Cell::text(&one.name).sub_code(&one.email_masked),
        Cell::code(&one.email_masked),
        Cell::html(words(texts, &one.roles), one.roles.join(", ")),
        Cell::text(&one.partners.join(", ")),
        Cell::words(texts, second),
        Cell::time(texts, one.last_sign_in),
        Cell::day(texts, one.created_at),
        Cell::tag(texts, tag(&one.state)),
    ];
    Row::new(address::account(&one.id), cells)
}

impl Listing for Accounts {
    fn address(&self) -> String {
        address::ACCOUNTS.to_owned()
    }

    fn file(&self) -> &'static str {
        "accounts"
    }

    fn filters(&self, visitor: &Visitor) -> Vec<Filter> {
        let texts = visitor.texts();
        let state = |value: &str, key: &str| Choice::new(value, texts.get(key));
        let states = vec![
            state("active", "state-active"),
            state("disabled", "state-deactivated"),
            state("blocked", "accounts-blocked"),
        ];
        let second = vec![state("yes", "accounts-second-on"), state("no", "accounts-second-off")];
        vec![
            Filter::text("name", "account-name"),
            Filter::code("email", "accounts-email-exact"),
            Filter::choice("role", "people-role", role_choices(texts)),
            Filter::choice("second", "second-title", second),
            Filter::choice("state", "list-state", states),
        ]
    }

    fn heads(&self) -> Vec<Head> {
        vec![
            Head::new("accounts-id").in_file_only(),
            Head::new("account-name").sort("name"),
            Head::new("account-email").in_file_only(),
            Head::new("account-roles"),
            Head::new("accounts-organisations"),
            Head::new("accounts-second"),
            Head::new("accounts-last").number(),
            Head::new("accounts-made").sort("created").number().usual(true),
            Head::new("list-state"),
        ]
    }

    async fn about(&self, visitor: &Visitor) -> Result<About, Fault> {
        let texts = visitor.texts();
        let empty = Empty {
            icon: "users",
            title: texts.get("accounts-empty"),
            words: texts.get("accounts-empty-words"),
            action: None,
        };
        Ok(About::new("nav-accounts", texts.get("accounts-intro"), "accounts-count", empty))
    }

    async fn read(&self, visitor: &Visitor, query: &Query, page: u64, size: u64) -> Result<Rows, Fault> {
        let (app, ctx) = (visitor.app(), visitor.ctx());
        let found = directory::list(app, ctx, &filter(query), sort(query), page, size).await?;
        let rows = found.rows.iter().map(|one| row(visitor.texts(), one)).collect();
        Ok(Rows { rows, total: found.total })
    }
}

/// `GET /portal/accounts`
pub async fn list(visitor: Visitor) -> Answer {
    visitor.admin()?;
    listing::show(&visitor, &Accounts, None).await
}

/// `GET /portal/accounts.csv`
pub async fn export(visitor: Visitor) -> Answer {
    visitor.admin()?;
    listing::export(&visitor, &Accounts).await
}
