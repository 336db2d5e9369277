//! Devices, interfaces and chips of an organisation, in every state that a request needs, and the requests of their routes.

use pms_api_testkit::pki::{self, pki};
use pms_api_testkit::{ORGANIZATION, Person, with};
use pms_app::devices::{self, ChipUpload, DeviceDetails, InterfaceDetails, NewModel};
use pms_domain::Context;
use pms_domain::routes::Route;
use serde_json::{Value, json};

use crate::house::House;
use crate::requests::{Case, Common, fill, list, nobody, read, write};

/// Providers of one organisation, whose ids begin with the active partner's, and what they have.
#[derive(Clone, Default)]
pub struct Devices {
    pub provider: String,
    /// Approved, with the approved interface; its make is the id of the active partner.
    pub device: String,
    pub device_pending: String,
    /// Approved, and mapped to the same interface.
    pub device_to_deactivate: String,
    pub device_off: String,
    pub interface: String,
    pub interface_pending: String,
    pub interface_to_deactivate: String,
    pub interface_off: String,
    pub chip_provider: String,
    /// Without a certificate.
    pub chip: String,
    pub chip_to_reject: String,
    pub chip_to_certify: String,
    /// One that it may have.
    pub certificate: String,
    pub chip_approved: String,
    pub chip_to_deactivate: String,
    pub chip_off: String,
}

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
    Box::pin(models(&people, active, &mut made)).await;
    Box::pin(chips(&people, &mut made)).await;
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
    let device = Box::pin(add("One", true)).await;
    let pending = Box::pin(add("Two", false)).await;
    let to_deactivate = Box::pin(add("Three", true)).await;
    let off = Box::pin(add("Four", true)).await;
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

/// What is said of an interface.
fn interface(version: &str) -> Value {
    json!({"swBinaryHash": "hash", "swVersion": version, "swCreateDateTime": "2026-01-01T00:00:00.000Z",
        "swExpiryDateTime": "2027-01-01T00:00:00.000Z"})
}

impl Common {
    pub fn of_devices(&self, route: &Route, number: usize) -> Option<Case> {
        let page = json!({"filters": [], "sort": [], "pagination": {"pageStart": 0, "pageFetch": 500}});
        let values = |column: &str| json!({"filters": [{"columnName": column, "type": "all", "text": ""}], "optionalFilters": []});
        let model = |model: String| json!({"deviceTypeCode": "Finger", "deviceSubTypeCode": "Slap", "make": "Acme", "model": model});
        let off = json!({"status": "De-Activate"});
        let reason = json!({"reason": "Because."});
        Some(match route.id {
            "ADD_DEVICE" => self.on(|objects| {
                let of = json!({"deviceProviderId": objects.devices.provider});
                write(route.path, with(model(format!("New {number}")), of))
            }),
            "UPDATE_DEVICE" => self.on(|objects| {
                write(route.path, with(model(format!("Other {number}")), json!({"id": objects.devices.device})))
            }),
            // The role is the right; a member may not decide.
            "SET_DEVICE_STATUS" => {
                let request = json!({"id": self.own.devices.device_pending, "approvalStatus": "Activate"});
                nobody(write(route.path, request)).once()
            }
            "DECIDE_DEVICE" => {
                let request = json!({"partnerId": self.own.devices.provider, "status": "rejected"});
                nobody(write(&fill(route, &[&self.own.devices.device_pending]), request)).once()
            }
            "SEARCH_DEVICES" => list(write(route.path, page)),
            "SEARCH_DEVICE_TYPES" => nobody(write(route.path, page)),
            "FILTER_DEVICES" => list(write(route.path, values("make"))),
            "FILTER_DEVICE_TYPES" | "FILTER_DEVICE_SUB_TYPES" => nobody(write(route.path, values("name"))),
            "DEACTIVATE_DEVICE" => {
                self.on(|objects| write(&fill(route, &[&objects.devices.device_to_deactivate]), off.clone())).once()
            }
            "LIST_DEVICES" => nobody(read(&format!("{}?pageNo=0&pageSize=500", route.path))),
            "REACTIVATE_DEVICE" => nobody(write(&fill(route, &[&self.own.devices.device_off]), reason)).once(),
            // Nothing that was signed: the verdict says so.
            "VERIFY_DEVICE_MESSAGE" => nobody(write(route.path, json!({"biometrics": [{"data": "e30.e30.e30"}]}))),
            "VALIDATE_DEVICE" => {
                let id = json!({"dpId": self.own.devices.provider, "make": self.own.active, "model": "One",
                    "type": "Finger", "deviceSubType": "Slap"});
                nobody(write(route.path, json!({"digitalId": id, "deviceServiceVersion": "1.0"})))
            }
            _ => return None,
        })
    }

