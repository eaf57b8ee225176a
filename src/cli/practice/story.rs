//! What the three networks have published when the curtain rises, and what happens then.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use super::stage::{CAIRN, CANDIL, LAMPWARD, Stage, Words};

/// One thing that happens, and how it is told to whoever watches.
#[derive(Debug)]
pub(super) struct Step {
    /// How long after the one before.
    pub(super) pause: Duration,
    pub(super) narration: &'static str,
    act: Act,
}

#[derive(Debug)]
enum Act {
    Publish(usize, Said),
    Repeat(usize, usize, &'static str),
    Rewrite(usize, Said),
}

/// Slug, title, text.
type Said = (&'static str, &'static str, &'static str);

impl Step {
    pub(super) fn perform(&self, stage: &mut Stage, now: DateTime<Utc>) {
        match self.act {
            Act::Publish(desk, said) => stage.publish(desk, words(said), now),
            Act::Repeat(desk, of, slug) => stage.repeat(desk, of, slug, now),
            Act::Rewrite(desk, said) => stage.rewrite(desk, words(said), now),
        }
    }
}

/// Puts on stage what was published in the weeks before `now`.
pub(super) fn begin(stage: &mut Stage, now: DateTime<Utc>) {
    for (desk, days, said) in BEFORE {
        let at = now.checked_sub_signed(TimeDelta::days(*days)).unwrap_or(now);
        stage.publish(*desk, words(*said), at);
        if said.0 == CARRIED_BY_TWO {
            stage.repeat(CAIRN, LAMPWARD, CARRIED_BY_TWO, at);
        }
    }
}

fn words((slug, title, text): Said) -> Words {
    Words { slug: slug.to_owned(), title: title.to_owned(), text: text.to_owned() }
}

/// A statement that Cairn & Harbour carried under Lampward's link.
const CARRIED_BY_TWO: &str = "land-rights-lawyer-masindi";

/// Network, age in days, words; oldest first.
const BEFORE: &[(usize, i64, Said)] = &[
    (
        LAMPWARD,
        23,
        (
            "joint-statement-fisher-families-buenaventura",
            "Joint statement: fisher families of Buenaventura must not be evicted",
            "Nine organisations call on the authorities of Colombia to halt the eviction of forty fisher families from the Santa Cruz pier in Buenaventura and to consult them first.",
        ),
    ),
    (
        CANDIL,
        22,
        (
            "amenazas-consejo-comunitario-tumaco",
            "Amenazas contra el consejo comunitario de Tumaco",
            "Desconocidos dejaron panfletos con amenazas de muerte contra tres integrantes del consejo comunitario en Tumaco, Colombia. Exigimos medidas de protección urgentes.",
        ),
    ),
    (
        CAIRN,
        19,
        (
            "printing-house-hrodna",
            "Belarus: printing house searched in Hrodna, two volunteers held",
            "Security officers searched a small printing house in Hrodna and took away two volunteers who had printed prisoners' letters. Their families have not been told where they are held.",
        ),
    ),
    (
        LAMPWARD,
        16,
        (
            "river-monitor-puerto-princesa",
            "River monitor beaten in Puerto Princesa",
            "Masked men beat Arnel Dacuycoy, who measures the water of three rivers for a fishers' group, outside his house in Puerto Princesa, Philippines. He is in hospital and his condition is stable.",
        ),
    ),
    (
        CAIRN,
        13,
        (
            "night-raid-kisumu-office",
            "Kenya: night raid on a legal aid office in Kisumu",
            "Four men broke into the legal aid office of Nyota Desk in Kisumu at night and took two computers with the files of evicted tenants. The police have opened no case.",
        ),
    ),
    (
        CANDIL,
        12,
        (
            "libertad-promotora-puno",
            "Recupera su libertad la promotora Saturnina Choquemalli",
            "Tras nueve días detenida en Puno, Perú, fue puesta en libertad la promotora de salud Saturnina Choquemalli. El proceso en su contra sigue abierto.",
        ),
    ),
    (
        LAMPWARD,
        11,
        (
            "organiser-released-phnom-penh",
            "Garment union organiser released after eleven days",
            "Sreyneath Vannarong, an organiser of garment workers in Phnom Penh, Cambodia, was released on bail. The charge of incitement against her has not been dropped.",
        ),
    ),
    (
        CAIRN,
        8,
        (
            "beekeepers-diyarbakir-trial",
            "Türkiye: trial of the Diyarbakır beekeepers opens",
            "Six members of a beekeepers' cooperative in Diyarbakır went on trial for a film about a dam. The next hearing is in a month; all six remain free.",
        ),
    ),
    (
        CANDIL,
        7,
        (
            "radio-comunitaria-sonsonate",
            "Cierran radio comunitaria en Sonsonate",
            "La policía entró sin orden en la radio comunitaria Zumbelta en Sonsonate, El Salvador, y se llevó el transmisor. No hay personas detenidas.",
        ),
    ),
    (
        LAMPWARD,
        5,
        (
            "land-rights-lawyer-masindi",
            "Uganda: land rights lawyer detained in Masindi",
            "Police in Masindi, Uganda, detained the land rights lawyer Okello Birungisa when he came to visit a client. He has been held without charge for three days and has not been allowed to call his family.",
        ),
    ),
    // On the same day as the one before: the page prints their date once.
    (
        LAMPWARD,
        5,
        (
            "radio-presenter-chichicastenango",
            "Radio presenter receives death threats in Chichicastenango",
            "Callers threatened to kill the presenter Tecla Tzunux after her programme about a hydroelectric project near Chichicastenango, Guatemala. She has asked for protection and received none.",
        ),
    ),
    (
        CAIRN,
        4,
        (
            "students-rajshahi",
            "Bangladesh: four students detained after a sit-in in Rajshahi",
            "Police detained four students who had taken part in a sit-in for clean water at the university of Rajshahi. They have been brought before no judge.",
        ),
    ),
    (
        CANDIL,
        3,
        (
            "defensor-desaparecido-juchitan",
            "Desaparece defensor del territorio en Juchitán",
            "Desde el domingo se desconoce el paradero de Eliseo Guendabiani, defensor del territorio en Juchitán, Oaxaca, México. Su familia exige que se le busque con vida.",
        ),
    ),
    (
        LAMPWARD,
        2,
        (
            "water-defender-tocoa",
            "Honduras: water defender threatened at her home in Tocoa",
            "Two armed men on a motorcycle stopped at the home of the water defender Dunia Sabillonte in Tocoa, Honduras, and told her neighbours that she would not see another harvest.",
        ),
    ),
    (
        CANDIL,
        1,
        (
            "pronunciamiento-ley-organizaciones",
            "Pronunciamiento: la ley de organizaciones no debe aprobarse",
            "Organizaciones de Guatemala y Honduras rechazan el proyecto de ley que permitiría cerrar asociaciones sin orden judicial y piden a la comunidad internacional que se pronuncie.",
        ),
    ),
];

/// What happens while somebody watches.
pub(super) const STEPS: &[Step] = &[
    Step {
        pause: Duration::from_secs(4),
        narration: "Lampward publishes an urgent alert: Ilda Marroz, a lawyer, was abducted in San Pedro Sula",
        act: Act::Publish(
            LAMPWARD,
            (
                "lawyer-abducted-san-pedro-sula",
                "Urgent: human rights lawyer Ilda Marroz abducted in San Pedro Sula",
                "Armed men forced the lawyer Ilda Marroz into a grey car outside the courthouse of San Pedro Sula, Honduras, this morning. She defends families who were driven from their land. Nobody has heard from her since.",
            ),
        ),
    },
    Step {
        pause: Duration::from_secs(6),
        narration: "Cairn & Harbour carries the same statement under Lampward's link: one alert, two sources",
        act: Act::Repeat(CAIRN, LAMPWARD, "lawyer-abducted-san-pedro-sula"),
    },
    Step {
        pause: Duration::from_secs(6),
        narration: "Cairn & Harbour reports the abduction in its own words under a link of its own",
        act: Act::Publish(
            CAIRN,
            (
                "fear-for-ilda-marroz",
                "Honduras: fear for Ilda Marroz, taken from the courthouse steps in San Pedro Sula",
                "Colleagues of the lawyer Ilda Marroz fear for her life after men with rifles took her from the steps of the San Pedro Sula courthouse. The prosecutor has been asked to search the roads out of the city.",
            ),
        ),
    },
    Step {
        pause: Duration::from_secs(7),
        narration: "Mesa Candil follows up in Spanish: Ilda Marroz has been found alive",
        act: Act::Publish(
            CANDIL,
            (
                "aparece-con-vida-ilda-marroz",
                "Aparece con vida la abogada Ilda Marroz",
                "La abogada Ilda Marroz, secuestrada en San Pedro Sula, Honduras, fue liberada y está con su familia. Exigimos una investigación y medidas de protección para ella y sus colegas.",
            ),
        ),
    },
    Step {
        pause: Duration::from_secs(6),
        narration: "Cairn & Harbour corrects an earlier entry: three students, not four, were detained in Rajshahi",
        act: Act::Rewrite(
            CAIRN,
            (
                "students-rajshahi",
                "Correction: three students, not four, detained after a sit-in in Rajshahi",
                "Correction: police detained three students, not four, who had taken part in a sit-in for clean water at the university of Rajshahi, Bangladesh. One of those named first had gone home before. The three have been brought before no judge.",
            ),
        ),
    },
    Step {
        pause: Duration::from_secs(6),
        narration: "Lampward withdraws an alert: a removal notice now stands in its place",
        act: Act::Rewrite(
            LAMPWARD,
            (
                "radio-presenter-chichicastenango",
                "This alert has been withdrawn",
                "This alert was withdrawn at the request of the person concerned and has been removed from our site.",
            ),
        ),
    },
];
