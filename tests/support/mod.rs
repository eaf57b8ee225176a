//! What tests share.

pub(crate) mod alerts;
pub(crate) mod atom_rules;
pub(crate) mod hostile;
pub(crate) mod stored;
