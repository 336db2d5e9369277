use crate::testing::Site;

#[tokio::test]
async fn configuration_and_roles() {
    let site = Site::new().await;
    let person = site.person("somebody", &[]).await;
    insta::assert_snapshot!("system_config", site.get(&person, "/system-config").await.golden());
    insta::assert_snapshot!("roles", site.get(&person, "/roles").await.golden());
}
