use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::TimeDelta;
use pms_api_testkit::Site;
use pms_api_testkit::pki::{self, pki};
use pms_domain::Timestamp;
use pms_pki::crl::{RevocationList, RevocationReason};
use pms_pki::issue::{Issuer, ListTerms, PrivateKeyDer, RevokedSerial, SoftwareSigner, revocation_list};
use pms_pki::parse;
use serde_json::{Value, json};

use crate::SERVICE;

/// A list of the organisation's intermediate CA.
fn list(number: u64, from: Timestamp) -> RevocationList {
    let certificate = parse::wire::partner_upload(&pki().intermediate.pem).unwrap();
    let key: String = pki().intermediate.key.lines().filter(|line| !line.starts_with("-----")).collect();
    let signer = SoftwareSigner::from_pkcs8(&PrivateKeyDer::new(STANDARD.decode(key).unwrap())).unwrap();
    let entries = [RevokedSerial { serial: vec![5], at: from, reason: RevocationReason::Superseded }];
    let terms = ListTerms { number, this_update: from, next_update: from + TimeDelta::days(7) };
    revocation_list(Issuer { certificate: &certificate, signer: &signer }, &terms, &entries).unwrap()
}

async fn is_active(site: &Site, id: &str) -> bool {
    let found = pms_app::partners::get(&site.app, &site.app.system("test"), id).await;
    found.ok().unwrap().partner.is_active
}

#[tokio::test]
async fn an_administrator_revokes() {
    if !pki::available() {
        return;
    }
    for site in Site::on_both(SERVICE).await {
        let (owner, admin) = site.active("acme").await;
        assert!(is_active(&site, "acme").await);
        let found = pms_app::certificates::history(&site.app, &site.context(&admin).await, "acme").await;
        let id = found.ok().unwrap()[0].cert_id.clone();
        let path = format!("/certificates/{id}/revoke");
        let body = json!({"revocationReason": "keyCompromise", "reason": "The key was lost."});
        let but = |members: Value| pms_api_testkit::with(body.clone(), members);
        let words = "unspecified, keyCompromise, cACompromise, affiliationChanged, superseded, cessationOfOperation, \
                     privilegeWithdrawn, aACompromise";
        for (body, expected) in [
            (
                but(json!({"revocationReason": "hold"})),
                format!("PMS_CRT_006 revocationReason should be one of {words}"),
            ),
            (
                but(json!({"revocationReason": ""})),
                "400 PMS_COR_001 Invalid request parameter - must not be blank :request.revocationReason".to_owned(),
            ),
            (but(json!({"reason": null})), "PMS_PMX_003 A reason is required.".to_owned()),
        ] {
            assert_eq!(site.send(&admin, "POST", &path, body).await.error(), expected);
        }
        let unknown = site.send(&admin, "POST", "/certificates/nobody/revoke", body.clone()).await;
        assert_eq!(unknown.error(), "KER-PCM-012 Partner Certificate not found for the given ID.");
        assert_eq!(site.send(&owner, "POST", &path, body.clone()).await.error(), "403 KER-ATH-403 Forbidden");
        let answer = site.send(&admin, "POST", &path, body.clone()).await;
        assert_eq!(answer.response()["certId"], json!(id));
        insta::allow_duplicates! { insta::assert_snapshot!("revoked", answer.golden()) };
        let again = site.send(&admin, "POST", &path, body.clone()).await;
        assert_eq!(again.error(), "PMS_CRT_007 The certificate is revoked already.");
        let reads = site.get(&owner, "/partners/acme/certificate").await.error();
        assert!(reads.starts_with("PMS_PRT_108"), "{reads}");
        let same = json!({"partnerId": "acme", "certificateData": pki().partner.pem, "partnerDomain": "AUTH"});
        let refused = site.send(&owner, "POST", "/partners/certificate/upload", same).await.error();
        assert!(refused.starts_with("KER-PCM-006"), "{refused}");
        let key = pki::leaf().with_key(pki().partner.key.clone()).issued_by(&pki().intermediate).unwrap();
        let same_key = json!({"partnerId": "acme", "certificateData": key.pem, "partnerDomain": "AUTH"});
        let refused = site.send(&owner, "POST", "/partners/certificate/upload", same_key).await.error();
        assert_eq!(refused, "PMS_CRT_009 The key of the certificate was revoked as compromised.");
    }
}

#[tokio::test]
async fn an_administrator_revokes_a_ca() {
    if !pki::available() {
        return;
    }
    for site in Site::on_both(SERVICE).await {
        let (owner, admin) = site.active("acme").await;
        let listed =
            async || site.get(&admin, "/trust-chain-certificates?caCertificateType=INTERMEDIATE").await.response();
        let row = &listed().await["data"][0];
        assert_eq!((&row["status"], row.get("revocationReason")), (&json!(true), None));
        let id = row["certId"].as_str().unwrap().to_owned();
        let path = format!("/ca-certificates/{id}/revoke");
        let body = json!({"revocationReason": "CESSATIONOFOPERATION", "reason": "Closed."});
        assert_eq!(site.send(&owner, "POST", &path, body.clone()).await.error(), "403 KER-ATH-403 Forbidden");
        let unknown = site.send(&admin, "POST", "/ca-certificates/nobody/revoke", body.clone()).await;
        assert_eq!(unknown.error(), "KER-PMS-019 CA Certificate not found for the given ID.");
        let answer = site.send(&admin, "POST", &path, body.clone()).await;
        insta::allow_duplicates! { insta::assert_snapshot!("ca-revoked", answer.golden()) };
        let again = site.send(&admin, "POST", &path, body.clone()).await;
        assert_eq!(again.error(), "PMS_CRT_007 The certificate is revoked already.");
        let row = &listed().await["data"][0];
        assert_eq!((&row["status"], &row["revocationReason"]), (&json!(false), &json!("cessationOfOperation")));
        // What it issued goes with it.
        assert!(!is_active(&site, "acme").await);
        let own = "SELECT cert_id FROM ca_cert_store WHERE x_own = TRUE AND ca_cert_type = 'ROOT' LIMIT 1";
        let (own,): (String,) = pms_store::statement(own).one(site.app.store().db()).await.unwrap();
        let platform = site.send(&admin, "POST", &format!("/ca-certificates/{own}/revoke"), body).await;
        assert_eq!(platform.error(), "PMS_CRT_008 The certificate belongs to the platform.");
    }
}

