//! The list of notifications and their dismissal (contract part A §7).

use chrono::{NaiveDate, NaiveTime, TimeDelta};
use pms_domain::notification::{self as rule, Filters, Kind};
use pms_domain::{Context, Refusal, Timestamp, catalogue, roles, routes};
use pms_store::audit::Record;
use pms_store::list::{Column, ListPage, ListQuery, Page, Scope, Test};
use pms_store::notification::{self, Notification};
use pms_store::notification_list::NOTIFICATIONS;
use pms_store::partner::{self, Reach};
use serde_json::json;

use super::details::Details;
use crate::partners::column;
use crate::{App, Outcome, rights};

/// Filters of the list; `None` is no filter.
#[derive(Clone, Debug, Default)]
pub struct NotificationFilter {
    /// `active` or `dismissed`, in any letter case; anything else matches nothing.
    pub status: Option<String>,
    /// `root`, `intermediate`, `partner`, `weekly`, `sbi`, `ftm-chip` or `apikey`, in any letter case.
    pub kind: Option<String>,
    pub certificate_id: Option<String>,
    pub issued_by: Option<String>,
    pub issued_to: Option<String>,
    pub partner_domain: Option<String>,
    pub expiry_date: Option<NaiveDate>,
    pub created_from: Option<NaiveDate>,
    pub created_to: Option<NaiveDate>,
    pub api_key_name: Option<String>,
    pub policy_name: Option<String>,
    pub ftm_id: Option<String>,
    pub make: Option<String>,
    pub model: Option<String>,
    pub sbi_id: Option<String>,
    pub sbi_version: Option<String>,
}

impl NotificationFilter {
    fn groups(&self) -> Filters {
        let any = |values: &[&Option<String>]| values.iter().any(|value| value.is_some());
        Filters {
            certificate: any(&[&self.certificate_id, &self.issued_by, &self.issued_to, &self.partner_domain]),
            expiry: self.expiry_date.is_some(),
            created: self.created_from.is_some() || self.created_to.is_some(),
            key: any(&[&self.api_key_name, &self.policy_name]),
            chip: any(&[&self.ftm_id, &self.make, &self.model]),
            interface: any(&[&self.sbi_id, &self.sbi_version]),
        }
    }

    /// The types whose rows are shown.
    fn kinds(&self, ctx: &Context) -> Vec<Kind> {
        match &self.kind {
            None => Kind::shown_to(&ctx.actor),
            Some(word) => Kind::parse_word(word).into_iter().collect(),
        }
    }
}

/// A notification, its details read.
#[derive(Clone, Debug)]
pub struct NotificationView {
    pub id: String,
    pub partner_id: String,
    pub kind: String,
    /// `ACTIVE` or `DISMISSED`.
    pub status: String,
    pub created_at: Timestamp,
    pub details: Details,
}

impl NotificationView {
    pub(super) fn new(row: Notification, details: Details) -> Self {
        Self {
            id: row.id,
            partner_id: row.partner_id,
            kind: row.notification_type,
            status: row.notification_status,
            created_at: row.cr_dtimes,
            details,
        }
    }
}

fn view(row: Notification) -> Outcome<NotificationView> {
    let details = Details::parse(&row.notification_details_json).ok_or(&catalogue::NOTIFICATION_DETAILS_INVALID)?;
    Ok(NotificationView::new(row, details))
}

/// `GET /notifications`: those of the caller's own partners, newest first; of active partners only, unless a partner
/// admin asks.
///
/// # Errors
/// In this order: filters that do not go with the type; a caller without a partner. One with no role but that of policy
/// managers has no notifications and gets none: the portal of MOSIP asks for everybody.
pub async fn list(
    app: &App,
    ctx: &Context,
    filter: &NotificationFilter,
    page: Page,
) -> Outcome<ListPage<NotificationView>> {
    rights::require(ctx, &routes::LIST_NOTIFICATIONS)?;
    filter.groups().check(filter.kind.as_deref(), ctx.actor.is_partner_admin())?;
    if ctx.owned.is_empty() {
        let is_staff_only = !ctx.actor.has_any(roles::PARTNER_ROLES) && !ctx.actor.is_partner_admin();
        if is_staff_only {
            return Ok(ListPage { total: 0, rows: Vec::new() });
        }
        return Err(Refusal::of(&catalogue::NO_OWN_PARTNER).into());
    }
    let found: ListPage<Notification> =
        NOTIFICATIONS.fetch(app.store().db(), &query(ctx, filter)?.page(page), None).await?;
    let rows = found.rows.into_iter().map(view).collect::<Outcome<Vec<_>>>()?;
    Ok(ListPage { total: found.total, rows })
}

pub(super) fn of(name: &str) -> Outcome<&'static Column> {
    column(&NOTIFICATIONS, name)
}

