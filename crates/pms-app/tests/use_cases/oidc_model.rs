//! Random sequences of commands, answers of eSignet, and standings of the partner against a model of a client.

use chrono::TimeDelta;
use pms_app::Outcome;
use pms_app::oidc_clients::Registered;
use pms_app::settings::Settings as All;
use pms_app::testing::Site;
use pms_domain::Timestamp;
use pms_domain::context::Random;
use pms_domain::oidc_client::Status;
use pms_store::audit::Record;
use pms_store::partner;
use pms_testkit::TestRandom;
use pms_testkit::esignet::{Esignet, Said};

use crate::oidc_clients::{Bank, remote};
use crate::support::refusal;

/// Names that an update may give; the first is the one of the registration.
const NAMES: [&str; 3] = ["Bank", "Second", "Third"];
/// Longer than the longest pause between two tries.
const PAUSE: TimeDelta = TimeDelta::hours(7);
const DAY: TimeDelta = TimeDelta::hours(24);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Create,
    Details(usize),
    End,
}

#[derive(Clone, Copy, Debug)]
enum Command {
    Do(Step),
    Retry,
    Partner(bool),
}

#[derive(Clone, Copy, Debug)]
enum Answer {
    Yes,
    No,
    None,
}

/// What should be there.
#[derive(Default, Debug)]
struct Model {
    stored: Option<(Status, usize)>,
    waiting: Option<(Step, Timestamp)>,
    partner_is_off: bool,
    events: i64,
}

impl Model {
    /// The code that the caller gets.
    fn apply(&mut self, step: Step, answer: Answer, now: Timestamp) -> &'static str {
        match (step, self.stored) {
            (Step::Create, Some(_)) => return "PMS_ESI_001",
            (Step::Details(_) | Step::End, None) => return "PMS_ESI_004",
            (_, Some((Status::Inactive, _))) => return "PMS_ESI_008",
            _ if self.partner_is_off => return "PMS_PMP_016",
            _ => {}
        }
        match self.waiting {
            Some((waiting, _)) if waiting == step => {}
            Some((Step::Details(_), _)) if step == Step::End => self.waiting = Some((step, now)),
            Some(_) => return "PMS_OIX_002",
            None if self.stored.is_some_and(|(_, name)| step == Step::Details(name)) => return "",
            None => self.waiting = Some((step, now)),
        }
        self.answered(step, answer)
    }

    fn answered(&mut self, step: Step, answer: Answer) -> &'static str {
        match answer {
            Answer::None => return "PMS_KKS_001",
            Answer::No => {
                self.waiting = None;
                return "not_taken";
            }
            Answer::Yes => {}
        }
        self.waiting = None;
        self.events += 1;
        let name = self.stored.map_or(0, |(_, name)| name);
        self.stored = Some(match step {
            Step::Create => (Status::Active, 0),
            Step::Details(name) => (Status::Active, name),
            Step::End => (Status::Inactive, name),
        });
        ""
    }

    fn retried(&mut self, answer: Answer, now: Timestamp) {
        let Some((step, since)) = self.waiting else { return };
        if now - since >= DAY {
            self.waiting = None;
        } else {
            self.answered(step, answer);
        }
    }
}

fn pick<T: Copy>(random: &TestRandom, of: &[T]) -> T {
    let mut byte = [0];
    random.fill(&mut byte);
    of[usize::from(byte[0]) % of.len()]
}

fn command(random: &TestRandom) -> Command {
    use Command::{Do, Partner, Retry};
    let details = Do(Step::Details(pick(random, &[0, 1, 2])));
    let all = [Do(Step::Create), details, details, Retry, Retry, Partner(true), Partner(false), Partner(true)];
    // A client ends once: not at once.
    if pick(random, &[0, 1, 2, 3, 4, 5, 6, 7]) == 0 { Do(Step::End) } else { pick(random, &all) }
}

fn code(outcome: Outcome<Registered>) -> String {
    match outcome {
        Ok(_) => String::new(),
        failed => refusal(failed).wire_code().to_owned(),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn random_commands_and_answers_never_leave_the_model() {
    let esignet = Esignet::start();
    for seed in 1..=6 {
        let random = TestRandom::new(seed);
        for site in Site::on_both_with(|settings: &mut All| remote(&mut settings.esignet, &esignet)).await {
            let bank = Bank::on(site).await;
            let mut model = Model::default();
            let mut past = Vec::new();
            for _ in 0..40 {
                let (command, answer) = (command(&random), pick(&random, &[Answer::Yes, Answer::No, Answer::None]));
                past.push((command, answer));
                // Nothing is on its way any more.
                bank.advance(TimeDelta::seconds(11));
                esignet.says_now(match answer {
                    Answer::Yes => Said::Accepted,
                    Answer::No => Said::Refused("not_taken", "Not taken"),
                    Answer::None => Said::Nothing,
                });
                match command {
                    Command::Do(step) => {
                        let said = code(match step {
                            Step::Create => bank.create().await,
                            Step::Details(name) => bank.update(NAMES[name], Status::Active).await,
                            Step::End => bank.update("ignored", Status::Inactive).await,
                        });
                        let expected = model.apply(step, answer, bank.owner.now());
                        assert_eq!(said, expected, "{seed} {past:?} {model:?}");
                    }
                    Command::Retry => {
                        bank.advance(PAUSE);
                        bank.retry().await;
                        model.retried(answer, bank.owner.now());
                    }
                    Command::Partner(active) => {
                        stand(&bank, active).await;
                        model.partner_is_off = !active;
                    }
                }
                let stored = bank.stored().await;
                let found = stored.map(|client| {
                    let name = pms_domain::oidc_client::plain_name(&client.name);
                    (Status::stored(&client.status), NAMES.iter().position(|known| *known == name).unwrap())
                });
                assert_eq!(found, model.stored, "{seed} {past:?}");
                assert_eq!(bank.waits().await, model.waiting.is_some(), "{seed} {past:?}");
                assert_eq!(bank.events().await, model.events, "{seed} {past:?}");
            }
        }
    }
}

async fn stand(bank: &Bank, active: bool) {
    let system = bank.stage.site.system();
    let mut change = bank.app().store().change().await.unwrap();
    partner::set_standing(&mut change, "acme", "approved", active, "test", system.now()).await.unwrap();
    change.save(&system, Record::new("test.stand", "partner", "acme")).await.unwrap();
}
