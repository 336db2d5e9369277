//! Stylesheet and mark: part of the program, addressed by the hash of their content, kept by browsers for a year.

use std::sync::LazyLock;

use aws_lc_rs::digest;
use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};

/// A file and its address.
struct Asset {
    address: String,
    kind: &'static str,
    content: String,
}

impl Asset {
    fn new(name: &str, extension: &str, kind: &'static str, content: String) -> Self {
        let hash = digest::digest(&digest::SHA256, content.as_bytes());
        let hash: String = hash.as_ref().iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        Self { address: format!("/portal/static/{name}.{hash}.{extension}"), kind, content }
    }
}

/// Tokens, components and pages as one file: the accents of a site stand in the first.
static STYLESHEET: LazyLock<Asset> = LazyLock::new(|| {
    let parts = [
        include_str!("../assets/tokens.css"),
        include_str!("../assets/portal.css"),
        include_str!("../assets/pages.css"),
    ];
    Asset::new("portal", "css", "text/css; charset=utf-8", parts.concat())
});

static MARK: LazyLock<Asset> =
    LazyLock::new(|| Asset::new("mark", "svg", "image/svg+xml", include_str!("../assets/mark.svg").to_owned()));

pub fn stylesheet() -> &'static str {
    &STYLESHEET.address
}

pub fn mark() -> &'static str {
    &MARK.address
}

/// `GET /portal/static/{file}`
pub async fn serve(Path(file): Path<String>) -> Response {
    let found = [&STYLESHEET, &MARK].into_iter().find(|asset| asset.address.ends_with(&format!("/{file}")));
    let Some(asset) = found else { return StatusCode::NOT_FOUND.into_response() };
    let mut response = asset.content.clone().into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(asset.kind));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}

#[cfg(test)]
mod tests {
    /// The two dark blocks of the tokens hold the same values, and the light one names them all.
    #[test]
    fn dark_blocks_are_equal() {
        let css = include_str!("../assets/tokens.css");
        let block = |start: &str| -> Vec<String> {
            let after = &css[css.find(start).unwrap() + start.len()..];
            let body = &after[after.find('{').unwrap() + 1..after.find('}').unwrap()];
            let mut found: Vec<String> =
                body.split(';').map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
            found.retain(|line| !line.is_empty());
            found.sort();
            found
        };
        let chosen = block("[data-theme=\"dark\"]");
        let device = block(":root:not([data-theme=\"light\"])");
        assert!(chosen.len() > 30);
        assert_eq!(chosen, device);
        let light = &css[..css.find("[data-theme=\"dark\"]").unwrap()];
        for line in chosen {
            let name = line.split(':').next().unwrap().trim();
            assert!(light.contains(name), "{name} has no light value");
        }
    }

    /// Components use logical properties only, so that right-to-left needs no second sheet, and no raw colours.
    #[test]
    fn styles_are_logical() {
        for css in [include_str!("../assets/portal.css"), include_str!("../assets/pages.css")] {
            for physical in
                ["margin-left", "margin-right", "padding-left", "padding-right", "text-align: left", "float:"]
            {
                assert!(!css.contains(physical), "{physical}");
            }
        }
        let pages = include_str!("../assets/pages.css");
        assert!(!pages.contains("#0") && !pages.contains("#f"), "a raw colour instead of a token");
    }
}
