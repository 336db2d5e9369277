//! A file of entries to block, of any length: read in pieces, written in batches of 500, each a change of its own. What was
//! written stays when the connection breaks; the same file again changes nothing that is there.

use std::collections::HashMap;

use chrono::DateTime;
use csv_core::{ReadRecordResult, Reader};
use futures_util::future::BoxFuture;
use futures_util::stream::{FuturesUnordered, StreamExt};
use pms_domain::hotlist::{IdHash, IdType, Standing, Status};
use pms_domain::{Context, Refusal, Timestamp, catalogue, routes, time};
use pms_store::audit::{self, Record};
use pms_store::audit_lists::AUDIT_RECORDS;
use pms_store::hotlist::{self, BATCH, Batch, Entry, Key, Line, OBJECT, Origin, Taken};
use pms_store::list::ListQuery;
use serde_json::json;

use super::{batch_id, imported};
use crate::accounts::external;
use crate::{App, Outcome, rights};

/// Bytes of a line.
const LINE: usize = 8 * 1024;
/// Cells of a line.
const CELLS: usize = 16;
/// Refused lines that the report names.
const NAMED: usize = 100;
/// Batches that are written at a time: those that wait for their turn share a commit.
const AT_ONCE: usize = 3;

/// A line that was not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// Counted from 1; the first is the header.
    pub line: u64,
    pub why: &'static str,
}

/// What became of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Lines without the header and without empty ones.
    pub lines: u64,
    pub added: u64,
    /// Were blocked, for a shorter time.
    pub prolonged: u64,
    /// Were blocked, for as long or longer; or stood in the file before.
    pub unchanged: u64,
    pub refused: u64,
    /// The first of those.
    pub first_refused: Vec<Refused>,
}

/// Where the columns are.
#[derive(Clone, Copy)]
struct Columns {
    id_type: usize,
    id: Option<usize>,
    hash: Option<usize>,
    expiry: Option<usize>,
    /// How many.
    count: usize,
}

impl Columns {
    fn of(header: &Cells) -> Option<Self> {
        let at = |name: &str| header.iter().position(|cell| cell.trim_ascii().eq_ignore_ascii_case(name.as_bytes()));
        let known = ["idType", "id", "idHash", "expiryTimestamp"];
        let all_known =
            header.iter().all(|cell| known.iter().any(|name| cell.trim_ascii().eq_ignore_ascii_case(name.as_bytes())));
        let columns = Self {
            id_type: at("idType")?,
            id: at("id"),
            hash: at("idHash"),
            expiry: at("expiryTimestamp"),
            count: header.ends.len(),
        };
        (all_known && columns.id.is_some() != columns.hash.is_some()).then_some(columns)
    }
}

/// An import under way. Push the file's pieces, then finish.
pub struct Import<'a> {
    app: &'a App,
    ctx: &'a Context,
    token: Option<&'a str>,
    reason: Option<&'a str>,
    columns: Option<Columns>,
    /// One for all lines: to make one takes longer than to read and to write a line.
    reader: Box<Reader>,
    /// What has come of a line that is not whole yet.
    rest: Vec<u8>,
    line: u64,
    waiting: Vec<Line>,
    /// Where each of those stands.
    places: HashMap<(IdType, IdHash), usize>,
    /// Batches that are being written. None when a piece has been taken.
    under_way: FuturesUnordered<BoxFuture<'a, Outcome<(Taken, i64)>>>,
    report: Report,
    revision: i64,
    /// Counts what would become of the lines, and writes none.
    dry: bool,
}

impl<'a> Import<'a> {
    /// `token`: what the caller came with; it is asked again before each batch, for a file may take longer than a right
    /// holds. `None`: the caller came with a session of the portal; the account and its roles are asked again.
    ///
    /// # Errors
    /// The role; the reason's length.
    pub fn begin(app: &'a App, ctx: &'a Context, token: Option<&'a str>, reason: Option<&'a str>) -> Outcome<Self> {
        rights::require(ctx, &routes::IMPORT_HOTLIST)?;
        Ok(Self {
            app,
            ctx,
            token,
            reason: rights::reason(reason, false)?,
            columns: None,
            reader: Box::new(Reader::new()),
            rest: Vec::new(),
            line: 0,
            waiting: Vec::with_capacity(BATCH),
            places: HashMap::with_capacity(BATCH),
            under_way: FuturesUnordered::new(),
            report: Report::default(),
            revision: 0,
            dry: false,
        })
    }

