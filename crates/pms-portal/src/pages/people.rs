//! The people of an organisation: who may act for it, and whom its owners invite.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use pms_app::accounts::invitations;
use pms_app::partners::{self, PartnerView};
use pms_domain::{Refusal, catalogue, limits};

use super::organisation::own;
use super::{Is, bdi, into_form, waits};
use crate::address;
use crate::form::{Choice, Form};
use crate::frame::{Frame, Tag, ok, unprocessable};
use crate::html::Html;
use crate::i18n::Texts;
use crate::object::EffectsPage;
use crate::web::{Answer, Fault, Posted, Visitor};

/// A person who may act for a partner.
pub struct PersonView {
    id: String,
    member_role: String,
    pub name: String,
    pub role: Html,
    pub role_words: Html,
    pub since: Html,
    pub you: bool,
    owner: bool,
}

/// An invitation to a partner.
pub struct InvitationView {
    pub id: String,
    pub email: String,
    pub role: Html,
    pub tag: Tag,
    pub words: Html,
    pub open: bool,
}

/// What an owner sees beside the people.
struct Inviting {
    invitations: Vec<InvitationView>,
    roles: Vec<Choice>,
    base: String,
}

#[derive(Template)]
#[template(path = "org/people.html")]
struct People {
    p: Frame,
    people: Vec<PersonView>,
    /// Below which the pages of each person lie.
    base: String,
    inviting: Option<Inviting>,
    form: Form,
}

/// Roles that an owner gives.
const INVITED: [&str; 3] = ["owner", "technical", "viewer"];

/// The roles, each with what it may do.
fn choices(texts: &Texts) -> Vec<Choice> {
    let choice = |role: &str| {
        let hint = texts.get(&format!("member-{role}-words"));
        Choice::new(role, texts.get(&format!("member-{role}"))).hint(hint)
    };
    INVITED.into_iter().map(choice).collect()
}

fn role(texts: &Texts, member_role: &str) -> (Html, Html) {
    let role = match member_role {
        "owner" => "owner",
        "technical" => "technical",
        _ => "viewer",
    };
    (texts.get(&format!("member-{role}")), texts.get(&format!("member-{role}-words")))
}

/// The people of a partner.
pub async fn people_of(visitor: &Visitor, id: &str) -> Result<Vec<PersonView>, Fault> {
    let texts = visitor.texts();
    let members = partners::members(visitor.app(), visitor.ctx(), id).await?;
    Ok(members
        .into_iter()
        .map(|member| {
            let (role, role_words) = role(texts, &member.member_role);
            PersonView {
                id: member.id,
                member_role: member.member_role.clone(),
                role,
                role_words,
                since: texts.day(member.since),
                you: member.is_caller,
                owner: member.member_role == "owner",
                name: member.name,
            }
        })
        .collect())
}

/// The invitations of a partner, for its owners and for admins.
pub async fn invited(visitor: &Visitor, id: &str) -> Result<Vec<InvitationView>, Fault> {
    let texts = visitor.texts();
    let rows = invitations::of_partner(visitor.app(), visitor.ctx(), id).await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let (tag, words) = match row.state {
                "open" => (
                    Tag::Pending,
                    texts.with("invitations-until").day("sent", row.created_at).day("until", row.expires_at).html(),
                ),
                "waiting" => (Tag::Pending, texts.get("invitations-waiting")),
                "used" => (Tag::Approved, texts.with("invitations-used").day("when", row.created_at).html()),
                "revoked" => (Tag::Withdrawn, texts.with("invitations-sent-on").day("when", row.created_at).html()),
                _ => (Tag::Expired, texts.with("invitations-ended").day("when", row.expires_at).html()),
            };
            let (role, _) = role(texts, &row.member_role);
            InvitationView { open: row.state == "open", id: row.id, email: row.email_masked, role, tag, words }
        })
        .collect())
}

async fn page(visitor: &Visitor, view: &PartnerView, form: Form) -> Result<Response, Fault> {
    let texts = visitor.texts();
    let id = view.partner.id.as_str();
    let people = people_of(visitor, id).await?;
    let inviting = if is_owner(&people) {
        Some(Inviting {
            invitations: invited(visitor, id).await?,
            roles: choices(texts),
            base: address::org(id, "people/invitations"),
        })
    } else {
        None
    };
    let p = visitor.frame_of("people-title", Some(view)).await?.with_errors(&form);
    let base = address::org(id, "people");
    let template = People { p, people, base, inviting, form };
    Ok(if template.form.is_right() { ok(&template) } else { unprocessable(&template) })
}

