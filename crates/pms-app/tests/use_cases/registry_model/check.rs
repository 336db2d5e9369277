//! What is compared after each step: rows, pairs, requests, and what pages, lists and registration clients are told.

use std::collections::{BTreeMap, BTreeSet};

use pms_app::devices::{self, Asked, ChipFilter, DeviceFilter, InterfaceFilter, Wanted};
use pms_domain::device::validation::Said;
use pms_store::list::Page;
use pms_store::partner::Reach;
use pms_store::{chip, device, device_mapping, interface, statement};

use super::model::Thing;
use super::{Run, Step, What, named, versioned};
use crate::support::done;

impl Run<'_> {
    /// The store says what the model says, and nothing forbidden; and so does what is shown.
    pub(super) async fn check(&mut self, step: Step) {
        self.model.check();
        self.check_devices(step).await;
        self.check_interfaces(step).await;
        self.check_chips(step).await;
        self.check_lists(step).await;
        self.check_requests(step).await;
        self.check_validity(step).await;
    }

    /// What was approved says the same until somebody decides on a change of it.
    fn check_row(&mut self, step: Step, id: &str, is_approved: bool, says: String) {
        let before = self.said.insert(id.to_owned(), (is_approved, says.clone()));
        if let Some((true, before)) = before.filter(|_| !step.decides()) {
            assert_eq!(says, before, "{step:?} changed what was approved");
        }
    }

    async fn check_devices(&mut self, step: Step) {
        let app = &self.stage.site.app;
        let db = app.store().db();
        for at in 0..self.model.devices.len() {
            let thing = self.model.devices[at].clone();
            let row = device::find(db, Reach::Everything, &thing.id).await.unwrap().unwrap();
            let columns = thing.place.columns();
            assert_eq!((row.approval_status.as_str(), row.is_active), columns, "{step:?} {thing:?}");
            assert_eq!((row.make.as_str(), row.model.as_str()), ("Acme", named(thing.says).as_str()), "{step:?}");
            let pairs = device_mapping::of_device(db, &thing.id).await.unwrap();
            let pairs: BTreeSet<_> = pairs.into_iter().map(|pair| (pair.sbi_id, pair.is_active)).collect();
            let expected = self.model.pairs.iter().filter(|((device, _), _)| *device == at);
            let expected: BTreeSet<_> =
                expected.map(|((_, sbi), counts)| (self.id(What::Interface, *sbi), *counts)).collect();
            assert_eq!(pairs, expected, "{step:?} {thing:?}");
            let one = done(devices::device(app, &self.admin, &thing.id).await);
            let shown = (one.device.approval_status.as_str(), one.device.in_use);
            assert_eq!(shown, (columns.0, self.model.shows_device(at)), "{step:?} {:#?}", self.model);
            assert_eq!(one.is_open, thing.is_open(), "{step:?} {thing:?}");
            let says = [row.dtype_code, row.dstype_code, row.make, row.model].join("/");
            self.check_row(step, &thing.id, columns.0 == "approved", says);
        }
    }

    async fn check_interfaces(&mut self, step: Step) {
        let app = &self.stage.site.app;
        for at in 0..self.model.interfaces.len() {
            let thing = self.model.interfaces[at].clone();
            let row = interface::find(app.store().db(), Reach::Everything, &thing.id).await.unwrap().unwrap();
            let columns = thing.place.columns();
            assert_eq!((row.approval_status.as_str(), row.is_active), columns, "{step:?} {thing:?}");
            let dates = (row.sw_cr_dtimes, row.sw_expiry_dtimes);
            assert_eq!(dates, (Some(thing.says.created), Some(thing.says.expiry)), "{step:?} {thing:?}");
            assert_eq!(row.sw_version, versioned(thing.says.version), "{step:?} {thing:?}");
            let one = done(devices::interface(app, &self.admin, &thing.id).await);
            let shown = (one.interface.approval_status.as_str(), one.interface.in_use);
            assert_eq!(shown, (columns.0, self.model.shows_interface(at)), "{step:?} {:#?}", self.model);
            assert_eq!(one.is_open, thing.is_open(), "{step:?} {thing:?}");
            let says = format!("{} {:?} {dates:?}", row.sw_version, row.sw_binary_hash);
            self.check_row(step, &thing.id, columns.0 == "approved", says);
        }
    }

    async fn check_chips(&mut self, step: Step) {
        let app = &self.stage.site.app;
        for at in 0..self.model.chips.len() {
            let thing = self.model.chips[at].clone();
            let row = chip::find(app.store().db(), Reach::Everything, &thing.id).await.unwrap().unwrap();
            let columns = thing.place.columns();
            assert_eq!((row.approval_status.as_str(), row.is_active), columns, "{step:?} {thing:?}");
            assert_eq!(row.model.as_deref(), Some(named(thing.says.model).as_str()), "{step:?} {thing:?}");
            let certificate = thing.says.certificate.map(|at| self.model.certificates[at].id.as_str());
            assert_eq!(row.alias(), certificate, "{step:?} {thing:?}");
            let one = done(devices::chip(app, &self.admin, &thing.id).await);
            let shown = (one.chip.approval_status.as_str(), one.chip.in_use);
            assert_eq!(shown, (columns.0, self.model.shows_chip(at)), "{step:?} {:#?}", self.model);
            assert_eq!(one.is_open, thing.is_open(), "{step:?} {thing:?}");
            let says = format!("{:?} {:?} {:?}", row.make, row.model, row.certificate_alias);
            self.check_row(step, &thing.id, columns.0 == "approved", says);
        }
    }

    /// The lists call approved what is in force, and nothing else.
    async fn check_lists(&self, step: Step) {
        let (app, status) = (&self.stage.site.app, Some("approved".to_owned()));
        let of =
            |at: usize| Wanted { provider_id: Some(self.providers[at].as_str()), sort: None, page: Page::new(0, 100) };
        let filter = DeviceFilter { status: status.clone(), ..DeviceFilter::default() };
        let found = done(devices::models(app, &self.admin, &of(0), &filter).await).rows;
        let found: BTreeSet<_> = found.into_iter().map(|row| row.id).collect();
        assert_eq!(found, shown(&self.model.devices, |at| self.model.shows_device(at)), "{step:?}");
        let filter = InterfaceFilter { status: status.clone(), ..InterfaceFilter::default() };
        let found = done(devices::provider_interfaces(app, &self.admin, &of(0), &filter).await).rows;
        let found: BTreeSet<_> = found.into_iter().map(|row| row.id).collect();
        assert_eq!(found, shown(&self.model.interfaces, |at| self.model.shows_interface(at)), "{step:?}");
        let filter = ChipFilter { status, ..ChipFilter::default() };
        let found = done(devices::provider_chips(app, &self.admin, &of(1), &filter, None).await).rows;
        let found: BTreeSet<_> = found.into_iter().map(|row| row.chip.id).collect();
        assert_eq!(found, shown(&self.model.chips, |at| self.model.shows_chip(at)), "{step:?}");
    }

    /// One request waits of what is open, and none of anything else.
    async fn check_requests(&self, step: Step) {
        let rows: Vec<(String, i64)> = statement(
            "SELECT object_id, COUNT(*) FROM x_approval WHERE (partner_id = $1 OR partner_id = $2) AND kind <> 'partner' \
             AND state IN ('waiting', 'on_hold', 'changes_asked') GROUP BY object_id",
        )
        .bind(self.providers[0].as_str())
        .bind(self.providers[1].as_str())
        .all(self.stage.site.app.store().db())
        .await
        .unwrap();
        let devices = self.model.devices.iter().filter(|thing| thing.is_open()).map(|thing| thing.id.clone());
        let interfaces = self.model.interfaces.iter().filter(|thing| thing.is_open()).map(|thing| thing.id.clone());
        let chips = self.model.chips.iter().filter(|thing| thing.is_open()).map(|thing| thing.id.clone());
        let expected: BTreeMap<String, i64> = devices.chain(interfaces).chain(chips).map(|id| (id, 1)).collect();
        assert_eq!(rows.into_iter().collect::<BTreeMap<_, _>>(), expected, "{step:?} {:#?}", self.model);
    }

    /// Whether devices may register people: of each pair, and with one interface more for each device.
    async fn check_validity(&self, step: Step) {
        let (ctx, now) = (self.stage.site.system(), self.now());
        let mut asked: BTreeSet<(usize, usize)> = self.model.pairs.keys().copied().collect();
        let count = self.model.interfaces.len();
        if count > 0 {
            asked.extend((0..self.model.devices.len()).map(|device| (device, (device + self.number) % count)));
        }
        for (device, interface) in asked {
            let (model, version) = (self.model.devices[device].says, self.model.interfaces[interface].says.version);
            let said = Said {
                provider_id: self.providers[0].clone(),
                make: "Acme".to_owned(),
                model: named(model),
                device_type: "Finger".to_owned(),
                sub_type: "Slap".to_owned(),
                version: versioned(version),
            };
            let answer = devices::validate(&self.stage.site.app, &ctx, &Asked { said, serial: None, at: None }).await;
            let expected = self.model.is_valid(model, version, now);
            self.agreed(step, &answer, expected);
            self.seen.borrow_mut().valid += usize::from(expected);
        }
    }
}

fn shown<T>(things: &[Thing<T>], is_shown: impl Fn(usize) -> bool) -> BTreeSet<String> {
    things.iter().enumerate().filter(|(at, _)| is_shown(*at)).map(|(_, thing)| thing.id.clone()).collect()
}
