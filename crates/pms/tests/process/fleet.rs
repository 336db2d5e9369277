//! Several servers and migrations at once on an empty PostgreSQL with one master key; the long form is
//! `pms-bench fleet`.

use std::process::{Child, Stdio};
use std::time::Duration;

use crate::home::{Home, Server};

fn migrations(homes: &[Home]) -> Vec<Child> {
    let spawn = |home: &Home| home.command(&["migrate"]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    homes.iter().map(spawn).collect()
}

/// One schema, one set of keys, one ROOT, one first admin.
fn counts(first: &Home, homes: &[Home]) {
    let sql = "SELECT (SELECT COUNT(*) - COUNT(DISTINCT purpose) FROM pms.x_key), (SELECT COUNT(*) > 8 FROM pms.x_key), \
               (SELECT COUNT(DISTINCT cert_thumbprint) FROM pms.ca_cert_store WHERE ca_cert_type = 'ROOT'), \
               (SELECT COUNT(*) FROM pms.x_account)";
    assert_eq!(first.database().psql(sql).unwrap(), "0|t|1|1");
    let files = homes.iter().filter(|home| home.data().join("first-admin-password").exists()).count();
    assert_eq!(files, 1, "first admins' passwords");
    assert!(first.ok(&["audit", "verify"]).contains("intact"));
}

#[test]
fn two_servers_and_two_migrations_at_once() {
    let Some(first) = Home::postgres() else { return };
    let homes = [first.beside(), first.beside()];
    let mut servers: Vec<Server> = homes.iter().map(Home::start).collect();
    for mut migration in migrations(&homes) {
        assert!(migration.wait().unwrap().success());
    }
    servers.iter_mut().for_each(Server::wait_until_ready);
    counts(&first, &homes);
    servers.iter_mut().for_each(Server::stop);
}

#[test]
fn one_killed_in_the_middle_does_not_stop_the_others() {
    let Some(first) = Home::postgres() else { return };
    let homes = [first.beside(), first.beside()];
    let mut servers: Vec<Server> = homes.iter().map(Home::start).collect();
    let mut running = migrations(&homes);
    std::thread::sleep(Duration::from_millis(60));
    running[0].kill().unwrap();
    running[0].wait().unwrap();
    assert!(running[1].wait().unwrap().success());
    servers.iter_mut().for_each(Server::wait_until_ready);
    counts(&first, &homes);
    servers[0].kill();
    assert!(servers[1].is_ready(), "the other one goes on");
    servers[1].stop();
}
