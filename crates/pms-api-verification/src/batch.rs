//! Many questions at once (our own route): each is answered with its precise reason.

use std::borrow::Cow;

use pms_api_wire::{Answer, Call, Check, Endpoint, Reply, Validate, Wire, lenient};
use pms_app::App;
use pms_app::verification::{self, MOST_QUESTIONS};
use pms_domain::transaction::TransactionId;
use pms_domain::verification::{Asked, Thumbprint};
use pms_domain::{routes, time};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub(crate) fn mount(wire: Wire<App>) -> Wire<App> {
    wire.route(
        Endpoint::new(&routes::VALIDATE_API_KEYS)
            .summary("Up to 1,000 questions at once, each answered with its precise reason")
            .takes::<Questions>()
            .gives::<Answers>()
            .judges_age(),
        validate,
    )
}

/// The questions, answered in their order.
#[derive(Deserialize, ToSchema)]
struct Questions {
    /// 1 to 1,000.
    #[serde(default)]
    #[schema(required = true)]
    questions: Option<Vec<Question>>,
}

/// Whether a licence, a partner and an API key or OIDC client are good.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Question {
    #[serde(default, deserialize_with = "lenient::text")]
    #[schema(required = true)]
    partner_id: Option<String>,
    /// The API key, or the id of the OIDC client.
    #[serde(default, deserialize_with = "lenient::text")]
    #[schema(required = true)]
    api_key: Option<String>,
    /// The MISP's licence key.
    #[serde(default, deserialize_with = "lenient::text")]
    #[schema(required = true)]
    license_key: Option<String>,
    /// SHA-256 of the certificate that signed the request, hexadecimal: it has to be the partner's or the MISP's.
    #[serde(default, deserialize_with = "lenient::text")]
    certificate_thumbprint: Option<String>,
    /// Whether a question without certificateThumbprint is refused.
    #[serde(default)]
    require_certificate: Option<bool>,
    /// The caller's id of the transaction, for the log: up to 64 letters, digits, `.`, `_`, `-`.
    #[serde(default, deserialize_with = "lenient::text")]
    transaction_id: Option<String>,
}

impl Question {
    fn asked(&self) -> Asked {
        match self.certificate_thumbprint.as_deref().and_then(Thumbprint::parse) {
            Some(thumbprint) => Asked::Presented(thumbprint),
            None if self.require_certificate == Some(true) => Asked::NonePresented,
            None => Asked::Nothing,
        }
    }

    fn question(&self) -> verification::Question<'_> {
        verification::Question {
            licence: self.license_key.as_deref().unwrap_or_default(),
            partner_id: self.partner_id.as_deref().unwrap_or_default(),
            key: self.api_key.as_deref().unwrap_or_default(),
            asked: self.asked(),
        }
    }
}

impl Validate for Questions {
    fn check(&self, check: &mut Check) {
        let questions = self.questions.as_deref().unwrap_or_default();
        let counts = (1..=MOST_QUESTIONS).contains(&questions.len());
        check.that("questions", counts, Cow::Owned(format!("size must be between 1 and {MOST_QUESTIONS}")));
        for (number, one) in questions.iter().enumerate().take(MOST_QUESTIONS) {
            let member = |name: &str| format!("questions[{number}].{name}");
            check
                .not_blank(&member("partnerId"), &one.partner_id)
                .not_blank(&member("apiKey"), &one.api_key)
                .not_blank(&member("licenseKey"), &one.license_key);
            let is_hash = one.certificate_thumbprint.as_deref().is_none_or(|text| Thumbprint::parse(text).is_some());
            check.that(&member("certificateThumbprint"), is_hash, "must be 64 hexadecimal digits");
            let is_id = |text: &str| TransactionId::read(text, str::to_owned).is_some();
            let id = one.transaction_id.as_deref().is_none_or(is_id);
            check.that(&member("transactionId"), id, "must be up to 64 letters, digits, '.', '_' or '-'");
        }
    }
}

/// The answers, in the order of the questions.
#[derive(Serialize, ToSchema)]
struct Answers {
    answers: Vec<Answered>,
}

/// What came of a question.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Answered {
    allowed: bool,
    /// Why not: one of the codes of the reference; null when it is allowed.
    reason: Option<&'static str>,
    /// The policy under which the partner is served; null when it is not, as the next ones.
    policy_id: Option<String>,
    policy_name: Option<String>,
    /// ISO local date-time, UTC, as the next ones. Null: without an end.
    misp_expires_on: Option<String>,
    api_key_expires_on: Option<String>,
    policy_expires_on: Option<String>,
}

impl From<verification::Answer> for Answered {
    fn from(answer: verification::Answer) -> Self {
        let (permit, reason) = match answer.verdict {
            Ok(permit) => (Some(permit), None),
            Err(reason) => (None, Some(reason.code())),
        };
        let of = permit.as_ref();
        Self {
            allowed: of.is_some(),
            reason,
            policy_id: of.map(|permit| permit.policy.id.to_string()),
            policy_name: of.map(|permit| permit.policy.name.to_string()),
            misp_expires_on: of.and_then(|permit| permit.licence_ends).map(time::local_iso),
            api_key_expires_on: of.and_then(|permit| permit.key_ends).map(time::local_iso),
            policy_expires_on: of.map(|permit| time::local_iso(permit.policy.valid_to)),
        }
    }
}

async fn validate(app: App, call: Call) -> Answer {
    let body = call.body::<Questions>()?;
    call.check_v2(&body)?;
    let questions = body.request.questions.unwrap_or_default();
    let mut asking = Vec::with_capacity(questions.len());
    for one in &questions {
        asking.push(verification::Asking::new(&app, one.question(), one.transaction_id.as_deref()));
    }
    let answers = verification::validate_all(&app, &call.context, &asking).await?;
    Reply::json(Answers { answers: answers.into_iter().map(Answered::from).collect() })
}
