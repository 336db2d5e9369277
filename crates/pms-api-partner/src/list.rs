//! All partners, for systems (contract part A §5.3). The contract leaves these lists unpaged: they are streamed.

use pms_api_wire::{Answer, Call, Endpoint, Ids, Parameter, Reply, Wire};
use pms_app::{App, partners};
use pms_domain::{catalogue, routes};
use pms_store::partner::Partner;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::partner::status;

const TYPE: &[Parameter] = &[Parameter::text("partnerType", "Code of a partner type, exactly; blank or missing: all.")];

pub(crate) fn mount(wire: Wire<App>) -> Wire<App> {
    wire.route(
        Endpoint::new(&routes::LIST_PARTNERS)
            .summary("List all partners")
            .ids(Ids::Retrieve)
            .parameters(TYPE)
            .gives::<Partners<ListedPartner>>(),
        list,
    )
    .route(
        Endpoint::new(&routes::LIST_PARTNERS_V2)
            .summary("List all partners, with logo and additional information")
            .ids(Ids::Retrieve)
            .parameters(TYPE)
            .gives::<Partners<ListedPartnerV2>>(),
        list_v2,
    )
}

/// Shape of the whole answer, for the reference; it is written row by row.
#[derive(Serialize, ToSchema)]
struct Partners<T> {
    #[schema(inline)]
    partners: Vec<T>,
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ListedPartner {
    #[serde(rename = "partnerID")]
    partner_id: String,
    /// active or De-active.
    status: &'static str,
    organization_name: String,
    contact_number: String,
    email_id: String,
    address: String,
    partner_type: String,
}

impl From<Partner> for ListedPartner {
    fn from(partner: Partner) -> Self {
        Self {
            status: status(&partner),
            partner_id: partner.id,
            organization_name: partner.name,
            contact_number: partner.contact.contact_number,
            email_id: partner.contact.email,
            address: partner.contact.address,
            partner_type: partner.partner_type_code,
        }
    }
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ListedPartnerV2 {
    #[serde(flatten)]
    partner: ListedPartner,
    logo_url: Option<String>,
    additional_info: Vec<Value>,
}

impl From<Partner> for ListedPartnerV2 {
    fn from(mut partner: Partner) -> Self {
        Self {
            logo_url: partner.logo_url.take(),
            additional_info: additional_info(partner.addl_info.take().as_deref()),
            partner: ListedPartner::from(partner),
        }
    }
}

/// Always an array: consumers read nothing else. A single value becomes the only element; an adopted row that holds no
/// JSON reads as none, so that one row never spoils the list for all.
fn additional_info(stored: Option<&str>) -> Vec<Value> {
    match stored.and_then(|text| serde_json::from_str(text).ok()) {
        None | Some(Value::Null) => Vec::new(),
        Some(Value::Array(items)) => items,
        Some(value) => vec![value],
    }
}

async fn list(app: App, call: Call) -> Answer {
    answer::<ListedPartner>(app, call).await
}

async fn list_v2(app: App, call: Call) -> Answer {
    answer::<ListedPartnerV2>(app, call).await
}

async fn answer<T: From<Partner> + Serialize + Send + 'static>(app: App, call: Call) -> Answer {
    let partner_type = call.query().text("partnerType").map(str::to_owned);
    // The first run is read before the answer begins: refusals still have their envelope.
    let first = partners::list_run(&app, &call.context, partner_type.as_deref(), "").await?;
    if first.is_empty() {
        return Err((&catalogue::NO_PARTNERS).into());
    }
    let context = call.context;
    let next = move |after: String| {
        let (app, context, partner_type) = (app.clone(), context.clone(), partner_type.clone());
        async move { Ok(partners::list_run(&app, &context, partner_type.as_deref(), &after).await?) }
    };
    Reply::runs("{\"partners\":[", first, |partner| partner.id.clone(), next, T::from, "]}")
}

#[cfg(test)]
mod tests;
