//! The answer computed straight from the database: by the finders that use cases read with, not by the ones that fill the
//! snapshot.

use std::sync::Arc;

use aws_lc_rs::digest;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use pms_domain::Timestamp;
use pms_domain::hotlist::{IdType, Status};
use pms_domain::key_value::KeyValue;
use pms_domain::partner::Standing;
use pms_domain::policy_link;
use pms_domain::verification::{
    Certificate, Client, Credential, Facts, Group, Key, Licence, Partner, Policy, PublicId, Reason, Thumbprint, decide,
};
use pms_identity::verification::Question;
use pms_store::partner::{self, Reach};
use pms_store::{
    Store, api_key, auth_policy, certificate, hotlist, misp_licence, oidc_client, policy_link as links, statement,
};

async fn licence(store: &Store, value: &str) -> Option<Licence> {
    let row: Option<(String, String)> =
        statement("SELECT x.id, x.misp_id FROM x_misp_licence x WHERE x.license_key = $1 OR x.license_key = $2")
            .bind(value)
            .bind(store.keys().column("licence", value))
            .optional(store.db())
            .await
            .unwrap();
    let (id, misp) = row?;
    let all = misp_licence::of_misp(store.db(), Reach::Everything, &misp).await.unwrap();
    let found = all.into_iter().find(|licence| licence.id == id)?;
    Some(Licence {
        id: PublicId::new(&id),
        misp: misp.into(),
        state: found.state(),
        valid_from: found.valid_from_date,
        valid_to: found.valid_to_date,
    })
}

async fn key(store: &Store, value: &str) -> Option<Key> {
    let found = api_key::by_value(store, store.db(), Reach::Everything, &KeyValue::new(value)).await.unwrap()?;
    Some(Key {
        id: PublicId::new(found.public_id()),
        partner: found.part_id.as_str().into(),
        policy: found.policy_id.as_str().into(),
        valid_from: found.valid_from_datetime,
        standing: found.standing(),
    })
}

async fn client(store: &Store, id: &str) -> Option<Client> {
    let found = oidc_client::find(store.db(), Reach::Everything, id).await.unwrap()?;
    let ends = oidc_client::key_change(store.db(), id).await.unwrap();
    Some(Client {
        id: id.into(),
        partner: found.rp_id.into(),
        policy: found.policy_id.into(),
        is_active: found.status == "ACTIVE",
        ends_at: ends.map(|change| change.retire_at),
    })
}

/// SHA-256 of the certificate in a PEM text.
pub fn thumbprint(pem: &str) -> Thumbprint {
    let body: String = pem.lines().map(str::trim).filter(|line| !line.starts_with("-----")).collect();
    let der = STANDARD.decode(body).unwrap();
    Thumbprint(digest::digest(&digest::SHA256, &der).as_ref().try_into().unwrap())
}

/// What a partner may have signed with: all it ever had but those that were for encryption from the first.
async fn certificates(store: &Store, partner_id: &str) -> Vec<Certificate> {
    let encrypting: Vec<(String,)> = statement(
        "SELECT cert_id FROM partner_cert_store WHERE x_partner_id = $1 AND x_usage = 'encryption' \
         AND x_narrowed_at IS NULL",
    )
    .bind(partner_id)
    .all(store.db())
    .await
    .unwrap();
    let all = certificate::history(store.db(), Reach::Everything, partner_id).await.unwrap();
    let signing = all.into_iter().filter(|row| encrypting.iter().all(|(id,)| *id != row.cert_id));
    signing
        .map(|row| Certificate {
            thumbprints: vec![thumbprint(&row.cert_data), thumbprint(&row.signed_cert_data)],
            not_after: row.cert_not_after,
            valid_until: row.x_valid_until.filter(|_| !row.x_current),
            is_revoked: row.x_revoked_at.is_some(),
        })
        .collect()
}

async fn partner(store: &Store, id: &str) -> Option<Partner> {
    let found = partner::find(store, store.db(), Reach::Everything, id).await.unwrap()?;
    let requests = links::of_partner(store.db(), Reach::Everything, id).await.unwrap();
    let is_approved = |request: &links::PolicyRequest| {
        policy_link::Status::parse(&request.status_code) == Some(policy_link::Status::Approved)
    };
    Some(Partner {
        name: found.name.into(),
        standing: Standing::of(&found.approval_status, found.is_active),
        hash: hotlist::hash(id),
        policies: requests.iter().filter(|one| is_approved(one)).map(|one| one.policy_id.as_str().into()).collect(),
        certificates: certificates(store, id).await,
    })
}

async fn is_hotlisted(store: &Store, id: &str, now: Timestamp) -> bool {
    let found = hotlist::find(store.db(), IdType::PartnerId, &hotlist::hash(id)).await.unwrap();
    found.is_some_and(|entry| entry.standing.at(now) == Status::Blocked)
}

/// The policy that is allowed, or why nothing is.
pub async fn answer(store: &Store, question: &Question<'_>, now: Timestamp) -> Result<String, Reason> {
    let licence = licence(store, question.licence).await;
    let (key, client) = (key(store, question.key).await, client(store, question.key).await);
    let credential = key.as_ref().map(Credential::Key).or(client.as_ref().map(Credential::Client));
    let row = match credential {
        Some(credential) => auth_policy::find(store.db(), credential.policy()).await.unwrap(),
        None => None,
    };
    let policy = row.as_ref().map(|row| Policy {
        id: row.id.as_str().into(),
        name: row.name.as_str().into(),
        group: row.policy_group_id.as_deref().map(Arc::from),
        content: Arc::default(),
        status: row.status(),
        valid_from: row.valid_from_date,
        valid_to: row.valid_to_date,
    });
    let group = row.and_then(|row| Some(Group { description: "".into(), is_active: row.group_is_active? }));
    let misp_id = licence.as_ref().map(|licence| licence.misp.to_string()).unwrap_or_default();
    let (misp, partner) = (partner(store, &misp_id).await, partner(store, question.partner_id).await);
    let facts = Facts {
        is_too_old: false,
        is_one_guess_too_many: false,
        licence: licence.as_ref(),
        misp: misp.as_ref(),
        misp_is_hotlisted: is_hotlisted(store, &misp_id, now).await,
        partner_id: question.partner_id,
        partner: partner.as_ref(),
        partner_is_hotlisted: is_hotlisted(store, question.partner_id, now).await,
        credential,
        policy: policy.as_ref(),
        group: group.as_ref(),
        asked: question.asked,
    };
    decide(&facts, now, || None).map(|allowed| allowed.policy.id.to_string())
}