fn query(ctx: &Context, filter: &NotificationFilter) -> Outcome<ListQuery> {
    let kinds = filter.kinds(ctx).into_iter().map(|kind| kind.as_str().to_owned()).collect();
    let mut query = ListQuery::new()
        .filter(of("notificationType")?, Test::OneOf(kinds))
        .contains(of("certificateId")?, filter.certificate_id.as_deref())
        .contains(of("issuedBy")?, filter.issued_by.as_deref())
        .contains(of("issuedTo")?, filter.issued_to.as_deref())
        .contains(of("apiKeyName")?, filter.api_key_name.as_deref())
        .exact(of("policyName")?, filter.policy_name.as_deref())
        .contains(of("ftmId")?, filter.ftm_id.as_deref())
        .contains(of("make")?, filter.make.as_deref())
        .contains(of("model")?, filter.model.as_deref())
        .contains(of("sbiId")?, filter.sbi_id.as_deref())
        .contains(of("sbiVersion")?, filter.sbi_version.as_deref())
        .scope(Scope::Own(ctx.owned.clone()));
    if !ctx.actor.is_partner_admin() {
        query = query.filter(of("partnerIsActive")?, Test::Flag(true));
    }
    if let Some(status) = &filter.status {
        query = query.filter(of("notificationStatus")?, Test::Exact(status.to_ascii_uppercase()));
    }
    if let Some(domain) = &filter.partner_domain {
        query = query.filter(of("partnerDomain")?, Test::Equals(domain.clone()));
    }
    if let Some(day) = filter.expiry_date {
        query = query.filter(of("expiryDate")?, Test::TimeBetween(start(day), end(day)));
    }
    let from = filter.created_from.map(start);
    let to = filter.created_to.map(end);
    if from.is_some() || to.is_some() {
        let ends = Test::TimeBetween(from.unwrap_or(FIRST), to.unwrap_or(LAST));
        query = query.filter(of("createdDateTime")?, ends);
    }
    Ok(query)
}

/// Ends of an open range: years that every database can compare.
const FIRST: Timestamp = new_year(1970);
const LAST: Timestamp = new_year(9999);

const fn new_year(year: i32) -> Timestamp {
    match NaiveDate::from_ymd_opt(year, 1, 1) {
        Some(day) => day.and_time(NaiveTime::MIN),
        None => Timestamp::MAX,
    }
}

/// The filters' days are UTC's, as the times that the list answers.
fn start(day: NaiveDate) -> Timestamp {
    day.and_time(NaiveTime::MIN)
}

fn end(day: NaiveDate) -> Timestamp {
    start(day) + TimeDelta::days(1) - TimeDelta::microseconds(1)
}

/// `PATCH /notifications/{notificationId}`: dismisses it, for all people of the partner.
///
/// # Errors
/// In the contract's order (part A §7.2): status missing, another word; no such notification; one of partner admins; no
/// partner of one's own; an inactive partner; another partner's; dismissed before. Who may only read the partner is
/// refused, too.
pub async fn dismiss(app: &App, ctx: &Context, id: &str, status: Option<&str>) -> Outcome<NotificationView> {
    rights::require(ctx, &routes::DISMISS_NOTIFICATION)?;
    if pms_domain::text::is_blank(id) {
        return Err(Refusal::of(&catalogue::REQUEST_INVALID).into());
    }
    match status {
        None => return Err(Refusal::of(&catalogue::NOTIFICATION_STATUS_MISSING).into()),
        Some(rule::DISMISSED) => {}
        Some(_) => return Err(Refusal::of(&catalogue::NOTIFICATION_STATUS_INVALID).into()),
    }
    let found = notification::find(app.store().db(), id).await?.ok_or(&catalogue::NOTIFICATION_NOT_FOUND)?;
    check_owner(app, ctx, &found).await?;
    if !set_dismissed(app, ctx, &found).await? {
        return Err(Refusal::of(&catalogue::NOTIFICATION_IS_DISMISSED).into());
    }
    Ok(NotificationView { status: rule::DISMISSED.to_owned(), ..NotificationView::new(found, Details::default()) })
}

/// `false`: it was dismissed before, and nothing changed.
pub(super) async fn set_dismissed(app: &App, ctx: &Context, found: &Notification) -> Outcome<bool> {
    let mut change = app.store().change().await?;
    if !notification::dismiss(&mut change, &found.id, &ctx.actor.name, ctx.now()).await? {
        return Ok(false);
    }
    let record = Record::new("notification.dismiss", "notification", &found.id)
        .touching("partner", &found.partner_id)
        .before(json!({"status": rule::ACTIVE}))
        .after(json!({"status": rule::DISMISSED}));
    change.save(ctx, record).await?;
    Ok(true)
}

async fn check_owner(app: &App, ctx: &Context, found: &Notification) -> Outcome<()> {
    let is_admin = ctx.actor.is_partner_admin();
    if Kind::parse(&found.notification_type).is_some_and(Kind::is_for_admins) && !is_admin {
        return Err(Refusal::of(&catalogue::NOTIFICATION_OF_ADMINS).into());
    }
    if ctx.owned.is_empty() {
        return Err(Refusal::of(&catalogue::NO_OWN_PARTNER).into());
    }
    let partner = partner::find(app.store(), app.store().db(), Reach::Own(&ctx.owned), &found.partner_id).await?;
    match partner {
        None => Err(Refusal::of(&catalogue::NOTIFICATION_FOREIGN).into()),
        Some(partner) if !partner.is_active && !is_admin => Err(Refusal::of(&catalogue::PARTNER_NOT_ACTIVE).into()),
        Some(_) if !ctx.writable.contains(&found.partner_id) => Err(Refusal::of(&catalogue::NOT_AUTHORIZED).into()),
        Some(_) => Ok(()),
    }
}
