use pms_api_testkit::Site;

use crate::SERVICE;

#[tokio::test]
async fn configuration_and_roles() {
    let site = Site::new(SERVICE).await;
    let person = site.person("somebody", &[]).await;
    insta::assert_snapshot!("system_config", site.get(&person, "/system-config").await.golden());
    insta::assert_snapshot!("roles", site.get(&person, "/roles").await.golden());
}
