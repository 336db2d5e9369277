//! User accounts (contract part A §8, `POST /users`). Only a partner admin makes one.

use pms_api_wire::{Answer, Call, Check, Endpoint, Reply, Validate, Wire, lenient};
use pms_app::App;
use pms_app::accounts::people::{self, UserRequest};
use pms_domain::routes;
use pms_identity::Secret;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

const EMPTY: &str = "should not be null or empty";

pub(crate) fn mount(wire: Wire<App>) -> Wire<App> {
    wire.route(
        Endpoint::new(&routes::CREATE_USER)
            .summary("Create a user; one who exists is left as he is")
            .takes::<UserBody>()
            .gives::<User>(),
        create,
    )
}

/// A user to create. No `Debug`: it holds a password.
#[derive(Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
struct UserBody {
    #[serde(deserialize_with = "lenient::text")]
    user_name: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    contact_no: Option<String>,
    #[serde(rename = "emailID", deserialize_with = "lenient::text")]
    email_id: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    first_name: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    last_name: Option<String>,
    /// One of the system's roles.
    #[serde(deserialize_with = "lenient::text")]
    role: Option<String>,
    /// Without one, the person sets it with a code sent to the address.
    #[serde(deserialize_with = "lenient::text")]
    #[schema(format = "password")]
    user_password: Option<String>,
}

impl Validate for UserBody {
    fn check(&self, check: &mut Check) {
        check
            .not_blank_or("userName", &self.user_name, EMPTY)
            .not_blank_or("contactNo", &self.contact_no, EMPTY)
            .not_blank_or("emailID", &self.email_id, EMPTY);
    }
}

/// The contract's shape; only the id is ever set.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct User {
    user_id: String,
    mobile: Option<String>,
    mail: Option<String>,
    lang_code: Option<String>,
    user_password: Option<String>,
    name: Option<String>,
    role: Option<String>,
    rid: Option<String>,
    token: Option<String>,
}

async fn create(app: App, call: Call) -> Answer {
    let body = call.body::<UserBody>()?.request;
    let request = UserRequest {
        user_name: body.user_name.unwrap_or_default(),
        contact_no: body.contact_no.unwrap_or_default(),
        email_id: body.email_id.unwrap_or_default(),
        first_name: body.first_name,
        last_name: body.last_name,
        role: body.role,
        user_password: body.user_password.map(Secret::new),
    };
    let user_id = people::create_user(&app, &call.context, request).await?;
    Reply::json(User {
        user_id,
        mobile: None,
        mail: None,
        lang_code: None,
        user_password: None,
        name: None,
        role: None,
        rid: None,
        token: None,
    })
}

#[cfg(test)]
mod tests;
