//! The people of a partner, as its owners change them; and accounts, as admins do.

use pms_app::accounts::directory::{self, AccountFilter};
use pms_app::accounts::{invitations, people, roles as grants};
use pms_app::partners::{self, remove_member, set_member_role};
use pms_app::testing::Site;
use pms_domain::{catalogue, roles};
use pms_store::mail;

use crate::support::{done, refused, registration};

#[tokio::test]
async fn owners_give_roles_and_take_people_away_but_one_owner_stays() {
    for site in Site::on_both().await {
        let app = &site.app;
        let owner = site.person("owner", &[]).await;
        let helper = site.person("helper", &[]).await;
        let eve = site.person("eve", &[roles::PARTNER_ADMIN]).await;
        done(partners::register(app, &site.context(&owner).await, registration("bank", "Device_Provider")).await);
        done(partners::register(app, &site.context(&helper).await, registration("shop", "Device_Provider")).await);
        site.join("bank", &helper, "technical").await;
        let ctx = site.context(&owner).await;
        let id = |name: &'static str| {
            let ctx = ctx.clone();
            async move {
                let all = done(partners::members(app, &ctx, "bank").await);
                all.into_iter().find(|one| one.name == name).map(|one| one.id).unwrap_or_default()
            }
        };
        let (own, other) = (id("owner").await, id("helper").await);
        refused(set_member_role(app, &ctx, "bank", &own, "viewer").await, &catalogue::LAST_OWNER);
        refused(remove_member(app, &ctx, "bank", &own, Some("I go")).await, &catalogue::LAST_OWNER);
        refused(set_member_role(app, &ctx, "bank", &other, "king").await, &catalogue::ROLE_UNKNOWN);
        refused(set_member_role(app, &ctx, "bank", "nobody", "viewer").await, &catalogue::MEMBER_NOT_FOUND);
        refused(set_member_role(app, &ctx, "shop", &other, "viewer").await, &catalogue::NOT_AUTHORIZED);
        for stranger in [&helper, &eve] {
            let theirs = site.context(stranger).await;
            refused(set_member_role(app, &theirs, "bank", &own, "viewer").await, &catalogue::NOT_AUTHORIZED);
            refused(remove_member(app, &theirs, "bank", &own, Some("x")).await, &catalogue::NOT_AUTHORIZED);
        }
        done(set_member_role(app, &ctx, "bank", &other, "owner").await);
        let theirs = site.context(&helper).await;
        done(set_member_role(app, &theirs, "bank", &own, "viewer").await);
        let mine = site.context(&owner).await;
        assert!(mine.owned.contains("bank") && !mine.writable.contains("bank"), "at once");
        assert!(remove_member(app, &theirs, "bank", &own, None).await.is_err(), "a reason is asked for");
        done(remove_member(app, &theirs, "bank", &own, Some("Has another job")).await);
        assert!(!site.context(&owner).await.owned.contains("bank"), "at once");
        let letters = mail::due(app.store(), app.surroundings().now(), 100).await.unwrap();
        let mut told: Vec<(String, String)> = letters
            .into_iter()
            .filter(|due| due.template == "member-changed")
            .map(|due| (due.letter.to.clone(), due.letter.values["place"].clone()))
            .collect();
        told.sort();
        let expected = [
            ("helper@people.example", "owner"),
            ("owner@people.example", "removed"),
            ("owner@people.example", "viewer"),
        ];
        assert_eq!(told, expected.map(|(to, what)| (to.to_owned(), what.to_owned())));
    }
}

