//! The real binary with its authorities' keys in a token: the first start, its commands, a device that stops answering.

use std::time::{Duration, Instant};

use pms_testkit::softhsm::{LABEL, PIN, SoftHsm};

use crate::client;
use crate::home::Home;

/// Uses the token, through the module that misbehaves on request.
fn in_token(home: &mut Home, hsm: &SoftHsm) {
    let text = |path: std::path::PathBuf| path.to_str().unwrap().to_owned();
    home.settings.extend(hsm.environment().map(|(name, path)| (name, text(path))));
    home.settings.extend([
        ("PMS__KEYS__PKCS11__MODULE", text(hsm.faulty_module())),
        ("PMS__KEYS__PKCS11__TOKEN_LABEL", LABEL.to_owned()),
        ("PMS__KEYS__PKCS11__PIN_FILE", text(hsm.pin_file())),
    ]);
}

#[test]
fn a_server_and_its_commands_use_the_token() {
    let Some(hsm) = SoftHsm::new() else { return };
    for mut home in Home::on_both() {
        in_token(&mut home, &hsm);
        let mut server = home.serve();
        let status = home.ok(&["ca", "status"]);
        let in_it = status.lines().filter(|line| line.contains("pkcs11:object=ca.")).count();
        assert_eq!(in_it, 5, "{status}");
        assert_eq!(
            status.lines().filter(|line| line.contains(" database ")).count(),
            1,
            "the encryption key: {status}"
        );

        home.ok(&["ca", "rotate", "--domain", "MISP"]);
        let doctor = home.run(&["doctor"]);
        assert!(doctor.out.contains(&format!("ok    the token {LABEL}")), "{}", doctor.out);
        let kept = doctor.out.lines().filter(|line| line.contains("cannot be taken out")).count();
        assert_eq!(kept, 6, "two generations of MISP: {}", doctor.out);
        assert!(
            doctor.out.contains("WRONG") && doctor.out.contains("can be read by others: chmod 600"),
            "the PIN's file"
        );

        let metrics = client::call(server.address, "GET", "/metrics", &[], b"").body;
        assert!(metrics.contains("pms_signing_seconds"), "{metrics}");
        let ready = || client::call(server.address, "GET", "/health/ready", &[], b"");
        let until = |said: &str| {
            let began = Instant::now();
            while !ready().body.contains(said) {
                assert!(began.elapsed() < Duration::from_secs(20), "{}", ready().body);
                std::thread::sleep(Duration::from_millis(100));
            }
        };
        until("\"warnings\":[]");
        // What was answered well is believed for a while, and then asked again.
        hsm.misbehave("device-error");
        until("the hardware security module does not answer");
        assert_eq!(ready().status, 200, "the rest goes on");
        let doctor = home.run(&["doctor"]);
        assert!(
            doctor.out.contains("WRONG the hardware security module: the token answered DeviceError"),
            "{}",
            doctor.out
        );
        // Nothing is made without it, and another process still starts.
        assert_ne!(home.run(&["ca", "rotate", "--domain", "AUTH"]).code, Some(0));
        server.stop();
        let mut again = home.serve();
        hsm.misbehave("");
        home.ok(&["ca", "rotate", "--domain", "AUTH"]);
        again.stop();
        let log = home.log_text();
        assert!(!log.contains(PIN) && log.contains("hardware security module"), "{log}");
    }
}
