//! Entries to strict, safe values: links that are addresses and nothing else, text without tricks, markup that can do
//! no harm. Whatever is normalised once comes out of a second time unchanged.

mod boilerplate;
mod characters;
mod escaped;
mod flow;
mod html;
pub mod links;
mod markup;
mod mojibake;
pub mod privacy;
mod shortcodes;
pub mod text;
pub mod title;
mod tokens;
