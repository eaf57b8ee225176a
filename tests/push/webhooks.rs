//! Operators' own targets: over real sockets, and over days with a clock that is moved.

use std::sync::{Arc, Mutex};

use almenara::model::{AlertState, ChangeKind, Filter};
use almenara::publish::webhook::{self, Parts, Target};
use almenara::publish::{Bulletin, Deliver, Message, Unsaid};
use almenara::store::Store;
use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;
use url::Url;

use crate::support::alerts::{alert, at, context, country};
use crate::support::desk::{Desk, Door};
use crate::support::stored::{holding, put};
use crate::support::subscriber::{Subscriber, signature, until};

fn target(url: &str, filter: Filter) -> Target {
    Target { url: url.parse().expect("an address"), secret: "sixteen letters, or more".to_owned(), filter }
}

fn parts(bulletin: &Arc<Bulletin>, deliver: Arc<dyn Deliver>, folder: Option<&std::path::Path>) -> Parts {
    // Days pass as tokio says: it moves its own clock when all wait.
    let begun = tokio::time::Instant::now();
    let now = move || -> DateTime<Utc> {
        at("2026-06-01T00:00:00Z") + TimeDelta::from_std(begun.elapsed()).expect("not for ever")
    };
    let (bulletin, ctx) = (Arc::clone(bulletin), Arc::new(context()));
    Parts { bulletin, deliver, ctx, clock: Arc::new(now), folder: folder.map(ToOwned::to_owned) }
}

#[tokio::test]
async fn a_target_is_told_of_each_change_that_concerns_it_signed_and_in_order() {
    let (desk, all, some) = (Desk::usual().await, Subscriber::willing(202).await, Subscriber::willing(202).await);
    let guatemala = Filter { countries: vec![country("GTM")], ..Filter::default() };
    let targets = vec![target(&all.url("/all"), Filter::default()), target(&some.url("/some"), guatemala)];
    let running =
        tokio::spawn(webhook::run(targets, parts(&desk.bulletin, Door::to_loopback(), None), std::future::pending()));
    tokio::task::yield_now().await;
    let mut moving = alert(3, "2026-05-05T12:00:00Z");
    desk.announce(ChangeKind::New, moving.clone()).await;
    until("it is told", || all.told().len() == 1).await;
    moving.tags.countries = vec![country("GTM")];
    moving.updated += TimeDelta::hours(1);
    desk.announce(ChangeKind::Revised, moving.clone()).await;
    let mut imported = alert(4, "2026-05-05T12:00:00Z");
    imported.imported = true;
    desk.announce(ChangeKind::New, imported).await;
    until("the next is told", || all.told().len() == 2).await;
    moving.state = AlertState::Held;
    moving.updated += TimeDelta::hours(1);
    desk.announce(ChangeKind::Withdrawn, moving.clone()).await;
    until("all is told", || all.told().len() == 3 && some.told().len() == 2).await;
    let events = |reader: &Subscriber| -> Vec<String> {
        let name =
            |told: &crate::support::subscriber::Heard| told.header("x-almenara-event").unwrap_or("none").to_owned();
        reader.told().iter().map(name).collect()
    };
    assert_eq!(events(&all), ["new", "revised", "withdrawn"]);
    assert_eq!(events(&some), ["revised", "withdrawn"], "what left it concerns it too");
    for told in all.told() {
        assert_eq!(told.header("content-type"), Some("application/json"));
        assert_eq!(told.header("x-almenara-signature"), Some(&*signature("sixteen letters, or more", &told.body)));
        let said: Value = serde_json::from_slice(&told.body).expect("JSON");
        assert_eq!(said["id"], moving.id.urn());
        assert_eq!(said["title"].is_string(), said["event"] != "withdrawn");
    }
    running.abort();
}

/// Answers as scripted, then with 200; remembers what was posted when.
#[derive(Default)]
struct Scripted {
    answers: Mutex<Vec<Result<u16, Unsaid>>>,
    posted: Mutex<Vec<(tokio::time::Instant, Message)>>,
}

