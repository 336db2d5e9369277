//! From start to the first answer, and memory at rest.

use std::path::Path;
use std::time::Duration;

use crate::say;
use crate::server::Setup;

pub async fn run(program: &Path, times: usize) -> anyhow::Result<()> {
    let data = tempfile::tempdir()?;
    let setup = Setup::new(program, data.path(), None)?;
    setup.run(&["seed", "mosip"])?;
    let mut measured = Vec::new();
    let mut resident = 0;
    for number in 0..times.max(1) {
        let mut server = setup.serve()?;
        let took = server.ready(Duration::from_secs(30)).await?;
        if number > 0 {
            measured.push(took);
        }
        tokio::time::sleep(Duration::from_millis(if number + 1 == times { 5_000 } else { 100 })).await;
        resident = server.resident()?;
    }
    measured.sort_unstable();
    let median = measured.get(measured.len() / 2).copied().unwrap_or_default();
    let slowest = measured.last().copied().unwrap_or_default();
    say(&format!(
        "start to first answer, existing data directory: median {median:.0?}, slowest {slowest:.0?}   goal: 300 ms"
    ));
    say(&format!("resident memory, idle for 5 s: {:.1} MiB   goal: 64 MiB", resident as f64 / 1024.0));
    Ok(())
}
