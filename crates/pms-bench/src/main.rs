//! Benchmarks and endurance runs against a built `pms` binary.
//!
//! Each benchmark measures its limit (pgbench, a bare start) in the same run on the same machine and prints a ratio.
//! The endurance runs (`crash`, `fleet`) exit with an error when a promise is broken.

mod alike;
mod browser;
mod crash;
mod filled;
mod fleet;
mod hostile;
mod hotlist;
mod http;
mod lists;
mod pages;
mod pgbench;
mod pki;
mod rekey;
mod server;
mod start;
mod throughput;
mod transactions;
mod uploads;
mod validate;

use std::path::PathBuf;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(about)]
struct Cli {
    /// The binary under test.
    #[arg(long, global = true, default_value = "target/release/pms")]
    program: PathBuf,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Registrations over HTTP on PostgreSQL, beside `pgbench -N`.
    Changes {
        #[arg(long, default_value_t = 10)]
        seconds: u64,
        #[arg(long, default_value_t = 16)]
        connections: usize,
    },
    /// Reading one partner over HTTP on PostgreSQL, beside `pgbench -S`.
    Reads {
        #[arg(long, default_value_t = 10)]
        seconds: u64,
        #[arg(long, default_value_t = 16)]
        connections: usize,
    },
    /// Time from start to the first answer with an existing data directory, and resident memory when idle.
    Start {
        #[arg(long, default_value_t = 20)]
        times: usize,
    },
    /// Times of answers for known and unknown addresses, side by side: sign-in, reset, a wrong code, registration.
    Alike {
        #[arg(long, default_value_t = 200)]
        rounds: usize,
    },
    /// `kill -9` during a stream of registrations; every acknowledged one must be there, none half.
    Crash {
        #[arg(long, default_value_t = 100)]
        times: usize,
    },
    /// Lists of 100,000 partners and 300,000 policy requests, eight clients, on both databases.
    Lists {
        /// For each query.
        #[arg(long, default_value_t = 3)]
        seconds: u64,
    },
    /// Pages of the portal on PostgreSQL, as an admin and as a partner's owner: the server's time for each.
    Pages {
        /// In the database, a multiple of 500.
        #[arg(long, default_value_t = 100_000)]
        partners: usize,
        /// Times that each page is asked for.
        #[arg(long, default_value_t = 200, value_parser = clap::value_parser!(u32).range(1..))]
        times: u32,
    },
    /// A hotlist of many entries: import, memory, how soon a block acts on another replica.
    Hotlist {
        #[arg(long, default_value_t = 1_000_000)]
        entries: u64,
    },
    /// Re-signing of certificates and verdicts on device messages on one thread, beside OpenSSL's bare signatures.
    Pki {
        /// For each of the two.
        #[arg(long, default_value_t = 10)]
        seconds: u64,
    },
    /// Emergency re-key of so many partner certificates on PostgreSQL, beside OpenSSL's bare signatures on all cores.
    Rekey {
        #[arg(long, default_value_t = 100_000)]
        certificates: i64,
        /// `kill -9` on the way; the time is that of both runs.
        #[arg(long)]
        kill: bool,
    },
    /// Certificate uploads over HTTP on PostgreSQL, each by a partner of its own, beside OpenSSL's bare signatures on all cores.
    Uploads {
        #[arg(long, default_value_t = 10)]
        seconds: u64,
        #[arg(long, default_value_t = 16)]
        connections: usize,
        /// With a certificate each, made ahead.
        #[arg(long, default_value_t = 6_000, value_parser = clap::value_parser!(u32).range(1..))]
        partners: u32,
    },
    /// Chains of 10,000 certificates, 50 MB, 10,000 name constraints: how long the refusal takes after the last byte.
    Hostile {
        #[arg(long, default_value_t = 20)]
        times: usize,
    },
    /// The check at authentication time, beside a bare route; its memory; what a change costs a replica.
    Validate {
        #[arg(long, default_value_t = 1_000_000)]
        keys: usize,
        /// Of each of its turns.
        #[arg(long, default_value_t = 3)]
        seconds: u64,
    },
    /// The transaction log: lines of gateways beside PostgreSQL's own COPY, and a MISP's pages of so many rows.
    Transactions {
        /// Lines that are ingested.
        #[arg(long, default_value_t = 200_000)]
        lines: usize,
        /// Rows that are there when pages are read.
        #[arg(long, default_value_t = 5_000_000)]
        rows: usize,
    },
    /// A route that answers a text, beside which others are measured.
    #[command(hide = true)]
    Bare { address: std::net::SocketAddr, body: String },
    /// Eight servers and eight migrations at once on an empty PostgreSQL, with one of each killed on the way.
    Fleet,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let cli = Cli::parse();
    if let Command::Pki { seconds } = cli.command {
        return pki::run(seconds);
    }
    if let Command::Bare { address, body } = cli.command {
        return validate::bare(address, body).await;
    }
    let program = cli.program.canonicalize().map_err(|_| anyhow::anyhow!("{} is not built", cli.program.display()))?;
    match cli.command {
        Command::Changes { seconds, connections } => throughput::changes(&program, seconds, connections).await,
        Command::Reads { seconds, connections } => throughput::reads(&program, seconds, connections).await,
        Command::Start { times } => start::run(&program, times).await,
        Command::Alike { rounds } => alike::run(&program, rounds).await,
        Command::Crash { times } => crash::run(&program, times).await,
        Command::Lists { seconds } => lists::run(&program, seconds).await,
        Command::Pages { partners, times } => pages::run(&program, partners, times).await,
        Command::Hotlist { entries } => hotlist::run(&program, entries).await,
        Command::Validate { keys, seconds } => validate::run(&program, keys, seconds).await,
        Command::Transactions { lines, rows } => transactions::run(&program, lines, rows).await,
        Command::Pki { .. } | Command::Bare { .. } => Ok(()),
        Command::Rekey { certificates, kill } => rekey::run(&program, certificates, kill).await,
        Command::Uploads { seconds, connections, partners } => {
            uploads::run(&program, seconds, connections, partners).await
        }
        Command::Hostile { times } => hostile::run(&program, times).await,
        Command::Fleet => fleet::run(&program).await,
    }
}

/// A line of the report.
#[expect(clippy::print_stdout, reason = "the report")]
pub(crate) fn say(line: &str) {
    println!("{line}");
}