    /// Takes the next piece of the file; writes what is due.
    ///
    /// # Errors
    /// The first line does not name the columns; a line is too long; the caller's rights ended.
    pub async fn push(&mut self, piece: &[u8]) -> Outcome<()> {
        let Some(end) = piece.iter().rposition(|byte| *byte == b'\n') else {
            self.rest.extend_from_slice(piece);
            return self.check_rest();
        };
        let (whole, rest) = piece.split_at(end + 1);
        let mut lines = std::mem::take(&mut self.rest);
        lines.extend_from_slice(whole);
        self.rest.extend_from_slice(rest);
        self.read(&lines).await?;
        self.written(0).await?;
        self.check_rest()
    }

    fn check_rest(&self) -> Outcome<()> {
        if self.rest.len() <= LINE {
            return Ok(());
        }
        Err(Refusal::with(&catalogue::HOTLIST_LINE, (self.line + 1).to_string()).into())
    }

    /// Writes what is left. Answers what became of the file.
    ///
    /// # Errors
    /// There was not even a header; the caller's rights ended.
    pub async fn finish(mut self) -> Outcome<Report> {
        let rest = std::mem::take(&mut self.rest);
        self.read(&rest).await?;
        if self.columns.is_none() {
            return Err(Refusal::of(&catalogue::HOTLIST_FILE).into());
        }
        self.write().await?;
        self.written(0).await?;
        if self.revision > 0 {
            self.app.applied(self.revision).await;
        }
        Ok(self.report)
    }

    /// Reads whole lines. A cell has no line break: one that is torn over two lines is refused twice.
    async fn read(&mut self, lines: &[u8]) -> Outcome<()> {
        for line in lines.split(|byte| *byte == b'\n') {
            let mut line = line.strip_suffix(b"\r").unwrap_or(line);
            if self.line == 0 {
                line = line.strip_prefix(crate::csv::MARK.as_bytes()).unwrap_or(line);
            }
            // The piece behind the last line break is no line.
            if line.is_empty() && line.as_ptr_range().end == lines.as_ptr_range().end {
                continue;
            }
            self.line += 1;
            if line.trim_ascii().is_empty() {
                continue;
            }
            let record = Cells::read(&mut self.reader, line);
            let Some(columns) = self.columns else {
                let columns = record.as_ref().and_then(Columns::of);
                self.columns = Some(columns.ok_or_else(|| Refusal::of(&catalogue::HOTLIST_FILE))?);
                continue;
            };
            self.report.lines += 1;
            match record.ok_or("is no line of CSV").and_then(|record| parse(&record, columns, self.ctx.now())) {
                Ok(line) => self.take(line).await?,
                Err(why) => self.refuse(why),
            }
        }
        Ok(())
    }

    fn refuse(&mut self, why: &'static str) {
        self.report.refused += 1;
        if self.report.first_refused.len() < NAMED {
            self.report.first_refused.push(Refused { line: self.line, why });
        }
    }

    async fn take(&mut self, line: Line) -> Outcome<()> {
        let key = (line.id_type, line.hash);
        match self.places.get(&key).and_then(|place| self.waiting.get_mut(*place)) {
            Some(same) => {
                self.report.unchanged += 1;
                // The longer time counts; none is the longest.
                same.until = same.until.zip(line.until).map(|(one, other)| one.max(other));
            }
            None => {
                self.places.insert(key, self.waiting.len());
                self.waiting.push(line);
            }
        }
        if self.waiting.len() >= BATCH { self.write().await } else { Ok(()) }
    }

    /// Begins to write the lines that wait, when fewer than [`AT_ONCE`] batches are under way.
    async fn write(&mut self) -> Outcome<()> {
        if self.waiting.is_empty() {
            return Ok(());
        }
        self.written(AT_ONCE - 1).await?;
        let lines = std::mem::replace(&mut self.waiting, Vec::with_capacity(BATCH));
        self.places.clear();
        if self.dry {
            return self.count(&lines).await;
        }
        let (app, ctx, token, reason, through) = (self.app, self.ctx, self.token, self.reason, self.line);
        self.under_way.push(Box::pin(write(app, ctx, token, reason, lines, through)));
        Ok(())
    }

    /// What would become of these lines, as [`hotlist::put_batch`] decides it. One statement for those that memory does not know to
    /// be new.
    async fn count(&mut self, lines: &[Line]) -> Outcome<()> {
        let filter = self.app.identity().hotlisted();
        let keys = lines.iter().map(|line| (line.id_type, line.hash));
        let asked: Vec<Key> = keys.filter(|(id_type, hash)| filter.may_hold(*id_type, hash)).collect();
        let found = match asked.is_empty() {
            true => Vec::new(),
            false => hotlist::find_batch(self.app.store().db(), &asked).await?,
        };
        let found: HashMap<Key, Entry> = found.into_iter().map(|entry| ((entry.id_type, entry.hash), entry)).collect();
        for line in lines {
            let wanted = match line.until {
                None => Standing { then: Status::Blocked, until: None },
                until => Standing { then: Status::Unblocked, until },
            };
            match found.get(&(line.id_type, line.hash)) {
                None => self.report.added += 1,
                Some(entry) if is_prolonged(entry, &wanted) => self.report.prolonged += 1,
                Some(_) => self.report.unchanged += 1,
            }
        }
        Ok(())
    }

