//! Media types and the body of a request.

use std::time::Duration;

use axum::body::{Body, Bytes};
use http::{HeaderMap, HeaderValue, header};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use pms_domain::limits;
use tokio::time::Instant;

use crate::problem::Problem;

/// Time a body may take to arrive.
const BODY_TIME: Duration = Duration::from_secs(30);

/// The announced length, if there is one.
pub(crate) fn declared_length(headers: &HeaderMap) -> Option<u64> {
    headers.get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

/// Whether the caller takes JSON: no `Accept`, or a range in it that covers `application/json` or a `+json` type.
/// Ranges that cannot be read count as absent.
pub(crate) fn accepts_json(headers: &HeaderMap) -> bool {
    let mut ranges = headers
        .get_all(header::ACCEPT)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .filter_map(range)
        .peekable();
    if ranges.peek().is_none() {
        return true;
    }
    ranges.any(|(essence, refused)| {
        !refused
            && (matches!(essence.as_str(), "*/*" | "application/*" | "application/json")
                || (essence.starts_with("application/") && essence.ends_with("+json")))
    })
}

/// A media range in lower case, and whether its quality is 0.
fn range(text: &str) -> Option<(String, bool)> {
    let mut parts = text.split(';');
    let essence = parts.next()?.trim().to_ascii_lowercase();
    let (kind, subtype) = essence.split_once('/')?;
    if kind.is_empty() || subtype.is_empty() {
        return None;
    }
    let refused = parts.any(|parameter| {
        let Some((name, value)) = parameter.split_once('=') else { return false };
        name.trim().eq_ignore_ascii_case("q") && value.trim().parse::<f32>().is_ok_and(|quality| quality <= 0.0)
    });
    Some((essence, refused))
}

/// Checks that a body is JSON, not compressed. A request without content type passes when its body is empty: that is
/// a missing body, not one of a wrong type.
pub(crate) fn check_type(headers: &HeaderMap, is_empty: bool) -> Result<(), Problem> {
    check_encoding(headers)?;
    let Some(value) = headers.get(header::CONTENT_TYPE) else {
        return if is_empty { Ok(()) } else { Err(Problem::media_type(None)) };
    };
    let essence = essence(value);
    match essence.strip_prefix("application/") {
        Some(subtype) if subtype == "json" || subtype.ends_with("+json") => Ok(()),
        _ => Err(Problem::media_type(is_essence(&essence).then_some(&essence))),
    }
}

/// Checks that a body is a file of one of these media types, not compressed.
pub(crate) fn check_file(headers: &HeaderMap, kinds: &[&str]) -> Result<(), Problem> {
    check_encoding(headers)?;
    match headers.get(header::CONTENT_TYPE).map(essence) {
        Some(found) if kinds.contains(&found.as_str()) => Ok(()),
        Some(found) => Err(Problem::media_type(is_essence(&found).then_some(&found))),
        None => Err(Problem::media_type(None)),
    }
}

fn check_encoding(headers: &HeaderMap) -> Result<(), Problem> {
    let mut encodings = headers.get_all(header::CONTENT_ENCODING).iter();
    if encodings.any(|value| !value.as_bytes().eq_ignore_ascii_case(b"identity")) {
        return Err(Problem::content_encoding());
    }
    Ok(())
}

fn essence(value: &HeaderValue) -> String {
    value.to_str().unwrap_or_default().split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// Whether a text is short and of the form `type/subtype`, so that a detail may quote it.
fn is_essence(text: &str) -> bool {
    text.len() <= 100
        && text.split('/').count() == 2
        && text.split('/').all(|part| {
            !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$&-^_.+*".contains(&b))
        })
}

/// Reads a body of at most `limit` bytes.
pub(crate) async fn read(body: Body, limit: usize) -> Result<Bytes, Problem> {
    match tokio::time::timeout(BODY_TIME, Limited::new(body, limit).collect()).await {
        Err(_) => Err(Problem::too_slow()),
        Ok(Err(error)) if error.downcast_ref::<LengthLimitError>().is_some() => Err(Problem::too_large(limit)),
        // The connection broke: nobody reads the answer.
        Ok(Err(_)) => Err(Problem::unreadable()),
        Ok(Ok(body)) => Ok(body.to_bytes()),
    }
}

/// A body that is read in pieces, with its own limits instead of those of [`read`].
pub(crate) struct File {
    body: Body,
    /// When the whole of it has to be there.
    end: Instant,
    /// Bytes of the part that is coming, and the time spent on waiting for them.
    part: usize,
    waited: Duration,
}

impl File {
    pub(crate) fn new(body: Body) -> Self {
        let end = Instant::now() + Duration::from_secs(limits::FILE_SECONDS);
        Self { body, end, part: 0, waited: Duration::ZERO }
    }

    /// The next piece; `None`: it is over.
    ///
    /// # Errors
    /// 408: less than [`limits::FILE_PART`] bytes came in [`limits::FILE_PART_SECONDS`], or the whole takes too long.
    /// 400: the connection broke.
    pub(crate) async fn piece(&mut self) -> Result<Option<Bytes>, Problem> {
        loop {
            let began = Instant::now();
            // Only what the caller is waited for counts: the work on the last piece is not the caller's.
            let part_end = began + Duration::from_secs(limits::FILE_PART_SECONDS).saturating_sub(self.waited);
            let frame = match tokio::time::timeout_at(part_end.min(self.end), self.body.frame()).await {
                Err(_) => return Err(Problem::too_slow()),
                Ok(None) => return Ok(None),
                Ok(Some(Err(_))) => return Err(Problem::unreadable()),
                Ok(Some(Ok(frame))) => frame,
            };
            // A frame that was there already comes at whatever time it is.
            if Instant::now() >= self.end {
                return Err(Problem::too_slow());
            }
            self.waited += began.elapsed();
            // Trailers say nothing here.
            let Ok(piece) = frame.into_data() else { continue };
            self.part += piece.len();
            if self.part >= limits::FILE_PART {
                (self.part, self.waited) = (0, Duration::ZERO);
            }
            return Ok(Some(piece));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::StreamExt;
    use http::HeaderName;

    fn headers(pairs: &[(HeaderName, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.clone(), HeaderValue::from_static(value))).collect()
    }

    #[test]
    fn callers_take_json_unless_they_say_otherwise() {
        assert!(accepts_json(&HeaderMap::new()));
        for (accept, accepted) in [
            ("*/*", true),
            ("application/json", true),
            ("Application/JSON;charset=UTF-8", true),
            ("text/html, application/*;q=0.1", true),
            ("application/problem+json", true),
            ("garbage", true),
            ("", true),
            ("text/html", false),
            ("application/xml,text/*", false),
            ("application/json;q=0", false),
        ] {
            assert_eq!(accepts_json(&headers(&[(header::ACCEPT, accept)])), accepted, "{accept}");
        }
    }

    #[test]
    fn bodies_are_json_and_not_compressed() {
        let status = |pairs: &[_], empty| check_type(&headers(pairs), empty).map_err(|problem| problem.detail);
        assert_eq!(status(&[(header::CONTENT_TYPE, "application/json")], false), Ok(()));
        assert_eq!(status(&[(header::CONTENT_TYPE, "APPLICATION/vnd.x+json; charset=utf-8")], false), Ok(()));
        assert_eq!(status(&[], true), Ok(()));
        assert_eq!(status(&[], false), Err("Content-Type is not supported.".into()));
        assert_eq!(
            status(&[(header::CONTENT_TYPE, "text/plain; x=\"y\"")], false),
            Err("Content-Type 'text/plain' is not supported.".into())
        );
        assert_eq!(
            status(&[(header::CONTENT_TYPE, "<script>/x")], false),
            Err("Content-Type is not supported.".into())
        );
        assert_eq!(
            status(&[(header::CONTENT_TYPE, "application/json"), (header::CONTENT_ENCODING, "gzip")], false),
            Err("Content-Encoding is not supported.".into())
        );
    }

    /// A file of pieces of this size, one in each interval, which ends by itself.
    fn file(size: usize, interval: Duration, pieces: usize) -> File {
        let frames = futures_util::stream::iter(0..pieces).then(move |_| async move {
            tokio::time::sleep(interval).await;
            Ok::<_, std::io::Error>(Bytes::from(vec![b'x'; size]))
        });
        File::new(Body::from_stream(frames))
    }

    async fn read_all(mut file: File, work: Duration) -> Result<usize, Problem> {
        let mut read = 0;
        while let Some(piece) = file.piece().await? {
            read += piece.len();
            tokio::time::sleep(work).await;
        }
        Ok(read)
    }

    #[tokio::test(start_paused = true)]
    async fn a_file_has_to_come_at_a_least_rate_and_to_end() {
        let (none, second) = (Duration::ZERO, Duration::from_secs(1));
        // 64 KiB in 20 seconds; in 40. A byte in each 29 seconds holds the connection open for ever, else.
        assert_eq!(read_all(file(32 * 1024, 10 * second, 100), none).await, Ok(3_200 * 1024));
        assert_eq!(read_all(file(32 * 1024, 20 * second, 100), none).await, Err(Problem::too_slow()));
        assert_eq!(read_all(file(1, 29 * second, 100), none).await, Err(Problem::too_slow()));
        // What is ours to do is no fault of the caller, until the hour is over.
        assert_eq!(read_all(file(1024, second, 20), 60 * second).await, Ok(20 * 1024));
        assert_eq!(read_all(file(1024 * 1024, second, 4_000), none).await, Err(Problem::too_slow()));
    }
}
