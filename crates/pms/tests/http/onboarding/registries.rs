//! What partners do that need no policies: a device provider gets devices into use, a maker of chips its chips; who makes
//! software is done with its certificates.

use pms_api_testkit::pki::{self, pki};
use pms_api_testkit::{Answer, ORGANIZATION, Person};
use pms_app::partners::StepKind;
use pms_domain::policy::PolicyType;
use pms_domain::routes;
use pms_testkit::openssl_cli::{Key, generate_key};
use serde_json::{Value, json};

use super::{FORBIDDEN, Onboarding};

/// The steps of the checklist are about no policy.
const ANY: PolicyType = PolicyType::Auth;

impl Onboarding<'_> {
    /// The rest of the way of the types without policies. `validator`: asks whether a device may register people.
    pub async fn own_way(&self, validator: &Person) {
        match self.kind.code {
            "Device_Provider" => {
                self.devices(validator).await;
                assert_eq!(self.add_chip("Chip").await.error(), FORBIDDEN, "{}", self.id);
            }
            "FTM_Provider" => {
                self.chips().await;
                // The contract's roles let it ask; interfaces are for another type.
                let refused = self.add_interface().await.error();
                assert_eq!(refused, "PMS_DEVICE_ERROR_003 Invalid partner type.", "{}", self.id);
            }
            "SDK_Partner" => {
                assert_eq!(self.add_chip("Chip").await.error(), FORBIDDEN, "{}", self.id);
                assert_eq!(self.add_device().await.error(), FORBIDDEN, "{}", self.id);
                assert_eq!(self.add_interface().await.error(), FORBIDDEN, "{}", self.id);
            }
            _ => {}
        }
        self.step(StepKind::Certificates, ANY, "done").await;
    }

    async fn add_interface(&self) -> Answer {
        let interface = json!({"providerId": self.id, "swBinaryHash": "hash", "swVersion": "1.0",
            "swCreateDateTime": "2026-01-01T00:00:00.000Z", "swExpiryDateTime": "2027-01-01T00:00:00.000Z"});
        self.own(&routes::ADD_INTERFACE, &[], Some(interface)).await
    }

    async fn add_device(&self) -> Answer {
        let device = json!({"deviceProviderId": self.id, "deviceTypeCode": "Finger", "deviceSubTypeCode": "Slap",
            "make": "Acme", "model": "One"});
        self.own(&routes::ADD_DEVICE, &[], Some(device)).await
    }

    async fn add_chip(&self, model: &str) -> Answer {
        let chip = json!({"ftpProviderId": self.id, "make": "Acme", "model": model});
        self.own(&routes::ADD_CHIP, &[], Some(chip)).await
    }

    /// An interface and a model, each approved by an administrator, and the pair of them: then the device is valid.
    async fn devices(&self, validator: &Person) {
        self.step(StepKind::Sbi, ANY, "yours").await;
        self.step(StepKind::DeviceModels, ANY, "yours").await;
        let interface = id(&self.add_interface().await.response());
        let device = id(&self.add_device().await.response());
        self.step(StepKind::Sbi, ANY, "admins").await;
        for (route, id) in [(&routes::SET_INTERFACE_STATUS, &interface), (&routes::SET_DEVICE_STATUS, &device)] {
            let wish = json!({"id": id, "approvalStatus": "Activate"});
            assert_eq!(self.own(route, &[], Some(wish.clone())).await.error(), FORBIDDEN, "{}", self.id);
            let decided = self.call(self.admin, route, &[], Some(wish)).await;
            assert_eq!(decided.error(), "success", "{}", self.id);
        }
        self.step(StepKind::Sbi, ANY, "done").await;
        self.step(StepKind::DeviceModels, ANY, "done").await;
        self.step(StepKind::Mapping, ANY, "yours").await;
        let asked = json!({"digitalId": {"dpId": self.id, "make": "Acme", "model": "One", "type": "Finger",
            "deviceSubType": "Slap"}, "deviceServiceVersion": "1.0"});
        let valid = async || self.call(validator, &routes::VALIDATE_DEVICE, &[], Some(asked.clone())).await;
        let unmapped = valid().await.error();
        assert!(unmapped.starts_with("ADM-DPM-"), "{unmapped}");
        let pair = json!({"deviceDetailId": device, "sbiId": interface});
        assert_eq!(self.own(&routes::MAP_DEVICE, &[], Some(pair)).await.error(), "success", "{}", self.id);
        self.step(StepKind::Mapping, ANY, "done").await;
        let shown = self.own(&routes::GET_DEVICE, &[&device], None).await.response();
        let said = (&shown["status"], &shown["interfaces"][0]["isMappingActive"]);
        assert_eq!(said, (&json!("approved"), &json!(true)), "{shown}");
        let listed = self.own(&routes::LIST_INTERFACES, &[], None).await.response();
        assert_eq!((&listed["totalResults"], &listed["data"][0]["sbiId"]), (&json!(1), &json!(interface)));
        assert_eq!(valid().await.response()["status"], "Valid", "{}", self.id);
        // Whoever asks about others' devices is no provider.
        assert_eq!(self.own(&routes::VALIDATE_DEVICE, &[], Some(asked.clone())).await.error(), FORBIDDEN);
    }

    /// A chip model with the certificate of its key, approved by an administrator: then its provider has what we made of it.
    async fn chips(&self) {
        self.step(StepKind::ChipModels, ANY, "yours").await;
        let chip = id(&self.add_chip("Chip").await.response());
        self.step(StepKind::ChipModels, ANY, "done").await;
        self.step(StepKind::ChipCertificates, ANY, "yours").await;
        let status = json!({"ftpChipDetailId": chip, "approvalStatus": true});
        let early = self.call(self.admin, &routes::SET_CHIP_STATUS, &[], Some(status.clone())).await.error();
        assert_eq!(early, "PMP_AUT_033 Certificate is not uploaded.", "{}", self.id);
        let key = generate_key(Key::Rsa(2048)).unwrap();
        let certificate = pki::leaf().with_key(key.as_str()).issued_by(&pki().intermediate).unwrap().pem;
        let upload = json!({"ftpProviderId": self.id, "ftpChipDeatilId": chip, "isItForRegistrationDevice": true,
            "certificateData": certificate, "organizationName": ORGANIZATION, "partnerDomain": "FTM"});
        let uploaded = self.own(&routes::UPLOAD_CHIP_CERTIFICATE, &[], Some(upload)).await;
        assert_eq!(uploaded.error(), "success", "{}", self.id);
        self.step(StepKind::ChipCertificates, ANY, "admins").await;
        assert_eq!(self.own(&routes::SET_CHIP_STATUS, &[], Some(status.clone())).await.error(), FORBIDDEN);
        let decided = self.call(self.admin, &routes::SET_CHIP_STATUS, &[], Some(status)).await;
        assert_eq!(decided.error(), "success", "{}", self.id);
        self.step(StepKind::ChipCertificates, ANY, "done").await;
        let own = self.own(&routes::LIST_OWN_CHIPS, &[], None).await.response();
        let said = (&own[0]["ftmId"], &own[0]["status"], &own[0]["isCertificateAvailable"]);
        assert_eq!(said, (&json!(chip), &json!("approved"), &json!(true)), "{own}");
        let data = self.own(&routes::GET_CHIP_CERTIFICATE_DATA, &[&chip], None).await.response();
        for which in ["caSignedCertificateData", "mosipSignedCertificateData"] {
            assert!(data[which].as_str().is_some_and(|pem| pem.contains("BEGIN CERTIFICATE")), "{data}");
        }
    }
}

fn id(response: &Value) -> String {
    response["id"].as_str().unwrap().to_owned()
}