#[async_trait]
impl Deliver for Scripted {
    fn admits(&self, _to: &Url) -> Result<(), Unsaid> {
        Ok(())
    }

    async fn post(&self, _to: &Url, message: Message) -> Result<u16, Unsaid> {
        self.posted.lock().expect("no panic").push((tokio::time::Instant::now(), message));
        self.answers.lock().expect("no panic").pop().unwrap_or(Ok(200))
    }

    async fn ask(&self, _at: &Url, _most: usize) -> Result<(u16, Vec<u8>), Unsaid> {
        Err(Unsaid("nobody is asked here".to_owned()))
    }
}

impl Scripted {
    fn answering(mut answers: Vec<Result<u16, Unsaid>>) -> Arc<Self> {
        answers.reverse();
        Arc::new(Self { answers: Mutex::new(answers), posted: Mutex::default() })
    }

    fn posted(&self) -> Vec<(tokio::time::Instant, Message)> {
        self.posted.lock().expect("no panic").clone()
    }

    /// The numbers of the changes that were posted, in order.
    fn numbers(&self) -> Vec<u64> {
        let number = |(_, message): &(_, Message)| -> u64 {
            let said: Value = serde_json::from_slice(&message.body).expect("JSON");
            said["change"].as_str().and_then(|change| change.split_once(':')?.1.parse().ok()).expect("a number")
        };
        self.posted().iter().map(number).collect()
    }
}

