//! The listing this project was born from.
