//! Home of people who run the system: what waits, what ends soon, who has come to a standstill, and where to begin.

use askama::Template;
use pms_app::overview::{self, MOST, Overview, Stuck};
use pms_app::partners::{self, AdminPartnerFilter};
use pms_domain::roles;

use super::Link;
use super::policies::home as policy_home;
use crate::address;
use crate::frame::{Frame, ok};
use crate::html::Html;
use crate::i18n::Texts;
use crate::web::{Answer, Visitor};

struct Tile {
    label: Html,
    href: String,
    number: String,
    note: Html,
}

impl From<policy_home::Count> for Tile {
    fn from(count: policy_home::Count) -> Self {
        Self { label: count.label, href: count.href, number: count.number.to_string(), note: count.note }
    }
}

/// A partner at a standstill: what it is called, why nothing goes on, and since when.
struct StuckView {
    href: String,
    name: String,
    why: Html,
    since: Html,
}

#[derive(Template)]
#[template(path = "home/staff.html")]
struct StaffHome {
    p: Frame,
    tiles: Vec<Tile>,
    stuck: Vec<StuckView>,
    tasks: Vec<Link>,
}

/// `GET /portal` of somebody without an organisation.
pub async fn home(visitor: &Visitor) -> Answer {
    let texts = visitor.texts();
    let is_admin = visitor.has(roles::PARTNER_ADMIN);
    let (mut tiles, mut stuck) = (Vec::new(), Vec::new());
    let link = |href: &str, key: &str| Link { href: href.to_owned(), label: texts.get(key) };
    let mut tasks = Vec::new();
    if is_admin {
        let found = overview::overview(visitor.app(), visitor.ctx()).await?;
        let all = AdminPartnerFilter::default();
        let total = partners::admin_list(visitor.app(), visitor.ctx(), &all, None, 0, 1).await?.total;
        tiles = tiles_of(visitor, &found, total);
        stuck = stuck_of(texts, &found);
        tasks.extend([
            link(address::INBOX, "nav-inbox"),
            link(address::PARTNERS, "nav-partners"),
            link(address::TRUST, "nav-trust"),
        ]);
    }
    if !is_admin {
        tiles = policy_home::counts(visitor).await?.into_iter().map(Tile::from).collect();
        tasks = policy_home::tasks(visitor).await?;
    }
    tasks.push(link(address::POLICIES, "nav-policies"));
    tasks.push(link(address::POLICY_GROUPS, "nav-policy-groups"));
    Ok(ok(&StaffHome { p: visitor.frame("home-title").await?, tiles, stuck, tasks }))
}

/// At most four numbers, each with what it compares to, and each a way to what it counts.
fn tiles_of(visitor: &Visitor, found: &Overview, partners: u64) -> Vec<Tile> {
    let texts = visitor.texts();
    let ending = &found.ending;
    let certificates = ending.partner_certificates + ending.ca_certificates;
    let others = ending.api_keys + ending.interfaces;
    // Beyond what is counted, "1000+".
    let number = |count: i64| if count >= MOST { format!("{MOST}+") } else { count.to_string() };
    vec![
        Tile {
            label: texts.get("home-tile-waiting"),
            href: address::INBOX.to_owned(),
            number: found.waiting.to_string(),
            note: match found.oldest {
                Some(oldest) => {
                    texts.with("home-tile-oldest").words("waited", texts.waited(oldest, visitor.ctx().now())).html()
                }
                None => texts.get("home-tile-waiting-note"),
            },
        },
        Tile {
            label: texts.get("home-tile-certificates"),
            href: address::CALENDAR.to_owned(),
            number: number(certificates),
            note: texts.with("home-tile-soon-note").num("days", overview::SOON_DAYS).html(),
        },
        Tile {
            label: texts.get("home-tile-keys"),
            href: address::CALENDAR.to_owned(),
            number: number(others),
            note: texts.with("home-tile-soon-note").num("days", overview::SOON_DAYS).html(),
        },
        Tile {
            label: texts.get("home-tile-partners"),
            href: address::PARTNERS.to_owned(),
            number: partners.to_string(),
            note: texts.get("home-tile-partners-note"),
        },
    ]
}

fn stuck_of(texts: &Texts, found: &Overview) -> Vec<StuckView> {
    let view = |stuck: &Stuck, href: String, key: &str| StuckView {
        href,
        name: stuck.name.clone(),
        why: texts.get(key),
        since: texts.day(stuck.since),
    };
    let asked = found.unanswered.iter().map(|stuck| {
        let href = address::request(&stuck.approval_id);
        view(stuck, href, "home-stuck-unanswered")
    });
    let bare = found.without_certificate.iter().map(|stuck| {
        let href = address::partner(&stuck.partner_id);
        view(stuck, href, "home-stuck-certificate")
    });
    asked.chain(bare).collect()
}
