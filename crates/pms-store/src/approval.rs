//! Approvals of every kind, and the words exchanged about them.

use pms_domain::approval::{Kind, State};
use pms_domain::{Context, Timestamp};
use sqlx::FromRow;

use crate::StoreResult;
use crate::db::{Db, On, Statement, Tx, statement};
use crate::dialect::pick;
use crate::partner::Reach;
use crate::search;

#[derive(Clone, Debug, FromRow)]
pub struct Approval {
    pub id: String,
    pub kind: String,
    pub object_id: String,
    /// Empty where it concerns no partner: a trust anchor, a role of an account.
    pub partner_id: String,
    /// Revision of the object that was shown to the decider.
    pub object_revision: i64,
    pub state: String,
    pub requested_by: String,
    pub requested_name: String,
    pub requested_at: Timestamp,
    /// What is proposed, JSON; for kinds whose object does not exist yet.
    pub proposal: Option<String>,
    pub decided_by: Option<String>,
    pub decided_name: Option<String>,
    pub decided_at: Option<Timestamp>,
    pub decision: Option<String>,
    pub reason: Option<String>,
    pub waived: bool,
}

impl Approval {
    /// What the caller asks for, to be decided by somebody else. `partner_id` as the member of that name.
    pub fn waiting(ctx: &Context, kind: Kind, object_id: &str, partner_id: &str, object_revision: i64) -> Self {
        Self {
            id: ctx.uuid(),
            kind: kind.as_str().to_owned(),
            object_id: object_id.to_owned(),
            partner_id: partner_id.to_owned(),
            object_revision,
            state: State::Waiting.as_str().to_owned(),
            requested_by: ctx.actor.key(),
            requested_name: ctx.actor.name.clone(),
            requested_at: ctx.now(),
            proposal: None,
            decided_by: None,
            decided_name: None,
            decided_at: None,
            decision: None,
            reason: None,
            waived: false,
        }
    }
}

macro_rules! columns {
    () => {
        "id, kind, object_id, partner_id, object_revision, state, requested_by, requested_name, requested_at, \
         proposal, decided_by, decided_name, decided_at, decision, reason, waived"
    };
}

/// Fails when the object has an open one.
pub async fn insert(tx: &mut Tx, approval: &Approval) -> StoreResult<()> {
    inserting(approval).execute(tx).await?;
    Ok(())
}

/// The first one of a new object: there is none that it could clash with.
pub fn insert_first(tx: &mut Tx, approval: &Approval) {
    inserting(approval).later(tx);
}

fn inserting(approval: &Approval) -> Statement {
    statement(
        "INSERT INTO x_approval (id, kind, object_id, partner_id, object_revision, state, requested_by, \
         requested_name, requested_at, proposal, decided_by, decided_name, decided_at, decision, reason, waived) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
    )
    .bind(approval.id.as_str())
    .bind(approval.kind.as_str())
    .bind(approval.object_id.as_str())
    .bind(approval.partner_id.as_str())
    .bind(approval.object_revision)
    .bind(approval.state.as_str())
    .bind(approval.requested_by.as_str())
    .bind(approval.requested_name.as_str())
    .bind(approval.requested_at)
    .bind(approval.proposal.clone())
    .bind(approval.decided_by.clone())
    .bind(approval.decided_name.clone())
    .bind(approval.decided_at)
    .bind(approval.decision.clone())
    .bind(approval.reason.clone())
    .bind(approval.waived)
}

/// An approval within reach. Outside the reach it does not exist for the caller.
pub async fn find(on: impl Into<On<'_>>, reach: Reach<'_>, id: &str) -> StoreResult<Option<Approval>> {
    let found: Option<Approval> =
        statement(concat!("SELECT ", columns!(), " FROM x_approval WHERE id = $1")).bind(id).optional(on).await?;
    Ok(found.filter(|approval| reach.includes(&approval.partner_id)))
}

/// Those of some approvals that are within reach, in any order, in one statement.
pub async fn find_some(db: &Db, reach: Reach<'_>, ids: &[&str]) -> StoreResult<Vec<Approval>> {
    let sql = pick(
        &On::Db(db),
        concat!(
            "SELECT f.* FROM jsonb_array_elements_text(CAST($1 AS jsonb)) AS g CROSS JOIN LATERAL (SELECT ",
            columns!(),
            " FROM x_approval WHERE id = g.value LIMIT 1) AS f"
        ),
        concat!("SELECT ", columns!(), " FROM x_approval WHERE id IN (SELECT value FROM json_each($1))"),
    );
    let mut found: Vec<Approval> = statement(sql).bind(serde_json::json!(ids).to_string()).all(db).await?;
    found.retain(|approval| reach.includes(&approval.partner_id));
    Ok(found)
}

