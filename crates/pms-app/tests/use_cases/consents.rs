//! Consent to the terms: one row for the wire and for the portal.

use pms_app::testing::Site;
use pms_app::users;
use pms_domain::{Actor, catalogue};

use crate::support::{Stage, done, refused};

#[tokio::test]
async fn the_wire_and_the_portal_share_it() {
    for site in Site::on_both().await {
        let stage = Stage::on(site).await;
        let app = &stage.site.app;
        let owner = stage.owner("BANK", "Auth_Partner").await;
        let ctx = stage.ctx(&owner).await;
        assert!(!done(users::own_consent(app, &ctx).await).given);
        done(users::give_consent(app, &ctx).await);
        let here = done(users::own_consent(app, &ctx).await);
        assert!(here.given && here.at.is_some(), "given on the wire, it counts here");

        // Staff belongs to no organisation: the wire answers as ever, the portal asks them, too.
        let admin = stage.admin().await;
        refused(users::consent(app, &admin).await, &catalogue::NO_OWN_PARTNER);
        refused(users::give_consent(app, &admin).await, &catalogue::NO_OWN_PARTNER);
        assert!(!done(users::own_consent(app, &admin).await).given, "each person for themselves");
        done(users::give_own_consent(app, &admin).await);
        assert!(done(users::own_consent(app, &admin).await).given);

        let other = stage.owner("OTHER", "Auth_Partner").await;
        let ctx = stage.ctx(&other).await;
        done(users::give_own_consent(app, &ctx).await);
        assert!(done(users::consent(app, &ctx).await).given, "given here, it counts on the wire");
        let recorded = stage.count("SELECT count(*) AS n FROM x_audit WHERE action = 'user.consent'").await;
        assert_eq!(recorded, 3, "each is in the audit");

        let mut nobody = stage.site.system();
        nobody.actor = Actor::anonymous();
        refused(users::give_own_consent(app, &nobody).await, &catalogue::NOT_AUTHORIZED);
    }
}
