//! The list of partners as a file.

use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::response::Response;
use futures_util::StreamExt as _;
use pms_app::exports::{self, Export};
use pms_app::partners::{self, AdminPartnerRow};
use pms_app::{Failure, PageOf};
use tokio::sync::mpsc::{self, Receiver, Sender};
use tokio::sync::oneshot;

use super::partners::{FILTERS, filter, sort, tag};
use super::type_key;
use crate::address;
use crate::csv;
use crate::list::Query;
use crate::web::{Answer, Fault, Visitor};

pub const ADDRESS: &str = "/portal/partners.csv";

/// Rows that are read and sent at once; so many are in memory.
const RUN: u64 = 500;
/// A reader that takes nothing for so long is gone.
const PATIENCE: Duration = Duration::from_secs(60);

const HEADS: [&str; 7] = [
    "field-partner-id",
    "partners-name",
    "partners-kind",
    "field-policy-group",
    "partners-certificate",
    "partners-registered",
    "list-state",
];

/// `GET /portal/partners.csv`: the filtered list, all of it, while it is read.
pub async fn export(visitor: Visitor) -> Answer {
    visitor.admin()?;
    let query = Query::read(address::PARTNERS, visitor.query(), &FILTERS);
    let (begun, beginning) = oneshot::channel();
    let (out, pieces) = mpsc::channel(1);
    // In a task of its own from the beginning: whoever goes away meanwhile leaves no place taken.
    tokio::spawn(write(visitor, query, begun, out));
    match beginning.await {
        Ok(Ok(())) => Ok(answer(pieces)),
        Ok(Err(fault)) => Err(fault),
        Err(_) => Err(anyhow::Error::new(Broken).into()),
    }
}

/// What can be refused is refused by a page; later there is only the end of the connection.
async fn write(visitor: Visitor, query: Query, begun: oneshot::Sender<Result<(), Fault>>, out: Sender<Piece>) {
    let export = match exports::begin(visitor.app(), visitor.ctx()).await {
        Ok(export) => export,
        Err(failure) => {
            let _gone = begun.send(Err(match failure {
                Failure::Limited { retry_after } => Fault::Exporting { retry_after },
                other => other.into(),
            }));
            return;
        }
    };
    let writer = Writer { visitor, query, export };
    match writer.rows(0).await {
        Ok(first) => match begun.send(Ok(())) {
            Ok(()) => writer.run(first, out).await,
            Err(_) => writer.end().await,
        },
        Err(fault) => {
            writer.end().await;
            let _gone = begun.send(Err(fault));
        }
    }
}

/// What the writer hands to the answer.
enum Piece {
    Rows(Bytes),
    /// That was all. A file that ends without it is broken off, so that nobody takes it for whole.
    End,
}

#[derive(Debug, thiserror::Error)]
#[error("the export could not be finished")]
struct Broken;

fn answer(pieces: Receiver<Piece>) -> Response {
    let rows = futures_util::stream::unfold(Some(pieces), |pieces| async {
        let mut pieces = pieces?;
        match pieces.recv().await {
            Some(Piece::Rows(rows)) => Some((Ok(rows), Some(pieces))),
            Some(Piece::End) => None,
            None => Some((Err(Broken), None)),
        }
    });
    // Fused: whoever compresses it asks once more after its end.
    super::download("partners.csv", "text/csv; charset=utf-8", Body::from_stream(rows.fuse()))
}

struct Writer {
    visitor: Visitor,
    query: Query,
    export: Export,
}

impl Writer {
    async fn run(mut self, first: PageOf<AdminPartnerRow>, out: Sender<Piece>) {
        if let Err(fault) = self.write(first, &out).await {
            tracing::warn!(request_id = self.visitor.ctx().request_id, ?fault, "an export was not finished");
        }
        self.end().await;
    }

    async fn write(&mut self, first: PageOf<AdminPartnerRow>, out: &Sender<Piece>) -> Result<(), Fault> {
        let texts = self.visitor.texts();
        let mut text = format!("{}{}", csv::MARK, csv::line(&HEADS.map(|key| texts.plain(key))));
        let mut run = first;
        loop {
            for row in run.rows.drain(..) {
                text.push_str(&csv::line(&line(&self.visitor, row).await?));
            }
            send(out, Piece::Rows(std::mem::take(&mut text).into())).await?;
            if (run.page + 1) * RUN >= run.total {
                return send(out, Piece::End).await;
            }
            self.export.go_on(self.visitor.app()).await?;
            run = self.rows(run.page + 1).await?;
        }
    }

    async fn rows(&self, page: u64) -> Result<PageOf<AdminPartnerRow>, Fault> {
        let (app, ctx) = (self.visitor.app(), self.visitor.ctx());
        Ok(partners::admin_list(app, ctx, &filter(&self.query), sort(&self.query), page, RUN).await?)
    }

    async fn end(self) {
        if let Err(failure) = self.export.end(self.visitor.app()).await {
            tracing::warn!(?failure, "the place of an export was not given back");
        }
    }
}

async fn send(out: &Sender<Piece>, piece: Piece) -> Result<(), Fault> {
    match tokio::time::timeout(PATIENCE, out.send(piece)).await {
        Ok(Ok(())) => Ok(()),
        _ => Err(anyhow::anyhow!("nobody reads it any more").into()),
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