/// The newest approval of an object, open or decided.
pub async fn newest(
    on: impl Into<On<'_>>,
    reach: Reach<'_>,
    kind: &str,
    object_id: &str,
) -> StoreResult<Option<Approval>> {
    let found: Option<Approval> = statement(concat!(
        "SELECT ",
        columns!(),
        " FROM x_approval WHERE kind = $1 AND object_id = $2 ORDER BY requested_at DESC, object_revision DESC LIMIT 1"
    ))
    .bind(kind)
    .bind(object_id)
    .optional(on)
    .await?;
    Ok(found.filter(|approval| reach.includes(&approval.partner_id)))
}

/// The newest registrations of some partners, within reach, in one statement.
pub async fn newest_registrations(db: &Db, reach: Reach<'_>, partner_ids: &[&str]) -> StoreResult<Vec<Approval>> {
    let sql = pick(
        &On::Db(db),
        concat!(
            "SELECT f.* FROM jsonb_array_elements_text(CAST($1 AS jsonb)) AS g CROSS JOIN LATERAL (SELECT ",
            columns!(),
            " FROM x_approval WHERE kind = 'partner' AND object_id = g.value \
             ORDER BY requested_at DESC, object_revision DESC LIMIT 1) AS f"
        ),
        concat!(
            "SELECT ",
            columns!(),
            " FROM x_approval WHERE id IN (SELECT (SELECT a.id FROM x_approval a WHERE a.kind = 'partner' \
             AND a.object_id = g.value ORDER BY a.requested_at DESC, a.object_revision DESC LIMIT 1) \
             FROM json_each($1) AS g)"
        ),
    );
    let ids: Vec<&str> = partner_ids.iter().copied().filter(|id| reach.includes(id)).collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    statement(sql).bind(serde_json::json!(ids).to_string()).all(db).await
}

/// How many of a kind wait for a decision about this partner.
pub async fn open_of_partner(on: impl Into<On<'_>>, kind: &str, partner_id: &str) -> StoreResult<i64> {
    #[derive(FromRow)]
    struct Count {
        n: i64,
    }
    let found: Count = statement(
        "SELECT COUNT(*) AS n FROM x_approval WHERE partner_id = $1 AND kind = $2 \
         AND state IN ('waiting', 'on_hold', 'changes_asked')",
    )
    .bind(partner_id)
    .bind(kind)
    .one(on)
    .await?;
    Ok(found.n)
}

/// The decision, written only while the approval is open: of two deciders one finds nothing to update.
pub struct Settled<'a> {
    pub state: &'a str,
    pub by: &'a str,
    pub name: &'a str,
    pub at: Timestamp,
    pub decision: &'a str,
    pub reason: Option<&'a str>,
    pub waived: bool,
}

/// `false`: it was decided before.
pub async fn settle(tx: &mut Tx, id: &str, settled: &Settled<'_>) -> StoreResult<bool> {
    let updated = statement(
        "UPDATE x_approval SET state = $2, decided_by = $3, decided_name = $4, decided_at = $5, decision = $6, \
         reason = $7, waived = $8 WHERE id = $1 AND state IN ('waiting', 'on_hold', 'changes_asked')",
    )
    .bind(id)
    .bind(settled.state)
    .bind(settled.by)
    .bind(settled.name)
    .bind(settled.at)
    .bind(settled.decision)
    .bind(settled.reason.map(str::to_owned))
    .bind(settled.waived)
    .execute(tx)
    .await?;
    Ok(updated == 1)
}

/// Rejects what is open of a partner, but for approvals of one kind: they fall with it. Answers how many.
pub async fn reject_open_of(tx: &mut Tx, partner_id: &str, but_kind: &str, at: Timestamp) -> StoreResult<u64> {
    statement(
        "UPDATE x_approval SET state = 'rejected', decided_by = 'system#cascade', decided_name = 'system:cascade', \
         decided_at = $3, decision = 'reject' WHERE partner_id = $1 AND kind <> $2 \
         AND state IN ('waiting', 'on_hold', 'changes_asked')",
    )
    .bind(partner_id)
    .bind(but_kind)
    .bind(at)
    .execute(tx)
    .await
}

/// Rejects what is open about objects of a kind: they fell with something else.
pub async fn reject_open_about(tx: &mut Tx, kind: &str, object_ids: &[String], at: Timestamp) -> StoreResult<()> {
    reject_open_as(tx, kind, object_ids, "cascade", at).await
}

