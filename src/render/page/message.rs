//! Pages that only say what is not there or did not work.

use askama::Template;

use super::super::{Context, window};
use super::frame::{Frame, page};
use crate::model::Representation;

/// The page for an address where nothing stands.
pub fn not_found(ctx: &Context) -> Representation {
    let text = "There is nothing at this address. It may be mistyped, or what stood here was taken back.";
    message(ctx, "Not found", text)
}

/// The page for a fault of ours; it tells nothing of what went wrong inside.
pub fn error(ctx: &Context) -> Representation {
    message(ctx, "Something went wrong", "This is our fault, not yours. Please try again in a minute.")
}

/// Such a page may answer any address, so its links are absolute.
fn message(ctx: &Context, heading: &'static str, text: &'static str) -> Representation {
    let home = ctx.address("");
    let main = Message { heading, text, home: &home };
    let title = format!("{heading} · {}", ctx.publisher.name);
    page(ctx, &Frame { title, home: Some(home.clone()), links: Vec::new(), hidden: true }, &main, window::updated([]))
}

#[derive(Template)]
#[template(path = "message.html")]
struct Message<'a> {
    heading: &'static str,
    text: &'static str,
    home: &'a str,
}
