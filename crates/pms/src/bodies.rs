//! Bodies of requests on their way into memory: each has a time to arrive, and all of them together have a size.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use axum::body::Body;
use axum::extract::Request;
use axum::response::Response;
use http_body_util::BodyExt;
use pms_api_wire::Problem;
use pms_domain::routes;
use tokio::time::Instant;

/// Time for the body of a request.
const TIME: Duration = Duration::from_secs(30);

/// Memory for the bodies of all requests together.
#[derive(Clone)]
pub struct Bodies(Arc<Budget>);

struct Budget {
    left: AtomicUsize,
}

impl Bodies {
    /// `bytes`: of all bodies together that may be in memory at one time.
    pub fn new(bytes: usize) -> Self {
        Self(Arc::new(Budget { left: AtomicUsize::new(bytes) }))
    }
}

/// What one request's body takes of the memory, from its first byte until the request is answered: a handler has it whole
/// meanwhile.
struct Share {
    budget: Arc<Budget>,
    taken: AtomicUsize,
    is_refused: AtomicBool,
}

impl Share {
    fn take(&self, bytes: usize) -> bool {
        let left = self.budget.left.fetch_update(Ordering::AcqRel, Ordering::Acquire, |left| left.checked_sub(bytes));
        match left {
            Ok(_) => _ = self.taken.fetch_add(bytes, Ordering::AcqRel),
            Err(_) => self.is_refused.store(true, Ordering::Release),
        }
        left.is_ok()
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        self.budget.left.fetch_add(*self.taken.get_mut(), Ordering::AcqRel);
    }
}

/// Cuts off a body that trickles in, or that the memory does not hold: whoever reads it gets an error. Of the latter the
/// caller learns with 503.
pub async fn bounded<F>(bodies: &Bodies, request: Request, next: impl FnOnce(Request) -> F) -> Response
where
    F: Future<Output = Response>,
{
    if request.uri().path().contains("%00") {
        // No name holds a NUL, and no database keeps one.
        return Problem::path().response(None);
    }
    // An import is as long as it likes, once the caller is known: it is never whole in memory, and has limits of its own.
    let share = (request.uri().path() != routes::IMPORT_HOTLIST.path).then(|| {
        Arc::new(Share {
            budget: Arc::clone(&bodies.0),
            taken: AtomicUsize::new(0),
            is_refused: AtomicBool::new(false),
        })
    });
    let request = match &share {
        Some(share) => request.map(|body| limited(body, Arc::clone(share))),
        None => request,
    };
    let response = next(request).await;
    match share {
        Some(share) if share.is_refused.load(Ordering::Acquire) => Problem::overloaded().response(None),
        _ => response,
    }
}

fn limited(body: Body, share: Arc<Share>) -> Body {
    let deadline = Instant::now() + TIME;
    let frames = futures_util::stream::unfold((body, share), move |(mut body, share)| async move {
        let cut = match tokio::time::timeout_at(deadline, body.frame()).await {
            Ok(None) => return None,
            Ok(Some(Ok(frame))) if frame.data_ref().is_none_or(|data| share.take(data.len())) => {
                return Some((Ok(frame), (body, share)));
            }
            Ok(Some(Ok(_))) => Cut("there is no memory for the body"),
            Ok(Some(Err(error))) => return Some((Err(error), (body, share))),
            Err(_) => Cut("the body took too long"),
        };
        Some((Err(axum::Error::new(cut)), (Body::empty(), share)))
    });
    Body::new(http_body_util::StreamBody::new(Box::pin(frames)))
}

#[derive(Debug)]
struct Cut(&'static str);

impl std::fmt::Display for Cut {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0)
    }
}

impl std::error::Error for Cut {}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::Router;
    use axum::body::Bytes;
    use axum::middleware::{Next, from_fn};
    use axum::routing::post;
    use http::StatusCode;
    use tower::ServiceExt;

    /// Answers the length of the body, once it may.
    fn service(bytes: usize, turn: Arc<tokio::sync::Semaphore>) -> Router {
        let read = move |body: Bytes| async move {
            let _turn = turn.acquire().await;
            body.len().to_string()
        };
        let bodies = Bodies::new(bytes);
        let layer = from_fn(move |request, next: Next| {
            let bodies = bodies.clone();
            async move { bounded(&bodies, request, |request| next.run(request)).await }
        });
        Router::new().route("/", post(read)).layer(layer)
    }

    fn body(bytes: usize) -> Request {
        Request::builder().method("POST").uri("/").body(Body::from(vec![b'x'; bytes])).unwrap()
    }

    #[tokio::test]
    async fn bodies_beyond_the_memory_are_refused_until_others_are_answered() {
        let turn = Arc::new(tokio::sync::Semaphore::new(0));
        let service = service(1000, Arc::clone(&turn));
        let send = |bytes| tokio::spawn(service.clone().oneshot(body(bytes)));
        let first = send(700);
        tokio::task::yield_now().await;
        // The first one is whole, and its handler has it still.
        let second = service.clone().oneshot(body(301)).await.unwrap();
        assert_eq!(second.status(), StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(second.headers()["retry-after"], "1");
        let third = send(300);
        tokio::task::yield_now().await;
        turn.add_permits(10);
        assert_eq!(first.await.unwrap().unwrap().status(), StatusCode::OK);
        assert_eq!(third.await.unwrap().unwrap().status(), StatusCode::OK);
        // What was taken was given back, also by the one that was refused.
        assert_eq!(service.clone().oneshot(body(1000)).await.unwrap().status(), StatusCode::OK);
        assert_eq!(service.oneshot(body(1001)).await.unwrap().status(), StatusCode::SERVICE_UNAVAILABLE);
    }
}
