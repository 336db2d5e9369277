use serde_json::json;

use super::*;
use crate::settings::Settings;

fn settings() -> settings::Esignet {
    Settings::defaults().unwrap().esignet
}

#[test]
fn the_embedded_mappings_cover_what_the_defaults_offer() {
    let settings = settings();
    let claims = ClaimMapping::read(&document(None, CLAIMS).unwrap()).unwrap();
    let mapped: Vec<&str> = claims.claims().collect();
    assert_eq!(mapped, settings.claims_supported, "every claim that is offered is mapped");
    let esignet = Esignet::open(&settings).unwrap();
    assert!(!esignet.is_remote());
    let factors = ["PWD", "pin", "otp", "WLA", "bio"].map(|name| json!({"authType": name, "mandatory": false}));
    let policy = json!({
        "allowedKycAttributes": [{"attributeName": "fullName"}, {"attributeName": "face"}],
        "allowedAuthTypes": factors,
    });
    let found = esignet.released(&policy, Some(&settings.claims_supported)).unwrap();
    assert_eq!(found.claims, ["name", "picture"]);
    let contexts = ["password", "static-code", "generated-code", "linked-wallet", "biometrics"];
    assert_eq!(found.acr_values, contexts.map(|word| format!("mosip:idp:acr:{word}")));
    assert_eq!(esignet.released(&policy, None).unwrap_err().code(), "PMS-MSD-393");
}

/// The mapping of a stock MOSIP deployment gives the same contexts.
#[test]
fn the_embedded_contexts_are_the_stock_ones() {
    let stock = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/amr-acr-mapping.json");
    if !stock.exists() {
        return pms_testkit::skip("the stock mapping is not at hand (../shared/data/amr-acr-mapping.json)");
    }
    let own: Value = serde_json::from_str(CONTEXTS).unwrap();
    assert_eq!(document(Some(&stock), CONTEXTS).unwrap(), own);
}

#[test]
fn settings_that_cannot_work_are_refused() {
    type Mistake = fn(&mut settings::Esignet);
    let wrong: [(&str, Mistake); 5] = [
        ("esignet.mode", |settings| settings.mode = "other".into()),
        ("esignet.url", |settings| settings.mode = "http".into()),
        ("esignet.client_id", |settings| {
            settings.mode = "http".into();
            settings.url = "https://esignet.example".into();
            settings.token_url = "https://iam.example".into();
        }),
        ("esignet.claims_mapping_file", |settings| settings.claims_mapping_file = Some("/nowhere/x.json".into())),
        ("esignet.acr_mapping_file", |settings| settings.acr_mapping_file = Some("/nowhere/x.json".into())),
    ];
    for (named, spoil) in wrong {
        let mut settings = settings();
        spoil(&mut settings);
        let error = Esignet::open(&settings).err().map(|error| format!("{error:#}")).unwrap_or_default();
        assert!(error.contains(named), "{named}: {error}");
    }
}
