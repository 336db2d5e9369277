use pms_store::audit::Verdict;
use pms_store::db::statement;

use super::*;
use crate::fixture::Fixture;

fn sealer(fixture: &Fixture) -> (Sealer, PathBuf) {
    let file = sink(&fixture.settings, fixture.data.path()).unwrap();
    (Sealer::new(fixture.store.clone(), fixture.surroundings.clone(), file.clone()), file)
}

#[tokio::test]
async fn the_chain_is_sealed_after_so_many_records_for_the_owner_of_the_process_only() {
    use std::os::unix::fs::PermissionsExt as _;
    for fixture in Fixture::each().await {
        let (mut sealer, file) = sealer(&fixture);
        assert!(!sealer.seal(1).await.unwrap(), "nothing has happened yet");
        fixture.change().await;
        fixture.change().await;
        assert!(!sealer.seal(3).await.unwrap());
        fixture.change().await;
        assert!(sealer.seal(3).await.unwrap());
        assert!(!sealer.seal(1).await.unwrap(), "an idle system makes no seals");
        fixture.change().await;
        assert!(sealer.seal(1).await.unwrap());
        let seals = read_seals(&file).unwrap();
        assert_eq!(seals.iter().map(|seal| seal.revision).collect::<Vec<_>>(), [3, 4]);
        assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(audit::verify(&fixture.store, &seals).await.unwrap(), Verdict::Intact { records: 4 });
    }
}

#[tokio::test]
async fn records_cut_off_with_the_head_are_found_by_the_seals() {
    let fixture = Fixture::sqlite().await;
    let (mut sealer, file) = sealer(&fixture);
    fixture.change().await;
    let (_, mac) = audit::head(fixture.store.db()).await.unwrap();
    fixture.change().await;
    sealer.seal(1).await.unwrap();
    statement("DELETE FROM x_audit WHERE revision = 2").execute_uncounted(fixture.store.db()).await.unwrap();
    statement("UPDATE x_head SET revision = 1, mac = $1")
        .bind(mac)
        .execute_uncounted(fixture.store.db())
        .await
        .unwrap();
    assert_eq!(audit::verify(&fixture.store, &[]).await.unwrap(), Verdict::Intact { records: 1 });
    let verdict = audit::verify(&fixture.store, &read_seals(&file).unwrap()).await.unwrap();
    assert!(matches!(verdict, Verdict::Broken { revision: 2, .. }), "{verdict:?}");
}

#[tokio::test]
async fn a_process_that_starts_goes_on_after_the_last_seal_even_when_a_crash_cut_it_short() {
    let fixture = Fixture::sqlite().await;
    let (mut first, file) = sealer(&fixture);
    fixture.change().await;
    first.seal(1).await.unwrap();
    let whole = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, format!("{whole}{}", &whole[..20])).unwrap();
    let (mut second, _) = sealer(&fixture);
    assert!(!second.seal(1).await.unwrap(), "it was sealed before the crash");
    fixture.change().await;
    assert!(second.seal(1).await.unwrap());
    let seals = read_seals(&file).unwrap();
    assert_eq!(seals.iter().map(|seal| seal.revision).collect::<Vec<_>>(), [1, 2]);
    assert_eq!(audit::verify(&fixture.store, &seals).await.unwrap(), Verdict::Intact { records: 2 });
}

#[tokio::test]
async fn a_clean_stop_seals_what_is_new() {
    let fixture = Fixture::sqlite().await;
    let file = sink(&fixture.settings, fixture.data.path()).unwrap();
    let every = Every::of(&fixture.settings);
    assert_eq!((every.records, every.time), (1_000, Duration::from_secs(60)));
    let shutdown = CancellationToken::new();
    let job =
        tokio::spawn(run(fixture.store.clone(), fixture.surroundings.clone(), file.clone(), every, shutdown.clone()));
    fixture.change().await;
    shutdown.cancel();
    job.await.unwrap();
    assert_eq!(read_seals(&file).unwrap().len(), 1);
}

#[tokio::test]
async fn of_two_processes_one_seals() {
    let Some(fixture) = Fixture::postgres().await else { return };
    let (mut first, file) = sealer(&fixture);
    let other = fixture.other_process().await;
    let mut second = Sealer::new(other, fixture.surroundings.clone(), file.with_extension("other"));
    fixture.change().await;
    assert!(first.seal(1).await.unwrap());
    assert!(!second.seal(1).await.unwrap());
    first.end().await;
    assert!(
        second.seal(1).await.unwrap_or_default() || {
            fixture.advance(LEASE);
            second.seal(1).await.unwrap()
        }
    );
}

#[test]
fn what_is_no_seal_is_named_by_its_line() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("seals.jsonl");
    assert!(read_seals(&file).is_err());
    std::fs::write(&file, "\n{\"revision\": \"x\"}\n").unwrap();
    let error = read_seals(&file).unwrap_err().to_string();
    assert!(error.ends_with("line 2 is no seal"), "{error}");
}

#[test]
fn an_address_is_refused_as_a_sink() {
    let mut settings = Settings::defaults().unwrap();
    settings.audit.seal_sink = "https://seals.example/pms".into();
    let error = sink(&settings, Path::new("data")).unwrap_err().to_string();
    assert!(error.contains("audit.seal_sink"), "{error}");
    settings.audit.seal_sink = "/var/lib/seals/pms.jsonl".into();
    assert_eq!(sink(&settings, Path::new("data")).unwrap(), Path::new("/var/lib/seals/pms.jsonl"));
}
