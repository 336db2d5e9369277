//! Accepting connections, with the limits that hold before anything is known of the caller (architecture §2).

use std::collections::HashMap;
use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use arc_swap::ArcSwap;
use axum::body::Body;
use axum::extract::ConnectInfo;
use hyper::Request;
use hyper::body::Incoming;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::server::graceful::GracefulShutdown;
use pms_api_wire::TrustedProxies;
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;

use crate::routes::Server;

/// Time for the header of a request.
const HEADER: Duration = Duration::from_secs(10);
/// Requests of one HTTP/2 connection at one time.
const STREAMS: u32 = 16;
/// Bytes of bodies that an HTTP/2 connection may send before somebody reads them.
const WINDOW: u32 = 256 * 1024;
/// Time for running requests when the server stops.
const FINISH: Duration = Duration::from_secs(10);

/// The routes in force: first "not ready", then the application's.
#[derive(Clone)]
pub struct Current(Arc<ArcSwap<Server>>);

impl Current {
    pub fn new(first: impl Into<Server>) -> Self {
        Self(Arc::new(ArcSwap::from_pointee(first.into())))
    }

    pub fn replace(&self, next: impl Into<Server>) {
        self.0.store(Arc::new(next.into()));
    }
}

/// Open connections by source address.
struct PerSource {
    open: Mutex<HashMap<IpAddr, u32>>,
    most: u32,
    /// Trusted proxies are not counted.
    exempt: TrustedProxies,
}

/// A counted connection; gives its place back when dropped.
struct Place {
    counter: Arc<PerSource>,
    source: IpAddr,
}

impl PerSource {
    fn take(self: &Arc<Self>, source: IpAddr) -> Option<Place> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let used = open.entry(source).or_insert(0);
        if *used >= self.most {
            return None;
        }
        *used += 1;
        Some(Place { counter: Arc::clone(self), source })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut open = self.counter.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(used) = open.get_mut(&self.source) {
            *used -= 1;
            if *used == 0 {
                open.remove(&self.source);
            }
        }
    }
}

/// Serves until told to stop, then lets running requests finish.
pub async fn serve(
    listener: TcpListener,
    current: Current,
    connections_per_source: u32,
    exempt: TrustedProxies,
    stop: CancellationToken,
) {
    let most = connections_per_source.max(1);
    let per_source = Arc::new(PerSource { open: Mutex::new(HashMap::new()), most, exempt });
    let graceful = GracefulShutdown::new();
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = stop.cancelled() => break,
        };
        match accepted {
            Ok((stream, peer)) => connection(stream, peer, &current, &per_source, &graceful),
            Err(error) => {
                // Out of file descriptors, mostly: wait a moment instead of spinning.
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        }
    }
    drop(listener);
    if tokio::time::timeout(FINISH, graceful.shutdown()).await.is_err() {
        tracing::warn!("some requests did not finish in time");
    }
}

/// Begin of an HTTP/2 connection (RFC 9113 §3.4).
const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

/// Waits for the first bytes, as long as for a header: the timeout of HTTP/1 begins only once the version is known.
async fn speaks(stream: &TcpStream) -> bool {
    let first = async {
        let mut bytes = [0; 24];
        loop {
            let read = stream.peek(&mut bytes).await.ok()?;
            if read == 0 {
                return None;
            }
            if read == PREFACE.len() || bytes[..read] != PREFACE[..read] {
                return Some(());
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    matches!(tokio::time::timeout(HEADER, first).await, Ok(Some(())))
}

fn connection(
    stream: TcpStream,
    peer: SocketAddr,
    current: &Current,
    per_source: &Arc<PerSource>,
    graceful: &GracefulShutdown,
) {
    // A proxy is the peer of everybody behind it.
    let source = peer.ip().to_canonical();
    let place = if per_source.exempt.trusts(source) { None } else { per_source.take(source) };
    if place.is_none() && !per_source.exempt.trusts(source) {
        return;
    }
    if stream.set_nodelay(true).is_err() {
        return;
    }
    let current = current.clone();
    let service = hyper::service::service_fn(move |request: Request<Incoming>| {
        let server = current.0.load_full();
        async move {
            let mut request = request.map(Body::new);
            request.extensions_mut().insert(ConnectInfo(peer));
            Ok::<_, Infallible>(server.answer(pms_api_wire::merge_path(request)).await)
        }
    });
    let mut builder = Builder::new(TokioExecutor::new());
    builder.http1().timer(TokioTimer::new()).header_read_timeout(HEADER).max_buf_size(64 * 1024);
    builder
        .http2()
        .timer(TokioTimer::new())
        .max_concurrent_streams(STREAMS)
        .initial_connection_window_size(WINDOW)
        .initial_stream_window_size(WINDOW)
        .max_header_list_size(32 * 1024)
        .keep_alive_interval(Duration::from_secs(30))
        .keep_alive_timeout(HEADER);
    let watcher = graceful.watcher();
    tokio::spawn(async move {
        if !speaks(&stream).await {
            return;
        }
        let connection = builder.serve_connection_with_upgrades(TokioIo::new(stream), service).into_owned();
        let watched = watcher.watch(connection);
        // A client that goes away in the middle is no event.
        let _gone = watched.await;
        drop(place);
    });
}