#[tokio::test]
async fn accounts_are_found_and_no_admin_shuts_out_itself_or_the_last_one() {
    for site in Site::on_both().await {
        let app = &site.app;
        let eve = site.person("eve", &[roles::PARTNER_ADMIN, roles::POLICYMANAGER]).await;
        site.clock.advance(chrono::TimeDelta::seconds(1));
        site.person("Max", &[roles::PARTNER_ADMIN]).await;
        site.clock.advance(chrono::TimeDelta::seconds(1));
        let ada = site.person("ada", &[]).await;
        site.join("bank", &ada, "viewer").await;
        let (admin, nobody) = (site.context(&eve).await, site.context(&ada).await);
        let names = async |filter: AccountFilter, sort| {
            let found = done(directory::list(app, &admin, &filter, sort, 0, 10).await);
            assert_eq!(found.total as usize, found.rows.len());
            found.rows.into_iter().map(|row| row.name).collect::<Vec<_>>()
        };
        let text = |text: &str| Some(text.to_owned());
        assert_eq!(names(AccountFilter::default(), None).await, ["ada", "Max", "eve"], "newest first");
        assert_eq!(names(AccountFilter::default(), Some(("created", false))).await, ["eve", "Max", "ada"]);
        assert_eq!(names(AccountFilter { name: text("MA"), ..Default::default() }, None).await, ["Max"]);
        assert_eq!(
            names(AccountFilter { email: text("MAX@people.example"), ..Default::default() }, None).await,
            ["Max"]
        );
        assert_eq!(
            names(AccountFilter { role: text(roles::POLICYMANAGER), ..Default::default() }, None).await,
            ["eve"]
        );
        assert!(names(AccountFilter { second_factor: Some(true), ..Default::default() }, None).await.is_empty());
        assert!(names(AccountFilter { state: text("disabled"), ..Default::default() }, None).await.is_empty());
        let view = done(directory::get(app, &admin, &ada.id).await);
        assert_eq!((view.email_masked.as_str(), view.is_own), ("a***@people.example", false));
        assert_eq!(view.memberships, [("bank".to_owned(), "viewer".to_owned())]);
        refused(directory::list(app, &nobody, &AccountFilter::default(), None, 0, 10).await, &catalogue::FORBIDDEN);
        refused(directory::get(app, &nobody, &eve.id).await, &catalogue::FORBIDDEN);
        refused(directory::get(app, &admin, "nobody").await, &catalogue::ACCOUNT_NOT_FOUND);
        refused(people::end_sessions_of(app, &nobody, "eve", Some("x")).await, &catalogue::FORBIDDEN);

        refused(people::disable(app, &admin, "eve", Some("x")).await, &catalogue::OWN_ACCOUNT);
        refused(grants::revoke_role(app, &admin, "eve", roles::PARTNER_ADMIN).await, &catalogue::OWN_ACCOUNT);
        done(people::disable(app, &admin, "Max", Some("x")).await);
        // What is left is asked of the state of the accounts: one who is disabled is no admin that stays.
        let other = site.context(&site.person("tom", &[roles::PARTNER_ADMIN]).await).await;
        done(people::disable(app, &other, "eve", Some("x")).await);
        refused(people::disable(app, &admin, "tom", Some("x")).await, &catalogue::LAST_ADMIN);
        done(people::disable(app, &site.system(), "tom", None).await);
    }
}

/// Who is no owner any more comes back by no invitation sent before, to whatever address.
#[tokio::test]
async fn the_invitations_of_an_owner_end_with_the_ownership() {
    for site in Site::on_both().await {
        let app = &site.app;
        let owner = site.person("owner", &[]).await;
        done(partners::register(app, &site.context(&owner).await, registration("bank", "Device_Provider")).await);
        done(partners::register(app, &site.context(&owner).await, registration("shop", "Device_Provider")).await);
        for (name, role) in [("sly", None), ("meek", Some("technical"))] {
            let person = site.person(name, &[]).await;
            site.join("bank", &person, "owner").await;
            site.join("shop", &person, "owner").await;
            let (theirs, mine) = (site.context(&person).await, site.context(&owner).await);
            let invite = async |ctx, partner, to: &str| {
                let email = format!("{to}-{name}@example.org");
                done(invitations::invite(app, ctx, partner, "owner", &email, "eng").await)
            };
            let ended = invite(&theirs, "bank", "alias").await;
            let stays = [invite(&mine, "bank", "colleague").await, invite(&theirs, "shop", "other").await];
            let all = done(partners::members(app, &mine, "bank").await);
            let id = all.into_iter().find(|one| one.name == name).unwrap().id;
            match role {
                None => done(remove_member(app, &mine, "bank", &id, Some("Left")).await),
                Some(role) => done(set_member_role(app, &mine, "bank", &id, role).await),
            }
            let state = async |partner, id: &String| {
                let rows = done(invitations::of_partner(app, &mine, partner).await);
                rows.into_iter().find(|row| row.id == *id).unwrap().state
            };
            assert_eq!(state("bank", &ended).await, "revoked", "{name}");
            assert_eq!((state("bank", &stays[0]).await, state("shop", &stays[1]).await), ("open", "open"), "{name}");
        }
    }
}
