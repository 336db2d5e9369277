use std::collections::BTreeMap;
use std::sync::Mutex;
use std::time::Instant;

use pms_store::db::statement;
use pms_testkit::mailbox::{Mail, Mailbox};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpListener;

use super::*;
use crate::fixture::{Fixture, code_letter, letter};
use crate::mail::template::TEMPLATES;

/// What a conversation with the server brought, and what it answers to a recipient.
#[derive(Clone)]
struct FakeServer {
    received: Arc<Mutex<Vec<String>>>,
    answer: Arc<Mutex<&'static str>>,
    address: String,
}

impl FakeServer {
    async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("smtp://127.0.0.1:{}", listener.local_addr().unwrap().port());
        let server = Self { received: Arc::default(), answer: Arc::new(Mutex::new("250 fine")), address };
        let each = server.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let each = each.clone();
                tokio::spawn(async move { each.talk(stream).await });
            }
        });
        server
    }

    fn answers(&self, answer: &'static str) {
        *self.answer.lock().unwrap() = answer;
    }

    fn mails(&self) -> Vec<Mail> {
        self.received.lock().unwrap().iter().map(|raw| Mail::parse(raw.as_bytes()).unwrap()).collect()
    }

    async fn talk(&self, stream: tokio::net::TcpStream) {
        let (read, mut write) = stream.into_split();
        let mut lines = BufReader::new(read).lines();
        write.write_all(b"220 fake.example ESMTP\r\n").await.unwrap();
        while let Ok(Some(line)) = lines.next_line().await {
            let word = line.split([' ', ':']).next().unwrap_or_default().to_ascii_uppercase();
            let answer = match word.as_str() {
                "RCPT" => *self.answer.lock().unwrap(),
                "DATA" => "354 go on",
                "QUIT" => "221 bye",
                _ => "250 fine",
            };
            write.write_all(format!("{answer}\r\n").as_bytes()).await.unwrap();
            if word == "DATA" {
                let mut mail = String::new();
                while let Ok(Some(line)) = lines.next_line().await {
                    if line == "." {
                        break;
                    }
                    mail.push_str(line.strip_prefix('.').unwrap_or(&line));
                    mail.push_str("\r\n");
                }
                self.received.lock().unwrap().push(mail);
                write.write_all(b"250 taken\r\n").await.unwrap();
            }
        }
    }
}

#[derive(sqlx::FromRow)]
struct Queued {
    tries: i32,
    last_error: Option<String>,
    is_sent: bool,
    is_dead: bool,
}

async fn queued(store: &Store) -> Vec<Queued> {
    statement(
        "SELECT tries, last_error, sent_at IS NOT NULL AS is_sent, dead_at IS NOT NULL AS is_dead FROM x_mail ORDER BY id",
    )
    .all(store.db())
    .await
    .unwrap()
}

#[derive(sqlx::FromRow)]
struct Count {
    total: i64,
}

async fn sealed(store: &Store) -> i64 {
    let count: Count =
        statement("SELECT COUNT(*) AS total FROM x_sealed WHERE kind = 'mail'").one(store.db()).await.unwrap();
    count.total
}

fn sender(fixture: &Fixture) -> Sender {
    let settings = &fixture.settings;
    Sender {
        store: fixture.store.clone(),
        surroundings: fixture.surroundings.clone(),
        post: Arc::new(Post::open(&settings.mail, &settings.site.name, fixture.data.path()).unwrap()),
        texts: Arc::new(Catalogue::load(settings).unwrap()),
    }
}

/// One look at the queue, and all that it started to its end.
async fn round(sender: &Sender, turn: &mut Turn) {
    let mut under_way = UnderWay::default();
    send_due(sender, turn, &mut under_way).await.unwrap();
    while !under_way.tasks.is_empty() {
        under_way.next().await;
    }
}

fn turn(sender: &Sender) -> Turn {
    Turn::new("mail", &sender.store, &sender.surroundings, LEASE)
}

fn running(sender: Sender, shutdown: &CancellationToken) -> tokio::task::JoinHandle<()> {
    tokio::spawn(run(sender.store, sender.surroundings, sender.post, sender.texts, shutdown.clone()))
}