#[tokio::test]
async fn lists_are_brought_and_shown() {
    if !pki::available() {
        return;
    }
    for site in Site::on_both(SERVICE).await {
        let admin = site.admin().await;
        let partner = site.person("partner", &["AUTH_PARTNER"]).await;
        let now = site.app.surroundings().now();
        let der = STANDARD.encode(list(7, now - TimeDelta::hours(1)).to_der().unwrap());
        let send = async |data: &str| site.send(&admin, "POST", "/revocation-lists", json!({"crlData": data})).await;
        let no_issuer = "PMS_CRL_002 No certificate of a trust store has signed the revocation list.";
        assert_eq!(send(&der).await.error(), no_issuer);
        site.trust(&admin, "AUTH").await;
        let blank = "400 PMS_COR_001 Invalid request parameter - must not be blank :request.crlData";
        assert_eq!(send(" ").await.error(), blank);
        let unreadable = "PMS_CRL_001 The revocation list cannot be read: not a readable revocation list";
        assert_eq!(send("TUlJ").await.error(), unreadable);
        let old = STANDARD.encode(list(1, now - TimeDelta::days(8)).to_der().unwrap());
        assert_eq!(send(&old).await.error(), "PMS_CRL_003 The revocation list is not current.");
        let answer = site.send(&partner, "POST", "/revocation-lists", json!({"crlData": der})).await;
        assert_eq!(answer.error(), "403 KER-ATH-403 Forbidden");
        let answer = send(&der).await;
        insta::allow_duplicates! { insta::assert_snapshot!("list-uploaded", answer.golden()) };
        let back = STANDARD.encode(list(6, now).to_der().unwrap());
        assert_eq!(send(&back).await.error(), "PMS_CRL_004 A newer revocation list of the issuer is known.");
        pms_app::revocation::publish_due(&site.app).await.ok().unwrap();
        let shown = site.get(&admin, "/revocation-lists?origin=uploaded").await;
        insta::allow_duplicates! { insta::assert_snapshot!("lists", shown.golden()) };
        let all = site.get(&admin, "/revocation-lists?pageNo=0&pageSize=3&sortFieldName=issuer&sortType=asc").await;
        // An offline ROOT signs its own list elsewhere.
        let is_offline = site.app.authority().root.is_offline();
        let lists = if is_offline { 4 } else { 5 };
        assert_eq!((&all.response()["totalResults"], &all.response()["pageSize"]), (&json!(lists), &json!(3)));
        assert_eq!(site.get(&partner, "/revocation-lists").await.error(), "403 KER-ATH-403 Forbidden");
        let root = site.get(&admin, "/revocation-lists?partnerDomain=ROOT").await.response();
        if is_offline {
            assert_eq!(root["totalResults"], 0);
            continue;
        }
        assert_eq!((&root["data"][0]["origin"], &root["data"][0]["isCurrent"]), (&json!("own"), &json!(true)));
    }
}

/// Without a token, for caches, and nothing but what is there.
#[tokio::test]
async fn our_own_files_are_served_to_everybody() {
    for site in Site::on_both(SERVICE).await {
        pms_app::revocation::publish_due(&site.app).await.ok().unwrap();
        let authority = site.app.authority();
        let auth = authority.issuing(pms_pki::PartnerDomain::Auth).unwrap();
        let key = auth.certificate.public_key_sha256_hex();
        for (path, kind) in [("crl", "application/pkix-crl"), ("issuers", "application/pkix-cert")] {
            let ending = if path == "crl" { "crl" } else { "cer" };
            let address = format!("/{path}/{key}.{ending}");
            let answer = site.fetch(&address, &[("accept", kind)]).await;
            let header = |name| answer.headers()[name].to_str().unwrap().to_owned();
            assert_eq!((answer.status().as_u16(), header("content-type").as_str()), (200, kind));
            assert_eq!((header("etag").len(), header("cache-control").as_str()), (66, "public, max-age=3600"));
            assert!(["pragma", "expires"].iter().all(|name| !answer.headers().contains_key(*name)));
            assert!(header("last-modified").ends_with(" GMT") && answer.body()[0] == 0x30);
            for (name, value) in [("if-none-match", header("etag")), ("if-modified-since", header("last-modified"))] {
                let again = site.fetch(&address, &[(name, &value)]).await;
                assert_eq!((again.status().as_u16(), again.body().len()), (304, 0), "{name}");
            }
            let unknown = site.fetch(&format!("/{path}/{}.{ending}", "0".repeat(64)), &[]).await;
            assert_eq!(unknown.status(), 404);
            let said = String::from_utf8(unknown.body().to_vec()).unwrap();
            assert!(said.contains("PMS_CRL_005") && said.contains("There is no such file."), "{said}");
        }
        assert_eq!(site.fetch("/crl/list.txt", &[]).await.status(), 404);
    }
}