fn is_owner(people: &[PersonView]) -> bool {
    people.iter().any(|person| person.you && person.owner)
}

/// One of the visitor's own organisations, of which they are an owner.
async fn owned(visitor: &Visitor, id: &str) -> Result<PartnerView, Fault> {
    let view = own(visitor, id).await?;
    if is_owner(&people_of(visitor, id).await?) { Ok(view) } else { Err(Fault::Forbidden) }
}

/// `GET /portal/org/{id}/people`
pub async fn show(visitor: Visitor, Path(id): Path<String>) -> Answer {
    let view = own(&visitor, &id).await?;
    page(&visitor, &view, Form::default()).await
}

/// `POST /portal/org/{id}/people/invitations`
pub async fn invite(visitor: Visitor, Path(id): Path<String>, Posted(mut form): Posted) -> Answer {
    let view = owned(&visitor, &id).await?;
    let texts = visitor.texts();
    form.email(texts, "email");
    let role = INVITED.into_iter().find(|role| form.is("role", role));
    if role.is_none() {
        form.error("role", texts.get("people-invite-role-missing"));
    }
    if let (Some(role), true) = (role, form.is_right()) {
        let lang = view.partner.lang_code.clone().unwrap_or_default();
        let email = form.trimmed("email");
        let sent = invitations::invite(visitor.app(), visitor.ctx(), &id, role, &email, &lang).await;
        if waits(&sent) {
            return Ok(visitor.done(&address::org(&id, "people"), "two-admins-wait", &[]));
        }
        if into_form(texts, &mut form, sent, |_| "email")?.is_some() {
            return Ok(visitor.done(&address::org(&id, "people"), "invitations-sent", &[]));
        }
    }
    page(&visitor, &view, form).await
}

/// An invitation of this partner; one of another does not exist here.
async fn of_owned(visitor: &Visitor, id: &str, invitation: &str) -> Result<(), Fault> {
    owned(visitor, id).await?;
    let rows = invitations::of_partner(visitor.app(), visitor.ctx(), id).await?;
    if rows.iter().any(|row| row.id == invitation) { Ok(()) } else { Err(Fault::NotFound) }
}

/// `POST /portal/org/{id}/people/invitations/{invitation}/resend`
pub async fn resend(visitor: Visitor, Path((id, invitation)): Path<(String, String)>, Posted(_): Posted) -> Answer {
    of_owned(&visitor, &id, &invitation).await?;
    invitations::resend(visitor.app(), visitor.ctx(), &invitation).await?;
    Ok(visitor.done(&address::org(&id, "people"), "invitations-sent", &[]))
}

/// `POST /portal/org/{id}/people/invitations/{invitation}/revoke`
pub async fn revoke(visitor: Visitor, Path((id, invitation)): Path<(String, String)>, Posted(_): Posted) -> Answer {
    of_owned(&visitor, &id, &invitation).await?;
    invitations::revoke(visitor.app(), visitor.ctx(), &invitation).await?;
    Ok(visitor.done(&address::org(&id, "people"), "invitations-revoked", &[]))
}

/// A person of an organisation whose owner the visitor is, and how many owners there are besides.
async fn person(visitor: &Visitor, id: &str, member: &str) -> Result<(PartnerView, PersonView, usize), Fault> {
    let view = owned(visitor, id).await?;
    let people = people_of(visitor, id).await?;
    let others = people.iter().filter(|person| person.owner && person.id != member).count();
    let found = people.into_iter().find(|person| person.id == member).ok_or(Fault::NotFound)?;
    Ok((view, found, others))
}

fn role_page<'a>(
    visitor: &'a Visitor,
    p: Frame,
    form: &'a Form,
    person: &PersonView,
    owners: usize,
    base: &str,
    choices: &'a [Choice],
) -> EffectsPage<'a> {
    let texts = visitor.texts();
    let alone = person.owner && owners == 0;
    EffectsPage {
        p,
        title: texts.get("people-change-title"),
        name: bdi(&person.name),
        words: texts.with("people-change-words").words("role", person.role.clone()).html(),
        effects: vec![texts.get("people-change-effect")],
        obstacles: if alone { vec![texts.get("people-last-owner")] } else { Vec::new() },
        action: format!("{base}/{}/role", person.id),
        controls: vec![form.control(texts, "role", "people-role").radio(choices)],
        submit: texts.get("people-change-submit"),
        is_danger: false,
        back: base.to_owned(),
        back_label: texts.get("people-back"),
    }
}

