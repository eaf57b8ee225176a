//! The world as a test or the demo holds it in its hand.

use std::io;
use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use url::Url;

use crate::model::{NetworkId, SourceId, SourceKind};

use super::serve::{self, Scene, Shared};
use super::stage::{Site, Stage};
use super::story;

/// A network of the practice world.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PracticeNetwork {
    /// Its id, as in `config/networks/ID.toml`.
    pub id: NetworkId,
    /// What readers see.
    pub name: &'static str,
    /// Language of its texts.
    pub language: &'static str,
    /// Root of its site.
    pub homepage: Url,
    /// Id of its one source.
    pub source: SourceId,
    /// Address of that source.
    pub url: Url,
    /// How to read it: left to the wire to find out.
    pub kind: SourceKind,
}

/// The running world; it ends when dropped.
#[derive(Debug)]
pub struct World {
    networks: Vec<PracticeNetwork>,
    scene: Shared,
    steps: Mutex<std::slice::Iter<'static, story::Step>>,
    tasks: Vec<JoinHandle<()>>,
}

/// Starts the world on loopback; `clock` tells the time of day, to which its dates are relative. Some weeks of entries
/// stand there already; the story goes on in steps, told by [`World::advance`].
pub async fn start(clock: fn() -> DateTime<Utc>) -> io::Result<World> {
    let mut listeners = Vec::new();
    for last in 1..=3 {
        listeners.push(bind(last).await?);
    }
    let homes: Vec<Url> = listeners.iter().map(home).collect::<io::Result<_>>()?;
    let sites = cast(&homes);
    let networks = sites.iter().map(network).collect();
    let mut stage = Stage::new(sites);
    story::begin(&mut stage, clock());
    let scene = Arc::new(Mutex::new(Scene { stage, clock }));
    let tasks = listeners
        .into_iter()
        .enumerate()
        .map(|(desk, listener)| serve::site(listener, Arc::clone(&scene), desk))
        .collect();
    Ok(World { networks, scene, steps: Mutex::new(story::STEPS.iter()), tasks })
}

impl World {
    /// The networks: a listing page without a feed, an Atom feed, an RSS feed in Spanish.
    pub fn networks(&self) -> &[PracticeNetwork] {
        &self.networks
    }

    /// The networks as files below `config/`: path and text; each source is visited every two seconds. The wire needs `allow_private = ["127.0.0.0/8"]` besides.
    pub fn config_files(&self) -> Vec<(String, String)> {
        self.networks.iter().map(PracticeNetwork::config_file).collect()
    }

    /// How long to wait before the story's next step; `None` when it is told to the end.
    pub fn pause(&self) -> Option<Duration> {
        self.steps.lock().unwrap_or_else(PoisonError::into_inner).as_slice().first().map(|step| step.pause)
    }

    /// Lets the next step of the story happen, and tells it in one sentence.
    pub fn advance(&self) -> Option<&'static str> {
        let step = self.steps.lock().unwrap_or_else(PoisonError::into_inner).next()?;
        let mut scene = self.scene();
        let now = (scene.clock)();
        step.perform(&mut scene.stage, now);
        Some(step.narration)
    }

    fn scene(&self) -> MutexGuard<'_, Scene> {
        self.scene.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for World {
    fn drop(&mut self) {
        for task in &self.tasks {
            task.abort();
        }
    }
}

impl PracticeNetwork {
    const EVERY: [(&'static str, Duration); 3] = [
        ("every", Duration::from_secs(2)),
        ("every_min", Duration::from_secs(1)),
        ("every_max", Duration::from_secs(3)),
    ];

    fn config_file(&self) -> (String, String) {
        let every = Self::EVERY.map(|(key, time)| format!("{key} = \"{}s\"\n", time.as_secs())).concat();
        let text = format!(
            "# A network of the practice world; nobody in it exists.\nname = \"{}\"\nhomepage = \"{}\"\nlanguage = \"{}\"\n\n[[sources]]\nid = \"{}\"\nurl = \"{}\"\n{every}",
            self.name, self.homepage, self.language, self.source, self.url
        );
        (format!("networks/{}.toml", self.id), text)
    }
}

/// Each network on an address of its own, since an organisation owns its host; all on one where a system has only one.
async fn bind(last: u8) -> io::Result<TcpListener> {
    match TcpListener::bind((Ipv4Addr::new(127, 0, 0, last), 0)).await {
        Ok(listener) => Ok(listener),
        Err(_) => TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await,
    }
}

fn home(listener: &TcpListener) -> io::Result<Url> {
    Url::parse(&format!("http://{}/", listener.local_addr()?)).map_err(io::Error::other)
}

fn cast(homes: &[Url]) -> [Site; 3] {
    let site = |desk: usize, id: &str, name, language, listing, folder, has_ids| Site {
        network: NetworkId(id.to_owned()),
        source: SourceId(format!("{id}-alerts")),
        name,
        language,
        home: homes[desk].clone(),
        listing,
        folder,
        has_ids,
    };
    [
        site(0, "lampward", "Lampward", "en", "/alerts/", "/alerts/", false),
        site(1, "cairn-harbour", "Cairn & Harbour", "en", "/notices.atom", "/notices/", true),
        site(2, "mesa-candil", "Mesa Candil", "es", "/comunicados.rss", "/comunicados/", true),
    ]
}

fn network(site: &Site) -> PracticeNetwork {
    let mut url = site.home.clone();
    url.set_path(site.listing);
    PracticeNetwork {
        id: site.network.clone(),
        name: site.name,
        language: site.language,
        homepage: site.home.clone(),
        source: site.source.clone(),
        url,
        kind: SourceKind::Auto,
    }
}
