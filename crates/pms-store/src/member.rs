//! Who belongs to which partner (decisions, "Whose partner is it?").

use pms_domain::Timestamp;
use sqlx::FromRow;

use crate::Change;
use crate::StoreResult;
use crate::db::{Db, On, Tx, statement};
use crate::dialect::pick;
use crate::partner::Reach;

/// Kind of object of the memberships of an identity, `issuer#subject`, in the audit trail.
pub const OBJECT: &str = "member";

pub const OWNER: &str = "owner";
pub const TECHNICAL: &str = "technical";
pub const VIEWER: &str = "viewer";
pub const ROLES: [&str; 3] = [OWNER, TECHNICAL, VIEWER];

#[derive(Clone, Debug, FromRow)]
pub struct Membership {
    pub partner_id: String,
    pub issuer: String,
    pub subject: String,
    pub member_role: String,
    pub since: Timestamp,
}

/// The memberships of one identity: what the reach of its requests is made of.
pub async fn of_identity(on: impl Into<On<'_>>, issuer: &str, subject: &str) -> StoreResult<Vec<Membership>> {
    statement(
        "SELECT partner_id, issuer, subject, member_role, since FROM x_partner_member \
         WHERE issuer = $1 AND subject = $2 ORDER BY partner_id",
    )
    .bind(issuer)
    .bind(subject)
    .all(on)
    .await
}

/// A partner that an identity belongs to.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct Belonging {
    pub subject: String,
    pub partner_id: String,
}

/// The partners of several identities of an issuer, in one statement, by partner.
pub async fn of_identities(db: &Db, issuer: &str, subjects: &[&str]) -> StoreResult<Vec<Belonging>> {
    let sql = pick(
        &On::Db(db),
        "SELECT m.subject, m.partner_id FROM jsonb_array_elements_text(CAST($1 AS jsonb)) AS g JOIN x_partner_member m \
         ON m.issuer = $2 AND m.subject = g.value ORDER BY m.partner_id",
        "SELECT m.subject, m.partner_id FROM x_partner_member m WHERE m.subject IN (SELECT value FROM json_each($1)) \
         AND m.issuer = $2 ORDER BY m.partner_id",
    );
    statement(sql).bind(serde_json::json!(subjects).to_string()).bind(issuer).all(db).await
}

/// The members of one partner.
pub async fn of_partner(on: impl Into<On<'_>>, reach: Reach<'_>, partner_id: &str) -> StoreResult<Vec<Membership>> {
    if !reach.includes(partner_id) {
        return Ok(Vec::new());
    }
    statement(
        "SELECT partner_id, issuer, subject, member_role, since FROM x_partner_member \
         WHERE partner_id = $1 ORDER BY since, subject",
    )
    .bind(partner_id)
    .all(on)
    .await
}

/// Whether an identity belongs to a partner: asked of deciders, who read any partner.
pub async fn is_member(on: impl Into<On<'_>>, partner_id: &str, issuer: &str, subject: &str) -> StoreResult<bool> {
    let found: Option<Membership> = statement(
        "SELECT partner_id, issuer, subject, member_role, since FROM x_partner_member \
         WHERE partner_id = $1 AND issuer = $2 AND subject = $3",
    )
    .bind(partner_id)
    .bind(issuer)
    .bind(subject)
    .optional(on)
    .await?;
    Ok(found.is_some())
}

/// Adds a member; an existing one keeps the stronger role: owner, then technical, then viewer.
pub fn add(change: &mut Change<'_>, partner_id: &str, issuer: &str, subject: &str, role: &str, now: Timestamp) {
    change.touch(OBJECT, format!("{issuer}#{subject}"));
    statement(
        "INSERT INTO x_partner_member (partner_id, issuer, subject, member_role, since) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (partner_id, issuer, subject) DO UPDATE SET member_role = excluded.member_role \
         WHERE x_partner_member.member_role <> 'owner' \
         AND (x_partner_member.member_role <> 'technical' OR excluded.member_role <> 'viewer')",
    )
    .bind(partner_id)
    .bind(issuer)
    .bind(subject)
    .bind(role)
    .bind(now)
    .later(change);
}

/// Gives a member another role. `false`: no member.
pub async fn set_role(
    change: &mut Change<'_>,
    partner_id: &str,
    issuer: &str,
    subject: &str,
    role: &str,
) -> StoreResult<bool> {
    change.touch(OBJECT, format!("{issuer}#{subject}"));
    let changed = statement(
        "UPDATE x_partner_member SET member_role = $4 WHERE partner_id = $1 AND issuer = $2 AND subject = $3",
    )
    .bind(partner_id)
    .bind(issuer)
    .bind(subject)
    .bind(role)
    .execute(change)
    .await?;
    Ok(changed == 1)
}

/// Takes a member away. `false`: no member.
pub async fn remove(change: &mut Change<'_>, partner_id: &str, issuer: &str, subject: &str) -> StoreResult<bool> {
    change.touch(OBJECT, format!("{issuer}#{subject}"));
    let removed = statement("DELETE FROM x_partner_member WHERE partner_id = $1 AND issuer = $2 AND subject = $3")
        .bind(partner_id)
        .bind(issuer)
        .bind(subject)
        .execute(change)
        .await?;
    Ok(removed == 1)
}

/// Whether an embedded account of this name belongs to any partner.
pub async fn has_any_by_name(on: impl Into<On<'_>>, name: &str) -> StoreResult<bool> {
    let found: Option<Membership> = statement(
        "SELECT m.partner_id, m.issuer, m.subject, m.member_role, m.since FROM x_partner_member m \
         JOIN x_account a ON a.id = m.subject WHERE m.issuer = 'local' AND a.name = $1 LIMIT 1",
    )
    .bind(name)
    .optional(on)
    .await?;
    Ok(found.is_some())
}

/// Gives an embedded account a role within the change that is the reason for it.
pub fn grant_role(tx: &mut Tx, account_id: &str, role: &str, by: &str, now: Timestamp) {
    statement(
        "INSERT INTO x_account_role (account_id, role, granted_at, granted_by) VALUES ($1, $2, $3, $4) \
         ON CONFLICT DO NOTHING",
    )
    .bind(account_id)
    .bind(role)
    .bind(now)
    .bind(by)
    .later(tx);
}
