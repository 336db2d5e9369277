//! A file of entries to block, of any length: a route of our own.

use pms_api_wire::{Answer, Call, Endpoint, Parameter, Reply, Wire};
use pms_app::App;
use pms_app::hotlist::{Import, Report};
use pms_domain::{routes, text};
use serde::Serialize;
use utoipa::ToSchema;

pub(crate) fn mount(wire: Wire<App>) -> Wire<App> {
    wire.route(
        Endpoint::new(&routes::IMPORT_HOTLIST)
            .summary("Block what a CSV file lists: idType, id or idHash, and expiryTimestamp")
            .parameters(&[Parameter::text("reason", "Why; up to 1,000 characters.")])
            .takes_file(&["text/csv"])
            .gives::<ReportBody>(),
        import,
    )
}

/// What became of the file. Nothing is ever blocked for a shorter time because a file says so.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ReportBody {
    /// Lines without the header and without empty ones.
    lines: u64,
    added: u64,
    /// Were blocked, for a shorter time.
    prolonged: u64,
    /// Were blocked, for as long or longer.
    unchanged: u64,
    refused: u64,
    /// The first hundred of those.
    refused_lines: Vec<RefusedLine>,
}

#[derive(Serialize, ToSchema)]
struct RefusedLine {
    /// Counted from 1; the first is the header.
    line: u64,
    why: &'static str,
}

impl From<Report> for ReportBody {
    fn from(report: Report) -> Self {
        let refused_lines = report.first_refused.iter().map(|line| RefusedLine { line: line.line, why: line.why });
        Self {
            lines: report.lines,
            added: report.added,
            prolonged: report.prolonged,
            unchanged: report.unchanged,
            refused: report.refused,
            refused_lines: refused_lines.collect(),
        }
    }
}

/// Bytes of the file that are read before the next lines are written.
const PUSHED: usize = 256 * 1024;

async fn import(app: App, mut call: Call) -> Answer {
    let reason = call.query().text("reason").filter(|text| !text::is_blank(text)).map(str::to_owned);
    let (context, token) = (call.context.clone(), call.token().map(str::to_owned));
    let mut import = Import::begin(&app, &context, token.as_deref(), reason.as_deref())?;
    // Many lines at a time: the batches of a push are written side by side.
    let mut held = Vec::with_capacity(PUSHED);
    while let Some(piece) = call.piece().await? {
        held.extend_from_slice(&piece);
        if held.len() >= PUSHED {
            import.push(&held).await?;
            held.clear();
        }
    }
    import.push(&held).await?;
    Reply::json(ReportBody::from(import.finish().await?))
}