    /// Waits until so many batches are under way. Those that an error leaves behind write nothing.
    async fn written(&mut self, at_most: usize) -> Outcome<()> {
        while self.under_way.len() > at_most {
            let Some(written) = self.under_way.next().await else { break };
            let (taken, revision) = written?;
            self.report.added += taken.added;
            self.report.prolonged += taken.prolonged;
            self.report.unchanged += taken.unchanged;
            self.revision = self.revision.max(revision);
        }
        Ok(())
    }
}

/// Whether an import changes an entry that is there.
fn is_prolonged(entry: &Entry, wanted: &Standing) -> bool {
    let for_good = entry.standing == Standing { then: Status::Blocked, until: None };
    match wanted.then {
        Status::Blocked => !(for_good && entry.origin != Origin::Partner.as_str()),
        Status::Unblocked => {
            entry.standing.then == Status::Unblocked && entry.standing.until.is_some_and(|end| Some(end) < wanted.until)
        }
    }
}

/// Says what would become of a file, line by line, and writes nothing.
///
/// # Errors
/// As [`Import::push`] and [`Import::finish`].
pub async fn examine(app: &App, ctx: &Context, file: &[u8]) -> Outcome<Report> {
    let mut import = Import::begin(app, ctx, None, None)?;
    import.dry = true;
    for piece in file.chunks(PIECE) {
        import.push(piece).await?;
        // Nothing is waited for: others have their turn in between.
        tokio::task::yield_now().await;
    }
    import.finish().await
}

/// Bytes that are taken at a time of a file that is there as a whole.
const PIECE: usize = 256 * 1024;

/// Imports a file beside whoever sent it. Its changes have the caller's request id, by which [`import_progress`] tells how far it
/// is, whichever process is asked; the last of them is the report.
///
/// # Errors
/// The role; the reason; what [`examine`] says of the file.
pub async fn start_import(app: &App, ctx: &Context, file: Vec<u8>, reason: Option<&str>) -> Outcome<()> {
    let reason = rights::reason(reason, true)?.map(str::to_owned);
    examine(app, ctx, &file).await?;
    let record = Record::new("hotlist.import.start", OBJECT, format!("file/{}", ctx.request_id))
        .after(json!({"bytes": file.len()}))
        .reason(reason.as_deref());
    app.store().change().await?.save(ctx, record).await?;
    let (app, ctx) = (app.clone(), ctx.clone());
    tokio::spawn(async move {
        if let Err(failure) = run(&app, &ctx, &file, reason.as_deref()).await {
            tracing::warn!(request_id = ctx.request_id, ?failure, "an import of the hotlist was not finished");
        }
    });
    Ok(())
}

async fn run(app: &App, ctx: &Context, file: &[u8], reason: Option<&str>) -> Outcome<()> {
    let mut import = Import::begin(app, ctx, None, reason)?;
    for piece in file.chunks(PIECE) {
        import.push(piece).await?;
    }
    let report = import.finish().await?;
    let after = json!({
        "lines": report.lines, "added": report.added, "prolonged": report.prolonged, "unchanged": report.unchanged,
        "refused": report.refused,
    });
    let record =
        Record::new("hotlist.import.end", OBJECT, format!("file/{}", ctx.request_id)).after(after).reason(reason);
    app.store().change().await?.save(ctx, record).await?;
    Ok(())
}

/// How far an import is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// So many entries were written by now.
    pub written: u64,
    /// The last line that a written batch ends with.
    pub through: u64,
    /// When it began, and when something was written last.
    pub begun: Option<Timestamp>,
    pub last: Option<Timestamp>,
    /// Once it is over: lines, added, prolonged, unchanged, refused.
    pub end: Option<[u64; 5]>,
}

/// How far the import is that a request began; `None`: there is none.
///
/// # Errors
/// The role.
pub async fn import_progress(app: &App, ctx: &Context, request_id: &str) -> Outcome<Option<Progress>> {
    rights::require(ctx, &routes::IMPORT_HOTLIST)?;
    let of = |name| crate::partners::column(&AUDIT_RECORDS, name);
    let query = ListQuery::new().exact(of("requestId")?, Some(request_id));
    let rows: Vec<audit::Row> = AUDIT_RECORDS.first(app.store().db(), &query, RECORDS).await?;
    let mut progress = Progress::default();
    for row in rows.iter().filter(|row| row.object_kind == OBJECT) {
        let after: serde_json::Value =
            row.after_json.as_deref().and_then(|after| serde_json::from_str(after).ok()).unwrap_or_default();
        let number = |name: &str| after.get(name).and_then(serde_json::Value::as_u64).unwrap_or_default();
        progress.last = progress.last.max(Some(row.at));
        match row.action.as_str() {
            "hotlist.import" => {
                progress.written += number("added") + number("prolonged");
                progress.through = progress.through.max(number("throughLine"));
            }
            "hotlist.import.start" => progress.begun = Some(row.at),
            "hotlist.import.end" => {
                progress.end = Some(["lines", "added", "prolonged", "unchanged", "refused"].map(number));
            }
            _ => {}
        }
    }
    Ok(progress.begun.is_some().then_some(progress))
}

