//! The listed rows as a file, written while it is read.

use pms_domain::{Context, routes, time};
use pms_store::audit::Record;
use pms_store::transaction::Seek;
use serde_json::{Value, json};

use super::view::{self, Checked, Filter, LONGEST, Use, may_look};
use crate::audit::Format;
use crate::exports::{self, File, Source};
use crate::{App, Failure, Outcome, csv};

/// Rows of one run.
const RUN: u64 = 500;

/// The columns of a file.
const HEADS: [&str; 15] = [
    "occurredAt",
    "source",
    "transactionId",
    "endpoint",
    "mispId",
    "licenceId",
    "partnerId",
    "policyId",
    "keyId",
    "keyLabel",
    "authTypes",
    "outcome",
    "reason",
    "authOutcome",
    "staleMs",
];

/// The filtered rows, newest first. That they were taken along is an audit record.
///
/// # Errors
/// As [`view::list`]; [`Failure::Limited`] while another export of this account runs.
pub async fn export(app: &App, ctx: &Context, filter: &Filter, format: Format) -> Outcome<File> {
    may_look(ctx, &routes::EXPORT_TRANSACTIONS, filter)?;
    let checked = Checked::of(app, ctx, filter, LONGEST).await?;
    let source = Rows { app: app.clone(), ctx: ctx.clone(), checked, format, state: Progress::Begins };
    exports::file(app, ctx, source).await
}

enum Progress {
    Begins,
    After(Seek),
    Done,
}

struct Rows {
    app: App,
    ctx: Context,
    checked: Checked,
    format: Format,
    state: Progress,
}

impl Source for Rows {
    type Fault = Failure;

    async fn next_run(&mut self) -> Outcome<Option<String>> {
        let (head, after) = match self.state {
            Progress::Begins => {
                let shown = json!({
                    "source": self.checked.source.as_str(),
                    "from": time::zulu(self.checked.from),
                    "to": time::zulu(self.checked.to),
                });
                let record = Record::new("transaction.export", "transaction", "rows").after(shown);
                self.app.store().change().await?.save(&self.ctx, record).await?;
                (head(self.format), None)
            }
            Progress::After(seek) => (String::new(), Some(seek)),
            Progress::Done => return Ok(None),
        };
        let (uses, last) = view::run(&self.app, &self.ctx, &self.checked, after, RUN).await?;
        self.state = match last {
            Some(seek) if uses.len() as u64 == RUN => Progress::After(seek),
            _ => Progress::Done,
        };
        let lines: String = uses.iter().map(|one| line(one, self.format)).collect();
        Ok(Some(head + &lines))
    }
}

fn head(format: Format) -> String {
    match format {
        Format::Csv => format!("{}{}", csv::MARK, csv::line(&HEADS)),
        Format::JsonLines => String::new(),
    }
}

fn line(row: &Use, format: Format) -> String {
    match format {
        Format::Csv => csv::line(&cells(row)),
        Format::JsonLines => format!("{}\n", object(row)),
    }
}

fn cells(row: &Use) -> [String; 15] {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    [
        time::zulu(row.occurred_at),
        row.source.to_owned(),
        row.transaction_id.clone(),
        row.endpoint.to_owned(),
        text(&row.misp_id),
        text(&row.licence_id),
        text(&row.partner_id),
        text(&row.policy_id),
        text(&row.key_id),
        text(&row.key_label),
        row.auth_types.join(" "),
        row.outcome.to_owned(),
        text(&row.reason),
        row.auth_outcome.unwrap_or_default().to_owned(),
        row.stale_ms.map(|age| age.to_string()).unwrap_or_default(),
    ]
}

fn object(row: &Use) -> Value {
    json!({
        "occurredAt": time::zulu(row.occurred_at),
        "source": row.source,
        "transactionId": row.transaction_id,
        "endpoint": row.endpoint,
        "mispId": row.misp_id,
        "licenceId": row.licence_id,
        "partnerId": row.partner_id,
        "policyId": row.policy_id,
        "keyId": row.key_id,
        "keyLabel": row.key_label,
        "authTypes": row.auth_types,
        "outcome": row.outcome,
        "reason": row.reason,
        "authOutcome": row.auth_outcome,
        "staleMs": row.stale_ms,
    })
}
