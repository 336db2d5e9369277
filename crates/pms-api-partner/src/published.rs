//! What our own authorities publish for whoever verifies: their revocation lists and their certificates (RFC 5280 §4.2.1.13,
//! §4.2.2.1). No sign-in; caches may keep them.

use pms_api_wire::{Answer, CacheableFile, Call, Endpoint, Reply, Wire};
use pms_app::App;
use pms_app::revocation::{self, PublishedFile};
use pms_domain::routes;

const LIST: &str = "application/pkix-crl";
const CERTIFICATE: &str = "application/pkix-cert";

/// The longest that a file may be kept without asking, seconds. What is revoked should be known sooner.
const HOUR: i64 = 3_600;

pub(crate) fn mount(wire: Wire<App>) -> Wire<App> {
    wire.route(
        Endpoint::new(&routes::GET_REVOCATION_LIST)
            .summary("The revocation list of one of the platform's authorities, DER")
            .gives_file(&[LIST]),
        list,
    )
    .route(
        Endpoint::new(&routes::GET_ISSUER_CERTIFICATE)
            .summary("The certificate of one of the platform's authorities, DER")
            .gives_file(&[CERTIFICATE]),
        certificate,
    )
}

async fn list(app: App, call: Call) -> Answer {
    let file = revocation::published_list(&app, call.variable("fileName")?).await?;
    answer(&call, file, LIST)
}

async fn certificate(app: App, call: Call) -> Answer {
    let file = revocation::issuer_certificate(&app, call.variable("fileName")?).await?;
    answer(&call, file, CERTIFICATE)
}

fn answer(call: &Call, file: PublishedFile, kind: &'static str) -> Answer {
    let now = call.context.now();
    let fresh_seconds = file.fresh_until.map_or(HOUR, |until| (until - now).num_seconds().clamp(0, HOUR));
    let file = CacheableFile {
        kind,
        body: file.der.to_vec().into(),
        tag: file.sha256,
        modified_at: file.modified_at,
        fresh_seconds,
    };
    Reply::cacheable(call, file)
}
