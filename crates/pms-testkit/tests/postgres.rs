//! The throw-away servers themselves.

use std::net::TcpStream;

use pms_testkit::postgres::{self, Durability, Server};

fn address(url: &str) -> String {
    let after_user = url.split('@').nth(1).unwrap_or_default();
    after_user.split('/').next().unwrap_or_default().to_owned()
}

#[test]
fn databases_are_empty_separate_and_go_away() {
    let Some(first) = postgres::database() else { return };
    let Some(second) = postgres::database() else { return };
    assert_ne!(first.url(), second.url());
    first.psql("CREATE TABLE kept (id int); INSERT INTO kept VALUES (1), (2)").unwrap();
    assert!(second.psql("SELECT count(*) FROM kept").unwrap_err().to_string().contains("kept"));

    let copy = first.duplicate();
    assert_eq!(copy.psql("SELECT count(*) FROM kept").unwrap(), "2");

    let name = first.name().to_owned();
    drop(first);
    assert_eq!(second.psql(&format!("SELECT count(*) FROM pg_database WHERE datname = '{name}'")).unwrap(), "0");
}

#[test]
fn the_servers_for_measurements_and_for_functions_differ_in_fsync() {
    let Some(durable) = postgres::durable_database() else { return };
    let Some(fast) = postgres::database() else { return };
    assert_eq!(durable.psql("SHOW fsync").unwrap(), "on");
    assert_eq!(fast.psql("SHOW fsync").unwrap(), "off");
    assert_eq!(fast.psql("SHOW max_connections").unwrap(), "200");
    assert_eq!(
        fast.psql("SELECT pg_encoding_to_char(encoding) FROM pg_database WHERE datname = 'template0'").unwrap(),
        "UTF8"
    );
}

#[test]
fn a_server_can_be_taken_away_and_brought_back() {
    if postgres::binaries().is_none() {
        return pms_testkit::skip("PostgreSQL is not installed");
    }
    let server = Server::start(Durability::Fast).unwrap();
    let database = server.create_database().unwrap();
    database.psql("CREATE TABLE kept (id int); INSERT INTO kept VALUES (1)").unwrap();

    server.stop().unwrap();
    assert!(database.psql("SELECT 1").is_err());
    server.start_again().unwrap();
    database.psql("INSERT INTO kept VALUES (2)").unwrap();
    server.crash().unwrap();
    assert!(database.psql("SELECT 1").is_err());
    server.start_again().unwrap();
    assert_eq!(database.psql("SELECT count(*) FROM kept").unwrap(), "2");

    let at = address(server.url());
    let files = database.psql("SHOW data_directory").unwrap();
    assert!(TcpStream::connect(&at).is_ok());
    drop(database);
    drop(server);
    assert!(TcpStream::connect(&at).is_err(), "the server still listens");
    assert!(!std::path::Path::new(&files).exists(), "{files} is still there");
}
