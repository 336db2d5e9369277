//! See `pms --help`.

use std::process::ExitCode;

use clap::Parser;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Tasks that a worker runs between two looks at the sockets. Changes take turns, and the database's answer to the one whose
/// turn it is must not wait behind all that is being read and parsed for the others (tokio's own number is 61).
const TASKS_BETWEEN_LOOKS: u32 = 5;

#[expect(clippy::print_stderr, reason = "the last words of a command that failed")]
fn main() -> ExitCode {
    let cli = pms::cli::Cli::parse();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().event_interval(TASKS_BETWEEN_LOOKS).build();
    let runtime = match runtime {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("pms: the runtime cannot be started: {error}");
            return ExitCode::FAILURE;
        }
    };
    match runtime.block_on(pms::commands::run(cli)) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("pms: {error:#}");
            ExitCode::FAILURE
        }
    }
}
