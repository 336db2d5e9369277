//! The list of partners as a file.

use axum::body::{Body, Bytes};
use axum::response::Response;
use futures_util::StreamExt as _;
use pms_app::csv;
use pms_app::exports::{self, File, Source};
use pms_app::partners::{self, AdminPartnerRow};

use super::partners::{FILTERS, filter, sort, tag};
use super::type_key;
use crate::address;
use crate::list::Query;
use crate::web::{Answer, Fault, Visitor};

pub const ADDRESS: &str = "/portal/partners.csv";

/// Rows that are read and sent at once; so many are in memory.
const RUN: u64 = 500;

const HEADS: [&str; 7] = [
    "field-partner-id",
    "partners-name",
    "partners-kind",
    "field-policy-group",
    "partners-certificate",
    "partners-registered",
    "list-state",
];

/// `GET /portal/partners.csv`: the filtered list, all of it, while it is read. What can be refused is refused by a page;
/// later there is only the end of the connection.
pub async fn export(visitor: Visitor) -> Answer {
    visitor.admin()?;
    let query = Query::read(address::PARTNERS, visitor.query(), &FILTERS);
    let source = Partners { visitor: visitor.clone(), query, page: Some(0) };
    match exports::file(visitor.app(), visitor.ctx(), source).await {
        Ok(file) => Ok(answer(file)),
        Err(Fault::Limited { retry_after }) => Err(Fault::Exporting { retry_after }),
        Err(fault) => Err(fault),
    }
}

fn answer(file: File) -> Response {
    let pieces = futures_util::stream::unfold(file, |mut file| async {
        let piece = file.next().await?;
        Some((piece.map(Bytes::from), file))
    });
    // Fused: whoever compresses it asks once more after its end.
    super::download("partners.csv", "text/csv; charset=utf-8", Body::from_stream(pieces.fuse()))
}

struct Partners {
    visitor: Visitor,
    query: Query,
    /// The next page; `None` after the last.
    page: Option<u64>,
}

impl Source for Partners {
    type Fault = Fault;

    async fn next_run(&mut self) -> Result<Option<String>, Fault> {
        let Some(page) = self.page else { return Ok(None) };
        let (app, ctx, texts) = (self.visitor.app(), self.visitor.ctx(), self.visitor.texts());
        let run = partners::admin_list(app, ctx, &filter(&self.query), sort(&self.query), page, RUN).await?;
        let mut text = String::new();
        if page == 0 {
            text = format!("{}{}", csv::MARK, csv::line(&HEADS.map(|key| texts.plain(key))));
        }
        self.page = ((page + 1) * RUN < run.total).then_some(page + 1);
        for row in run.rows {
            text.push_str(&csv::line(&line(&self.visitor, row).await?));
        }
        Ok(Some(text))
    }
}

async fn line(visitor: &Visitor, row: AdminPartnerRow) -> Result<[String; 7], Fault> {
    let texts = visitor.texts();
    let uploaded = row.certificate_alias.as_deref().is_some_and(|alias| !alias.is_empty());
    let kind_key = format!("type-{}", type_key(&row.partner_type_code));
    let (_, _, state) = tag(visitor, &row).await?.look();
    Ok([
        row.id,
        row.name,
        texts.plain(if texts.has(&kind_key) { &kind_key } else { "type-unknown" }),
        row.policy_group_name.unwrap_or_default(),
        texts.plain(if uploaded { "partners-cert-uploaded" } else { "partners-cert-missing" }),
        row.cr_dtimes.format("%Y-%m-%dT%H:%M:%SZ").to_string(),
        texts.plain(state),
    ])
}
