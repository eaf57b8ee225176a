//! What tests share.

pub(crate) mod alerts;
pub(crate) mod atom_rules;
pub(crate) mod desk;
pub(crate) mod feeds;
pub(crate) mod hostile;
pub(crate) mod json_rules;
pub(crate) mod program;
pub(crate) mod rss_rules;
pub(crate) mod search;
pub(crate) mod site;
pub(crate) mod socks;
pub(crate) mod stored;
pub(crate) mod subscriber;