/// Where a refusal stands: of the only owner there is no field, because nothing can be chosen.
fn last_owner_or(field: &'static str) -> impl Fn(&Refusal) -> &'static str {
    move |refusal| if refusal.is(&catalogue::LAST_OWNER) { "" } else { field }
}

/// `GET /portal/org/{id}/people/{member}/role`
pub async fn ask_role(visitor: Visitor, Path((id, member)): Path<(String, String)>) -> Answer {
    let (view, person, owners) = person(&visitor, &id, &member).await?;
    let base = address::org(&id, "people");
    let form = Form::default().with("role", person.member_role.clone());
    let p = visitor.frame_of("people-change-title", Some(&view)).await?.crumb(base.clone(), "people-title");
    let choices = choices(visitor.texts());
    Ok(role_page(&visitor, p, &form, &person, owners, &base, &choices).answer(&form))
}

/// `POST /portal/org/{id}/people/{member}/role`
pub async fn set_role(
    visitor: Visitor,
    Path((id, member)): Path<(String, String)>,
    Posted(mut form): Posted,
) -> Answer {
    let (view, person, owners) = person(&visitor, &id, &member).await?;
    let texts = visitor.texts();
    let base = address::org(&id, "people");
    match INVITED.into_iter().find(|role| form.is("role", role)) {
        // The only owner keeps the role, and is shown why instead of the choice.
        None if person.owner && owners == 0 => {}
        None => form.error("role", texts.get("people-invite-role-missing")),
        Some(role) => {
            let set = partners::set_member_role(visitor.app(), visitor.ctx(), &id, &member, role).await;
            if into_form(texts, &mut form, set, last_owner_or("role"))?.is_some() {
                return Ok(visitor.done(&base, "people-changed", &[("name", &person.name)]));
            }
        }
    }
    let p = visitor.frame_of("people-change-title", Some(&view)).await?.crumb(base.clone(), "people-title");
    let choices = choices(texts);
    let page = role_page(&visitor, p.with_errors(&form), &form, &person, owners, &base, &choices);
    Ok(page.answer(&form))
}

async fn removal(visitor: &Visitor, form: &Form, view: &PartnerView, person: &PersonView, owners: usize) -> Answer {
    let texts = visitor.texts();
    let base = address::org(&view.partner.id, "people");
    let p = visitor.frame_of("people-remove-title", Some(view)).await?.crumb(base.clone(), "people-title");
    let stays = if person.owner { owners } else { owners.max(1) };
    let page = EffectsPage {
        p: p.with_errors(form),
        title: texts.get("people-remove-title"),
        name: bdi(&person.name),
        words: texts.with("people-remove-words").text("name", &view.partner.name).html(),
        effects: vec![
            texts.get("people-remove-effect-access"),
            texts.get("people-remove-effect-work"),
            texts.get("people-remove-effect-invitations"),
            texts.with("people-remove-effect-owners").num("n", stays).html(),
        ],
        obstacles: if person.owner && owners == 0 { vec![texts.get("people-last-owner")] } else { Vec::new() },
        action: format!("{base}/{}/remove", person.id),
        controls: vec![form.control(texts, "reason", "people-reason").hint("people-reason-hint").area(3)],
        submit: texts.get("people-remove-submit"),
        is_danger: true,
        back: base,
        back_label: texts.get("people-back"),
    };
    Ok(page.answer(form))
}

/// `GET /portal/org/{id}/people/{member}/remove`
pub async fn ask_remove(visitor: Visitor, Path((id, member)): Path<(String, String)>) -> Answer {
    let (view, person, owners) = person(&visitor, &id, &member).await?;
    removal(&visitor, &Form::default(), &view, &person, owners).await
}

/// `POST /portal/org/{id}/people/{member}/remove`
pub async fn remove(visitor: Visitor, Path((id, member)): Path<(String, String)>, Posted(mut form): Posted) -> Answer {
    let (view, person, owners) = person(&visitor, &id, &member).await?;
    let texts = visitor.texts();
    if person.owner && owners == 0 {
        return removal(&visitor, &form, &view, &person, owners).await;
    }
    form.require(texts, "reason", "people-reason-missing");
    form.limit(texts, "reason", limits::REASON);
    if form.is_right() {
        let reason = form.trimmed("reason");
        let done = partners::remove_member(visitor.app(), visitor.ctx(), &id, &member, Some(&reason)).await;
        if into_form(texts, &mut form, done, last_owner_or("reason"))?.is_some() {
            let to = if person.you { address::HOME.to_owned() } else { address::org(&id, "people") };
            return Ok(visitor.done(&to, "people-removed", &[("name", &person.name)]));
        }
    }
    removal(&visitor, &form, &view, &person, owners).await
}
