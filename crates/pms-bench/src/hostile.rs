//! Input that is made to cost much: what the server needs for its refusal after the last byte that it read.
//!
//! All of a request but its last byte is sent, and taken, before the time begins; where the server refuses before it has read all, the time
//! begins with the last bytes that it took. Bytes that wait in buffers of the two kernels count as taken: they are more than the server reads.

use std::fmt::Write as _;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use pms_pki::p7b;
use pms_testkit::openssl_cli::{self, CertificateSpec};
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::say;
use crate::throughput::{Stage, now_zulu, stage};

/// Goal of the issue.
const GOAL: Duration = Duration::from_millis(50);
/// Certificates, name constraints: as the issue says.
const MANY: usize = 10_000;
/// An upload that is too large.
const LARGE: usize = 50 << 20;
/// Bytes that are sent at a time.
const PIECE: usize = 64 << 10;
/// Time for the server to take what was sent before the last byte.
const SETTLE: Duration = Duration::from_millis(20);
/// Longest wait for an answer.
const PATIENCE: Duration = Duration::from_secs(30);

const UPLOAD: &str = "/v1/partnermanager/partners/certificate/upload";
const CA_UPLOAD: &str = "/v1/partnermanager/partners/certificate/ca/upload";
const JWT_VERIFY: &str = "/v1/keymanager/jwtVerify";

/// A request that should be refused.
struct Hostile {
    what: &'static str,
    path: &'static str,
    body: Vec<u8>,
    /// Sent without its length.
    chunked: bool,
}

/// Each request so many times.
pub async fn run(program: &Path, times: usize) -> anyhow::Result<()> {
    let requests = requests()?;
    let stage = stage(program).await?;
    let mut slow = Vec::new();
    for request in &requests {
        let mut waits = Vec::with_capacity(times);
        let mut last = None;
        for _ in 0..times.max(1) {
            let answer = send(&stage, request).await?;
            waits.push(answer.wait);
            last = Some(answer);
        }
        waits.sort_unstable();
        let (slowest, median) = (waits.last().copied().unwrap_or_default(), waits[waits.len() / 2]);
        let last = last.context("no answer")?;
        say(&format!(
            "{:<58} {:>3} {:<11} slowest {:>6.1} ms, median {:>6.1} ms; {} of {} bytes taken   goal: {} ms",
            request.what,
            last.status,
            last.code,
            slowest.as_secs_f64() * 1000.0,
            median.as_secs_f64() * 1000.0,
            last.sent,
            request.body.len(),
            GOAL.as_millis(),
        ));
        if slowest > GOAL {
            slow.push(request.what);
        }
    }
    ensure!(slow.is_empty(), "slower than the goal: {}", slow.join("; "));
    Ok(())
}

fn requests() -> anyhow::Result<Vec<Hostile>> {
    let root = CertificateSpec::ca("/C=IN/O=Bench/CN=Root", None).self_signed()?;
    let leaf = CertificateSpec::new("/C=IN/O=Bench/CN=Leaf").issued_by(&root)?;
    let names = |count: usize| {
        let mut names = String::new();
        for number in 0..count {
            let comma = if number == 0 { "" } else { "," };
            write!(names, "{comma}permitted;DNS:{number}.example")?;
        }
        anyhow::Ok(names)
    };
    let narrow = |count| {
        let spec = CertificateSpec::ca("/C=IN/O=Bench/CN=Narrow", None).extension("nameConstraints", &names(count)?);
        anyhow::Ok(spec.issued_by(&root)?.pem)
    };
    let one = pms_pki::parse::wire::partner_upload(&leaf.pem).map_err(|_| anyhow::anyhow!("no certificate"))?;
    let chain = |count| URL_SAFE_NO_PAD.encode(p7b::encode(std::iter::repeat_n(&one, count)));
    let ca = |data: &str| body(json!({"certificateData": data, "partnerDomain": "AUTH"}));
    let partner = |data: &str| body(json!({"partnerId": "none", "certificateData": data, "partnerDomain": "AUTH"}));
    let header = json!({"alg": "RS256", "x5c": vec![STANDARD.encode(openssl_cli::der(&leaf.pem)?); 10]}).to_string();
    let few = format!("{}.e30.AAAA", URL_SAFE_NO_PAD.encode(&header));
    let header = json!({"alg": "RS256", "x5c": vec!["MII="; MANY]}).to_string();
    let many = format!("{}.e30.AAAA", URL_SAFE_NO_PAD.encode(&header));
    let jws = |text: &str| body(json!({"jwtSignatureData": text, "validateTrust": true, "domain": "DEVICE"}));
    let plain = |what, path, body| Hostile { what, path, body, chunked: false };
    let chunked = |what, path, body| Hostile { what, path, body, chunked: true };
    Ok(vec![
        plain("a chain of 10,000 certificates", CA_UPLOAD, ca(&chain(MANY))),
        chunked("a chain of 10,000 certificates, its length not said", CA_UPLOAD, ca(&chain(MANY))),
        plain("a chain of 150 certificates, within the limit of a body", CA_UPLOAD, ca(&chain(150))),
        plain("an upload of 50 MB", UPLOAD, partner(&"A".repeat(LARGE))),
        chunked("an upload of 50 MB, its length not said", UPLOAD, partner(&"A".repeat(LARGE))),
        plain("10,000 name constraints, a CA certificate", CA_UPLOAD, ca(&narrow(MANY)?)),
        plain("300 name constraints, a CA certificate", CA_UPLOAD, ca(&narrow(300)?)),
        plain("10,000 certificates in the header of a signed message", JWT_VERIFY, jws(&many)),
        plain("ten certificates in the header of a signed message", JWT_VERIFY, jws(&few)),
        plain("JSON of 200,000 levels", UPLOAD, format!("{{\"request\":{}", "[".repeat(200_000)).into_bytes()),
        plain("256 KiB of spaces", UPLOAD, vec![b' '; 256 << 10]),
    ])
}

