//! Notices that something was taken away, and what only looks like one.

use almenara::model::{Document, Source, SourceKind, Validators};
use almenara::refine::parse::{is_removal, is_removed};

#[test]
fn a_notice_is_known_in_many_languages() {
    for (title, text) in [
        ("This alert has been withdrawn", "This alert was withdrawn at the request of the person concerned."),
        ("Removed", ""),
        ("[Withdrawn]", ""),
        ("Page removed at the request of the family", "Thank you for your understanding."),
        ("Urgent action", "We have taken down this statement. The people named in it are in danger."),
        (
            "Urgent action",
            "This urgent action has had to be removed, and has been removed, since the family fears the police.",
        ),
        ("Acción urgente", "Este comunicado ha sido retirado a petición de la familia."),
        ("Acción urgente", "Hemos eliminado esta página por la seguridad de las personas nombradas."),
        ("Retirada a petición de la interesada", ""),
        ("Communiqué", "Cette page a été supprimée à la demande de la famille."),
        ("Communiqué", "Nous avons retiré cet appel pour la sécurité des personnes citées."),
        ("Supprimé à la demande de la famille", ""),
        ("Alerta", "Este comunicado foi removido a pedido da família."),
        ("Alerta", "Retiramos esta nota para proteger as pessoas citadas."),
        ("بيان", "تم حذف هذه الصفحة بناء على طلب العائلة."),
        ("بيان", "حُذف هذا البيان بناءً على طلب الأسرة."),
        ("بيان", "هذا المقال محذوف."),
        ("Alert", "This text is no longer available at the family's request."),
        ("Alert", "The article was removed at the request of those concerned."),
        ("Acción urgente", "El comunicado fue retirado a petición de la familia."),
        ("Nota", "Esta información ya no está disponible a petición de la familia."),
        ("Appel", "L’article a été supprimé à la demande de la famille."),
        ("Appel", "Ce texte n’est plus disponible à la demande de la famille."),
        ("Nota", "O artigo foi removido a pedido da família."),
        ("Eilaktion", "Diese Seite wurde auf Wunsch der Familie entfernt."),
        ("Comunicato", "Questo articolo è stato rimosso su richiesta della famiglia."),
        ("Заявление", "Эта страница была удалена по просьбе семьи."),
        ("Açıklama", "Bu haber ailenin isteği üzerine kaldırıldı."),
        ("声明", "本页面已应家属要求删除。"),
    ] {
        assert!(is_removal(title, text, false), "{title}: {text}");
    }
}

#[test]
fn an_error_page_a_guess_an_order_of_others_or_news_is_no_notice() {
    for (title, text) in [
        (
            "Not found",
            "The page you are looking for might have been removed, had its name changed, or is temporarily unavailable.",
        ),
        ("Not found", "This page may have been moved or deleted."),
        ("Página no encontrada", "Es posible que esta página haya sido eliminada o movida."),
        ("Erreur", "Cette page a peut-être été supprimée. Elle peut être introuvable."),
        ("Blocked", "This page has been removed by order of the court."),
        ("Blocked", "This page has been removed at the request of the government."),
        ("Blocked", "This article has been removed because it violates our guidelines."),
        ("Bloqueada", "Esta página ha sido eliminada por orden del tribunal."),
        ("Внимание", "Эта страница удалена по решению суда."),
        (
            "Name removed at the request of the family",
            "The woman was led away at dawn. Her name was removed at the request of the family.",
        ),
        ("Kenya: Charges withdrawn", "The charges against the accountant were withdrawn on Monday."),
        ("Turkey: News site told to remove report", "The statement was withdrawn after threats, its author says."),
        ("Peru: La fiscalía retira la acusación", "La denuncia contra la tejedora fue retirada ayer."),
        ("Syria: Bodies removed from the square", "They were removed at the request of the families of the dead."),
        ("", ""),
    ] {
        assert!(!is_removal(title, text, false), "{title}: {text}");
    }
    let story =
        format!("The men were led away at dawn. {} This page has been removed.", "Nobody knows where. ".repeat(80));
    assert!(!is_removal("Kenya: Two men led away", &story, true));
}

fn page(body: &str) -> Result<bool, String> {
    let url: url::Url = "https://a.example/raid".parse().expect("an address");
    let document = Document {
        url: url.clone(),
        content_type: Some("text/html; charset=utf-8".to_owned()),
        validators: Validators::default(),
        body: body.as_bytes().to_vec(),
        fetched: "2026-03-10T12:00:00Z".parse().expect("an instant"),
    };
    is_removed(&document, &Source::ad_hoc(url, SourceKind::Page)).map_err(|error| error.to_string())
}

#[test]
fn a_page_is_a_notice_however_many_menus_surround_it_and_an_article_or_a_wall_is_none() {
    let menu: String = (0..30)
        .flat_map(|n| ["<li><a href=\"/m/".to_owned(), n.to_string(), "\">Section</a></li>".to_owned()])
        .collect();
    let around = |main: &str| {
        format!(
            "<!doctype html><html><head><title>Lakeside Assembly</title></head><body><nav><ul>{menu}</ul></nav><main>{main}</main>\
             <footer><p>Lakeside Assembly, Kisumu. All rights reserved.</p></footer></body></html>"
        )
    };
    assert_eq!(
        page(&around("<h1>Urgent action</h1><p>This page has been removed at the request of the family.</p>")),
        Ok(true)
    );
    assert_eq!(page(&around("<h1>Este comunicado ha sido retirado</h1>")), Ok(true));
    let story =
        "<p>Twelve officers broke the door of the assembly at night and took four laptops with them.</p>".repeat(30);
    assert_eq!(page(&around(&format!("<article><h1>Office raided</h1>{story}</article>"))), Ok(false));
    let beside = format!("<article><h1>Office raided</h1>{story}</article><aside>This post has been removed.</aside>");
    assert_eq!(page(&around(&beside)), Ok(false));
    assert!(page("<!doctype html><title>Just a moment...</title><p>Checking your browser</p>").is_err());
    assert!(page("<!doctype html><title>Page not found</title><p>This page has been removed.</p>").is_err());
    assert!(page("").is_err());
}

#[test]
fn of_many_labelled_texts_only_withdrawals_are_taken_for_notices() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/cues");
    let (mut wrong, mut met, mut all) = (Vec::new(), [0, 0], 0);
    for entry in std::fs::read_dir(folder).expect("a folder").map_while(Result::ok) {
        let table = std::fs::read_to_string(entry.path()).expect("a table");
        for row in table.lines().filter(|row| !row.starts_with('#')) {
            let fields: Vec<&str> = row.split('\t').collect();
            let [_, _, kind, title, rest @ ..] = &fields[..] else { continue };
            let text = rest.first().unwrap_or(&"");
            if *kind == "withdrawal" {
                all += 1;
                met[0] += usize::from(is_removal(title, text, false));
                met[1] += usize::from(is_removal(title, text, true));
            } else if is_removal(title, text, false) {
                wrong.push(row.to_owned());
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:?}");
    assert!(all > 30 && met[1] == all && met[0] * 5 >= all * 2, "{met:?} of {all}");
}
