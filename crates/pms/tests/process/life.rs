//! Starting, waiting, listening, stopping.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt;
use std::time::{Duration, Instant};

use crate::client;
use crate::home::Home;

#[test]
fn a_data_directory_has_one_server() {
    let home = Home::sqlite();
    let mut server = home.serve();
    let second = home.run(&["serve", "--listen", "127.0.0.1:0"]);
    assert_eq!(second.code, Some(1), "{}", second.err);
    assert!(second.err.contains("another server is running on"), "{}", second.err);
    assert!(server.is_ready(), "the first one goes on");
    // The lock ends with its process, however that ends.
    server.kill();
    let mut third = home.serve();
    third.stop();
}

#[test]
fn the_first_start_makes_what_is_needed_for_its_owner_alone() {
    let home = Home::sqlite();
    let mut server = home.serve();
    let data = home.data();
    let mode = |path: &std::path::Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&data), 0o700);
    for entry in std::fs::read_dir(&data).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_file() && name != "server.lock" {
            assert_eq!(mode(&path), 0o600, "{name}");
        }
    }
    let password = std::fs::read_to_string(data.join("first-admin-password")).unwrap();
    assert!(!home.log_text().contains(password.trim()), "the log names the file, not the password");
    assert!(home.log_text().contains("first-admin-password"));
    server.stop();
    std::fs::remove_file(data.join("first-admin-password")).unwrap();
    let mut again = home.serve();
    assert!(!data.join("first-admin-password").exists(), "there is a first admin already");
    again.stop();
}

#[test]
fn terminate_lets_requests_finish_and_ends_well() {
    for home in Home::on_both() {
        let mut server = home.serve();
        // A request whose body is still on its way when the signal comes.
        let body = br#"{"request":{"clientId":"nobody","secretKey":"x","appId":"partner"}}"#;
        let mut slow = TcpStream::connect(server.address).unwrap();
        slow.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        let head = format!(
            "POST /v1/authmanager/authenticate/clientidsecretkey HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\n\r\n",
            body.len()
        );
        slow.write_all(head.as_bytes()).unwrap();
        slow.write_all(&body[..10]).unwrap();
        std::thread::sleep(Duration::from_millis(300));
        server.signal("-TERM");
        std::thread::sleep(Duration::from_millis(300));
        slow.write_all(&body[10..]).unwrap();
        let answer = client::read(slow).unwrap();
        assert_eq!(answer.status, 500, "{}: answered as without the signal: {}", home.name(), answer.body);
        let status = server.wait();
        assert_eq!(status.code(), Some(0), "{}", home.name());
        assert!(TcpStream::connect(server.address).is_err(), "nobody listens any more");
        assert!(!home.log_text().contains("panicked"), "{}", home.log_text());
    }
}

#[test]
fn interrupt_ends_it_too() {
    let home = Home::sqlite();
    let mut server = home.serve();
    server.signal("-INT");
    assert_eq!(server.wait().code(), Some(0));
}

#[test]
fn on_postgresql_the_server_waits_for_the_schema() {
    let Some(home) = Home::postgres() else { return };
    let mut server = home.start();
    let started = Instant::now();
    while client::try_call(server.address, "GET", "/health/live", &[], b"").is_err() {
        assert!(started.elapsed() < Duration::from_secs(20), "it does not even live");
        std::thread::sleep(Duration::from_millis(20));
    }
    std::thread::sleep(Duration::from_millis(700));
    let ready = client::call(server.address, "GET", "/health/ready", &[], b"");
    assert_eq!(ready.status, 503, "{}", ready.body);
    assert!(ready.body.contains("schema"), "{}", ready.body);
    let route = client::call(server.address, "GET", "/v1/partnermanager/partners", &[], b"");
    assert_eq!((route.status, route.header("retry-after")), (503, Some("5")));
    assert_eq!(home.database().psql("SELECT COUNT(*) FROM pg_tables WHERE schemaname = 'pms'").unwrap(), "0");
    home.ok(&["migrate"]);
    server.wait_until_ready();
    server.stop();
    // Told to stop while it waits, it stops.
    let waiting = Home::postgres().unwrap();
    let mut server = waiting.start();
    std::thread::sleep(Duration::from_millis(500));
    server.stop();
}

