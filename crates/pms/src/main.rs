//! See `pms --help`.

use std::process::ExitCode;

use clap::Parser;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[expect(clippy::print_stderr, reason = "the last words of a command that failed")]
fn main() -> ExitCode {
    let cli = pms::cli::Cli::parse();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
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
