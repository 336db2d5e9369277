//! The registries as pages show them: whose lists open for whom, device models from a file, and what a step would touch.

use chrono::TimeDelta;
use pms_app::devices::{
    self, ChipFilter, DeviceDetails, DeviceFilter, FileAdded, FileFault, InterfaceDetails, InterfaceFilter, NewModel,
    Problem, Registered, Wanted,
};
use pms_app::hotlist::{self, Parts};
use pms_app::testing::Site;
use pms_domain::hotlist::Subject;
use pms_domain::{Context, catalogue, limits};
use pms_store::audit::Record;
use pms_store::list::{ListQuery, Page};

use crate::support::{Stage, done, refused};

/// An active device provider. Answers the context of its owner.
async fn maker(stage: &Stage, id: &str) -> Context {
    let owner = stage.owner(id, "Device_Provider").await;
    let ctx = stage.site.system();
    let mut change = stage.site.app.store().change().await.unwrap();
    pms_store::partner::set_standing(&mut change, id, "approved", true, "test", ctx.now()).await.unwrap();
    let revision = change.save(&ctx, Record::new("test", "partner", id)).await.unwrap();
    stage.site.app.applied(revision).await;
    stage.ctx(&owner).await
}

async fn interface(stage: &Stage, ctx: &Context, provider: &str, version: &str) -> String {
    let now = ctx.now();
    let details = InterfaceDetails {
        binary_hash: "hash".to_owned(),
        version: version.to_owned(),
        created: now - TimeDelta::days(1),
        expiry: now + TimeDelta::days(30),
    };
    let app = &stage.site.app;
    let id = done(devices::add_interface(app, ctx, provider, &details).await);
    done(devices::set_interface_status(app, &stage.admin().await, &id, "Activate", None).await);
    id
}

async fn device(stage: &Stage, ctx: &Context, provider: &str, model: &str, sbi: &str) -> String {
    let details = DeviceDetails {
        dtype_code: "Finger".to_owned(),
        dstype_code: "Slap".to_owned(),
        make: "Acme".to_owned(),
        model: model.to_owned(),
    };
    let new = NewModel { id: None, provider_id: provider.to_owned(), details };
    done(devices::add_to_interface(&stage.site.app, ctx, sbi, &new).await)
}

fn all(provider_id: Option<&str>) -> Wanted<'_> {
    Wanted { provider_id, sort: None, page: Page::new(0, 25) }
}

#[tokio::test]
async fn a_providers_lists_are_its_own_and_all_are_an_admins() {
    for site in Site::on_both().await {
        let stage = Stage::on(site).await;
        let (one, two) = (maker(&stage, "one").await, maker(&stage, "two").await);
        let (app, admin) = (&stage.site.app, stage.admin().await);
        let sbi = interface(&stage, &one, "one", "1.0").await;
        device(&stage, &one, "one", "A", &sbi).await;
        let (filter, sbis, chips) = (DeviceFilter::default(), InterfaceFilter::default(), ChipFilter::default());
        assert_eq!(done(devices::models(app, &one, &all(Some("one")), &filter).await).total, 1);
        assert_eq!(done(devices::models(app, &two, &all(Some("two")), &filter).await).total, 0);
        assert_eq!(done(devices::models(app, &admin, &all(None), &filter).await).total, 1);
        assert_eq!(done(devices::provider_interfaces(app, &admin, &all(None), &sbis).await).total, 1);
        assert_eq!(done(devices::provider_chips(app, &admin, &all(None), &chips, None).await).total, 0);
        refused(devices::models(app, &two, &all(Some("one")), &filter).await, &catalogue::PARTNER_NOT_FOUND);
        refused(devices::provider_interfaces(app, &two, &all(Some("one")), &sbis).await, &catalogue::PARTNER_NOT_FOUND);
        refused(devices::models(app, &one, &all(None), &filter).await, &catalogue::FORBIDDEN);
        refused(devices::provider_chips(app, &one, &all(Some("one")), &chips, None).await, &catalogue::FORBIDDEN);
        refused(devices::history(app, &two, Registered::Interface, &sbi).await, &catalogue::DEVICE_SBI_MISSING);
        refused(devices::newest_request(app, &two, Registered::Interface, &sbi).await, &catalogue::DEVICE_SBI_MISSING);
        refused(devices::interface_effects(app, &two, &sbi).await, &catalogue::DEVICE_SBI_MISSING);
        let happened: Vec<String> = done(devices::history(app, &one, Registered::Interface, &sbi).await)
            .into_iter()
            .map(|row| row.action)
            .collect();
        assert_eq!(happened.last().map(String::as_str), Some("interface.add"));
        assert!(happened.contains(&"device.add".to_owned()), "what carried it: {happened:?}");
    }
}

