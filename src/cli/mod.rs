//! cli

pub mod practice;
