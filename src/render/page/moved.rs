//! What stands in place of a page that is now part of another, where no server can lead there.

use super::super::finish::finish;
use super::super::{window, xml};
use crate::model::{MediaType, Representation};

/// A page that leads on to an address.
pub fn moved(to: &str) -> Representation {
    let to = xml::escape(to);
    let page = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"robots\" content=\"noindex, noarchive\">\n\
         <meta http-equiv=\"refresh\" content=\"0; url={to}\">\n<title>Moved</title>\n</head>\n<body>\n\
         <p><a href=\"{to}\">What stood here is now part of another alert.</a></p>\n</body>\n</html>\n"
    );
    finish(MediaType::Html, page, window::updated([]))
}