async fn settled(scripted: &Scripted, count: usize) {
    while scripted.posted().len() < count {
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
}

async fn announced(store: &Arc<dyn Store>, bulletin: &Bulletin, number: u32) {
    put(&**store, alert(number, "2026-05-05T12:00:00Z")).await;
    bulletin.refresh().await.expect("memory");
}

#[tokio::test(start_paused = true)]
async fn what_is_not_taken_is_posted_again_under_the_same_id_and_nothing_overtakes_it() {
    let store = holding(Vec::new()).await;
    let bulletin = Bulletin::open(Arc::clone(&store)).await.expect("memory");
    let scripted = Scripted::answering(vec![Ok(500), Err(Unsaid("nobody answers".to_owned())), Ok(302)]);
    let running = webhook::run(
        vec![target("https://desk.example/", Filter::default())],
        parts(&bulletin, Arc::clone(&scripted) as Arc<dyn Deliver>, None),
        std::future::pending(),
    );
    let running = tokio::spawn(running);
    tokio::task::yield_now().await;
    tokio::task::yield_now().await;
    announced(&store, &bulletin, 1).await;
    announced(&store, &bulletin, 2).await;
    settled(&scripted, 5).await;
    assert_eq!(scripted.numbers(), [1, 1, 1, 1, 2]);
    let posted = scripted.posted();
    let id = |number: usize| posted[number].1.headers.iter().find(|(name, _)| *name == "x-almenara-delivery").cloned();
    assert!(id(0) == id(3) && id(0) != id(4));
    let pauses: Vec<u64> = posted.windows(2).map(|two| (two[1].0 - two[0].0).as_secs()).collect();
    assert!((60..=72).contains(&pauses[0]) && (120..=144).contains(&pauses[1]) && (240..=288).contains(&pauses[2]));
    assert_eq!(pauses[3], 0);
    running.abort();
}

#[tokio::test(start_paused = true)]
async fn a_change_that_is_refused_for_three_days_is_passed_over_and_410_ends_it() {
    let store = holding(Vec::new()).await;
    let bulletin = Bulletin::open(Arc::clone(&store)).await.expect("memory");
    let refusals = 22;
    let answers = (0..refusals).map(|_| Ok(400)).chain([Ok(200), Ok(410)]).collect();
    let scripted = Scripted::answering(answers);
    let target = target("https://desk.example/", Filter::default());
    let parts = parts(&bulletin, Arc::clone(&scripted) as Arc<dyn Deliver>, None);
    let running = tokio::spawn(webhook::run(vec![target], parts, std::future::pending()));
    tokio::task::yield_now().await;
    tokio::task::yield_now().await;
    for number in 1..5 {
        announced(&store, &bulletin, number).await;
    }
    tokio::time::sleep(std::time::Duration::from_hours(24 * 10)).await;
    let numbers = scripted.numbers();
    let first = numbers.iter().filter(|number| **number == 1).count();
    assert!((15..=refusals).contains(&first), "{numbers:?}");
    assert!(!numbers.contains(&4) || numbers.last() == Some(&4), "{numbers:?}");
    let time = scripted.posted()[first - 1].0 - scripted.posted()[0].0;
    assert!((72..90).contains(&(time.as_secs() / 3600)), "{time:?}");
    running.abort();
}

#[tokio::test(start_paused = true)]
async fn what_was_taken_back_while_a_target_slept_is_never_said_to_it() {
    let store = holding(Vec::new()).await;
    let bulletin = Bulletin::open(Arc::clone(&store)).await.expect("memory");
    let scripted = Scripted::answering(vec![Ok(500)]);
    let target = target("https://desk.example/", Filter::default());
    let parts = parts(&bulletin, Arc::clone(&scripted) as Arc<dyn Deliver>, None);
    let running = tokio::spawn(webhook::run(vec![target], parts, std::future::pending()));
    tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    announced(&store, &bulletin, 1).await;
    settled(&scripted, 1).await;
    let mut withdrawn = alert(1, "2026-05-05T12:00:00Z");
    withdrawn.state = AlertState::Held;
    let batch = almenara::model::Batch::new(
        at("2026-05-06T12:00:00Z"),
        vec![(ChangeKind::Withdrawn, withdrawn)],
        Vec::new(),
        None,
    );
    store.commit(batch).await.expect("committed");
    bulletin.refresh().await.expect("memory");
    settled(&scripted, 2).await;
    assert_eq!(scripted.numbers(), [1, 2]);
    let last: Value = serde_json::from_slice(&scripted.posted()[1].1.body).expect("JSON");
    assert_eq!((&last["event"], &last["title"]), (&Value::from("withdrawn"), &Value::Null));
    running.abort();
}

#[tokio::test(start_paused = true)]
async fn after_a_restart_a_target_is_told_what_it_has_missed_and_a_new_one_what_comes_next() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = holding(vec![alert(1, "2026-05-03T12:00:00Z")]).await;
    let known = target("https://desk.example/", Filter::default());
    for (names, expected) in [(vec![], vec![2]), (vec!["https://new.example/"], vec![3, 4])] {
        let bulletin = Bulletin::open(Arc::clone(&store)).await.expect("memory");
        let scripted = Scripted::answering(Vec::new());
        let deliver = Arc::clone(&scripted) as Arc<dyn Deliver>;
        let mut targets = vec![known.clone()];
        targets.extend(
            names.iter().map(|name| target(name, Filter { countries: vec![country("GTM")], ..Filter::default() })),
        );
        let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
        let running =
            webhook::run(targets, parts(&bulletin, deliver, Some(folder.path())), async move { drop(stopped.await) });
        let running = tokio::spawn(running);
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        let next = 1 + u32::try_from(store.head().await.expect("memory")).expect("few");
        announced(&store, &bulletin, next).await;
        settled(&scripted, expected.len()).await;
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        stop.send(()).expect("it runs");
        running.await.expect("no panic").expect("no error");
        assert_eq!(scripted.numbers(), expected);
        // While nobody tells of it.
        put(&*store, alert(3, "2026-05-06T12:00:00Z")).await;
    }
    use std::os::unix::fs::PermissionsExt as _;
    let mode = std::fs::metadata(folder.path().join("webhooks.json")).expect("there").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}
