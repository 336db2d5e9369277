//! The check at authentication time (architecture §7): this licence, this partner, this key — allowed, and under which policy?
//!
//! Questions are answered from the snapshot; the database is asked for one thing alone, the certificate's text, and only when
//! somebody wants it. What is presented — licence and key — stands in no answer, log line or metric.

mod answers;
mod guesses;
mod usage;

use std::sync::Arc;

use pms_domain::transaction::{Answered, AuthTypes, Endpoint, Outcome as What, Reason as Code, Source, TransactionId};
use pms_domain::verification::{Asked, Credential, Facts, Policy, PublicId, Reason, decide};
use pms_domain::{Context, Timestamp, routes};
use pms_identity::snapshot::Snapshot;
use pms_store::verification as stored;

pub use answers::Answers;
pub use guesses::Guesses;
pub use pms_identity::verification::Question;
pub use usage::Usage;

use crate::{App, Failure, Outcome, rights};

/// Questions of one batch.
pub const MOST_QUESTIONS: usize = 1_000;

/// A question of a batch, and the transaction that it is about.
#[derive(Clone)]
pub struct Asking<'a> {
    pub question: Question<'a>,
    /// [`TransactionId::none`]: the caller brought none.
    pub transaction_id: TransactionId,
}

impl<'a> Asking<'a> {
    /// A text that is no id of a transaction counts as none; the caller has checked ([`TransactionId::read`]).
    pub fn new(app: &App, question: Question<'a>, transaction_id: Option<&str>) -> Self {
        let token = |text: &str| app.store().keys().token("transaction", text);
        let read = transaction_id.and_then(|text| TransactionId::read(text, token));
        Self { question, transaction_id: read.unwrap_or_default() }
    }
}

/// The answer yes, with what the contract's body says.
#[derive(Clone, Debug)]
pub struct Permit {
    pub policy: Policy,
    /// `None`: an adopted policy without a group.
    pub group_description: Option<Arc<str>>,
    pub partner_name: Arc<str>,
    /// Public id of the API key, or id of the OIDC client.
    pub key_id: String,
    /// `None`: without an end, as the next.
    pub licence_ends: Option<Timestamp>,
    pub key_ends: Option<Timestamp>,
}

/// What was known of a question, for the log: ids of ours alone, nothing that was presented.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    pub misp_id: Option<String>,
    pub licence_id: Option<String>,
    pub partner_id: Option<String>,
    pub policy_id: Option<String>,
    pub key_id: Option<String>,
    /// How old the snapshot was, milliseconds, where it was stale.
    pub stale_ms: Option<u32>,
}

/// What came of a question.
#[derive(Clone, Debug)]
pub struct Answer {
    pub verdict: Result<Permit, Reason>,
    pub seen: Seen,
}

fn key_id(credential: Credential<'_>) -> String {
    match credential {
        Credential::Key(key) => key.id.to_string(),
        Credential::Client(client) => client.id.to_string(),
    }
}

impl Seen {
    fn new(facts: &Facts<'_>, stale_ms: Option<u32>) -> Self {
        let named = |id: &PublicId| Some(id.to_string()).filter(|id| !id.is_empty());
        // Of another partner's key nobody else learns anything.
        let own = facts.credential.filter(|credential| credential.partner() == facts.partner_id);
        Self {
            misp_id: facts.licence.map(|licence| licence.misp.to_string()),
            licence_id: facts.licence.and_then(|licence| named(&licence.id)),
            partner_id: facts.partner.map(|_| facts.partner_id.to_owned()),
            policy_id: own.map(|credential| credential.policy().to_owned()),
            key_id: own.map(key_id).filter(|id| !id.is_empty()),
            stale_ms,
        }
    }
}

/// Whoever asks more than can be written waits a little.
async fn room(app: &App) {
    if app.settings().transaction_log.own_answers {
        app.recorder().room().await;
    }
}

/// Counts an answer and tells the log of it: each question is one row, whatever route it came by.
fn record(app: &App, ctx: &Context, endpoint: Endpoint, transaction_id: TransactionId, answer: &Answer) {
    app.answers().count(answer.verdict.as_ref().err().copied());
    if !app.settings().transaction_log.own_answers {
        return;
    }
    let seen = answer.seen.clone();
    app.recorder().record(Answered {
        occurred_at: ctx.now(),
        source: Source::Validate,
        transaction_id,
        endpoint,
        misp_id: seen.misp_id,
        licence_id: seen.licence_id,
        partner_id: seen.partner_id,
        policy_id: seen.policy_id,
        key_id: seen.key_id,
        auth_types: AuthTypes::NONE,
        outcome: if answer.verdict.is_ok() { What::Allowed } else { What::Refused },
        reason: answer.verdict.as_ref().err().map(|reason| Code::of(reason.code())),
        stale_ms: seen.stale_ms,
    });
}