#[test]
fn without_its_master_key_nothing_starts() {
    let Some(home) = Home::postgres() else { return };
    home.ok(&["migrate"]);
    home.serve().stop();
    std::fs::remove_file(home.master_key()).unwrap();
    let ran = home.run(&["serve", "--listen", "127.0.0.1:0"]);
    assert_eq!(ran.code, Some(1));
    assert!(ran.err.contains("master key"), "{}", ran.err);
    std::fs::write(home.master_key(), "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n").unwrap();
    let ran = home.run(&["serve", "--listen", "127.0.0.1:0"]);
    assert_eq!(ran.code, Some(1), "another key opens nothing");
    assert!(ran.err.contains("master key"), "{}", ran.err);
    let sqlite = Home::sqlite();
    sqlite.serve().stop();
    std::fs::remove_file(sqlite.data().join("master.key")).unwrap();
    let ran = sqlite.run(&["serve", "--listen", "127.0.0.1:0"]);
    assert_eq!(ran.code, Some(1));
    assert!(ran.err.contains("Restore the file from the backup"), "{}", ran.err);
    assert!(!sqlite.data().join("master.key").exists(), "no new key beside an old database");
}

#[test]
fn what_comes_before_a_request_is_limited() {
    let mut home = Home::sqlite();
    home.settings.push(("PMS__LIMITS__CONNECTIONS_PER_SOURCE", "20".to_owned()));
    let mut server = home.serve();
    // Connections: the 21st is closed without an answer; when one ends there is room again.
    let held: Vec<TcpStream> = (0..20)
        .map(|_| {
            let mut stream = TcpStream::connect(server.address).unwrap();
            stream.write_all(b"GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n").unwrap();
            let mut first = [0; 12];
            stream.read_exact(&mut first).unwrap();
            assert_eq!(&first, b"HTTP/1.1 200");
            stream
        })
        .collect();
    assert!(client::try_call(server.address, "GET", "/health/live", &[], b"").is_err(), "one too many");
    drop(held);
    let started = Instant::now();
    while client::try_call(server.address, "GET", "/health/live", &[], b"").is_err() {
        assert!(started.elapsed() < Duration::from_secs(10), "there is no room again");
        std::thread::sleep(Duration::from_millis(50));
    }
    // Headers: too large, and too many.
    let large = "x".repeat(1024 * 1024);
    if let Ok(answer) = client::try_call(server.address, "GET", "/health/live", &[("X-Large", &large)], b"") {
        assert_eq!(answer.status, 431, "{}", answer.body);
    }
    let many: Vec<(&str, &str)> = (0..1000).map(|_| ("X-Many", "y")).collect();
    if let Ok(answer) = client::try_call(server.address, "GET", "/health/live", &many, b"") {
        assert_eq!(answer.status, 431, "{}", answer.body);
    }
    // A header that never ends costs its sender the connection.
    let mut slow = TcpStream::connect(server.address).unwrap();
    slow.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    slow.write_all(b"GET /health/live HTTP/1.1\r\nX-").unwrap();
    let started = Instant::now();
    let mut answer = Vec::new();
    let _closed_either_way = slow.read_to_end(&mut answer);
    assert!(started.elapsed() < Duration::from_secs(15), "the header's time is ten seconds");
    assert!(!String::from_utf8_lossy(&answer).contains(" 200 "));
    assert!(server.is_ready());
    server.stop();
    assert!(!home.log_text().contains("panicked"));
}

#[test]
fn a_plain_http_server_is_not_for_the_network() {
    let home = Home::sqlite();
    let ran = home.run(&["serve", "--listen", "0.0.0.0:0"]);
    assert_eq!(ran.code, Some(1));
    assert!(ran.err.contains("server.allow_http"), "{}", ran.err);
}

#[test]
fn metrics_have_a_listener_of_their_own() {
    let free = || std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let mut home = Home::sqlite();
    let metrics = free();
    home.settings.push(("PMS__SERVER__METRICS_LISTEN", metrics.to_string()));
    let mut server = home.serve();
    let read = client::call(metrics, "GET", "/metrics", &[], b"");
    assert!(read.status == 200 && read.body.contains("pms_http_requests_total"), "{}", read.body);
    assert_eq!(client::call(metrics, "GET", "/portal", &[], b"").status, 404, "and nothing else");
    assert_eq!(client::call(server.address, "GET", "/metrics", &[], b"").status, 404);
    server.stop();
    assert!(TcpStream::connect(metrics).is_err());
}
