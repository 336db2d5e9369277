//! A partner admin registers an organisation and invites its people (our own routes; decisions, "Whose partner is it?").

use pms_api_wire::{Answer, Call, Check, Endpoint, Reply, Validate, Wire, lenient};
use pms_app::App;
use pms_app::accounts::invitations;
use pms_app::partners::{self, Invite, Registration};
use pms_domain::routes;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::register::{PartnerStatus, RegistrationBodyV2};

/// Role in a partner when the caller does not say.
const OWNER: &str = "owner";

pub(crate) fn mount(wire: Wire<App>) -> Wire<App> {
    wire.route(
        Endpoint::new(&routes::ADMIN_CREATE_PARTNER)
            .summary("Register a partner and invite its owner")
            .takes::<AdminRegistrationBody>()
            .gives::<PartnerStatus>(),
        create,
    )
    .route(
        Endpoint::new(&routes::INVITE_MEMBER)
            .summary("Invite a person to a partner; the link is in the mail only")
            .takes::<InvitationBody>()
            .gives::<Invited>(),
        invite,
    )
}

/// An organisation, why it is registered, and who will own it.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct AdminRegistrationBody {
    #[serde(flatten)]
    registration: RegistrationBodyV2,
    /// How it wants to work with the system.
    #[serde(default, deserialize_with = "lenient::text")]
    purpose: Option<String>,
    /// Address of the future owner; without one nobody is invited yet.
    #[serde(default, deserialize_with = "lenient::text")]
    invite_email_id: Option<String>,
    /// MOSIP language code of the invitation.
    #[serde(default, deserialize_with = "lenient::text")]
    invite_lang_code: Option<String>,
}

impl Validate for AdminRegistrationBody {
    fn check(&self, check: &mut Check) {
        self.registration.check(check);
    }
}

async fn create(app: App, call: Call) -> Answer {
    let body = call.body::<AdminRegistrationBody>()?;
    call.check_v2(&body)?;
    let body = body.request;
    let lang = body.invite_lang_code.unwrap_or_default();
    let invite = body.invite_email_id.filter(|email| !email.is_empty()).map(|email| Invite { email, lang });
    let registration = Registration { purpose: body.purpose, ..Registration::from(body.registration) };
    let registered = partners::admin_create(&app, &call.context, registration, invite).await?;
    Reply::json(PartnerStatus::from(registered))
}

/// Who is invited, and as what.
#[derive(Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
struct InvitationBody {
    #[serde(deserialize_with = "lenient::text")]
    email_id: Option<String>,
    /// owner (when missing), technical or viewer.
    #[serde(deserialize_with = "lenient::text")]
    member_role: Option<String>,
    /// MOSIP language code of the mail.
    #[serde(deserialize_with = "lenient::text")]
    lang_code: Option<String>,
}

impl Validate for InvitationBody {
    fn check(&self, check: &mut Check) {
        check.not_blank("emailId", &self.email_id);
    }
}

/// The invitation.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Invited {
    invitation_id: String,
}

async fn invite(app: App, call: Call) -> Answer {
    let body = call.body::<InvitationBody>()?;
    call.check_v2(&body)?;
    let body = body.request;
    let role = body.member_role.as_deref().unwrap_or(OWNER);
    let (email, lang) = (body.email_id.unwrap_or_default(), body.lang_code.unwrap_or_default());
    let partner_id = call.variable("partnerId")?;
    let invitation_id = invitations::invite(&app, &call.context, partner_id, role, &email, &lang).await?;
    Reply::json(Invited { invitation_id })
}

#[cfg(test)]
mod tests;
