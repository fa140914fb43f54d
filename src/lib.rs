#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

// The modules stand in the order in which data passes through them: a module names only modules
// above it. `tests/layers.rs` holds them to that.
mod span;
mod builtin;
mod stored;
mod rows;
mod expression;
mod observation;
mod token;
pub mod pattern;
mod diagnostic;
mod schema;
pub mod codebook;
mod comparison;
mod check;
mod load;
mod rule_file;
mod inflection;
mod vocabulary;
mod text;
mod program;
mod gate;
mod trie;
mod lexicon;
mod indicator;
mod modifier;
mod rule;
mod matcher;
mod assessment;
mod code;
mod evidence;
mod judgement;
mod course;
mod finding;
mod response;
mod classifier;
#[cfg(feature = "calibrate")]
pub mod calibration;
mod case_file;
mod batch;
#[cfg(feature = "testing")]
pub mod testing;
mod example;
pub mod explanation;
pub mod coverage;
pub mod warning;
#[cfg(test)]
mod naive;

pub use assessment::*;
pub use batch::Record;
pub use case_file::CaseFile;
pub use classifier::{Classifier, Scratch};
pub use code::{BuiltinCode, Form, TimeKind};
pub use codebook::Codebook;
pub use comparison::{Comparison, Weight};
pub use diagnostic::{LoadError, Mistake, Severity};
pub use explanation::{Asked, Explainer, Explanation};
pub use observation::{
    About, Case, CoachRole, Context, Culture, Observation, Peers, Speaker, Stage, Subject,
};
pub use rule_file::RuleFile;
pub use span::Span;
