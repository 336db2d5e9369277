//! A list as a file, as whoever asks wants it.

use futures_util::stream;
use pms_api_wire::{Answer, Fault, Parameter, Query, Reply, Violation};
use pms_app::audit::Format;
use pms_app::exports::File;

pub(crate) const FORMAT: &[Parameter] = &[Parameter::text("format", "csv or jsonl.").required()];
/// What the files are.
pub(crate) const KINDS: &[&str] = &["text/csv", "application/jsonl"];

pub(crate) fn format(query: &Query) -> Result<Format, Fault> {
    let word = query.required("format")?;
    Format::parse(word).ok_or_else(|| Violation::new("format", "must be csv or jsonl").into())
}

/// The file, piece by piece. `name` is without ending.
pub(crate) fn reply(name: &str, format: Format, file: File) -> Answer {
    let (kind, ending) = match format {
        Format::Csv => ("text/csv; charset=utf-8", "csv"),
        Format::JsonLines => ("application/jsonl; charset=utf-8", "jsonl"),
    };
    let pieces = stream::unfold(file, |mut file| async {
        let piece = file.next().await?;
        Some((piece, file))
    });
    Reply::file(kind, &format!("{name}.{ending}"), pieces)
}
