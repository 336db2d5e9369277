//! The frame of the MOSIP wire: gates, envelopes, lenient input, paging, search DSL, OpenAPI.
//!
//! A route is an [`Endpoint`] (how it behaves) and a handler (what it does). The handler runs after all gates have
//! passed — size, token, route and method, cross-site, role, media types — and answers the value of `response` or a
//! [`Fault`]; the frame renders both in the manner of the route's service.
//!
//! ```ignore
//! use pms_api_wire::{Answer, Call, Check, Endpoint, Ids, Reply, Validate, Wire, lenient};
//! use pms_app::App;
//! use pms_domain::{catalogue, routes};
//! use serde::{Deserialize, Serialize};
//! use utoipa::ToSchema;
//!
//! #[derive(Deserialize, ToSchema)]
//! #[serde(rename_all = "camelCase")]
//! struct RegisterPartner {
//!     #[serde(default, deserialize_with = "lenient::text")]
//!     partner_id: Option<String>,
//!     #[serde(default, deserialize_with = "lenient::text")]
//!     organization_name: Option<String>,
//! }
//!
//! // Constraints in the order in which they are reported.
//! impl Validate for RegisterPartner {
//!     fn check(&self, check: &mut Check) {
//!         check
//!             .not_blank_or("partnerId", &self.partner_id, "value is empty or null")
//!             .not_blank_or("organizationName", &self.organization_name, "value is empty or null")
//!             .length("organizationName", &self.organization_name, 1, 128);
//!     }
//! }
//!
//! #[derive(Serialize, ToSchema)]
//! #[serde(rename_all = "camelCase")]
//! struct Registered {
//!     partner_id: String,
//!     status: &'static str,
//! }
//!
//! // POST /partners: first envelope, ids echoed, request time checked.
//! async fn register(app: App, call: Call) -> Answer {
//!     let body = call.body::<RegisterPartner>()?; // 400 unreadable, 400 PMS_COR_001
//!     call.check_time(&body)?; // PMS_REQUEST_ERROR_004, 006
//!     let partner = pms_app::partners::register(&app, &call.context, body.request.into()).await?;
//!     Reply::json(Registered { partner_id: partner.id, status: "InProgress" })
//! }
//!
//! // GET /partners/{partnerId}
//! async fn get(app: App, call: Call) -> Answer {
//!     let partner = pms_app::partners::get(&app, &call.context, call.variable("partnerId")?).await?;
//!     Reply::json(PartnerBody::from(partner))
//! }
//!
//! // GET /admin-partners: a second-envelope list, in the contract's order: types, input pattern, page and sort.
//! async fn list(app: App, call: Call) -> Answer {
//!     let query = call.query();
//!     let page = PageRequest::read(query, Some(8))?;
//!     let active = query.boolean("isActive")?;
//!     call.check_input(&["partnerId", "orgName", "emailAddress", "policyGroupName"])?;
//!     let paging = page.check(&ADMIN_PARTNERS)?;
//!     let query = ListQuery::new().contains(&NAME, query.text("orgName")).flag(&ACTIVE, active);
//!     let list = pms_app::partners::admin_list(&app, &call.context, paging.apply(query)).await?;
//!     Reply::json(PageV2::new(paging.page, list.map(Row::from)))
//! }
//!
//! pub fn mount(wire: Wire<App>) -> Wire<App> {
//!     wire.route(
//!         Endpoint::new(&routes::REGISTER_PARTNER)
//!             .summary("Register a partner")
//!             .ids(Ids::Echo)
//!             .takes::<RegisterPartner>()
//!             .gives::<Registered>(),
//!         register,
//!     )
//!     .route(Endpoint::new(&routes::GET_PARTNER).ids(Ids::Retrieve).gives::<PartnerBody>(), get)
//!     .route(
//!         Endpoint::new(&routes::ADMIN_LIST_PARTNERS)
//!             .parameters(PAGING)
//!             .gives::<PageV2<Row>>()
//!             .fallback(&catalogue::PARTNERS_FAILED),
//!         list,
//!     )
//! }
//! ```
//!
//! Other pieces a handler may need: [`Call::check_v2`] (index mark `V`), [`Call::require_feature`],
//! [`Call::variable_not_blank`], [`Query::expiry_period`], [`search::SearchBody`] and [`search::FilterValuesBody`] (the DSL),
//! [`Reply::rows`] (unpaged lists in constant memory), [`Reply::header`] (cookies), [`Reply::whole`] (redirects).

mod cacheable;
mod call;
mod check;
mod content;
mod cors;
mod credential;
mod endpoint;
mod envelope;
mod fault;
mod frame;
mod gatekeeper;
mod json;
pub mod lenient;
mod openapi;
mod origin;
mod paging;
mod path;
pub mod policy;
mod problem;
mod query;
mod render;
mod reply;
pub mod search;
mod source;

pub use cacheable::CacheableFile;
pub use call::{Body, Call};
pub use check::{Check, Validate};
pub use endpoint::{Endpoint, PAGING, Parameter, ParameterKind};
pub use envelope::{Flavour, Ids, VERSION};
pub use fault::{Answer, Fault, Violation};
pub use frame::{Rest, Wire};
pub use gatekeeper::{Gatekeeper, Unauthenticated};
pub use openapi::Reference;
pub use origin::Origins;
pub use paging::{PageRequest, PageV1, PageV2, Paging};
pub use path::{merge_path, merge_slashes};
pub use problem::{Problem, ProblemDocument};
pub use query::Query;
pub use reply::Reply;
pub use source::{NotANetwork, REQUEST_ID, TrustedProxies, peer, request_id};
