//! The weekly summary for partner admins: what of partners ends within seven days.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use pms_domain::notification::Kind;
use pms_domain::time;
use pms_store::expiring::{self, Ending, Window};

use super::calendar::{Calendar, after};
use super::details::Details;
use super::draft::{Subject, certificate_detail, chip_detail, interface_detail, key_detail};
use crate::{App, Outcome};

/// Days that a summary looks ahead.
const DAYS: u32 = 7;
/// Entries that are kept of each list; the counts in the letter go on.
const KEPT: usize = 200;

/// A list of the summary, and how many there are in all.
struct Listed<T> {
    kept: Vec<T>,
    count: usize,
}

/// Reads a list to its end.
macro_rules! collect {
    ($app:expr, $window:expr, $page:path, $skip:expr, $detail:expr) => {{
        let mut window: Window = $window.clone();
        let mut listed = Listed { kept: Vec::new(), count: 0 };
        loop {
            let rows = $page($app.store().db(), &mut window).await?;
            if rows.is_empty() {
                break;
            }
            for row in rows.iter().filter(|row| !$skip.contains(&row.partner_id)) {
                listed.count += 1;
                if listed.kept.len() < KEPT {
                    listed.kept.push($detail(row));
                }
            }
        }
        listed
    }};
}

/// The summary of a day; none when nothing ends.
pub(super) async fn summary(
    app: &App,
    calendar: &Calendar,
    summary_day: NaiveDate,
    today: NaiveDate,
) -> Outcome<Option<Subject>> {
    let until = after(today, DAYS);
    let window = Window::new(calendar.start(today), calendar.end(until));
    let left = |row: &dyn Ending| (calendar.day(row.ends()) - today).num_days().max(0);
    let skip = &app.settings().notifications.skip_partners;
    let certificates =
        collect!(app, window, expiring::partner_certificates, skip, |row: &expiring::EndingCertificate| {
            certificate_detail(row, left(row))
        });
    let chips = collect!(app, window, expiring::chips, skip, |row: &expiring::EndingChip| chip_detail(row, left(row)));
    let interfaces = collect!(app, window, expiring::interfaces, skip, |row: &expiring::EndingInterface| {
        interface_detail(row, left(row))
    });
    let keys = collect!(app, window, expiring::api_keys, skip, |row: &expiring::EndingKey| key_detail(row, left(row)));
    if certificates.count + chips.count + interfaces.count + keys.count == 0 {
        return Ok(None);
    }
    let values: BTreeMap<String, String> = [
        ("from", time::zulu(calendar.start(today))),
        ("until", time::zulu(calendar.end(until))),
        ("certificates", certificates.count.to_string()),
        ("chips", chips.count.to_string()),
        ("interfaces", interfaces.count.to_string()),
        ("keys", keys.count.to_string()),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .into();
    let details = Details {
        certificate_details: Some(certificates.kept),
        ftm_details: Some(chips.kept),
        sbi_details: Some(interfaces.kept),
        api_key_details: Some(keys.kept),
    };
    let occasion = format!("{summary_day}/{DAYS}");
    Ok(Some(Subject::told_by("expiry-summary", Kind::Weekly, "week", values, details, occasion)))
}
