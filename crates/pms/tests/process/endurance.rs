//! Short forms of `pms-bench revocation` and `pms-bench unwritten`.

use std::path::Path;
use std::time::Duration;

use pms_bench::revocation::{self, Wish};
use pms_bench::unwritten;
use pms_testkit::postgres;

fn program() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_pms"))
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Runtime::new().unwrap()
}

/// Keys, partners, licences, links, policies and OIDC clients, deactivated on either of two servers or by another process, under load; then one server's
/// database falls silent. The promise is a second; on a machine that does much else meanwhile five are allowed here, and
/// `pms-bench revocation` holds to the one.
#[test]
fn a_deactivation_governs_every_server_and_one_that_is_cut_off_closes() {
    let Some(database) = postgres::database() else { return };
    let wish = Wish { deactivations: 56, keys: 500, fail_closed_after: 3 };
    let report =
        runtime().block_on(revocation::run_on(program(), database.url(), &wish, Duration::from_secs(5))).unwrap();
    assert_eq!(report.watched(), 112);
    assert!(report.load() > 100, "{report}");
}

/// A busy machine writes late: here the window is a second.
#[test]
fn what_a_gateway_told_survives_and_gaps_of_our_own_answers_show() {
    let databases = [None, postgres::durable_database()];
    for (number, database) in databases.iter().enumerate() {
        if number > 0 && database.is_none() {
            return;
        }
        let url = database.as_ref().map(|database| database.url());
        let report = runtime().block_on(unwritten::endure(program(), 4, url)).unwrap();
        report.judge(Duration::from_secs(1)).unwrap();
        assert!(report.lines >= 400 && report.answers >= 400, "{report}");
    }
}
