//! Paths: doubled slashes are merged, variables percent-decoded, literal segments win over variables (contract part A
//! §1.1).

use std::borrow::Cow;

use http::uri::PathAndQuery;
use http::{Request, Uri};
use percent_encoding::percent_decode_str;
use pms_domain::routes::Route;

/// Merges doubled slashes, as the front proxies of deployments do.
pub fn merge_slashes(path: &str) -> Cow<'_, str> {
    if !path.contains("//") {
        return Cow::Borrowed(path);
    }
    let mut merged = String::with_capacity(path.len());
    for c in path.chars() {
        if c != '/' || !merged.ends_with('/') {
            merged.push(c);
        }
    }
    Cow::Owned(merged)
}

/// The request with doubled slashes of its path merged: for the outermost service, before any routing.
pub fn merge_path<B>(mut request: Request<B>) -> Request<B> {
    let Cow::Owned(path) = merge_slashes(request.uri().path()) else { return request };
    let target = match request.uri().query() {
        Some(query) => format!("{path}?{query}"),
        None => path,
    };
    let mut parts = request.uri().clone().into_parts();
    parts.path_and_query = PathAndQuery::try_from(target).ok();
    if let Ok(uri) = Uri::from_parts(parts) {
        *request.uri_mut() = uri;
    }
    request
}

/// The decoded segments of a path after the leading slash. None when a segment is not percent-encoded UTF-8, or holds
/// a NUL.
pub(crate) fn segments(path: &str) -> Option<Vec<String>> {
    merge_slashes(path)
        .trim_start_matches('/')
        .split('/')
        .map(|segment| {
            if !segment.contains('%') {
                return (!segment.contains('\0')).then(|| segment.to_owned());
            }
            if has_broken_escape(segment) {
                return None;
            }
            let decoded = percent_decode_str(segment).decode_utf8().ok()?;
            (!decoded.contains('\0')).then(|| decoded.into_owned())
        })
        .collect()
}

/// A `%` that is not followed by two hexadecimal digits; the decoder would let it pass as it is.
fn has_broken_escape(segment: &str) -> bool {
    let bytes = segment.as_bytes();
    (0..bytes.len()).any(|at| {
        bytes[at] == b'%' && !bytes.get(at + 1..at + 3).is_some_and(|hex| hex.iter().all(u8::is_ascii_hexdigit))
    })
}

/// A segment of a template.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Literal(&'static str),
    Variable(&'static str),
}

/// A route's template, ready to be matched.
#[derive(Clone, Debug)]
pub(crate) struct Template(Vec<Part>);

/// Variables of a path, in order of the template.
pub(crate) type Variables = Vec<(&'static str, String)>;

impl Template {
    pub fn of(route: &Route) -> Self {
        Template(
            route
                .path
                .trim_start_matches('/')
                .split('/')
                .map(|part| match part.strip_prefix('{').and_then(|part| part.strip_suffix('}')) {
                    Some(name) => Part::Variable(name),
                    None => Part::Literal(part),
                })
                .collect(),
        )
    }

    /// How many segments a path has that it matches.
    pub fn length(&self) -> usize {
        self.0.len()
    }

    /// A variable takes any segment but an empty one: a trailing slash is another route.
    pub fn matches(&self, segments: &[String]) -> bool {
        self.0.len() == segments.len()
            && self.0.iter().zip(segments).all(|(part, segment)| match part {
                Part::Literal(literal) => literal == segment,
                Part::Variable(_) => !segment.is_empty(),
            })
    }

    /// Orders matching templates: a literal at the first place where they differ wins.
    pub fn precedence(&self) -> Vec<bool> {
        self.0.iter().map(|part| matches!(part, Part::Variable(_))).collect()
    }

    pub fn variables(&self, segments: &[String]) -> Variables {
        self.0
            .iter()
            .zip(segments)
            .filter_map(|(part, segment)| match part {
                Part::Variable(name) => Some((*name, segment.clone())),
                Part::Literal(_) => None,
            })
            .collect()
    }

    pub fn variable_names(&self) -> impl Iterator<Item = &'static str> {
        self.0.iter().filter_map(|part| match part {
            Part::Variable(name) => Some(*name),
            Part::Literal(_) => None,
        })
    }
}

/// Whether the reference asks no token for this path (contract part A §2). It matters only where no route matches: a
/// route's own access decides otherwise, so that an object named `login` opens nothing.
pub(crate) fn is_open(segments: &[String]) -> bool {
    let segment = |name: &str| segments.iter().any(|segment| segment == name);
    let last = segments.last().map_or("", String::as_str);
    ["actuator", "login", "login-redirect", "swagger-ui", "callback", "authenticate"].into_iter().any(segment)
        || segments.windows(2).any(|pair| pair[0] == "v3" && pair[1] == "api-docs")
        || matches!(last, "logout" | "csrf" | "swagger-ui.html")
        || last.starts_with("error")
        || segments.first().is_some_and(|first| first.starts_with("favicon"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use pms_domain::routes;

    fn of(path: &str) -> Option<Vec<String>> {
        segments(path)
    }

    #[test]
    fn doubled_slashes_are_merged_and_trailing_ones_stay() {
        assert_eq!(merge_slashes("/v1//partnermanager///partners"), "/v1/partnermanager/partners");
        assert_eq!(merge_slashes("//v1/"), "/v1/");
        assert_eq!(of("/a//b/").unwrap(), ["a", "b", ""]);
    }

    #[test]
    fn requests_keep_their_query() {
        let merged = |uri: &str| merge_path(Request::get(uri).body(()).unwrap()).uri().to_string();
        assert_eq!(merged("//v1//partners?a=//b"), "/v1/partners?a=//b");
        assert_eq!(merged("http://host//v1//x"), "http://host/v1/x");
        assert_eq!(merged("/v1/x"), "/v1/x");
    }

    #[test]
    fn segments_are_decoded() {
        assert_eq!(of("/a%20b/%C3%A9/%2F").unwrap(), ["a b", "é", "/"]);
        for bad in ["/%", "/%2", "/%zz", "/%ff", "/a%00"] {
            assert_eq!(of(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_variable_is_never_empty() {
        let template = Template::of(&routes::GET_PARTNER);
        let path = |text: &str| of(text).unwrap();
        assert!(template.matches(&path("/v1/partnermanager/partners/a")));
        assert!(template.matches(&path("/v1/partnermanager/partners/%20")));
        assert!(!template.matches(&path("/v1/partnermanager/partners/")));
        assert!(!template.matches(&path("/v1/partnermanager/partners/a/")));
        let variables = template.variables(&path("/v1/partnermanager/partners/a%2Fb"));
        assert_eq!(variables, [("partnerId", "a/b".to_owned())]);
    }

    #[test]
    fn open_paths_are_the_contracts() {
        for open in [
            "/v1/partnermanager/actuator/health",
            "/v1/partnermanager/login/x",
            "/v1/partnermanager/login-redirect/x",
            "/v1/partnermanager/logout",
            "/v1/partnermanager/error",
            "/v1/partnermanager/v3/api-docs",
            "/v1/partnermanager/swagger-ui/index.html",
            "/v1/authmanager/authenticate/unknown",
        ] {
            assert!(is_open(&of(open).unwrap()), "{open}");
        }
        for closed in
            ["/v1/partnermanager/logout/user", "/v1/partnermanager/api-docs", "/v1/partnermanager/partners/x", "/v1/"]
        {
            assert!(!is_open(&of(closed).unwrap()), "{closed}");
        }
    }
}
