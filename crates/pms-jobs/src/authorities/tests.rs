use pms_domain::Context;

use super::*;
use crate::fixture::Fixture;

fn generations(app: &App) -> Vec<i32> {
    let authority = app.authority();
    Which::ALL.iter().map(|which| authority.today(*which).unwrap().0).collect()
}

async fn look(app: &App) -> Look {
    let ctx: Context = app.system("authorities");
    rotate_due(app, &ctx).await.unwrap()
}

/// Four years and more in big steps: each generation comes in time, once, whichever process looks.
#[tokio::test]
async fn each_generation_comes_in_time_and_once() {
    for fixture in Fixture::each().await {
        let [one, other] = fixture.replicas().await;
        assert!(look(&one).await.rotated.is_empty(), "nothing is due on the first day");
        // ROOT, AUTH, DEVICE, FTM, MISP, ENCRYPTION; days since the start.
        for (day, expected) in [
            (699, [1, 1, 1, 1, 1, 1]),
            (701, [1, 1, 1, 1, 1, 2]),
            (1_064, [1, 1, 1, 1, 1, 2]),
            (1_066, [1, 2, 2, 2, 2, 2]),
            (1_402, [1, 2, 2, 2, 2, 3]),
            (1_794, [1, 2, 2, 2, 2, 3]),
            // A new ROOT, and the issuing CAs follow it.
            (1_796, [2, 3, 3, 3, 3, 3]),
        ] {
            let passed = (fixture.surroundings.now()
                - one.authority().former_roots.first().map_or_else(
                    || one.authority().root.certificate.not_before(),
                    |root| root.certificate.not_before(),
                ))
            .num_days();
            fixture.advance(TimeDelta::days(day - passed));
            let (here, there) = tokio::join!(look(&one), look(&other));
            other.authorities().refresh().await.unwrap();
            assert_eq!(generations(&one), expected, "day {day}: {here:?} {there:?}");
            assert_eq!(generations(&other), expected, "day {day}");
            assert!(look(&one).await.rotated.is_empty(), "day {day}: twice");
        }
        let authority = one.authority();
        for which in Which::ALL {
            let Which::Issuing(domain) = which else { continue };
            let newest = authority.issuing(domain).unwrap();
            assert_eq!(newest.root.sha256(), authority.root.certificate.sha256());
            assert_eq!(authority.generations(domain).len(), 2, "the one before is trusted until its end");
        }
    }
}

#[tokio::test]
async fn the_job_looks_at_its_start() {
    let fixture = Fixture::sqlite().await;
    let app = fixture.app().await;
    fixture.advance(TimeDelta::days(1_100));
    let shutdown = CancellationToken::new();
    let job = tokio::spawn(run(app.clone(), shutdown.clone()));
    let began = std::time::Instant::now();
    while generations(&app) != [1, 2, 2, 2, 2, 2] {
        assert!(began.elapsed() < Duration::from_secs(30), "{:?}", generations(&app));
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    shutdown.cancel();
    job.await.unwrap();
}