#[tokio::test]
async fn an_interface_takes_down_what_no_other_one_serves() {
    for site in Site::on_both().await {
        let stage = Stage::on(site).await;
        let one = maker(&stage, "one").await;
        let (app, admin) = (&stage.site.app, stage.admin().await);
        let (first, second) =
            (interface(&stage, &one, "one", "1.0").await, interface(&stage, &one, "one", "2.0").await);
        let mut devices_made = Vec::new();
        for model in ["A", "B", "C"] {
            devices_made.push(device(&stage, &one, "one", model, &first).await);
        }
        for id in &devices_made[..2] {
            done(devices::set_device_status(app, &admin, id, "Activate", None).await);
        }
        done(devices::map(app, &one, &devices_made[1], &second).await);
        let effects = done(devices::interface_effects(app, &one, &first).await);
        assert_eq!((effects.stopped, effects.served_elsewhere, effects.rejected), (1, 1, 1));
        done(devices::deactivate_interface(app, &one, &second, Some("old")).await);
        let effects = done(devices::interface_effects(app, &one, &first).await);
        assert_eq!((effects.stopped, effects.served_elsewhere), (2, 0), "the other one is not in force any more");
    }
}

#[tokio::test]
async fn a_file_of_devices_is_stored_whole_or_not_at_all() {
    for site in Site::on_both().await {
        let stage = Stage::on(site).await;
        let (one, two) = (maker(&stage, "one").await, maker(&stage, "two").await);
        let app = &stage.site.app;
        let sbi = interface(&stage, &one, "one", "1.0").await;
        let header = "deviceType,deviceSubType,make,model,sbiVersion\n";
        let judge = async |file: &str| done(devices::judge_file(app, &one, "one", file).await);
        assert_eq!(judge("").await, Err(FileFault::Empty));
        assert_eq!(judge(header).await, Err(FileFault::Empty));
        assert_eq!(judge("make,model\na,b").await, Err(FileFault::Header));
        let line = |n: usize| format!("Finger,Slap,Acme,M{n},\n");
        let many: String = (0..=limits::WAITING_OBJECTS).map(line).collect();
        assert_eq!(judge(&format!("{header}{many}")).await, Err(FileFault::Long));
        refused(devices::judge_file(app, &two, "one", header).await, &catalogue::DEVICE_PARTNER_FOREIGN);
        refused(devices::add_file(app, &two, "one", header).await, &catalogue::DEVICE_PARTNER_FOREIGN);

        let mixed = format!(
            "{header}Finger,Slap,Acme,A,1.0\nFinger,Slap,Acme,A,1.0\nFinger,Slap,Acme,B,{sbi}\nFace,Slap,,,7\n"
        );
        let judged = judge(&mixed).await.unwrap();
        let problems: Vec<_> = judged.iter().map(|line| line.problems.clone()).collect();
        assert_eq!(problems[..3], [vec![], vec![Problem::Twice(2)], vec![]]);
        assert_eq!(problems[3], [Problem::Kind, Problem::MakeMissing, Problem::ModelMissing, Problem::Interface]);
        assert_eq!(judged[2].version, "1.0", "an interface by its id");
        let before = stage.count("SELECT COUNT(*) AS n FROM device_detail").await;
        assert!(matches!(done(devices::add_file(app, &one, "one", &mixed).await), FileAdded::Refused(Ok(_))));
        assert_eq!(stage.count("SELECT COUNT(*) AS n FROM device_detail").await, before);

        let good = format!("{header}Finger,Slap,Acme,A,1.0\nIris,Double,Acme,B,\n");
        assert!(matches!(done(devices::add_file(app, &one, "one", &good).await), FileAdded::Added(2)));
        assert_eq!(stage.count("SELECT COUNT(*) AS n FROM device_detail").await, before + 2);
        assert_eq!(stage.count("SELECT COUNT(*) AS n FROM device_detail_sbi").await, 1);
        assert_eq!(stage.count("SELECT COUNT(*) AS n FROM x_approval WHERE kind = 'device'").await, 2);
        let again = judge(&good).await.unwrap();
        assert!(again.iter().all(|line| line.problems == [Problem::Registered]), "{again:?}");
        // No more may wait than may wait: the two count.
        let full: String = (0..limits::WAITING_OBJECTS).map(line).collect();
        let judged = judge(&format!("{header}{full}")).await.unwrap();
        assert_eq!(judged.iter().filter(|line| line.problems == [Problem::Waiting]).count(), 2);
        done(devices::deactivate_interface(app, &one, &sbi, Some("old")).await);
        let judged = judge(&format!("{header}Finger,Slap,Acme,Z,1.0\n")).await.unwrap();
        assert_eq!(judged[0].problems, [Problem::InterfaceUnusable]);
    }
}

