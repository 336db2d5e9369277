//! One question over everything that the caller may see: each list's own use case answers with its first rows.
//!
//! A list that the caller may not read answers nothing. Secrets are not searched: keys and licences are found by label, id or
//! whose they are, never by their value.

use pms_domain::approval::State;
use pms_domain::{Context, roles, routes};
use pms_store::account::account;
use pms_store::approval::Filter as ApprovalFilter;
use pms_store::auth_policy::AuthPolicy;
use pms_store::certificate_find::{self, Found};
use pms_store::device_lists::{ChipRow, DeviceRow, InterfaceRow};
use pms_store::hotlist::Entry;
use pms_store::list::{ListPage, ListQuery, Page};
use pms_store::oidc_client_lists::OIDC_CLIENTS;
use pms_store::policy_use::GroupInUse;

use crate::api_keys::{ApiKeyRow, KeyFilter};
use crate::approvals::{self, Approval, Brief};
use crate::certificates::{TrustFilter, TrustRow};
use crate::devices::{ChipFilter, DeviceFilter, InterfaceFilter};
use crate::misp::Licence;
use crate::oidc_clients::{ClientFilter, OidcClientRow};
use crate::partners::{AdminPartnerFilter, AdminPartnerRow};
use crate::policies::PolicyFilter;
use crate::policy_groups::UseFilter as GroupFilter;
use crate::policy_links::{PolicyRequestRow, RequestFilter};
use crate::{
    App, Failure, Outcome, api_keys, certificates, devices, hotlist, misp, oidc_clients, partners, policies,
    policy_groups, policy_links, rights,
};

/// Rows of each kind; the lists themselves show the rest.
pub const MOST: usize = 6;
/// Characters of a question; longer ones match nothing.
pub const LONGEST: usize = 200;
/// Certificates of a partner that are looked through.
const CERTIFICATES: i64 = 200;

/// What was found of one kind: the first rows, and how many there are at least.
#[derive(Debug)]
pub struct Hits<T> {
    pub rows: Vec<T>,
    pub total: u64,
}

impl<T> Default for Hits<T> {
    fn default() -> Self {
        Self { rows: Vec::new(), total: 0 }
    }
}

/// An account, without its address.
#[derive(Clone, Debug)]
pub struct AccountHit {
    pub id: String,
    pub name: String,
    /// `active`, `disabled` or `blocked`.
    pub state: String,
}

#[derive(Default)]
pub struct Everything {
    pub partners: Hits<AdminPartnerRow>,
    /// What waits for a decision, by whose it is or by id.
    pub waiting: Hits<(Approval, Brief)>,
    pub requests: Hits<PolicyRequestRow>,
    pub policies: Hits<AuthPolicy>,
    pub groups: Hits<GroupInUse>,
    pub keys: Hits<ApiKeyRow>,
    pub clients: Hits<OidcClientRow>,
    pub devices: Hits<DeviceRow>,
    pub interfaces: Hits<InterfaceRow>,
    pub chips: Hits<ChipRow>,
    pub certificates: Hits<Found>,
    pub authorities: Hits<TrustRow>,
    pub licences: Hits<Licence>,
    pub accounts: Hits<AccountHit>,
    pub hotlisted: Hits<Entry>,
}

/// Searches for words of the caller.
///
/// # Errors
/// Only our own faults: what may not be read is not found.
pub async fn search(app: &App, ctx: &Context, words: &str) -> Outcome<Everything> {
    let words = words.trim();
    if words.is_empty() || words.chars().count() > LONGEST {
        return Ok(Everything::default());
    }
    let question = Question { app, ctx, words };
    Ok(Everything {
        partners: question.partners().await?,
        waiting: question.waiting().await?,
        requests: question.requests().await?,
        policies: question.policies().await?,
        groups: question.groups().await?,
        keys: question.keys().await?,
        clients: question.clients().await?,
        devices: question.devices().await?,
        interfaces: question.interfaces().await?,
        chips: question.chips().await?,
        certificates: question.certificates().await?,
        authorities: question.authorities().await?,
        licences: question.licences().await?,
        accounts: question.accounts().await?,
        hotlisted: question.hotlisted().await?,
    })
}

struct Question<'a> {
    app: &'a App,
    ctx: &'a Context,
    words: &'a str,
}

const FIRST: Page = Page { number: 0, size: MOST as u64 };

fn first() -> ListQuery {
    ListQuery::new().page(FIRST)
}

/// What may not be read is not found.
fn readable<T>(outcome: Outcome<T>) -> Outcome<Option<T>> {
    match outcome {
        Ok(value) => Ok(Some(value)),
        Err(Failure::Refused(_)) => Ok(None),
        Err(failure) => Err(failure),
    }
}