/// The same, decided by another part of the system: `expiry` when their time is over.
pub async fn reject_open_as(
    tx: &mut Tx,
    kind: &str,
    object_ids: &[String],
    what: &str,
    at: Timestamp,
) -> StoreResult<()> {
    for object_id in object_ids {
        statement(
            "UPDATE x_approval SET state = 'rejected', decided_by = $3, decided_name = $4, decided_at = $5, \
             decision = 'reject' WHERE kind = $1 AND object_id = $2 AND state IN ('waiting', 'on_hold', 'changes_asked')",
        )
        .bind(kind)
        .bind(object_id.as_str())
        .bind(format!("system#{what}"))
        .bind(format!("system:{what}"))
        .bind(at)
        .execute(tx)
        .await?;
    }
    Ok(())
}

/// The requester takes an open approval back. Nobody decides it: whoever withdraws may be who asked. `false`: it was
/// decided before.
pub async fn withdraw(tx: &mut Tx, id: &str) -> StoreResult<bool> {
    let updated = statement(
        "UPDATE x_approval SET state = 'withdrawn' WHERE id = $1 AND state IN ('waiting', 'on_hold', 'changes_asked')",
    )
    .bind(id)
    .execute(tx)
    .await?;
    Ok(updated == 1)
}

/// What an open approval is about changed: whoever decides must have seen this revision.
pub async fn set_object_revision(tx: &mut Tx, kind: &str, object_id: &str, revision: i64) -> StoreResult<()> {
    statement(
        "UPDATE x_approval SET object_revision = $3 WHERE kind = $1 AND object_id = $2 \
         AND state IN ('waiting', 'on_hold', 'changes_asked')",
    )
    .bind(kind)
    .bind(object_id)
    .bind(revision)
    .execute(tx)
    .await?;
    Ok(())
}

/// What an open approval proposes was changed: whoever decides must have seen it, and is not who changed it (`by`: identity
/// key and name).
pub async fn set_proposal(
    tx: &mut Tx,
    (kind, object_id): (&str, &str),
    proposal: &str,
    revision: i64,
    by: (&str, &str),
) -> StoreResult<()> {
    statement(
        "UPDATE x_approval SET proposal = $3, object_revision = $4, requested_by = $5, requested_name = $6 \
         WHERE kind = $1 AND object_id = $2 \
         AND state IN ('waiting', 'on_hold', 'changes_asked')",
    )
    .bind(kind)
    .bind(object_id)
    .bind(proposal)
    .bind(revision)
    .bind(by.0)
    .bind(by.1)
    .execute(tx)
    .await?;
    Ok(())
}

/// The requester answered: the approval waits again, for this revision of the object.
pub async fn resubmit(tx: &mut Tx, id: &str, object_revision: i64) -> StoreResult<bool> {
    let updated = statement(
        "UPDATE x_approval SET state = 'waiting', object_revision = $2 \
         WHERE id = $1 AND state IN ('waiting', 'on_hold', 'changes_asked')",
    )
    .bind(id)
    .bind(object_revision)
    .execute(tx)
    .await?;
    Ok(updated == 1)
}

/// What was said about an approval.
#[derive(Clone, Debug, FromRow)]
pub struct Note {
    pub approval_id: String,
    /// Revision of the change that said it.
    pub revision: i64,
    pub at: Timestamp,
    pub author: String,
    /// `partner_admin`, `partner` or `system`: other organisations see roles, never persons.
    pub author_role: String,
    /// The decision's word, or `answer`.
    pub said: String,
    pub note: Option<String>,
}

pub async fn add_note(tx: &mut Tx, note: &Note) -> StoreResult<()> {
    statement(
        "INSERT INTO x_approval_note (approval_id, revision, at, author, author_role, said, note) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(note.approval_id.as_str())
    .bind(note.revision)
    .bind(note.at)
    .bind(note.author.as_str())
    .bind(note.author_role.as_str())
    .bind(note.said.as_str())
    .bind(note.note.clone())
    .execute(tx)
    .await?;
    Ok(())
}

/// What was said about an approval that was found, oldest first.
pub async fn notes(on: impl Into<On<'_>>, approval: &Approval) -> StoreResult<Vec<Note>> {
    statement(
        "SELECT approval_id, revision, at, author, author_role, said, note FROM x_approval_note \
         WHERE approval_id = $1 ORDER BY revision",
    )
    .bind(approval.id.as_str())
    .all(on)
    .await
}

/// What a list of approvals asks for.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub kind: Option<String>,
    /// Of these kinds only; empty: of all.
    pub among: Vec<&'static str>,
    /// A state's word, or `open`.
    pub state: Option<String>,
    pub partner_id: Option<String>,
    /// Part of the partner's id or name.
    pub organisation: Option<String>,
    /// Requested before this moment.
    pub before: Option<Timestamp>,
    pub newest_first: bool,
}