/// How fresh answers are now.
#[derive(Clone, Copy)]
struct Freshness {
    is_too_old: bool,
    stale_ms: Option<u32>,
}

fn freshness(app: &App) -> Freshness {
    let age = app.identity().age();
    let is_stale = age.as_secs() >= app.settings().verification.max_staleness_seconds.max(1);
    Freshness {
        is_too_old: app.identity().is_closed(),
        stale_ms: is_stale.then(|| u32::try_from(age.as_millis()).unwrap_or(u32::MAX)),
    }
}

fn answer(app: &App, ctx: &Context, snapshot: &Snapshot, question: &Question<'_>, fresh: Freshness) -> Answer {
    let now = ctx.now();
    let mut facts = snapshot.verification.facts(app.store(), question, now);
    facts.is_too_old = fresh.is_too_old;
    let is_known = facts.licence.is_some()
        && facts.credential.is_some_and(|credential| credential.partner() == question.partner_id);
    facts.is_one_guess_too_many = app.guesses().is_over(ctx) && (!is_known || guesses::is_guessable(question));
    if !is_known && !facts.is_too_old && !facts.is_one_guess_too_many {
        app.guesses().note(ctx);
    }
    let limit = || app.usage().take(facts.licence?, facts.credential?, now);
    let verdict = decide(&facts, now, limit).map(|allowed| Permit {
        policy: allowed.policy.clone(),
        group_description: allowed.group.map(|group| Arc::clone(&group.description)),
        partner_name: Arc::clone(&allowed.partner.name),
        key_id: key_id(allowed.credential),
        licence_ends: allowed.licence.valid_to,
        key_ends: match allowed.credential {
            Credential::Key(key) => key.standing.end(),
            Credential::Client(client) => client.ends_at,
        },
    });
    Answer { verdict, seen: Seen::new(&facts, fresh.stale_ms) }
}

/// A question of the contract's route (contract consumers §1.3): the permit, and the partner's MOSIP-signed certificate if it is
/// wanted.
///
/// # Errors
/// The contract's code of the reason why not ([`Reason::refusal`]); where it is one guess too many, when to go on.
pub async fn validate(
    app: &App,
    ctx: &Context,
    question: &Question<'_>,
    wants_certificate: bool,
) -> Outcome<(Permit, Option<String>)> {
    rights::require(ctx, &routes::VALIDATE_API_KEY)?;
    room(app).await;
    let asked = if wants_certificate { Asked::OneOfThePartner } else { question.asked };
    let mut answer = answer(app, ctx, &app.identity().snapshot(), &Question { asked, ..*question }, freshness(app));
    let mut certificate = None;
    if wants_certificate && answer.verdict.is_ok() {
        certificate = stored::signed_certificate(app.store().db(), question.partner_id).await?;
        if certificate.is_none() {
            answer.verdict = Err(Reason::CertificateMissing);
        }
    }
    record(app, ctx, Endpoint::Validate, TransactionId::none(), &answer);
    let permit = answer.verdict.map_err(|reason| match reason {
        Reason::GuessLimit => Failure::Limited { retry_after: guesses::retry_after(ctx.now()) },
        reason => reason.refusal().into(),
    })?;
    Ok((permit, certificate))
}

/// Many questions at once (our own route), each with its precise reason. At most [`MOST_QUESTIONS`]; the caller has checked.
///
/// # Errors
/// The role is missing.
pub async fn validate_all(app: &App, ctx: &Context, questions: &[Asking<'_>]) -> Outcome<Vec<Answer>> {
    rights::require(ctx, &routes::VALIDATE_API_KEYS)?;
    room(app).await;
    let (snapshot, fresh) = (app.identity().snapshot(), freshness(app));
    let answered = questions.iter().map(|asking| {
        let answer = answer(app, ctx, &snapshot, &asking.question, fresh);
        record(app, ctx, Endpoint::ValidateBatch, asking.transaction_id.clone(), &answer);
        answer
    });
    Ok(answered.collect())
}
