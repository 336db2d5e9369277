//! OIDC clients of an organisation.

use super::*;

fn client<'a>(name: &'a str, redirects: &'a str, key: &'a str) -> [(&'a str, &'a str); 5] {
    [
        ("policy", "kyc"),
        ("name", name),
        ("logo", "https://bank.example/logo.png"),
        ("redirects", redirects),
        ("key", key),
    ]
}

#[tokio::test]
async fn a_client_is_registered_changed_re_keyed_and_ended() {
    let town = Town::new().await;
    town.approved("kyc").await;
    town.approved("strict").await;
    let mut owner = town.browser(&town.owner).await;
    let new = "/portal/org/bank/oidc-clients/new";
    let page = owner.open(new).await;
    assert!(page.body.contains("<code class=\"ltr\">picture</code>"), "what the policy releases");
    assert!(page.text().contains("strict is not for clients: The policy demands a factor"), "{}", page.text());
    let private = KEY.replace("}", ",\"d\":\"cHJpdmF0ZQ\"}");
    let wrong = "https://bank.example/ok\nhttp://bank.example/x\nhttps://bank.example/ok\nbank";
    let back = owner.post(new, &client("Bank", wrong, &private)).await;
    assert_eq!(back.status, StatusCode::UNPROCESSABLE_ENTITY);
    for wanted in [
        "Line 2: http is only for localhost",
        "Line 3: the address is there twice",
        "Line 4: write a whole",
        "has a private part",
    ] {
        assert!(back.text().contains(wanted), "{wanted}: {}", back.text());
    }
    assert!(!back.body.contains("cHJpdmF0ZQ"), "a private part is not sent back");
    assert!(back.text().contains("http://bank.example/x"), "what was typed stays");
    for (key, wanted) in [
        ("", "Paste the public key"),
        ("x", "This is not JSON"),
        ("[]", "not a JWK"),
        ("-----BEGIN PUBLIC KEY-----", "PEM file"),
        (r#"{"keys":[]}"#, "a set of keys"),
        (r#"{"kty":"RSA","n":"AQAB","e":"AQAB"}"#, "key"),
        (r#"{"kty":"DSA"}"#, "Keys of this kind"),
    ] {
        let back = owner.post(new, &client("Bank", "https://bank.example/ok", key)).await;
        assert_eq!(back.status, StatusCode::UNPROCESSABLE_ENTITY, "{key}");
        assert!(back.text().contains(wanted), "{key}: {}", back.text());
    }
    let name = format!("Bank {HOSTILE}");
    let made = owner.post(new, &client(&name, "https://bank.example/ok\norg.bank.app:/ok", KEY)).await;
    assert_eq!(made.location(), format!("/portal/org/bank/oidc-clients/{CLIENT}"), "{}", made.text());
    let here = made.location().to_owned();
    let page = owner.follow(made).await;
    assert!(page.text().contains(&name) && page.text().contains("org.bank.app:/ok") && page.body.contains(CLIENT));
    assert!(page.text().contains("OIDC client registered"), "{}", page.text());

    let form = owner.open(&format!("{here}/edit")).await;
    assert_eq!(form.input("name"), name);
    let fields = [("name", "Bank"), ("logo", "https://bank.example/l.png"), ("redirects", "https://bank.example/new")];
    let saved = owner.post(&format!("{here}/edit"), &fields).await;
    let page = owner.follow(saved).await;
    assert!(page.text().contains("https://bank.example/new") && !page.text().contains("alert(1)</script> is"));

    let list = owner.open("/portal/org/bank/oidc-clients?name=bank&policy=kyc&state=ACTIVE&sort=-name").await;
    assert!(list.text().contains("1 client"), "{}", list.text());
    owner.open(&format!("{here}/key")).await;
    let changed = owner.post(&format!("{here}/key"), &[("key", OTHER_KEY), ("overlap", "24")]).await;
    assert_eq!(changed.status, StatusCode::SEE_OTHER, "{}", changed.text());
    let next = changed.location().to_owned();
    assert_ne!(next, here);
    owner.follow(changed).await;
    assert!(owner.open(&here).await.text().contains("Its key was replaced."));

    let mut admin = town.browser(&town.admin).await;
    let all = admin.open("/portal/oidc-clients?organisation=bank&partner=bank").await;
    assert!(all.text().contains("2 clients"), "{}", all.text());
    let found = admin.open("/portal/search?q=bank").await;
    assert!(found.text().contains("OIDC clients") && !found.text().contains("@none"), "{}", found.text());
    let theirs = next.replace("/org/bank/", "/");
    assert!(admin.open(&theirs).await.text().contains("Bank bank"));
    assert!(admin.open(&format!("{theirs}/deactivate")).await.text().contains("It is for good"));
    let off = admin.post(&format!("{theirs}/deactivate"), &[]).await;
    let page = admin.follow(off).await;
    assert!(page.text().contains("People cannot sign in with it, and it does not come back."), "{}", page.text());
    assert_eq!(page.undo(), None, "the wire has no way back");
    let own = owner.open(&next).await;
    assert!(own.body.contains("href=\"/portal/org/bank/oidc-clients/new\""), "what to do instead: {}", own.body);
    assert_eq!(owner.get(&format!("{next}/edit")).await.status, StatusCode::NOT_FOUND);
    let mut stranger = town.browser(&town.stranger).await;
    for path in [here.clone(), here.replace("/org/bank/", "/org/other/")] {
        assert_eq!(stranger.get(&path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    owner.open("/portal/org/bank/oidc-clients.csv").await;
}