    pub fn of_interfaces(&self, route: &Route, number: usize) -> Option<Case> {
        let page = json!({"filters": [], "sort": [], "pagination": {"pageStart": 0, "pageFetch": 500}});
        let pair = |device: &str, interface: &str| json!({"deviceDetailId": device, "sbiId": interface});
        Some(match route.id {
            "ADD_INTERFACE" => self.on(|objects| {
                let of = json!({"providerId": objects.devices.provider});
                write(route.path, with(interface(&format!("new {number}")), of))
            }),
            "UPDATE_INTERFACE" => self.on(|objects| {
                let of = json!({"id": objects.devices.interface, "isActive": true});
                write(route.path, with(interface(&format!("other {number}")), of))
            }),
            // The role is the right; a member may not decide.
            "SET_INTERFACE_STATUS" => {
                let request = json!({"id": self.own.devices.interface_pending, "approvalStatus": "Activate"});
                nobody(write(route.path, request)).once()
            }
            "SEARCH_INTERFACES" | "SEARCH_MAPPINGS" => list(write(route.path, page)),
            "FILTER_INTERFACES" => {
                let filters = json!({"filters": [{"columnName": "providerId", "type": "all", "text": ""}]});
                list(write(route.path, with(filters, json!({"optionalFilters": []}))))
            }
            // What is mapped already is mapped again.
            "MAP_DEVICE" => {
                self.on(|objects| write(route.path, pair(&objects.devices.device, &objects.devices.interface)))
            }
            "UNMAP_DEVICE" => self
                .on(|objects| {
                    write(route.path, pair(&objects.devices.device_to_deactivate, &objects.devices.interface))
                })
                .once(),
            "ADD_DEVICE_TO_INTERFACE" => self.on(|objects| {
                let device = json!({"deviceProviderId": objects.devices.provider, "deviceTypeCode": "Finger",
                    "deviceSubTypeCode": "Slap", "make": "Acme", "model": format!("Added {number}")});
                write(&fill(route, &[&objects.devices.interface]), device)
            }),
            "LIST_INTERFACE_DEVICES" => self.on(|objects| read(&fill(route, &[&objects.devices.interface]))),
            "DEACTIVATE_INTERFACE" => self
                .on(|objects| {
                    write(&fill(route, &[&objects.devices.interface_to_deactivate]), json!({"status": "De-Activate"}))
                })
                .once(),
            "LIST_INTERFACES" => list(read(&format!("{}?pageNo=0&pageSize=500", route.path))),
            "GET_DEVICE" => self.on(|objects| read(&fill(route, &[&objects.devices.device]))),
            "GET_INTERFACE" => self.on(|objects| read(&fill(route, &[&objects.devices.interface]))),
            "REACTIVATE_INTERFACE" => {
                nobody(write(&fill(route, &[&self.own.devices.interface_off]), json!({"reason": "Because."}))).once()
            }
            _ => return None,
        })
    }

    pub fn of_chips(&self, route: &Route, number: usize) -> Option<Case> {
        let page = json!({"filters": [], "sort": [], "pagination": {"pageStart": 0, "pageFetch": 500}});
        Some(match route.id {
            "ADD_CHIP" => self.on(|objects| {
                let chip = json!({"make": "Acme", "model": format!("Chip {number}")});
                write(route.path, with(chip, json!({"ftpProviderId": objects.devices.chip_provider})))
            }),
            "UPDATE_CHIP" => self.on(|objects| {
                let chip = json!({"make": "Acme", "model": format!("Changed {number}")});
                write(route.path, with(chip, json!({"ftpChipDetailId": objects.devices.chip})))
            }),
            // The role is the right; a member may not decide.
            "SET_CHIP_STATUS" => {
                let request = json!({"ftpChipDetailId": self.own.devices.chip_to_reject, "approvalStatus": false});
                nobody(write(route.path, request)).once()
            }
            "UPLOAD_CHIP_CERTIFICATE" => self
                .on(|objects| {
                    let devices = &objects.devices;
                    let upload = json!({"ftpProviderId": devices.chip_provider,
                        "ftpChipDeatilId": devices.chip_to_certify, "isItForRegistrationDevice": true,
                        "certificateData": devices.certificate, "organizationName": ORGANIZATION,
                        "partnerDomain": "FTM"});
                    write(route.path, upload)
                })
                .once(),
            // Another's is answered as none, without an error: the service's own tests look at that.
            "GET_CHIP_CERTIFICATE" => nobody(read(&fill(route, &[&self.own.devices.chip_approved]))),
            "SEARCH_CHIPS" => list(write(route.path, page)),
            "DEACTIVATE_CHIP" => self
                .on(|objects| {
                    write(&fill(route, &[&objects.devices.chip_to_deactivate]), json!({"status": "De-Activate"}))
                })
                .once(),
            "GET_CHIP_CERTIFICATE_DATA" => self.on(|objects| read(&fill(route, &[&objects.devices.chip_approved]))),
            "LIST_CHIPS" => nobody(read(&format!("{}?pageNo=0&pageSize=500", route.path))),
            "LIST_OWN_CHIPS" => list(read(route.path)),
            "GET_CHIP" => self.on(|objects| read(&fill(route, &[&objects.devices.chip_approved]))),
            "REACTIVATE_CHIP" => {
                nobody(write(&fill(route, &[&self.own.devices.chip_off]), json!({"reason": "Because."}))).once()
            }
            _ => return None,
        })
    }
}
