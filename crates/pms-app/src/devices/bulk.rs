//! Many device models from one file: every line is judged before anything is stored, and all of them are stored together or none.

use std::collections::{HashMap, HashSet};

use pms_domain::device::interface::check_usable;
use pms_domain::device::{self as rule, Standing};
use pms_domain::{Context, catalogue, limits, routes, text};
use pms_store::audit::Record;
use pms_store::device_lists::InterfaceRow;
use pms_store::list::Page;
use pms_store::partner::{self, Reach};
use pms_store::{device, interface};
use serde_json::json;

use super::lists::InterfaceFilter;
use super::models::{self, NewModel};
use super::registry::{Wanted, kinds, provider_interfaces};
use super::{INTERFACE, mapping, may_add};
use crate::{App, Outcome, csv, rights};

/// Why a whole file is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileFault {
    /// No line beside the header.
    Empty,
    /// The first line does not name the columns.
    Header,
    /// More lines than may wait for a decision at a time.
    Long,
}

/// What is wrong with a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Problem {
    /// Not as many cells as the header.
    Cells,
    /// No such type and sub-type.
    Kind,
    MakeMissing,
    ModelMissing,
    TooLong,
    /// Characters that nobody can see.
    Hidden,
    /// The same model stands in an earlier line: its number.
    Twice(u64),
    /// The provider has the model already.
    Registered,
    /// None of the provider's interfaces has this version or id.
    Interface,
    /// The interface waits, was rejected or deactivated, or is over.
    InterfaceUnusable,
    /// More than may wait for a decision at a time, with those that wait already.
    Waiting,
}

/// A line with its verdict.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judged {
    pub line: u64,
    pub device_type: String,
    pub sub_type: String,
    pub make: String,
    pub model: String,
    /// Version of the interface that it names, as it is registered; empty: none.
    pub version: String,
    pub problems: Vec<Problem>,
    interface: Option<String>,
}

/// Where the columns are.
struct Columns {
    count: usize,
    device_type: usize,
    sub_type: usize,
    make: usize,
    model: usize,
    interface: Option<usize>,
}

impl Columns {
    fn of(header: &csv::Line) -> Option<Self> {
        let at = |names: &[&str]| {
            header.cells.iter().position(|cell| names.iter().any(|name| cell.eq_ignore_ascii_case(name)))
        };
        Some(Self {
            count: header.cells.len(),
            device_type: at(&["deviceType", "type"])?,
            sub_type: at(&["deviceSubType", "subType"])?,
            make: at(&["make"])?,
            model: at(&["model"])?,
            interface: at(&["sbiVersion", "sbi", "sbiId"]),
        })
    }
}

/// Judges every line of a file. Stores nothing.
///
/// # Errors
/// The role; another's provider.
pub async fn judge_file(
    app: &App,
    ctx: &Context,
    provider_id: &str,
    file: &str,
) -> Outcome<Result<Vec<Judged>, FileFault>> {
    rights::require(ctx, &routes::ADD_DEVICE_TO_INTERFACE)?;
    may_add(ctx, provider_id)?;
    let lines = csv::read(file);
    let Some((header, lines)) = lines.split_first() else { return Ok(Err(FileFault::Empty)) };
    let Some(columns) = Columns::of(header) else { return Ok(Err(FileFault::Header)) };
    match lines.len() {
        0 => return Ok(Err(FileFault::Empty)),
        many if many > limits::WAITING_OBJECTS => return Ok(Err(FileFault::Long)),
        _ => {}
    }
    let known = kinds(app, ctx).await?.into_iter().map(|kind| (kind.device_type, kind.code)).collect();
    let waiting = device::waiting_of(app.store().db(), provider_id).await?.len();
    let mut judge = Judge {
        app,
        ctx,
        provider_id,
        columns,
        known,
        interfaces: interfaces(app, ctx, provider_id).await?,
        seen: HashMap::new(),
        room: limits::WAITING_OBJECTS.saturating_sub(waiting),
    };
    let mut judged = Vec::with_capacity(lines.len());
    for line in lines {
        judged.push(judge.line(line).await?);
    }
    Ok(Ok(judged))
}

async fn interfaces(app: &App, ctx: &Context, provider_id: &str) -> Outcome<Vec<InterfaceRow>> {
    let mut all = Vec::new();
    for number in 0.. {
        let wanted = Wanted { provider_id: Some(provider_id), sort: None, page: Page::new(number, 500) };
        let page = provider_interfaces(app, ctx, &wanted, &InterfaceFilter::default()).await?;
        let last = page.rows.len() < 500;
        all.extend(page.rows);
        if last {
            break;
        }
    }
    Ok(all)
}

struct Judge<'a> {
    app: &'a App,
    ctx: &'a Context,
    provider_id: &'a str,
    columns: Columns,
    known: HashSet<(String, String)>,
    interfaces: Vec<InterfaceRow>,
    /// Lines by what they register.
    seen: HashMap<[String; 4], u64>,
    /// How many more may wait.
    room: usize,
}