fn body(request: serde_json::Value) -> Vec<u8> {
    let envelope = json!({"id": "", "version": "1.0", "requesttime": now_zulu(), "metadata": null, "request": request});
    envelope.to_string().into_bytes()
}

/// What came back.
struct Answer {
    status: u16,
    /// The error's, where there is one.
    code: String,
    wait: Duration,
    /// Bytes of the body that were taken before the answer.
    sent: usize,
}

async fn send(stage: &Stage, hostile: &Hostile) -> anyhow::Result<Answer> {
    let stream = TcpStream::connect(stage.server.address).await?;
    stream.set_nodelay(true)?;
    let (mut read, mut write) = stream.into_split();
    let length = match hostile.chunked {
        true => "Transfer-Encoding: chunked".to_owned(),
        false => format!("Content-Length: {}", hostile.body.len()),
    };
    let head = format!(
        "POST {} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {}\r\nContent-Type: application/json\r\n{length}\r\n\r\n",
        hostile.path, stage.token
    );
    let (body, chunked) = (hostile.body.clone(), hostile.chunked);
    let (tell, mut told) = tokio::sync::watch::channel((Instant::now(), 0_usize));
    let writer = tokio::spawn(async move {
        if write.write_all(head.as_bytes()).await.is_err() {
            return;
        }
        let (most, last) = body.split_at(body.len().saturating_sub(1));
        let mut sent = 0;
        for piece in most.chunks(PIECE).chain([last]) {
            if std::ptr::eq(piece, last) {
                tokio::time::sleep(SETTLE).await;
            }
            let end: &[u8] = if std::ptr::eq(piece, last) { b"\r\n0\r\n\r\n" } else { b"\r\n" };
            let framed = match chunked {
                true => [format!("{:x}\r\n", piece.len()).as_bytes(), piece, end].concat(),
                false => piece.to_vec(),
            };
            if write.write_all(&framed).await.is_err() {
                // The server has answered, and takes no more.
                return;
            }
            sent += piece.len();
            tell.send_replace((Instant::now(), sent));
        }
        // The connection stays open until the answer is here.
        tell.closed().await;
    });
    let mut text = Vec::new();
    let mut buffer = [0; 8192];
    let answered = loop {
        let taken = tokio::time::timeout(PATIENCE, read.read(&mut buffer)).await.context("no answer in time")??;
        ensure!(taken > 0, "{}: the connection was closed without an answer", hostile.what);
        text.extend_from_slice(&buffer[..taken]);
        if text.windows(4).any(|window| window == b"\r\n\r\n") {
            break Instant::now();
        }
    };
    let (began, sent) = *told.borrow_and_update();
    drop(told);
    writer.abort();
    let text = String::from_utf8_lossy(&text);
    let status = text.split(' ').nth(1).and_then(|status| status.parse().ok()).context("no status")?;
    let code = text.split("\"errorCode\":\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or("-").to_owned();
    ensure!(
        status == 413 || status == 400 || code != "-" || text.contains("\"signatureValid\":false"),
        "{}: not refused: {text}",
        hostile.what
    );
    Ok(Answer { status, code, wait: answered.saturating_duration_since(began), sent })
}
