#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

// The modules stand in the order in which a table passes through them: a module names only modules
// above it.
mod error;
mod field;
mod columns;
mod cells;
mod fault;
mod reader;
mod nest;
mod answers;
mod assessor;
#[cfg(feature = "parquet")]
pub mod file;

pub use assessor::{Assessor, assess};
pub use columns::Columns;
pub use error::Error;
pub use field::Field;