#[tokio::test]
async fn a_block_counts_what_it_touches_and_ends_by_its_key() {
    for site in Site::on_both().await {
        let stage = Stage::on(site).await;
        let one = maker(&stage, "one").await;
        let (app, admin) = (&stage.site.app, stage.admin().await);
        let sbi = interface(&stage, &one, "one", "1.0").await;
        let id = device(&stage, &one, "one", "A", &sbi).await;
        device(&stage, &one, "one", "B", &sbi).await;
        done(devices::set_device_status(app, &admin, &id, "Activate", None).await);
        let effects = async |subject: Subject<'_>| done(hotlist::effects(app, &admin, &subject).await);
        let found = effects(Subject::Partner { id: "one" }).await;
        assert_eq!((found.devices, found.interfaces, found.partner.as_deref()), (1, 1, Some("Example Bank")));
        assert_eq!(effects(Subject::DeviceModel { make: "Acme", model: "A" }).await.devices, 1);
        assert_eq!(effects(Subject::DeviceModel { make: "Acme", model: "B" }).await.devices, 0, "it only waits");
        assert_eq!(effects(Subject::Partner { id: "nobody" }).await.partner, None);
        let subject = Subject::DeviceModel { make: "Acme", model: "A" };
        refused(hotlist::effects(app, &one, &subject).await, &catalogue::FORBIDDEN);

        let wanted = hotlist::Wanted {
            id_type: "DEVICE_MODEL",
            parts: Parts { make: Some("Acme"), model: Some("A"), ..Parts::default() },
            until: None,
            status: None,
            reason: Some("faulty"),
        };
        done(hotlist::block(app, &admin, &wanted).await);
        let hash = pms_store::hotlist::hash(&subject.plain_id());
        let entry = done(hotlist::entry(app, &admin, subject.id_type(), &hash).await).expect("it is there");
        refused(hotlist::entry(app, &one, subject.id_type(), &hash).await, &catalogue::FORBIDDEN);
        refused(hotlist::history(app, &one, subject.id_type(), &hash).await, &catalogue::FORBIDDEN);
        refused(hotlist::unblock_entry(app, &one, &entry, None, Some("x")).await, &catalogue::FORBIDDEN);
        refused(hotlist::unblock_entry(app, &admin, &entry, None, None).await, &catalogue::REASON_REQUIRED);
        let past = Some(admin.now() - TimeDelta::days(1));
        refused(hotlist::unblock_entry(app, &admin, &entry, past, Some("x")).await, &catalogue::HOTLIST_EXPIRY);
        let later = Some(admin.now() + TimeDelta::days(1));
        done(hotlist::unblock_entry(app, &admin, &entry, later, Some("repaired tomorrow")).await);
        assert!(done(hotlist::is_blocked(app, &admin, &subject).await));
        done(hotlist::unblock_entry(app, &admin, &entry, None, Some("repaired")).await);
        assert!(!done(hotlist::is_blocked(app, &admin, &subject).await));
        let rows = done(hotlist::history(app, &admin, subject.id_type(), &hash).await);
        assert_eq!(rows.len(), 3);
    }
}

/// What a dry run says is what an import does, whatever is there.
#[tokio::test]
async fn what_is_examined_is_what_becomes_of_a_file() {
    for site in Site::on_both().await {
        let stage = Stage::on(site).await;
        let (app, admin) = (&stage.site.app, stage.admin().await);
        let owner = stage.owner("one", "Device_Provider").await;
        let first = "idType,id,expiryTimestamp\nDEVICE,good,\nDEVICE,short,2090-01-01T00:00:00Z\nDEVICE,long,2095-01-01T00:00:00Z\n";
        let second = "idType,id,expiryTimestamp\nDEVICE,good,2091-01-01T00:00:00Z\nDEVICE,short,2092-01-01T00:00:00Z\n\
                      DEVICE,long,\nDEVICE,long,\nDEVICE,new,\nUIN,1,\n";
        for file in [first, second, second] {
            let examined = done(hotlist::examine(app, &admin, file.as_bytes()).await);
            let mut import = done(hotlist::Import::begin(app, &admin, None, None));
            done(import.push(file.as_bytes()).await);
            assert_eq!(done(import.finish().await), examined, "{file}");
        }
        let ctx = stage.ctx(&owner).await;
        refused(hotlist::examine(app, &ctx, first.as_bytes()).await, &catalogue::FORBIDDEN);
        refused(hotlist::start_import(app, &ctx, first.into(), Some("x")).await, &catalogue::FORBIDDEN);
        refused(hotlist::start_import(app, &admin, first.into(), None).await, &catalogue::REASON_REQUIRED);
        refused(hotlist::start_import(app, &admin, b"no header".to_vec(), Some("x")).await, &catalogue::HOTLIST_FILE);
        refused(hotlist::import_progress(app, &ctx, "x").await, &catalogue::FORBIDDEN);
        assert_eq!(done(hotlist::import_progress(app, &admin, "unknown").await), None);
        let admin = stage.admin().await;
        done(hotlist::start_import(app, &admin, second.into(), Some("again")).await);
        let listed =
            async || done(hotlist::list(app, &admin, None, None, ListQuery::new().page(Page::new(0, 8))).await).total;
        assert_eq!(listed().await, 4);
        for _ in 0..200 {
            let progress = done(hotlist::import_progress(app, &admin, &admin.request_id).await).expect("it was begun");
            if let Some(end) = progress.end {
                assert_eq!(end, [6, 0, 0, 5, 1]);
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(25)).await;
        }
        let progress = done(hotlist::import_progress(app, &admin, &admin.request_id).await);
        assert!(progress.is_some_and(|progress| progress.end.is_some()), "the import ends");
    }
}
