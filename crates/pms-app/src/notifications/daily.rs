//! The run of a day, step by step, so that whoever runs it can keep its lease between the steps.

use chrono::NaiveDate;
use pms_domain::Context;
use pms_store::expiring::{self, Ending, Window};
use pms_store::open;

use super::calendar::{Calendar, after, before};
use super::draft::{Day, Draft, Due, Subject};
use super::people::People;
use super::upkeep;
use super::weekly;
use super::write::{Written, write};
use crate::{App, Outcome};

/// Fact in the database: the day of the last complete run.
const LAST_RUN: &str = "notifications.last_run";
/// Days that are made up for at most.
const MOST_MISSED: u32 = 31;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Index,
    CaCertificates,
    Certificates,
    Chips,
    Interfaces,
    ApiKeys,
    Summary,
    Forget,
    Finish,
}

const STEPS: [Step; 9] = [
    Step::Index,
    Step::CaCertificates,
    Step::Certificates,
    Step::Chips,
    Step::Interfaces,
    Step::ApiKeys,
    Step::Summary,
    Step::Forget,
    Step::Finish,
];

/// The run of one day.
pub struct DailyRun {
    app: App,
    ctx: Context,
    calendar: Calendar,
    day: Day,
    /// Index into [`STEPS`].
    step: usize,
    /// How far the list of this step has been read.
    window: Window,
    people: People,
    written: Written,
}

/// Takes a page of a list, drafts a notice to the partner of each row that is due, and writes them.
macro_rules! page_of_partners {
    ($run:ident, $page:path, $subject:path) => {{
        let rows = $page($run.app.store().db(), &mut $run.window).await?;
        if rows.is_empty() {
            return Ok(false);
        }
        let mut drafts = Vec::new();
        for row in &rows {
            if let Some(due) = $run.due_for(row, &row.partner_id) {
                drafts.extend($run.draft(&row.partner_id, $subject(row, due)).await?);
            }
        }
        $run.write(&drafts).await?;
        Ok(true)
    }};
}

impl DailyRun {
    /// The run that is due now; none when today's is done, its hour has not come, or notices are switched off.
    pub async fn due(app: &App, ctx: &Context) -> Outcome<Option<Self>> {
        if !app.settings().notifications.enabled {
            return Ok(None);
        }
        let calendar = Calendar::new(app.settings())?;
        let now = ctx.now();
        let Some(today) = calendar.open_day(now) else { return Ok(None) };
        let last_run = open::meta(app.store().db(), LAST_RUN).await?;
        // A database without a run before is told of today only.
        let last_run: NaiveDate = last_run.and_then(|day| day.parse().ok()).unwrap_or_else(|| before(today, 1));
        if last_run >= today {
            return Ok(None);
        }
        let day = Day { today, last_run: last_run.max(before(today, MOST_MISSED)), now };
        let window = window(&calendar, day);
        let (app, ctx, people) = (app.clone(), ctx.clone(), People::new(app));
        Ok(Some(Self { app, ctx, calendar, day, step: 0, window, people, written: Written::default() }))
    }

    /// What was written so far.
    pub fn written(&self) -> Written {
        self.written
    }

    /// Does a part of the work: at most a page of one list. `false`: the day is done.
    ///
    /// # Errors
    /// When the database cannot be reached. The day is not done then, and the next run repeats what it wants.
    pub async fn advance(&mut self) -> Outcome<bool> {
        let Some(step) = STEPS.get(self.step).copied() else { return Ok(false) };
        if !self.work(step).await? {
            self.step += 1;
            self.window = window(&self.calendar, self.day);
        }
        Ok(self.step < STEPS.len())
    }

    /// `false`: this step is done.
    async fn work(&mut self, step: Step) -> Outcome<bool> {
        let features = &self.app.settings().features;
        match step {
            Step::Index => upkeep::index_adopted(&self.app, &self.ctx).await.map(|_| false),
            Step::CaCertificates if !features.root_and_intermediate_certificates => Ok(false),
            Step::CaCertificates => self.ca_certificates().await,
            Step::Certificates => self.certificates().await,
            Step::Chips if !features.ca_signed_partner_certificate => Ok(false),
            Step::Chips => self.chips().await,
            Step::Interfaces => self.interfaces().await,
            Step::ApiKeys => self.api_keys().await,
            Step::Summary => self.summary().await.map(|()| false),
            Step::Forget => upkeep::forget(&self.app, &self.ctx, &self.calendar, self.day.today).await,
            Step::Finish => self.finish().await.map(|()| false),
        }
    }

    async fn ca_certificates(&mut self) -> Outcome<bool> {
        let rows = expiring::ca_certificates(self.app.store().db(), &mut self.window).await?;
        if rows.is_empty() {
            return Ok(false);
        }
        let admins = self.people.admins().await?;
        let due = |row| Some((row, self.day.due(&self.calendar, Ending::ends(row))?));
        let drafts: Vec<Draft> =
            rows.iter().filter_map(due).flat_map(|(row, due)| Subject::ca(row, due).to_admins(&admins)).collect();
        self.write(&drafts).await?;
        Ok(true)
    }

    async fn certificates(&mut self) -> Outcome<bool> {
        page_of_partners!(self, expiring::partner_certificates, Subject::certificate)
    }

    async fn chips(&mut self) -> Outcome<bool> {
        page_of_partners!(self, expiring::chips, Subject::chip)
    }

    async fn interfaces(&mut self) -> Outcome<bool> {
        page_of_partners!(self, expiring::interfaces, Subject::interface)
    }

    async fn api_keys(&mut self) -> Outcome<bool> {
        page_of_partners!(self, expiring::api_keys, Subject::key)
    }

    async fn summary(&mut self) -> Outcome<()> {
        let Some(of) = self.calendar.summary_due(self.day.last_run, self.day.today) else { return Ok(()) };
        let Some(summary) = weekly::summary(&self.app, &self.calendar, of, self.day.today).await? else {
            return Ok(());
        };
        let admins = self.people.admins().await?;
        self.write(&summary.to_admins(&admins)).await
    }

    async fn finish(&mut self) -> Outcome<()> {
        let mut tx = self.app.store().db().begin().await?;
        open::set_meta(&mut tx, LAST_RUN, &self.day.today.to_string()).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Whether a partner is to be told of something today.
    fn due_for(&self, row: &impl Ending, partner_id: &str) -> Option<Due> {
        if self.app.settings().notifications.skip_partners.iter().any(|skipped| skipped == partner_id) {
            return None;
        }
        self.day.due(&self.calendar, row.ends())
    }

    async fn draft(&mut self, partner_id: &str, subject: Subject) -> Outcome<Option<Draft>> {
        let told = self.people.of_partner(partner_id).await?;
        Ok(told.map(|told| subject.to_partner(&told)))
    }

    async fn write(&mut self, drafts: &[Draft]) -> Outcome<()> {
        let done = write(&self.app, &self.ctx, drafts).await?;
        self.written.notifications += done.notifications;
        self.written.letters += done.letters;
        self.written.failed += done.failed;
        Ok(())
    }
}

/// All ends for which a period may be due.
fn window(calendar: &Calendar, day: Day) -> Window {
    let longest = calendar.periods.longest().unwrap_or(0);
    Window::new(calendar.start(after(day.last_run, 1)), calendar.end(after(day.today, longest)))
}