async fn within(time: Duration, mut done: impl FnMut() -> bool) -> bool {
    let started = Instant::now();
    while started.elapsed() < time {
        if done() {
            return true;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    done()
}

#[tokio::test]
async fn without_a_server_a_code_lies_in_the_mail_box_within_a_moment_for_its_owner_only() {
    use std::os::unix::fs::PermissionsExt as _;
    for fixture in Fixture::each().await {
        let shutdown = CancellationToken::new();
        let job = running(sender(&fixture), &shutdown);
        tokio::time::sleep(Duration::from_millis(300)).await;
        let letter = code_letter("owner@acme.example");
        mail::queue_uncounted(&fixture.store, &fixture.surroundings, "otp", &letter).await.unwrap();
        let mailbox = Mailbox::in_data_directory(fixture.data.path());
        assert!(
            within(Duration::from_millis(1_500), || mailbox.mails().unwrap().len() == 1).await,
            "it takes too long"
        );
        let stopping = Instant::now();
        shutdown.cancel();
        job.await.unwrap();
        assert!(stopping.elapsed() < Duration::from_secs(2));

        assert_eq!(mailbox.mails_to("owner@acme.example").unwrap()[0].code().as_deref(), Some("493817"));
        let directory = fixture.data.path().join("mailbox");
        assert_eq!(std::fs::metadata(&directory).unwrap().permissions().mode() & 0o777, 0o700);
        let files: Vec<_> = std::fs::read_dir(&directory).unwrap().map(|entry| entry.unwrap()).collect();
        assert_eq!(files.len(), 1, "nothing half written stays");
        assert_eq!(files[0].metadata().unwrap().permissions().mode() & 0o777, 0o600);
        let queued = queued(&fixture.store).await;
        assert!(queued[0].is_sent && !queued[0].is_dead && queued[0].last_error.is_none());
        assert_eq!(sealed(&fixture.store).await, 0, "what was in a mail is destroyed when it left");
    }
}

#[tokio::test]
async fn a_local_change_wakes_the_delivery() {
    let fixture = Fixture::sqlite().await;
    let shutdown = CancellationToken::new();
    let job = running(sender(&fixture), &shutdown);
    tokio::time::sleep(Duration::from_millis(300)).await;
    let mut change = fixture.store.change().await.unwrap();
    let letter = letter("a@acme.example", "fra", &[("name", "a"), ("link", "https://id.example/portal/reset")]);
    let surroundings = &fixture.surroundings;
    mail::queue(&mut change, &fixture.store, surroundings, "password-changed", None, &letter).await.unwrap();
    let record = pms_store::audit::Record::new("test.change", "test", "1");
    change.save(&fixture.context(), record).await.unwrap();
    let mailbox = Mailbox::in_data_directory(fixture.data.path());
    assert!(
        within(Duration::from_millis(600), || !mailbox.mails().unwrap().is_empty()).await,
        "it waited for its poll"
    );
    shutdown.cancel();
    job.await.unwrap();
}

#[tokio::test]
async fn a_mail_server_gets_the_whole_letter() {
    for mut fixture in Fixture::each().await {
        let server = FakeServer::start().await;
        fixture.settings.mail.smtp_url = server.address.clone();
        let sender = sender(&fixture);
        let letter = code_letter("owner@acme.example");
        mail::queue_uncounted(&fixture.store, &fixture.surroundings, "otp", &letter).await.unwrap();
        round(&sender, &mut turn(&sender)).await;
        let mails = server.mails();
        assert_eq!(mails.len(), 1);
        assert!(mails[0].is_to("owner@acme.example"));
        assert_eq!(mails[0].code().as_deref(), Some("493817"));
        assert!(mails[0].html.contains("493817"));
        assert!(queued(&fixture.store).await[0].is_sent);
        assert!(!fixture.data.path().join("mailbox").exists(), "nothing is left in files beside a server");
    }
}

#[tokio::test]
async fn what_a_server_refuses_is_tried_again_and_only_its_code_is_kept() {
    for mut fixture in Fixture::each().await {
        let server = FakeServer::start().await;
        fixture.settings.mail.smtp_url = server.address.clone();
        server.answers("451 owner@acme.example is being greylisted");
        let sender = sender(&fixture);
        let mut turn = turn(&sender);
        let letter = letter("owner@acme.example", "eng", &[("link", "https://id.example/portal")]);
        mail::queue_uncounted(&fixture.store, &fixture.surroundings, "account-exists", &letter).await.unwrap();
        round(&sender, &mut turn).await;
        let failed = &queued(&fixture.store).await[0];
        assert_eq!((failed.tries, failed.last_error.as_deref()), (1, Some("smtp-451")));
        assert!(!failed.is_sent && !failed.is_dead);

        server.answers("250 fine");
        fixture.advance(TimeDelta::seconds(59));
        round(&sender, &mut turn).await;
        assert_eq!(server.mails().len(), 0, "too early");
        fixture.advance(TimeDelta::seconds(1));
        round(&sender, &mut turn).await;
        assert_eq!(server.mails().len(), 1);
        assert!(queued(&fixture.store).await[0].is_sent);
    }
}

#[tokio::test]
async fn a_mail_is_given_up_after_a_day_and_a_code_when_it_is_worthless() {
    let mut fixture = Fixture::sqlite().await;
    // Nothing listens there.
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    fixture.settings.mail.smtp_url = format!("smtp://127.0.0.1:{port}");
    let sender = sender(&fixture);
    let mut turn = turn(&sender);
    let other = letter("b@acme.example", "eng", &[("link", "https://id.example/portal")]);
    mail::queue_uncounted(&fixture.store, &fixture.surroundings, "otp", &code_letter("a@acme.example")).await.unwrap();
    mail::queue_uncounted(&fixture.store, &fixture.surroundings, "account-exists", &other).await.unwrap();
    let started = fixture.surroundings.now();
    let mut ended = BTreeMap::new();
    while ended.len() < 2 {
        round(&sender, &mut turn).await;
        for (index, row) in queued(&fixture.store).await.into_iter().enumerate() {
            assert_eq!(row.last_error.as_deref(), Some("connection"));
            if row.is_dead {
                ended.entry(index).or_insert((fixture.surroundings.now() - started, row.tries));
            }
        }
        fixture.advance(TimeDelta::seconds(10));
        let waited = fixture.surroundings.now() - started;
        if waited > TimeDelta::minutes(10) && waited < TimeDelta::hours(23) {
            fixture.advance(TimeDelta::minutes(10));
        }
        assert!(waited < TimeDelta::hours(26), "never given up");
    }
    let (code, tries) = ended[&0];
    assert!(code < TimeDelta::minutes(10) && tries == 6, "{code} {tries}");
    let (letter, tries) = ended[&1];
    assert!(letter > TimeDelta::hours(23) && letter < TimeDelta::hours(26) && tries == 7, "{letter} {tries}");
}

#[test]
fn pauses_end_after_a_day_or_before_a_code_is_worthless() {
    let total = |pauses: &[i64]| pauses.iter().sum::<i64>();
    assert_eq!(total(template::PATIENT), 24 * 3600);
    assert!(total(template::HASTY) < 600);
    let hasty: Vec<&str> =
        TEMPLATES.iter().filter(|template| template.pauses == template::HASTY).map(|template| template.name).collect();
    assert_eq!(hasty, ["otp"]);
}

#[tokio::test]
async fn of_two_processes_one_delivers_and_the_other_takes_over() {
    let Some(fixture) = Fixture::postgres().await else { return };
    let first = sender(&fixture);
    let second = Sender { store: fixture.other_process().await, ..first.clone() };
    let (mut turn_of_first, mut turn_of_second) = (turn(&first), turn(&second));
    let mailbox = Mailbox::in_data_directory(fixture.data.path());
    let letter = code_letter("a@acme.example");
    mail::queue_uncounted(&fixture.store, &fixture.surroundings, "otp", &letter).await.unwrap();
    round(&first, &mut turn_of_first).await;
    assert_eq!(mailbox.mails().unwrap().len(), 1);

    mail::queue_uncounted(&fixture.store, &fixture.surroundings, "otp", &letter).await.unwrap();
    round(&second, &mut turn_of_second).await;
    assert_eq!(mailbox.mails().unwrap().len(), 1, "the first one holds the lease");
    fixture.advance(LEASE + TimeDelta::seconds(1));
    round(&second, &mut turn_of_second).await;
    assert_eq!(mailbox.mails().unwrap().len(), 2, "a dead holder's lease ends");

    turn_of_second.give_back(&second.store, fixture.surroundings.now()).await;
    mail::queue_uncounted(&fixture.store, &fixture.surroundings, "otp", &letter).await.unwrap();
    round(&first, &mut turn_of_first).await;
    assert_eq!(mailbox.mails().unwrap().len(), 3, "a lease that was given back is taken at once");
}

#[tokio::test]
async fn after_a_crash_the_embedded_server_does_not_wait_for_its_own_lease() {
    let fixture = Fixture::sqlite().await;
    let sender = sender(&fixture);
    assert!(turn(&sender).take(&sender.store, fixture.surroundings.now()).await);
    assert!(turn(&sender).take(&sender.store, fixture.surroundings.now()).await);
}
