//! A proxy for connections to PostgreSQL that can be cut without a word: what was sent is swallowed, and nobody is told.

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::Context as _;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// A proxy on this machine. It ends with the value.
pub struct Proxy {
    address: SocketAddr,
    is_cut: watch::Sender<bool>,
    task: JoinHandle<()>,
}

impl Proxy {
    /// In front of the server of a `postgres://…@host:port/…` address.
    ///
    /// # Errors
    /// The address names no server, or no port is free.
    pub async fn before(url: &str) -> anyhow::Result<Self> {
        let server = server_of(url).context("the address of the database has no host and port")?.to_owned();
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let (is_cut, cut) = watch::channel(false);
        let task = tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(carry(client, server.clone(), cut.clone()));
            }
        });
        Ok(Self { address, is_cut, task })
    }

    /// The same database through the proxy.
    pub fn url(&self, url: &str) -> String {
        let server = server_of(url).unwrap_or_default();
        url.replacen(server, &self.address.to_string(), 1)
    }

    /// From now on nothing arrives at either end; connections stay open.
    pub fn cut(&self) {
        self.is_cut.send_replace(true);
    }

    /// Everything passes again; connections that were there are ended.
    pub fn mend(&self) {
        self.is_cut.send_replace(false);
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.task.abort();
    }
}

fn server_of(url: &str) -> Option<&str> {
    let rest = url.split_once("://")?.1;
    let server = rest.split_once('/').map_or(rest, |(server, _)| server);
    Some(server.rsplit('@').next().unwrap_or(server)).filter(|server| server.contains(':'))
}

async fn carry(client: TcpStream, server: String, cut: watch::Receiver<bool>) {
    let Ok(database) = TcpStream::connect(&server).await else { return };
    let _unimportant = (client.set_nodelay(true), database.set_nodelay(true));
    let (from_client, to_client) = client.into_split();
    let (from_database, to_database) = database.into_split();
    tokio::select! {
        () = pass(from_client, to_database, cut.clone()) => {}
        () = pass(from_database, to_client, cut.clone()) => {}
        () = mended(cut) => {}
    }
}

/// Until it is cut, and then mended.
async fn mended(mut cut: watch::Receiver<bool>) {
    let ended = async {
        cut.wait_for(|is_cut| *is_cut).await?;
        cut.wait_for(|is_cut| !*is_cut).await.map(|_| ())
    };
    // The proxy is gone: so is the connection.
    let _gone = ended.await;
}

async fn pass(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, cut: watch::Receiver<bool>) {
    let mut buffer = vec![0; 16 * 1024];
    loop {
        let Ok(count) = from.read(&mut buffer).await else { return };
        while *cut.borrow() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        let Some(piece) = buffer.get(..count).filter(|piece| !piece.is_empty()) else { return };
        if to.write_all(piece).await.is_err() {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_server_of_an_address_is_found() {
        assert_eq!(server_of("postgres://postgres@127.0.0.1:5433/name"), Some("127.0.0.1:5433"));
        assert_eq!(server_of("postgres://127.0.0.1:5433"), Some("127.0.0.1:5433"));
        assert_eq!(server_of("postgres:///name"), None);
    }

    #[tokio::test]
    async fn what_is_cut_is_silent_and_what_is_mended_begins_anew() {
        let server = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("postgres://somebody@{}/name", server.local_addr().unwrap());
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = server.accept().await {
                tokio::spawn(async move {
                    let mut byte = [0];
                    while stream.read_exact(&mut byte).await.is_ok() && stream.write_all(&byte).await.is_ok() {}
                });
            }
        });
        let proxy = Proxy::before(&url).await.unwrap();
        assert_eq!(proxy.url(&url), format!("postgres://somebody@{}/name", proxy.address));
        let mut stream = TcpStream::connect(proxy.address).await.unwrap();
        let mut byte = [0];
        stream.write_all(b"a").await.unwrap();
        stream.read_exact(&mut byte).await.unwrap();
        assert_eq!(&byte, b"a");
        proxy.cut();
        stream.write_all(b"b").await.unwrap();
        let silence = tokio::time::timeout(Duration::from_millis(200), stream.read_exact(&mut byte)).await;
        assert!(silence.is_err());
        proxy.mend();
        // Ended, after what was on its way or without it.
        let mut rest = Vec::new();
        stream.read_to_end(&mut rest).await.unwrap();
        let mut stream = TcpStream::connect(proxy.address).await.unwrap();
        stream.write_all(b"c").await.unwrap();
        stream.read_exact(&mut byte).await.unwrap();
        assert_eq!(&byte, b"c");
    }
}
