//! A client that costs little: prepared bytes out, status and body in, over one kept connection.

use std::net::SocketAddr;

use anyhow::{Context as _, bail};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};

pub struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

pub struct Answer {
    pub status: u16,
    pub header: String,
    pub body: Vec<u8>,
}

impl Connection {
    pub async fn open(address: SocketAddr) -> anyhow::Result<Self> {
        Self::of(TcpStream::connect(address).await?)
    }

    /// From an address of this machine's own choosing.
    pub async fn open_from(source: SocketAddr, address: SocketAddr) -> anyhow::Result<Self> {
        let socket = TcpSocket::new_v4()?;
        socket.bind(source)?;
        Self::of(socket.connect(address).await?)
    }

    fn of(stream: TcpStream) -> anyhow::Result<Self> {
        stream.set_nodelay(true)?;
        Ok(Self { stream, buffer: Vec::with_capacity(16 * 1024) })
    }

    /// Sends a request and reads the answer.
    pub async fn call(
        &mut self,
        method: &str,
        path: &str,
        token: Option<&str>,
        body: Option<&str>,
    ) -> anyhow::Result<Answer> {
        let token = token.map(|token| format!("Authorization: Bearer {token}\r\n")).unwrap_or_default();
        let kind = if body.is_some() { "Content-Type: application/json\r\n" } else { "" };
        self.call_with(method, path, &format!("{token}{kind}"), body).await
    }

    /// With headers as they are sent, each with its line end.
    pub async fn call_with(
        &mut self,
        method: &str,
        path: &str,
        headers: &str,
        body: Option<&str>,
    ) -> anyhow::Result<Answer> {
        let length = body.map(|body| format!("Content-Length: {}\r\n", body.len())).unwrap_or_default();
        let mut request = format!("{method} {path} HTTP/1.1\r\nHost: localhost\r\n{headers}{length}\r\n");
        request.push_str(body.unwrap_or_default());
        self.stream.write_all(request.as_bytes()).await?;
        self.answer().await
    }

    async fn header(&mut self) -> anyhow::Result<String> {
        let end = loop {
            if let Some(at) = self.buffer.windows(4).position(|window| window == b"\r\n\r\n") {
                break at;
            }
            self.more().await?;
        };
        let header = String::from_utf8_lossy(&self.buffer[..end]).into_owned();
        self.buffer.drain(..end + 4);
        Ok(header)
    }

    async fn take(&mut self, length: usize) -> anyhow::Result<Vec<u8>> {
        while self.buffer.len() < length {
            self.more().await?;
        }
        Ok(self.buffer.drain(..length).collect())
    }

    async fn answer(&mut self) -> anyhow::Result<Answer> {
        let header = self.header().await?;
        let status = header.split(' ').nth(1).and_then(|text| text.parse().ok()).context("no status")?;
        let length = header_value(&header, "content-length").and_then(|text| text.parse::<usize>().ok());
        let body = match length {
            Some(length) => self.take(length).await?,
            None => self.chunked().await?,
        };
        Ok(Answer { status, header, body })
    }

    /// Sends a request and reads the answer without keeping it: its status, and the bytes of its body.
    pub async fn weigh(&mut self, path: &str, token: &str) -> anyhow::Result<(u16, u64)> {
        let request = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n\r\n");
        self.stream.write_all(request.as_bytes()).await?;
        let header = self.header().await?;
        let status = header.split(' ').nth(1).and_then(|text| text.parse().ok()).context("no status")?;
        if let Some(length) = header_value(&header, "content-length").and_then(|text| text.parse::<usize>().ok()) {
            self.take(length).await?;
            return Ok((status, length as u64));
        }
        let mut bytes = 0;
        self.chunks(|chunk| bytes += chunk.len() as u64).await?;
        Ok((status, bytes))
    }

    async fn chunked(&mut self) -> anyhow::Result<Vec<u8>> {
        let mut body = Vec::new();
        self.chunks(|chunk| body.extend_from_slice(chunk)).await?;
        Ok(body)
    }

    /// Each piece of a body, until the last.
    async fn chunks(&mut self, mut each: impl FnMut(&[u8])) -> anyhow::Result<()> {
        loop {
            let line = loop {
                if let Some(at) = self.buffer.windows(2).position(|window| window == b"\r\n") {
                    break at;
                }
                self.more().await?;
            };
            let size = usize::from_str_radix(std::str::from_utf8(&self.buffer[..line])?.trim(), 16)?;
            while self.buffer.len() < line + 2 + size + 2 {
                self.more().await?;
            }
            each(&self.buffer[line + 2..line + 2 + size]);
            self.buffer.drain(..line + 2 + size + 2);
            if size == 0 {
                return Ok(());
            }
        }
    }

    async fn more(&mut self) -> anyhow::Result<()> {
        let mut chunk = [0; 8192];
        match self.stream.read(&mut chunk).await? {
            0 => bail!("the connection was closed"),
            read => {
                self.buffer.extend_from_slice(&chunk[..read]);
                Ok(())
            }
        }
    }
}

/// The value of a header, by name in lower case.
pub fn header_value<'a>(header: &'a str, name: &str) -> Option<&'a str> {
    header.lines().find_map(|line| {
        let (found, value) = line.split_once(':')?;
        found.eq_ignore_ascii_case(name).then(|| value.trim())
    })
}
