//! The built-in rules: their files, and what the build of the library has made of them.
//!
//! Knows nothing of how either is read. Invariant: the bytes were made of the files, by the library
//! as it is.

/// The files, each with its path inside the rule directory.
pub(crate) const FILES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/files.rs"));

/// The checked rules, as they are stored.
pub(crate) const CODEBOOK: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/codebook.bin"));

/// The tables that were compiled from them, as they are stored.
pub(crate) const MATCHER: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/matcher.bin"));
