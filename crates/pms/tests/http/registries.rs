//! Devices, interfaces and chips of an organisation, in every state that a request needs.

use pms_api_testkit::pki::{self, pki};
use pms_api_testkit::{ORGANIZATION, Person};
use pms_app::devices::{self, ChipUpload, DeviceDetails, InterfaceDetails, NewModel};
use pms_domain::Context;

use crate::house::House;
use crate::requests::Devices;

/// Who sets it up: a member, and an admin who is none.
struct People<'a> {
    house: &'a House,
    member: Context,
    admin: Context,
}

/// The providers of the person who owns the partner `active`, with what they have.
pub async fn of(house: &House, admin: &Person, owner: &Person, active: &str) -> Devices {
    let (provider, chip_provider) = (format!("{active}-devices"), format!("{active}-chips"));
    house.register(owner, &provider, "Device_Provider").await;
    house.register(owner, &chip_provider, "FTM_Provider").await;
    house.switch_on(&provider).await;
    house.switch_on(&chip_provider).await;
    let people = People { house, member: house.context(owner).await, admin: house.context(admin).await };
    let mut made = Devices { provider, chip_provider, ..Devices::default() };
    interfaces(&people, &mut made).await;
    models(&people, active, &mut made).await;
    chips(&people, &mut made).await;
    made
}

async fn interfaces(people: &People<'_>, made: &mut Devices) {
    let (app, now) = (&people.house.app, people.member.now());
    let add = async |version: &str, approve: bool| {
        let details = InterfaceDetails {
            binary_hash: "hash".to_owned(),
            version: version.to_owned(),
            created: now - chrono::TimeDelta::days(10),
            expiry: now + chrono::TimeDelta::days(300),
        };
        let id = devices::add_interface(app, &people.member, &made.provider, &details).await.unwrap();
        if approve {
            devices::set_interface_status(app, &people.admin, &id, "Activate", None).await.unwrap();
        }
        id
    };
    let interface = add("1.0", true).await;
    let pending = add("1.1", false).await;
    let to_deactivate = add("1.2", true).await;
    let off = add("1.3", true).await;
    devices::deactivate_interface(app, &people.admin, &off, None).await.unwrap();
    made.interface = interface;
    made.interface_pending = pending;
    made.interface_to_deactivate = to_deactivate;
    made.interface_off = off;
}

async fn models(people: &People<'_>, active: &str, made: &mut Devices) {
    let app = &people.house.app;
    let add = async |model: &str, approve: bool| {
        let details = DeviceDetails {
            dtype_code: "Finger".to_owned(),
            dstype_code: "Slap".to_owned(),
            make: active.to_owned(),
            model: model.to_owned(),
        };
        let new = NewModel { id: None, provider_id: made.provider.clone(), details };
        let id = devices::add_device(app, &people.member, &new).await.unwrap();
        if approve {
            devices::set_device_status(app, &people.admin, &id, "Activate", None).await.unwrap();
        }
        id
    };
    let device = add("One", true).await;
    let pending = add("Two", false).await;
    let to_deactivate = add("Three", true).await;
    let off = add("Four", true).await;
    for device in [&device, &to_deactivate] {
        assert!(devices::map(app, &people.member, device, &made.interface).await.unwrap());
    }
    devices::deactivate_device(app, &people.admin, &off, None).await.unwrap();
    made.device = device;
    made.device_pending = pending;
    made.device_to_deactivate = to_deactivate;
    made.device_off = off;
}

async fn chips(people: &People<'_>, made: &mut Devices) {
    let app = &people.house.app;
    let certificate = pki::leaf().issued_by(&pki().intermediate).unwrap().pem;
    let add = async |model: &str, approve: bool| {
        let id = devices::add_chip(app, &people.member, &made.chip_provider, "Acme", model).await.unwrap();
        if approve {
            let upload = ChipUpload {
                provider_id: made.chip_provider.clone(),
                chip_id: id.clone(),
                data: certificate.clone(),
                organization: ORGANIZATION.to_owned(),
                domain: "FTM".to_owned(),
            };
            devices::upload_chip(app, &people.member, upload).await.unwrap_or_else(|error| panic!("{error:?}"));
            devices::set_chip_status(app, &people.admin, &id, true, None).await.unwrap();
        }
        id
    };
    let chip = add("One", false).await;
    let to_reject = add("Two", false).await;
    let to_certify = add("Three", false).await;
    let approved = add("Four", true).await;
    let to_deactivate = add("Five", true).await;
    let off = add("Six", true).await;
    devices::deactivate_chip(app, &people.admin, &off, None).await.unwrap();
    made.chip = chip;
    made.chip_to_reject = to_reject;
    made.chip_to_certify = to_certify;
    made.chip_approved = approved;
    made.chip_to_deactivate = to_deactivate;
    made.chip_off = off;
    made.certificate = certificate;
}
