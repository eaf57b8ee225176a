//! The world as a test or the demo holds it in its hand.

use std::io;
use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use url::Url;

use crate::model::{Network, NetworkId, Source, SourceId, SourceKind};

use super::churn::Churn;
use super::serve::{self, Scene, Shared};
use super::stage::{Published, Site, Stage};
use super::story;

/// What happens in the world.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Script {
    /// Some weeks of entries, then a story in steps, told by [`World::advance`].
    Story,
    /// Nothing at first; then every poll of a source finds something new, edited or repeated, as the seed decides.
    Churn {
        /// Of the random choices.
        seed: u64,
    },
}

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

/// Starts the world on loopback; `clock` tells the time of day, to which its dates are relative.
pub async fn start(script: Script, clock: fn() -> DateTime<Utc>) -> io::Result<World> {
    let mut listeners = Vec::new();
    for last in 1..=3 {
        listeners.push(bind(last).await?);
    }
    let homes: Vec<Url> = listeners.iter().map(home).collect::<io::Result<_>>()?;
    let sites = cast(&homes);
    let networks = sites.iter().map(network).collect();
    let mut stage = Stage::new(sites);
    let (churn, steps) = match script {
        Script::Story => {
            story::begin(&mut stage, clock());
            (None, story::STEPS.iter())
        }
        Script::Churn { seed } => (Some(Churn::new(seed)), [].iter()),
    };
    let scene = Arc::new(Mutex::new(Scene { stage, churn, clock }));
    let tasks = listeners
        .into_iter()
        .enumerate()
        .map(|(desk, listener)| serve::site(listener, Arc::clone(&scene), desk))
        .collect();
    Ok(World { networks, scene, steps: Mutex::new(steps), tasks })
}

impl World {
    /// The networks: a listing page without a feed, an Atom feed, an RSS feed in Spanish.
    pub fn networks(&self) -> &[PracticeNetwork] {
        &self.networks
    }

    /// The networks as checked configuration, each source visited every two seconds.
    pub fn configured(&self) -> Vec<Network> {
        self.networks.iter().map(PracticeNetwork::configured).collect()
    }

    /// The same as files below `config/`: path and text. The wire needs `allow_private = ["127.0.0.0/8"]` besides.
    pub fn config_files(&self) -> Vec<(String, String)> {
        self.networks.iter().map(PracticeNetwork::config_file).collect()
    }

    /// How long to wait before the story's next step; `None` when it is told to the end, or no story is told.
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

    /// From now on nothing changes any more, so that the wire can catch up.
    pub fn rest(&self) {
        self.scene().churn = None;
    }

    /// Everything that was ever published, as it now reads; network by network, oldest first.
    pub fn published(&self) -> Vec<Published> {
        self.scene().stage.all().cloned().collect()
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

    fn configured(&self) -> Network {
        let [(_, every), (_, every_min), (_, every_max)] = Self::EVERY;
        let source = Source {
            id: self.source.clone(),
            network: self.id.clone(),
            language: Some(self.language.to_owned()),
            every,
            every_min,
            every_max,
            ..Source::ad_hoc(self.url.clone(), self.kind)
        };
        Network {
            id: self.id.clone(),
            name: self.name.to_owned(),
            homepage: self.homepage.clone(),
            formerly: Vec::new(),
            sources: vec![source],
        }
    }

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