impl Judge<'_> {
    async fn line(&mut self, line: &csv::Line) -> Outcome<Judged> {
        let cell = |index: usize| line.cells.get(index).map(|cell| rule::tidy(cell)).unwrap_or_default();
        let columns = &self.columns;
        let named = columns.interface.map(cell).unwrap_or_default();
        let mut judged = Judged {
            line: line.number,
            device_type: cell(columns.device_type),
            sub_type: cell(columns.sub_type),
            make: cell(columns.make),
            model: cell(columns.model),
            version: named.clone(),
            problems: Vec::new(),
            interface: None,
        };
        if line.cells.len() != columns.count {
            judged.problems.push(Problem::Cells);
            return Ok(judged);
        }
        self.texts(&mut judged);
        if !named.is_empty() {
            self.interface(&mut judged, &named);
        }
        if judged.problems.is_empty() {
            self.alone(&mut judged).await?;
        }
        if judged.problems.is_empty() {
            match self.room.checked_sub(1) {
                Some(room) => self.room = room,
                None => judged.problems.push(Problem::Waiting),
            }
        }
        Ok(judged)
    }

    fn texts(&self, judged: &mut Judged) {
        if !self.known.contains(&(judged.device_type.clone(), judged.sub_type.clone())) {
            judged.problems.push(Problem::Kind);
        }
        for (value, missing) in [(&judged.make, Problem::MakeMissing), (&judged.model, Problem::ModelMissing)] {
            if value.is_empty() {
                judged.problems.push(missing);
            } else if text::utf16_len(value) > limits::DEVICE_TEXT {
                judged.problems.push(Problem::TooLong);
            } else if text::has_hidden_characters(value) {
                judged.problems.push(Problem::Hidden);
            }
        }
    }

    /// By version, as people know it, or by id.
    fn interface(&self, judged: &mut Judged, named: &str) {
        let found = self.interfaces.iter().filter(|row| row.sw_version == named || row.id == named);
        // A version may come again once the former one was rejected.
        let usable = |row: &&InterfaceRow| check_usable(row.standing(), row.sw_expiry_dtimes, self.ctx.now()).is_ok();
        match (found.clone().find(usable), found.clone().next()) {
            (Some(row), _) => {
                judged.version.clone_from(&row.sw_version);
                judged.interface = Some(row.id.clone());
            }
            (None, Some(_)) => judged.problems.push(Problem::InterfaceUnusable),
            (None, None) => judged.problems.push(Problem::Interface),
        }
    }

    async fn alone(&mut self, judged: &mut Judged) -> Outcome<()> {
        let details = details_of(judged);
        let key = [&details.dtype_code, &details.dstype_code, &details.make, &details.model].map(Clone::clone);
        if let Some(before) = self.seen.get(&key) {
            judged.problems.push(Problem::Twice(*before));
            return Ok(());
        }
        if device::has_live(self.app.store().db(), self.provider_id, &details, None).await? {
            judged.problems.push(Problem::Registered);
        }
        self.seen.insert(key, judged.line);
        Ok(())
    }
}

fn details_of(judged: &Judged) -> device::Details {
    device::Details {
        dtype_code: judged.device_type.clone(),
        dstype_code: judged.sub_type.clone(),
        make: judged.make.clone(),
        model: judged.model.clone(),
    }
}

/// What became of a file.
#[derive(Debug)]
pub enum FileAdded {
    /// So many models wait for their approval.
    Added(usize),
    /// Something is wrong by now: nothing was stored.
    Refused(Result<Vec<Judged>, FileFault>),
}

/// Registers the models of a file: all of them, in one change, or none. They wait for their approvals one by one.
///
/// # Errors
/// The role; another's provider, or an inactive one; what [`super::add_device`] says, when somebody else was faster.
pub async fn add_file(app: &App, ctx: &Context, provider_id: &str, file: &str) -> Outcome<FileAdded> {
    let judged = judge_file(app, ctx, provider_id, file).await?;
    let lines = match judged {
        Ok(lines) if lines.iter().all(|line| line.problems.is_empty()) => lines,
        judged => return Ok(FileAdded::Refused(judged)),
    };
    let mut change = app.store().change().await?;
    let found = partner::find(app.store(), &mut change, Reach::Everything, provider_id).await?;
    let partner = found.filter(|partner| partner.is_active).ok_or(&catalogue::PROVIDER_INACTIVE)?;
    let mut record = Record::new("device.import", "partner", provider_id).after(json!({"devices": lines.len()}));
    for line in &lines {
        let new = NewModel { id: None, provider_id: provider_id.to_owned(), details: details_of(line) };
        let (id, _) = models::add_in(app, ctx, &mut change, &new).await?;
        record = record.touching(super::DEVICE, &id);
        if let Some(sbi_id) = &line.interface {
            let found = interface::find(&mut change, Reach::Everything, sbi_id).await?;
            let standing = found.as_ref().map_or(Standing::Rejected, interface::Interface::standing);
            check_usable(standing, found.and_then(|row| row.sw_expiry_dtimes), ctx.now())?;
            mapping::pair(&mut change, ctx, (&id, sbi_id), (provider_id, &partner.name), false).await?;
            record = record.touching(INTERFACE, sbi_id);
        }
    }
    change.save(ctx, record).await?;
    Ok(FileAdded::Added(lines.len()))
}

/// The header of a file, and a line for each kind of device: a template to fill in.
///
/// # Errors
/// The role.
pub async fn template(app: &App, ctx: &Context) -> Outcome<String> {
    let mut file =
        format!("{}{}", csv::MARK, csv::line(&["deviceType", "deviceSubType", "make", "model", "sbiVersion"]));
    for kind in kinds(app, ctx).await? {
        file.push_str(&csv::line(&[kind.device_type.as_str(), kind.code.as_str(), "", "", ""]));
    }
    Ok(file)
}
