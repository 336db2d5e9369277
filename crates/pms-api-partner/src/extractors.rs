//! Biometric extractors of a partner for a policy (contract part A §4.16).

use pms_api_wire::{Answer, Call, Check, Endpoint, Ids, Reply, Validate, Wire, lenient};
use pms_app::App;
use pms_app::policy_links::{self, Extractor};
use pms_domain::policy_link::{join_biometric, split_biometric};
use pms_domain::{limits, routes};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub(crate) fn mount(wire: Wire<App>) -> Wire<App> {
    wire.route(
        Endpoint::new(&routes::ADD_EXTRACTORS)
            .summary("Set biometric extractors of a partner for a policy, before its request is approved")
            .ids(Ids::Echo)
            .takes::<ExtractorsBody>()
            .gives::<String>(),
        add,
    )
    .route(
        Endpoint::new(&routes::GET_EXTRACTORS)
            .summary("Biometric extractors of a partner for a policy; PMS_PRT_064 when there are none")
            .gives::<Extractors>(),
        get,
    )
}

/// Extractors; of two for one attribute the last counts.
#[derive(Default, Deserialize, ToSchema)]
struct ExtractorsBody {
    #[serde(default)]
    extractors: Option<Vec<Option<ExtractorBody>>>,
}

impl Validate for ExtractorsBody {
    fn check(&self, check: &mut Check) {
        let count = self.extractors.as_ref().map_or(0, Vec::len);
        let most = limits::EXTRACTORS;
        check.not_null("extractors", &self.extractors).that(
            "extractors",
            count <= most,
            format!("size must be between 0 and {most}"),
        );
        for (index, item) in self.extractors.iter().flatten().enumerate() {
            check.not_null(&format!("extractors[{index}]"), item);
        }
        check.each("extractors", &self.extractors);
    }
}

/// The extractor of an attribute.
#[derive(Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ExtractorBody {
    #[serde(default, deserialize_with = "lenient::text")]
    attribute_name: Option<String>,
    /// `Modality` or `Modality[Sub,Types]`.
    #[serde(default, deserialize_with = "lenient::text")]
    biometric: Option<String>,
    #[serde(default)]
    extractor: Option<ProviderBody>,
}

impl Validate for ExtractorBody {
    fn check(&self, check: &mut Check) {
        let (modality, sub_types) = split_biometric(self.biometric.as_deref().unwrap_or_default());
        let fits = [Some(modality), sub_types]
            .into_iter()
            .flatten()
            .all(|part| pms_domain::text::utf16_len(part) <= limits::BIOMETRIC);
        check
            .not_blank("attributeName", &self.attribute_name)
            .length("attributeName", &self.attribute_name, 1, limits::EXTRACTOR_NAME)
            .that("biometric", !pms_domain::text::is_blank(modality), "must not be blank")
            .that("biometric", fits, format!("Length should be between 1 and {} chars", limits::BIOMETRIC))
            .not_null("extractor", &self.extractor)
            .nested("extractor", &self.extractor);
    }
}

/// Who makes the extractor, and which one it is.
#[derive(Default, Deserialize, ToSchema)]
#[serde(default)]
struct ProviderBody {
    #[serde(deserialize_with = "lenient::text")]
    provider: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    version: Option<String>,
}

impl Validate for ProviderBody {
    fn check(&self, check: &mut Check) {
        check
            .not_blank("provider", &self.provider)
            .length("provider", &self.provider, 1, limits::EXTRACTOR_NAME)
            .not_blank("version", &self.version)
            .length("version", &self.version, 1, limits::EXTRACTOR_VERSION);
    }
}

impl From<ExtractorBody> for Extractor {
    fn from(body: ExtractorBody) -> Self {
        let biometric = body.biometric.unwrap_or_default();
        let (modality, sub_types) = split_biometric(&biometric);
        let provider = body.extractor.unwrap_or_default();
        Self {
            attribute_name: body.attribute_name.unwrap_or_default(),
            extractor_provider: provider.provider.unwrap_or_default(),
            extractor_provider_version: provider.version,
            biometric_modality: modality.to_owned(),
            biometric_sub_types: sub_types.map(str::to_owned),
        }
    }
}

async fn add(app: App, call: Call) -> Answer {
    let body = call.body::<ExtractorsBody>()?.request;
    let extractors = body.extractors.into_iter().flatten().flatten().map(Extractor::from).collect();
    let (partner_id, policy_id) = (call.variable("partnerId")?, call.variable("policyId")?);
    policy_links::add_extractors(&app, &call.context, partner_id, policy_id, extractors).await?;
    Reply::json("Extractors added successfully.")
}

/// The extractors, in the form they were sent in.
#[derive(Serialize, ToSchema)]
struct Extractors {
    extractors: Vec<ExtractorOut>,
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ExtractorOut {
    attribute_name: String,
    /// `Modality` or `Modality[Sub,Types]`.
    biometric: String,
    extractor: Provider,
}

#[derive(Serialize, ToSchema)]
struct Provider {
    provider: String,
    version: Option<String>,
}

impl From<Extractor> for ExtractorOut {
    fn from(found: Extractor) -> Self {
        Self {
            biometric: join_biometric(&found.biometric_modality, found.biometric_sub_types.as_deref()),
            attribute_name: found.attribute_name,
            extractor: Provider { provider: found.extractor_provider, version: found.extractor_provider_version },
        }
    }
}

async fn get(app: App, call: Call) -> Answer {
    let (partner_id, policy_id) = (call.variable("partnerId")?, call.variable("policyId")?);
    let found = policy_links::extractors(&app, &call.context, partner_id, policy_id).await?;
    Reply::json(Extractors { extractors: found.into_iter().map(ExtractorOut::from).collect() })
}

#[cfg(test)]
mod tests;
