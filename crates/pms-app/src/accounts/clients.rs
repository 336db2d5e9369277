//! Service clients: other systems that call with a secret of their own.

use pms_domain::context::{BASE62, LOCAL_ISSUER};
use pms_domain::{Context, Refusal, Timestamp, catalogue};
use pms_identity::Secret;
use pms_store::account::client::{self, ACTIVE, Client, DISABLED};
use pms_store::audit::Record;
use pms_store::partner::{self, Reach};
use serde_json::json;
use url::Url;

use crate::accounts::roles::check_known;
use crate::{App, Outcome, rights};

/// Characters of a secret: 238 bits. No client has a default secret.
const LENGTH: usize = 40;
/// Characters of an id.
const ID_LENGTH: usize = 128;

/// A client in the admin's list.
pub struct ClientRow {
    pub id: String,
    pub is_active: bool,
    pub roles: Vec<String>,
    pub redirect_uris: Vec<String>,
    pub created_at: Timestamp,
}

/// The keyed hash of a client's secret.
pub(super) fn secret_token(app: &App, id: &str, secret: &str) -> String {
    app.store().keys().token("client.secret", &format!("{id}|{secret}"))
}

fn new_secret(app: &App) -> Secret {
    Secret::new(app.surroundings().characters(BASE62, LENGTH))
}

fn check_id(id: &str) -> Outcome<()> {
    let is_usable = !id.is_empty()
        && id.len() <= ID_LENGTH
        && id.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-'));
    if is_usable { Ok(()) } else { Err(Refusal::of(&catalogue::ACCOUNT_NAME_INVALID).into()) }
}

/// Redirect addresses are exact: absolute, without fragment and wild-card.
fn check_redirects(uris: &[String]) -> Outcome<()> {
    for uri in uris {
        let is_usable = uri.len() <= 2048
            && !uri.contains(['*', '#'])
            && Url::parse(uri).is_ok_and(|url| url.username().is_empty() && url.password().is_none());
        if !is_usable {
            return Err(Refusal::of(&catalogue::ACP_URL).into());
        }
    }
    Ok(())
}

/// Makes a client. Answers its secret, which is shown once.
pub async fn create(app: &App, ctx: &Context, id: &str, roles: &[String], redirect_uris: &[String]) -> Outcome<Secret> {
    rights::require_partner_admin(ctx)?;
    check_id(id)?;
    check_known(roles)?;
    check_redirects(redirect_uris)?;
    let secret = new_secret(app);
    let now = ctx.now();
    let row = Client {
        id: id.to_owned(),
        secret_token: Some(secret_token(app, id, secret.reveal())),
        state: ACTIVE.to_owned(),
        roles: roles.join(","),
        redirect_uris: json!(redirect_uris).to_string(),
        tokens_from: now,
        created_at: now,
        created_by: ctx.actor.key(),
        revision: 0,
    };
    let mut change = app.store().change().await?;
    if !client::insert(&mut change, &row).await? {
        return Err(Refusal::of(&catalogue::ACCOUNT_NAME_TAKEN).into());
    }
    let record =
        Record::new("client.create", "client", id).after(json!({ "roles": roles, "redirectUris": redirect_uris }));
    let revision = change.save(ctx, record).await?;
    app.applied(revision).await;
    Ok(secret)
}

/// A new secret: the old one, and every token got with it, stop working.
pub async fn rotate(app: &App, ctx: &Context, id: &str) -> Outcome<Secret> {
    rights::require_partner_admin(ctx)?;
    let secret = new_secret(app);
    let mut change = app.store().change().await?;
    if !client::set_secret(&mut change, id, &secret_token(app, id, secret.reveal()), ctx.now()).await? {
        return Err(Refusal::of(&catalogue::ACCOUNT_NOT_FOUND).into());
    }
    let revision = change.save(ctx, Record::new("client.secret", "client", id)).await?;
    app.applied(revision).await;
    Ok(secret)
}

/// Disables a client, or lets it in again; tokens of before stay refused.
pub async fn set_state(app: &App, ctx: &Context, id: &str, active: bool) -> Outcome<()> {
    rights::require_partner_admin(ctx)?;
    let state = if active { ACTIVE } else { DISABLED };
    let mut change = app.store().change().await?;
    if !client::set_state(&mut change, id, state, ctx.now()).await? {
        return Err(Refusal::of(&catalogue::ACCOUNT_NOT_FOUND).into());
    }
    let record = Record::new("client.state", "client", id).after(json!({ "state": state }));
    let revision = change.save(ctx, record).await?;
    app.applied(revision).await;
    Ok(())
}

/// Replaces the roles of a client's service account.
pub async fn set_roles(app: &App, ctx: &Context, id: &str, roles: &[String]) -> Outcome<()> {
    rights::require_partner_admin(ctx)?;
    check_known(roles)?;
    let mut change = app.store().change().await?;
    if !client::set_roles(&mut change, id, &roles.join(",")).await? {
        return Err(Refusal::of(&catalogue::ACCOUNT_NOT_FOUND).into());
    }
    let record = Record::new("client.roles", "client", id).after(json!({ "roles": roles }));
    let revision = change.save(ctx, record).await?;
    app.applied(revision).await;
    Ok(())
}

/// Binds a client to the MISP whose uses it may tell of, in the place of what it was bound to. `issuer`: of an external
/// provider, whose subject `id` is then; `None`: one of our own clients.
///
/// # Errors
/// `PMS_TXN_008`: no MISP has this id; no client of ours has this one.
pub async fn bind_to_misp(app: &App, ctx: &Context, issuer: Option<&str>, id: &str, misp_id: &str) -> Outcome<()> {
    rights::require_partner_admin(ctx)?;
    check_misp(app, misp_id).await?;
    let mut change = app.store().change().await?;
    if issuer.is_none() && client::find(&mut change, id).await?.is_none() {
        return Err(Refusal::of(&catalogue::ACCOUNT_NOT_FOUND).into());
    }
    let issuer = issuer.unwrap_or(LOCAL_ISSUER);
    pms_store::transaction::client::bind(&mut change, issuer, id, misp_id, ctx.now()).await?;
    let record = Record::new("client.bind", "client", id)
        .touching("partner", misp_id)
        .after(json!({ "issuer": issuer, "mispId": misp_id }));
    let revision = change.save(ctx, record).await?;
    app.applied(revision).await;
    Ok(())
}

/// That a client could be bound to this partner.
///
/// # Errors
/// `PMS_TXN_008`.
pub async fn check_misp(app: &App, misp_id: &str) -> Outcome<()> {
    let found = partner::find(app.store(), app.store().db(), Reach::Everything, misp_id).await?;
    match found {
        Some(found) if found.partner_type_code == "MISP_Partner" => Ok(()),
        _ => Err(Refusal::of(&catalogue::TRANSACTION_MISP).into()),
    }
}

/// All clients.
pub async fn list(app: &App, ctx: &Context) -> Outcome<Vec<ClientRow>> {
    rights::require_partner_admin(ctx)?;
    let rows = client::all(app.store().db()).await?;
    Ok(rows
        .into_iter()
        .map(|row| ClientRow {
            is_active: row.is_active(),
            roles: row.role_list().map(str::to_owned).collect(),
            redirect_uris: row.redirects(),
            created_at: row.created_at,
            id: row.id,
        })
        .collect())
}
