//! Cloning policies into groups: our own (decisions, "Associate these policies to various policy groups").

use pms_api_wire::{Answer, Call, Check, Endpoint, Reply, Validate, Wire, lenient};
use pms_app::App;
use pms_app::policies::{self, CloneTo};
use pms_domain::{limits, routes, text};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::draft::SavedPolicy;

pub(crate) fn mount(wire: Wire<App>) -> Wire<App> {
    wire.route(
        Endpoint::new(&routes::CLONE_POLICY)
            .summary("Clone a policy into one or several policy groups, as drafts")
            .takes::<CloneBody>()
            .gives::<Clones>(),
        clone,
    )
}

/// Where the clones go.
#[derive(Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
struct CloneBody {
    /// A group.
    #[serde(deserialize_with = "lenient::text")]
    policy_group_name: Option<String>,
    /// Further groups: all get a clone, or none.
    #[serde(deserialize_with = "lenient::texts")]
    policy_group_names: Option<Vec<String>>,
    /// Name of the clones, 1 to 128 characters; as the policy when missing.
    #[serde(deserialize_with = "lenient::text")]
    name: Option<String>,
}

impl CloneBody {
    fn groups(&self) -> impl Iterator<Item = &String> {
        self.policy_group_name.iter().chain(self.policy_group_names.iter().flatten())
    }
}

impl Validate for CloneBody {
    fn check(&self, check: &mut Check) {
        let groups = self.groups().count();
        check
            .that("policyGroupName", groups > 0 && self.groups().all(|name| !text::is_blank(name)), "must not be blank")
            .that(
                "policyGroupNames",
                groups <= limits::POLICY_CLONES,
                format!("size must be between 1 and {}", limits::POLICY_CLONES),
            )
            .that("name", self.name.as_deref().is_none_or(|name| !text::is_blank(name)), "must not be blank")
            .length("name", &self.name, 1, 128);
    }
}

/// The clones.
#[derive(Serialize, ToSchema)]
struct Clones {
    policies: Vec<SavedPolicy>,
}

async fn clone(app: App, call: Call) -> Answer {
    let body = call.body::<CloneBody>()?;
    call.check_v2(&body)?;
    let name = &body.request.name;
    let clones: Vec<CloneTo> =
        body.request.groups().map(|group| CloneTo { group_name: group.clone(), name: name.clone() }).collect();
    let made = policies::clone(&app, &call.context, call.variable("policyId")?, &clones).await?;
    Reply::json(Clones { policies: made.into_iter().map(SavedPolicy::from).collect() })
}

#[cfg(test)]
mod tests;
