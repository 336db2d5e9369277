//! What a handler answers when it succeeds: the member `response`; the frame puts the envelope around it.

use axum::body::{Body, Bytes};
use axum::response::Response;
use futures_util::stream::BoxStream;
use futures_util::{Stream, StreamExt, TryStreamExt, stream};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use serde::Serialize;

use crate::fault::{Answer, Fault};

/// Rows serialised into one piece of a streamed body.
const CHUNK: usize = 16 * 1024;

/// A successful answer.
pub struct Reply {
    pub(crate) content: Content,
    pub(crate) headers: HeaderMap,
}

pub(crate) enum Content {
    /// The JSON text of `response`.
    Json(Vec<u8>),
    /// The same, piece by piece.
    Pieces(BoxStream<'static, Result<Bytes, anyhow::Error>>),
    /// Not enveloped: redirects, files.
    Whole(Box<Response>),
}

impl Reply {
    /// `response` is this value.
    pub fn json<T: Serialize>(value: T) -> Answer {
        let json = serde_json::to_vec(&value).map_err(Fault::internal)?;
        Ok(Reply { content: Content::Json(json), headers: HeaderMap::new() })
    }

    /// `response` is null.
    pub fn null() -> Answer {
        Ok(Reply { content: Content::Json(b"null".to_vec()), headers: HeaderMap::new() })
    }

    /// `response` is `before`, the rows as JSON with commas between, `after`: an unpaged list in constant memory,
    /// e.g. `Reply::rows("{\"partners\":[", rows, "]}")`. When a row fails, the connection is cut, so that a caller
    /// never takes half a list for the whole.
    pub fn rows<T, E>(
        before: &'static str,
        rows: impl Stream<Item = Result<T, E>> + Send + 'static,
        after: &'static str,
    ) -> Answer
    where
        T: Serialize + Send + 'static,
        E: Into<anyhow::Error> + Send + 'static,
    {
        let state = (Box::pin(rows), true, false);
        let pieces = stream::unfold(state, move |(mut rows, mut first, done)| async move {
            if done {
                return None;
            }
            let mut piece = Vec::with_capacity(CHUNK);
            while piece.len() < CHUNK {
                match rows.next().await {
                    None => return Some((Ok(Bytes::from(piece)), (rows, first, true))),
                    Some(Err(error)) => return Some((Err(error.into()), (rows, first, true))),
                    Some(Ok(row)) => {
                        if !std::mem::take(&mut first) {
                            piece.push(b',');
                        }
                        if let Err(error) = serde_json::to_writer(&mut piece, &row) {
                            return Some((Err(error.into()), (rows, first, true)));
                        }
                    }
                }
            }
            Some((Ok(Bytes::from(piece)), (rows, first, false)))
        });
        let text = |text: &'static str| stream::once(async move { Ok(Bytes::from_static(text.as_bytes())) });
        let pieces = text(before).chain(pieces).chain(text(after)).boxed();
        Ok(Reply { content: Content::Pieces(pieces), headers: HeaderMap::new() })
    }

    /// [`Reply::rows`] of what is read run by run: `first` is the first run, read before the answer begins, so that
    /// refusals still have their envelope; `next` reads the rows after the one with this key, and none at the end.
    pub fn runs<T, U, Next, Run>(
        before: &'static str,
        first: Vec<T>,
        key: fn(&T) -> String,
        next: Next,
        row: fn(T) -> U,
        after: &'static str,
    ) -> Answer
    where
        T: Send + 'static,
        U: Serialize + Send + 'static,
        Next: Fn(String) -> Run + Send + Sync + 'static,
        Run: Future<Output = Result<Vec<T>, anyhow::Error>> + Send,
    {
        let last = first.last().map(key);
        let further = stream::unfold((next, last), move |(next, after)| async move {
            let run = next(after?).await;
            let last = run.as_ref().ok().and_then(|run| run.last()).map(key);
            Some((run.map(|run| stream::iter(run).map(Ok::<T, anyhow::Error>)), (next, last)))
        })
        .try_flatten();
        Self::rows(before, stream::iter(first).map(Ok).chain(further).map_ok(row), after)
    }

    /// A file, piece by piece, without envelope. `name` holds no quotes. When a piece fails, the connection is cut.
    pub fn file<T, E>(
        kind: &'static str,
        name: &str,
        pieces: impl Stream<Item = Result<T, E>> + Send + 'static,
    ) -> Answer
    where
        T: Into<Bytes> + 'static,
        E: std::error::Error + Send + Sync + 'static,
    {
        let disposition = HeaderValue::try_from(format!("attachment; filename=\"{name}\"")).map_err(Fault::internal)?;
        let pieces = pieces.map(|piece| piece.map(Into::into));
        // Fused: whoever compresses it asks once more after its end.
        let mut response = Response::new(Body::from_stream(pieces.fuse()));
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
        response.headers_mut().insert(header::CONTENT_DISPOSITION, disposition);
        Self::whole(response)
    }

    /// Plain text, without envelope.
    pub fn text(status: StatusCode, text: String) -> Answer {
        let mut response = Response::new(Body::from(text));
        *response.status_mut() = status;
        let kind = HeaderValue::from_static("text/plain; charset=utf-8");
        response.headers_mut().insert(header::CONTENT_TYPE, kind);
        Self::whole(response)
    }

    /// A response without envelope (redirects).
    pub fn whole(response: Response) -> Answer {
        Ok(Reply { content: Content::Whole(Box::new(response)), headers: HeaderMap::new() })
    }

    /// Adds a header; several of one name stay in order (`Set-Cookie`).
    pub fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.append(name, value);
        self
    }
}