/// How many are open, by kind.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct OpenOfKind {
    pub kind: String,
    pub total: i64,
}

/// What waits within reach, counted by kind. Kinds of which nothing waits are left out.
pub async fn open_by_kind(on: impl Into<On<'_>>) -> StoreResult<Vec<OpenOfKind>> {
    statement(
        "SELECT kind, COUNT(*) AS total FROM x_approval WHERE state IN ('waiting', 'on_hold', 'changes_asked') \
         GROUP BY kind ORDER BY kind",
    )
    .all(on)
    .await
}

/// The open approvals before and after one of them, oldest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, FromRow)]
pub struct Neighbours {
    pub previous: Option<String>,
    pub next: Option<String>,
}

pub async fn neighbours(on: impl Into<On<'_>>, approval: &Approval) -> StoreResult<Neighbours> {
    statement(
        "SELECT (SELECT a.id FROM x_approval a WHERE a.state IN ('waiting', 'on_hold', 'changes_asked') \
         AND (a.requested_at < $1 OR (a.requested_at = $1 AND a.id < $2)) \
         ORDER BY a.requested_at DESC, a.id DESC LIMIT 1) AS previous, \
         (SELECT b.id FROM x_approval b WHERE b.state IN ('waiting', 'on_hold', 'changes_asked') \
         AND (b.requested_at > $1 OR (b.requested_at = $1 AND b.id > $2)) \
         ORDER BY b.requested_at, b.id LIMIT 1) AS next",
    )
    .bind(approval.requested_at)
    .bind(approval.id.as_str())
    .one(on)
    .await
}

/// A page, oldest first unless the filter says otherwise, and the exact total.
pub async fn page(
    db: &Db,
    reach: Reach<'_>,
    filter: &Filter,
    page: u64,
    size: u64,
) -> StoreResult<(Vec<Approval>, i64)> {
    use sea_query::{Alias, Cond, Expr, ExprTrait, Order, Query};
    let column = |name: &'static str| Expr::col(Alias::new(name));
    let mut condition = Cond::all();
    if let Some(kind) = &filter.kind {
        condition = condition.add(column("kind").eq(kind.as_str()));
    }
    if !filter.among.is_empty() {
        condition = condition.add(column("kind").is_in(filter.among.iter().copied()));
    }
    match filter.state.as_deref() {
        Some("open") => condition = condition.add(column("state").is_in(["waiting", "on_hold", "changes_asked"])),
        Some(state) => condition = condition.add(column("state").eq(state)),
        None => {}
    }
    if let Some(partner) = &filter.partner_id {
        condition = condition.add(column("partner_id").eq(partner.as_str()));
    }
    if let Some(before) = filter.before {
        condition = condition.add(column("requested_at").lt(before));
    }
    if let Some(part) = &filter.organisation {
        // One for each kind: PostgreSQL has an index on the texts of each.
        let mut named = Cond::any();
        for kind in [search::PARTNER_ID, search::PARTNER_NAME] {
            let of_kind = Query::select()
                .expr(Expr::cust("1"))
                .from_as(Alias::new("x_search"), Alias::new("s"))
                .and_where(Expr::cust(format!("s.kind = '{kind}' AND s.id = x_approval.partner_id")))
                .and_where(crate::list::holds_folded(part))
                .to_owned();
            named = named.add(Expr::exists(of_kind));
        }
        condition = condition.add(named);
    }
    if let Reach::Own(owned) = reach {
        condition = condition.add(column("partner_id").is_in(owned.iter()));
    }
    let order = if filter.newest_first { Order::Desc } else { Order::Asc };
    let count = Query::select()
        .expr_as(Expr::cust("COUNT(*)"), Alias::new("total"))
        .from(Alias::new("x_approval"))
        .cond_where(condition.clone())
        .to_owned();
    let rows = Query::select()
        .expr(Expr::cust(columns!()))
        .from(Alias::new("x_approval"))
        .cond_where(condition)
        .order_by(Alias::new("requested_at"), order.clone())
        .order_by(Alias::new("id"), order)
        .limit(size)
        .offset(page.saturating_mul(size))
        .to_owned();
    #[derive(FromRow)]
    struct Total {
        total: i64,
    }
    let total: Vec<Total> = db.select(&count).await?;
    Ok((db.select(&rows).await?, total.first().map_or(0, |row| row.total)))
}
