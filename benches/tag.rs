//! What tagging costs: `cargo bench --bench tag`. A report of two kilobytes with everything on, reading the
//! vocabularies, and what they add to the process.

use std::time::{Duration, Instant};

use almenara::model::{Source, SourceKind};
use almenara::refine::Utterance;
use almenara::refine::tag::{Vocabulary, tag};

/// One report in each of five languages: title, and sentences that are repeated to two kilobytes.
const REPORTS: [(&str, &str, &str); 5] = [
    (
        "en",
        "Honduras: River defender shot outside his home",
        "Two men on a motorcycle fired at Nelmo Varquera in Tocoa, in the department of Colón, on Monday night. He had \
         received death threats since 2019 and asked the police for protection. Colleagues demand that the prosecutor in \
         Tegucigalpa investigate at once; the Embassy of Germany voiced concern. His lawyer was released on 3 May. ",
    ),
    (
        "es",
        "Asesinan a defensor del bosque en Michoacán",
        "Hombres armados emboscaron a Eladio Tzintzun cuando volvía de una asamblea comunal en la meseta purépecha. Había \
         denunciado la tala ilegal y recibido amenazas de muerte. La Fiscalía del Estado en Morelia abrió una carpeta de \
         investigación. Exigimos que se garantice la vida de su familia antes del 12 de junio. ",
    ),
    (
        "fr",
        "Menaces de mort contre une avocate camerounaise",
        "Une avocate du barreau de Bamenda a reçu des messages de mort après avoir plaidé pour des détenus du Nord-Ouest. \
         Des hommes armés ont tiré sur son portail à Buea. Elle a déposé plainte à Yaoundé et demande une protection. \
         L'ambassade des États-Unis suit le dossier depuis le 4 mars. ",
    ),
    (
        "pt",
        "Cacique baleado durante retomada na Bahia",
        "Homens encapuzados atiraram contra uma retomada no município de Potiraguá e feriram o cacique. A Polícia Militar \
         acompanhou os fazendeiros, segundo testemunhas. Uma liderança foi levada ao hospital em Vitória da Conquista. \
         Organizações exigem investigação imediata e proteção às famílias. ",
    ),
    (
        "ar",
        "مصر: استمرار حبس محامية حقوقية",
        "جددت نيابة أمن الدولة العليا حبس محامية حقوقية خمسة عشر يوماً على ذمة قضية جديدة. وكانت قد اعتقلت من منزلها في \
         الإسكندرية بعد عودتها من مؤتمر في جنيف. وقالت أسرتها إنها تحتاج إلى علاج. ودعت منظمات إلى الإفراج عنها فوراً. ",
    ),
];
const LENGTH: usize = 2_048;
const ROUNDS: u32 = 2_000;

fn main() {
    let before = resident();
    let start = Clock::start();
    let vocabulary = Vocabulary::load(&[]).expect("the vocabularies in the repository load");
    println!("reading the vocabularies  {:>8.1} ms", start.told().as_secs_f64() * 1e3);
    let source = Source::ad_hoc("https://example.org/alerts/".parse().expect("an address"), SourceKind::Auto);
    for (language, title, text) in REPORTS {
        let mut content = String::new();
        while content.len() + text.len() + title.len() <= LENGTH || content.is_empty() {
            content.push_str(text);
        }
        let content = content.as_str();
        let utterance = Utterance { title, content, ..Utterance::default() };
        let quickest = (0..5).map(|_| rounds(&vocabulary, &utterance, &source)).min().unwrap_or_default();
        println!(
            "{language} {:>5} bytes           {:>8.1} µs",
            title.len() + content.len(),
            quickest.as_secs_f64() * 1e6
        );
    }
    match (before, resident()) {
        (Some(before), Some(after)) => println!("memory                    {:>8.1} MB", (after - before) as f64 / 1e3),
        _ => println!("memory                    not told by this system"),
    }
}

/// How long one report takes on average.
fn rounds(vocabulary: &Vocabulary, utterance: &Utterance<'_>, source: &Source) -> Duration {
    let start = Clock::start();
    for _ in 0..ROUNDS {
        std::hint::black_box(tag(vocabulary, std::hint::black_box(utterance), source));
    }
    start.told() / ROUNDS
}

/// Time this thread spent working, where the system tells: on a busy machine the clock on the wall tells of the others.
struct Clock(Option<u64>, Instant);

impl Clock {
    fn start() -> Self {
        Self(Self::spent(), Instant::now())
    }

    fn spent() -> Option<u64> {
        std::fs::read_to_string("/proc/thread-self/schedstat").ok()?.split(' ').next()?.parse().ok()
    }

    fn told(&self) -> Duration {
        match (self.0, Self::spent()) {
            (Some(start), Some(end)) => Duration::from_nanos(end - start),
            _ => self.1.elapsed(),
        }
    }
}

/// Kilobytes of memory in use, where the system tells.
fn resident() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.split_whitespace().next()?.parse().ok()
}
