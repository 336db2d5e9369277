//! An invited person joins a partner.

use askama::Template;
use axum::extract::Path;
use pms_app::accounts::{NewPerson, invitations};
use pms_app::{Failure, Outcome};
use pms_domain::{Refusal, catalogue};

use super::reset::new_password;
use super::{Is, into_form, sign_in};
use crate::address;
use crate::form::Form;
use crate::frame::{Frame, ok, page, unprocessable};
use crate::html::Html;
use crate::web::{Answer, Fault, Posted, Visitor};

#[derive(Template)]
#[template(path = "gate/invitation.html")]
struct Invitation {
    p: Frame,
    form: Form,
    token: String,
    organization: String,
    /// What the person will be, and the address that the account has.
    role: Html,
    signed_in: bool,
    has_account: bool,
    account: String,
}

#[derive(Template)]
#[template(path = "gate/invitation_over.html")]
struct Over {
    p: Frame,
}

/// An invitation that does not work is a page, not an error of a form.
fn looked(outcome: Outcome<invitations::Invited>) -> Result<Option<invitations::Invited>, Fault> {
    match outcome {
        Ok(invited) => Ok(Some(invited)),
        Err(Failure::Refused(refusal)) if refusal.is(&catalogue::INVITATION_INVALID) => Ok(None),
        Err(failure) => Err(failure.into()),
    }
}

fn over(visitor: &Visitor) -> axum::response::Response {
    let p = visitor.bare_frame().titled("invitation-invalid-title");
    page(http::StatusCode::NOT_FOUND, &Over { p })
}

fn template(visitor: &Visitor, token: String, invited: invitations::Invited, form: Form) -> Invitation {
    let title = visitor.texts().with("invitation-title").text("name", &invited.organization_name).plain();
    Invitation {
        p: visitor.bare_frame().titled_words(title).with_errors(&form),
        form,
        token,
        role: visitor
            .texts()
            .with("invitation-role")
            .words("role", visitor.texts().get(&format!("member-{}", invited.member_role)))
            .words("words", visitor.texts().get(&format!("member-{}-words", invited.member_role)))
            .text("email", &invited.email)
            .html(),
        organization: invited.organization_name,
        signed_in: visitor.session().is_some(),
        has_account: invited.has_account,
        account: visitor.session().map(|session| session.actor.name.clone()).unwrap_or_default(),
    }
}

/// `GET /portal/invitation/{token}`
pub async fn show(visitor: Visitor, Path(token): Path<String>) -> Answer {
    match looked(invitations::look(visitor.app(), visitor.ctx(), &token).await)? {
        Some(invited) => Ok(ok(&template(&visitor, token, invited, Form::default()))),
        None => Ok(over(&visitor)),
    }
}

/// `POST /portal/invitation`
pub async fn accept(visitor: Visitor, Posted(mut form): Posted) -> Answer {
    let token = form.trimmed("token");
    let Some(invited) = looked(invitations::look(visitor.app(), visitor.ctx(), &token).await)? else {
        return Ok(over(&visitor));
    };
    let name = invited.organization_name.clone();
    // The person may belong to others too: what comes next stands on the page of this one.
    let home = address::org(&invited.partner_id, "home");
    if visitor.session().is_some() {
        return match invitations::accept(visitor.app(), visitor.ctx(), &token).await {
            Ok(_) => Ok(visitor.done(&home, "invitation-joined", &[("name", &name)])),
            Err(Failure::Refused(refusal)) if refusal.is(&catalogue::INVITATION_INVALID) => {
                form.error("", visitor.texts().get("invitation-other-address"));
                Ok(unprocessable(&template(&visitor, token, invited, form)))
            }
            Err(failure) => Err(failure.into()),
        };
    }
    let texts = visitor.texts();
    form.require(texts, "username", "account-name-missing");
    let password = new_password(texts, &mut form);
    if form.is_right() {
        let person = NewPerson { name: form.trimmed("username"), lang: invited.lang.clone(), ..Default::default() };
        let outcome = invitations::accept_new(visitor.app(), visitor.ctx(), &token, &person, &password).await;
        if let Some(session) = into_form(texts, &mut form, outcome, field)? {
            let response = visitor.done(&home, "invitation-joined", &[("name", &name)]);
            return sign_in::enter(&visitor, &session, response).await;
        }
    }
    Ok(unprocessable(&template(&visitor, token, invited, form)))
}

fn field(refusal: &Refusal) -> &'static str {
    if refusal.is(&catalogue::PASSWORD_WEAK) {
        "password"
    } else if refusal.is(&catalogue::ACCOUNT_NAME_INVALID) || refusal.is(&catalogue::ACCOUNT_NAME_TAKEN) {
        "username"
    } else {
        ""
    }
}
