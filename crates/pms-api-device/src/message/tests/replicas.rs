//! A message on another replica: what was allowed there counts here, and so does what changed there although the path is remembered.

use std::time::{Duration, Instant};

use pms_app::hotlist::{Parts, Wanted};
use pms_app::{App, devices};
use pms_domain::hotlist::Subject;
use pms_pki::device::{DeviceMessage, MessageSegment};

use super::*;

impl World {
    /// What this process answers: `allowed`, or the reason.
    async fn ask_at(&self, app: &App, segments: &[Value]) -> &'static str {
        let ctx = self.site.context(&self.asker).await;
        let segments = segments.iter().map(|segment| MessageSegment {
            data: segment["data"].as_str().unwrap().to_owned(),
            has_session_key: true,
        });
        let message = DeviceMessage::of(segments.collect()).unwrap();
        match devices::verify_message(app, &ctx, message).await.unwrap() {
            Ok(_) => "allowed",
            Err(refusal) => refusal.reason.key(),
        }
    }

    /// The same for a message that nobody has seen.
    async fn fresh_at(&self, app: &App, number: u32) -> &'static str {
        self.ask_at(app, &[self.segment(&self.digital_id(), number)]).await
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_one_replica_allowed_no_other_allows_again() {
    if !pki::available() {
        return;
    }
    for world in World::on_both().await {
        let (here, there) = (world.site.app.clone(), world.site.replica().await);
        let digital_id = world.digital_id();
        let message = [world.segment(&digital_id, 1), world.segment(&digital_id, 2)];
        assert_eq!(world.ask_at(&here, &message).await, "allowed");
        assert_eq!(world.ask_at(&there, &message).await, "replayed");
        assert_eq!(world.ask_at(&there, &message[1..]).await, "replayed", "each of its segments");

        // Refused for one segment, the message has used up none of the others.
        let mixed = [world.segment(&digital_id, 3), message[0].clone()];
        assert_eq!(world.ask_at(&there, &mixed).await, "replayed");
        assert_eq!(world.ask_at(&here, &mixed[..1]).await, "allowed");

        // At the same moment, in either order of the segments: one of them.
        for round in 0..5 {
            let first = world.segment(&digital_id, 10 + 2 * round);
            let second = world.segment(&digital_id, 11 + 2 * round);
            let (one, other) = ([first.clone(), second.clone()], [second, first]);
            let (one, other) = tokio::join!(world.ask_at(&here, &one), world.ask_at(&there, &other));
            let mut answers = [one, other];
            answers.sort_unstable();
            assert_eq!(answers, ["allowed", "replayed"], "round {round}");
        }
    }
}

/// The other replica has judged the device before and remembers its path.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_changes_on_one_replica_governs_the_others() {
    if !pki::available() {
        return;
    }
    for world in World::on_both().await {
        let (site, people) = (&world.site, &world.people);
        let there = site.replica().await;
        assert_eq!(world.fresh_at(&there, 1).await, "allowed");

        let ctx = site.app.system("test");
        let wanted = || Wanted {
            id_type: "DEVICE",
            parts: Parts { id: Some("S-1AcmeOne"), ..Default::default() },
            until: None,
            status: None,
            reason: None,
        };
        let device = Subject::Device { serial: "S-1", make: "Acme", model: "One" };
        let known_there = async |expected: bool| {
            let began = Instant::now();
            while pms_app::hotlist::is_blocked(&there, &ctx, &device).await.unwrap() != expected {
                assert!(began.elapsed() < Duration::from_secs(1), "blocked: {expected}");
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        pms_app::hotlist::block(&site.app, &ctx, &wanted()).await.unwrap();
        known_there(true).await;
        assert_eq!(world.fresh_at(&there, 2).await, "device-hotlisted");
        pms_app::hotlist::unblock(&site.app, &ctx, &wanted()).await.unwrap();
        known_there(false).await;
        assert_eq!(world.fresh_at(&there, 3).await, "allowed");

        let set = async |status: &str| crate::testing::set_device(site, &people.admin, &world.model, status).await;
        assert_eq!(set("De-activate").await, "success");
        assert_eq!(world.fresh_at(&there, 4).await, "model-deactivated");
        assert_eq!(set("Activate").await, "success");
        assert_eq!(world.fresh_at(&there, 5).await, "allowed");

        let admin = site.context(&people.admin).await;
        let history = certificates::history(&site.app, &admin, "acme").await.ok().unwrap();
        let wanted =
            Revocation { certificate_id: &history[0].cert_id, reason: "superseded", comment: Some("Because.") };
        pms_app::revocation::revoke_certificate(&site.app, &admin, &wanted).await.ok().unwrap();
        // What stands with the provider is asked anew each time; the path is not, and its end has to be heard of.
        let began = Instant::now();
        let mut number = 6;
        loop {
            match world.fresh_at(&there, number).await {
                "revoked" => break,
                "provider-certificate" if began.elapsed() < Duration::from_secs(1) => number += 1,
                other => panic!("{other} after {:?}", began.elapsed()),
            }
        }
    }
}