/// Records of an import that are read: its batches, of the largest file that a page takes.
const RECORDS: u64 = 10_000;

/// Writes a batch: one change with one record. Whoever lost the token, the session, the account or the role meanwhile
/// writes no more; what was written stays. Answers the revision, 0 when nothing was to be written.
async fn write(
    app: &App,
    ctx: &Context,
    token: Option<&str>,
    reason: Option<&str>,
    lines: Vec<Line>,
    through: u64,
) -> Outcome<(Taken, i64)> {
    match token {
        Some(token) => external::still_may(app, ctx, token, &routes::IMPORT_HOTLIST).await?,
        None => external::may_go_on(app, ctx, &routes::IMPORT_HOTLIST)?,
    }
    let mut change = app.store().change().await?;
    let revision = change.revision();
    let batch = Batch { lines: &lines, reason, by: &ctx.actor.name, at: ctx.now(), revision };
    let taken = hotlist::put_batch(&mut change, &batch).await?;
    let written = taken.added + taken.prolonged;
    if written == 0 {
        change.leave().await?;
        return Ok((taken, 0));
    }
    change.emit(imported(revision, written));
    // The entries are those of this revision.
    let after = json!({"added": taken.added, "prolonged": taken.prolonged, "throughLine": through});
    let record = Record::new("hotlist.import", OBJECT, batch_id(revision)).after(after).reason(reason);
    Ok((taken, change.save(ctx, record).await?))
}

/// The cells of a line.
struct Cells {
    bytes: Vec<u8>,
    /// Where each ends.
    ends: Vec<usize>,
}

impl Cells {
    /// `None`: too long, too many cells, or a quote without its end.
    fn read(reader: &mut Reader, line: &[u8]) -> Option<Self> {
        if line.len() > LINE || !line.iter().filter(|byte| **byte == b'"').count().is_multiple_of(2) {
            return None;
        }
        let (mut bytes, mut ends) = (vec![0; line.len()], vec![0; CELLS]);
        reader.reset();
        let (_, read, written, cells) = reader.read_record(line, &mut bytes, &mut ends);
        // The end of the input ends the last cell.
        let (end, _, _, last) = reader.read_record(&line[read..], bytes.get_mut(written..)?, ends.get_mut(cells..)?);
        ends.truncate(cells + last);
        (end == ReadRecordResult::Record && read == line.len()).then_some(Self { bytes, ends })
    }

    fn iter(&self) -> impl Iterator<Item = &[u8]> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).map(|(start, end)| self.bytes.get(start..*end).unwrap_or_default())
    }

    fn get(&self, index: usize) -> Option<&[u8]> {
        self.iter().nth(index)
    }
}

fn parse(record: &Cells, columns: Columns, now: Timestamp) -> Result<Line, &'static str> {
    // A line that was cut off would block for good what is to be blocked for a time.
    if record.ends.len() != columns.count {
        return Err("has not as many cells as the header");
    }
    let cell = |index: Option<usize>| {
        let bytes = index.and_then(|index| record.get(index)).unwrap_or_default();
        std::str::from_utf8(bytes).map_err(|_| "is not UTF-8")
    };
    let word = cell(Some(columns.id_type))?.trim();
    let id_type = IdType::parse(word).ok_or("has an idType that is not kept here")?;
    let hash = match columns.hash {
        Some(index) => {
            IdHash::parse(cell(Some(index))?.trim()).ok_or("has an idHash that is not 64 hexadecimal digits")?
        }
        None => super::hash(cell(columns.id)?).map_err(|_| "has no id, or one that is too long")?,
    };
    let until = match cell(columns.expiry)?.trim() {
        "" => None,
        text => Some(moment(text).ok_or("has an expiryTimestamp that is no time")?),
    };
    if until.is_some_and(|until| until <= now) {
        return Err("has an expiryTimestamp that is over");
    }
    Ok(Line { id_type, hash, until })
}

/// A time with its zone, or without one in UTC.
fn moment(text: &str) -> Option<Timestamp> {
    DateTime::parse_from_rfc3339(text).map(|at| at.naive_utc()).ok().or_else(|| time::parse_local(text))
}