/// Several lists of the same rows as one, each row once.
struct Merged<T> {
    hits: Hits<T>,
    ids: Vec<String>,
}

impl<T> Merged<T> {
    fn new() -> Self {
        Self { hits: Hits::default(), ids: Vec::new() }
    }

    fn add(&mut self, page: Outcome<ListPage<T>>, id: impl Fn(&T) -> String) -> Outcome<()> {
        let Some(page) = readable(page)? else { return Ok(()) };
        // Rows that two lists name are one; of what lies behind the first rows, the longer list says how much there is.
        self.hits.total = self.hits.total.max(page.total);
        for row in page.rows {
            let id = id(&row);
            if !self.ids.contains(&id) {
                self.ids.push(id);
                self.hits.rows.push(row);
            }
        }
        Ok(())
    }

    fn done(mut self) -> Hits<T> {
        self.hits.total = self.hits.total.max(self.hits.rows.len() as u64);
        self.hits.rows.truncate(MOST);
        self.hits
    }
}

impl Question<'_> {
    fn words(&self) -> Option<String> {
        Some(self.words.to_owned())
    }

    fn is_admin(&self) -> bool {
        self.ctx.actor.is_partner_admin()
    }

    async fn partners(&self) -> Outcome<Hits<AdminPartnerRow>> {
        let mut merged = Merged::new();
        if !self.is_admin() {
            let folded = pms_domain::text::fold(self.words);
            let own = partners::own(self.app, self.ctx).await?.into_iter().map(|view| view.partner);
            let holds = |text: &str| pms_domain::text::fold(text).contains(&folded);
            let rows: Vec<_> = own.filter(|one| holds(&one.name) || holds(&one.id)).collect();
            merged.add(Ok(ListPage { total: rows.len() as u64, rows }), |row| row.id.clone())?;
            return Ok(merged.done());
        }
        let by_id = AdminPartnerFilter { partner_id: self.words(), ..AdminPartnerFilter::default() };
        let by_name = AdminPartnerFilter { org_name: self.words(), ..AdminPartnerFilter::default() };
        for filter in [by_id, by_name] {
            let page = partners::admin_list(self.app, self.ctx, &filter, None, 0, MOST as u64).await;
            let page = page.map(|page| ListPage { total: page.total, rows: page.rows });
            merged.add(page, |row| row.id.clone())?;
        }
        Ok(merged.done())
    }

    /// Open requests of every kind: admins those of organisations of a name, others their own.
    async fn waiting(&self) -> Outcome<Hits<(Approval, Brief)>> {
        let mut merged = Merged::new();
        if let Some(view) = readable(approvals::get(self.app, self.ctx, self.words).await)?
            && State::parse(&view.approval.state).is_some_and(State::is_open)
        {
            merged.add(Ok(ListPage { total: 1, rows: vec![view.approval] }), |row: &Approval| row.id.clone())?;
        }
        let open = Some("open".to_owned());
        let filter = ApprovalFilter { state: open, organisation: self.words(), ..ApprovalFilter::default() };
        let page = approvals::list(self.app, self.ctx, &filter, 0, MOST as u64).await;
        merged.add(page.map(|page| ListPage { total: page.total, rows: page.rows }), |row| row.id.clone())?;
        let Hits { rows, total } = merged.done();
        let briefs = approvals::briefs(self.app, self.ctx, &rows).await?;
        Ok(Hits { rows: rows.into_iter().zip(briefs).collect(), total })
    }

    async fn requests(&self) -> Outcome<Hits<PolicyRequestRow>> {
        let mut merged = Merged::new();
        let by_policy = RequestFilter { policy_name: self.words(), ..RequestFilter::default() };
        let by_words = RequestFilter { partner_comment: self.words(), ..RequestFilter::default() };
        for filter in [by_policy, by_words] {
            merged.add(policy_links::list(self.app, self.ctx, &filter, first()).await, |row| row.id.clone())?;
        }
        Ok(merged.done())
    }

    /// Those who make policies read them all; partners find what they asked for.
    async fn policies(&self) -> Outcome<Hits<AuthPolicy>> {
        let mut merged = Merged::new();
        if !self.is_admin() && !self.ctx.actor.has(roles::POLICYMANAGER) {
            return Ok(merged.done());
        }
        let by_name = PolicyFilter { policy_name: self.words(), ..PolicyFilter::default() };
        let by_id = PolicyFilter { policy_id: self.words(), ..PolicyFilter::default() };
        for filter in [by_name, by_id] {
            merged.add(policies::list(self.app, self.ctx, &filter, first()).await, |row| row.id.clone())?;
        }
        Ok(merged.done())
    }

    /// Groups of policies, for those who make policies.
    async fn groups(&self) -> Outcome<Hits<GroupInUse>> {
        let mut merged = Merged::new();
        if !self.is_admin() && !self.ctx.actor.has(roles::POLICYMANAGER) {
            return Ok(merged.done());
        }
        let filters = [
            GroupFilter { name: self.words(), ..GroupFilter::default() },
            GroupFilter { description: self.words(), ..GroupFilter::default() },
            GroupFilter { id: self.words(), ..GroupFilter::default() },
        ];
        for filter in filters {
            let page = policy_groups::in_use(self.app, self.ctx, &filter, first()).await;
            merged.add(page, |row| row.group.id.clone())?;
        }
        Ok(merged.done())
    }

    async fn keys(&self) -> Outcome<Hits<ApiKeyRow>> {
        let mut merged = Merged::new();
        let by_label = KeyFilter { api_key_label: self.words(), ..KeyFilter::default() };
        let id = |row: &ApiKeyRow| row.id.clone().unwrap_or_else(|| format!("{}/{}", row.part_id, row.label));
        if let Some(view) = readable(api_keys::get(self.app, self.ctx, self.words).await)? {
            merged.add(Ok(ListPage { total: 1, rows: vec![view.row] }), id)?;
        }
        merged.add(api_keys::list(self.app, self.ctx, &by_label, first()).await, id)?;
        // Partners have few keys, and look for those of a policy; of all keys, too many belong to one.
        if !self.is_admin() {
            let by_policy = KeyFilter { policy_name: self.words(), ..KeyFilter::default() };
            merged.add(api_keys::list(self.app, self.ctx, &by_policy, first()).await, id)?;
        }
        Ok(merged.done())
    }

    async fn clients(&self) -> Outcome<Hits<OidcClientRow>> {
        let mut merged = Merged::new();
        let by_id = first().exact(partners::column(&OIDC_CLIENTS, "clientId")?, Some(self.words));
        let by_id = oidc_clients::list(self.app, self.ctx, &ClientFilter::default(), by_id).await;
        merged.add(by_id, |row| row.id.clone())?;
        let filter = ClientFilter { client_name: self.words(), ..ClientFilter::default() };
        merged.add(oidc_clients::list(self.app, self.ctx, &filter, first()).await, |row| row.id.clone())?;
        Ok(merged.done())
    }

    async fn devices(&self) -> Outcome<Hits<DeviceRow>> {
        let mut merged = Merged::new();
        let filters = [
            DeviceFilter { make: self.words(), ..DeviceFilter::default() },
            DeviceFilter { model: self.words(), ..DeviceFilter::default() },
            DeviceFilter { device_id: self.words(), ..DeviceFilter::default() },
        ];
        for filter in filters {
            let page = devices::readable_models(self.app, self.ctx, FIRST, &filter).await;
            merged.add(page, |row| row.id.clone())?;
        }
        Ok(merged.done())
    }

    async fn interfaces(&self) -> Outcome<Hits<InterfaceRow>> {
        let mut merged = Merged::new();
        let filters = [
            InterfaceFilter { sbi_version: self.words(), ..InterfaceFilter::default() },
            InterfaceFilter { sbi_id: self.words(), ..InterfaceFilter::default() },
        ];
        for filter in filters {
            merged.add(devices::interfaces(self.app, self.ctx, &filter, first()).await, |row| row.id.clone())?;
        }
        Ok(merged.done())
    }

    async fn chips(&self) -> Outcome<Hits<ChipRow>> {
        let mut merged = Merged::new();
        let filters = [
            ChipFilter { make: self.words(), ..ChipFilter::default() },
            ChipFilter { model: self.words(), ..ChipFilter::default() },
            ChipFilter { ftm_id: self.words(), ..ChipFilter::default() },
        ];
        for filter in filters {
            let page = devices::readable_chips(self.app, self.ctx, FIRST, &filter).await;
            let page = page.map(|page| ListPage {
                total: page.total,
                rows: page.rows.into_iter().map(|line| line.chip).collect(),
            });
            merged.add(page, |row| row.id.clone())?;
        }
        Ok(merged.done())
    }

    /// Partners look through their own by thumbprint, serial number and subject, admins through all by thumbprint or id.
    async fn certificates(&self) -> Outcome<Hits<Found>> {
        let db = self.app.store().db();
        let mut merged = Merged::new();
        let hex = hexadecimal(self.words);
        if self.is_admin() {
            let rows = certificate_find::by_thumbprint(db, hex.as_deref().unwrap_or(self.words), MOST as i64).await?;
            merged.add(Ok(ListPage { total: rows.len() as u64, rows }), |row| row.cert_id.clone())?;
        }
        if rights::require(self.ctx, &routes::CERTIFICATE_HISTORY).is_err() {
            return Ok(merged.done());
        }
        // A chip's certificate is read on the page of the chip.
        let reads_chips = rights::require(self.ctx, &routes::GET_CHIP).is_ok();
        let folded = pms_domain::text::fold(self.words);
        for partner_id in self.ctx.owned.iter() {
            let own = certificate_find::of_partner(db, rights::reads(self.ctx), partner_id, CERTIFICATES).await?;
            let is_it = |one: &certificate_find::Named| {
                let serial = &one.found.cert_serial_no;
                pms_domain::text::fold(&one.found.cert_subject).contains(&folded)
                    || one.found.cert_id == self.words
                    || serial.eq_ignore_ascii_case(self.words)
                    || hex.as_deref().is_some_and(|hex| {
                        one.x_sha256.as_deref() == Some(hex) || hexadecimal(serial).as_deref() == Some(hex)
                    })
            };
            let rows = own.into_iter().filter(is_it).map(|one| one.found);
            let rows: Vec<_> = rows.filter(|found| reads_chips || found.x_chip_id.is_none()).collect();
            merged.add(Ok(ListPage { total: rows.len() as u64, rows }), |row| row.cert_id.clone())?;
        }
        Ok(merged.done())
    }

    /// CA certificates of the trust stores.
    async fn authorities(&self) -> Outcome<Hits<TrustRow>> {
        let mut merged = Merged::new();
        if !self.is_admin() {
            return Ok(merged.done());
        }
        let filters = [
            TrustFilter { issued_to: self.words(), ..TrustFilter::default() },
            TrustFilter { certificate_id: self.words(), ..TrustFilter::default() },
        ];
        for filter in filters {
            let page = certificates::trust_list(self.app, self.ctx, &filter, None, 0, MOST as u64).await;
            let page = page.map(|page| ListPage { total: page.total, rows: page.rows });
            merged.add(page, |row| row.cert_id.clone())?;
        }
        Ok(merged.done())
    }

    /// By the MISP whose they are.
    async fn licences(&self) -> Outcome<Hits<Licence>> {
        let Some(rows) = readable(misp::of_misp(self.app, self.ctx, self.words).await)? else {
            return Ok(Hits::default());
        };
        let mut merged = Merged::new();
        merged.add(Ok(ListPage { total: rows.len() as u64, rows }), |row| row.id.as_str().to_owned())?;
        Ok(merged.done())
    }

    /// Entries of a partner, and those that an id or a hash stands for; for who keeps the hotlist.
    async fn hotlisted(&self) -> Outcome<Hits<Entry>> {
        let mut merged = Merged::new();
        let id = |entry: &Entry| format!("{}/{}", entry.id_type.as_str(), entry.hash.hex());
        let exact = hotlist::look_up(self.app, self.ctx, self.words).await;
        merged.add(exact.map(|rows| ListPage { total: rows.len() as u64, rows }), id)?;
        merged.add(hotlist::list(self.app, self.ctx, None, Some(self.words), first()).await, id)?;
        Ok(merged.done())
    }

    /// By exact name or e-mail address, for admins.
    async fn accounts(&self) -> Outcome<Hits<AccountHit>> {
        if !self.is_admin() {
            return Ok(Hits::default());
        }
        let found = match account::by_name(self.app.store().db(), self.words).await? {
            Some(found) => Some(found),
            None => account::by_email(self.app.store(), self.words).await?,
        };
        let rows: Vec<_> =
            found.map(|one| AccountHit { id: one.id, name: one.name, state: one.state }).into_iter().collect();
        Ok(Hits { total: rows.len() as u64, rows })
    }
}

/// A thumbprint or serial number as people copy it, with colons or spaces: lower-case digits alone. `None`: it is none.
fn hexadecimal(text: &str) -> Option<String> {
    let digits: String = text.chars().filter(|c| !matches!(c, ':' | ' ')).collect();
    let is_hex = digits.len() >= 8 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_hex.then(|| digits.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::hexadecimal;

    #[test]
    fn thumbprints_are_read_as_people_copy_them() {
        assert_eq!(hexadecimal("AB:cd:01:23:45").as_deref(), Some("abcd012345"));
        assert_eq!(hexadecimal("ab cd 01 23").as_deref(), Some("abcd0123"));
        assert_eq!(hexadecimal("abcd"), None);
        assert_eq!(hexadecimal("Example Bank"), None);
    }
}
