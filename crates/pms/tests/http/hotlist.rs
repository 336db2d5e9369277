//! Files for the hotlist: the only bodies without a limit, and only once the caller is known.

use crate::house::House;

const IMPORT: &str = "/v1/hotlist/import";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_long_file_is_read_for_those_who_may_send_it() {
    let house = House::new().await;
    let keeper = house.person("keeper", &["HOTLIST_ADMIN"]).await;
    let partner = house.person("partner", &["AUTH_PARTNER"]).await;
    // More than any other body may have.
    let lines = (0..3000).map(|n| format!("DEVICE,{n}{},\n", "x".repeat(900)));
    let file = std::iter::once("idType,id,expiryTimestamp\n".to_owned()).chain(lines).collect::<String>();
    assert!(file.len() > pms_domain::limits::BODY * 2);

    let before = house.head().await;
    let reply = house.ask("POST", IMPORT).body("text/csv", file.clone()).send().await;
    assert_eq!(reply.status, 401, "{}", reply.text);
    let reply = house.ask("POST", IMPORT).by(&partner).body("text/csv", file.clone()).send().await;
    assert_eq!(reply.status, 403, "{}", reply.text);
    for kind in ["application/json", "text/plain", "application/gzip"] {
        let reply = house.ask("POST", IMPORT).by(&keeper).body(kind, file.clone()).send().await;
        assert_eq!(reply.status, 415, "{kind}: {}", reply.text);
    }
    let zipped =
        house.ask("POST", IMPORT).by(&keeper).header("content-encoding", "gzip").body("text/csv", file.clone());
    assert_eq!(zipped.send().await.status, 415);
    assert_eq!(house.head().await, before);

    let reply = house.ask("POST", IMPORT).by(&keeper).body("text/csv; charset=utf-8", file).send().await;
    assert_eq!(reply.status, 200, "{}", reply.text);
    assert!(reply.text.contains("\"lines\":3000,\"added\":3000"), "{}", reply.text);
    assert_eq!(house.head().await.0, before.0 + 6, "500 at a time");
}
