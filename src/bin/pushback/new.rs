//! `pushback new`: a skeleton of something in the rules, to be filled.
//!
//! Knows nothing of any pack. Invariant: a skeleton has every key that must be there, and as it
//! stands its examples pass.

use std::fs::OpenOptions;
use std::io::{self, Write};

use crate::args::{Kind, New};
use crate::failure::Failure;
use crate::status::Status;

/// Writes a skeleton.
pub(crate) fn run(args: &New) -> Result<Status, Failure> {
    let ill = |c: char| !(c.is_ascii_lowercase() || c.is_ascii_digit() || "_-.".contains(c));
    if args.id.is_empty() || args.id.contains(ill) {
        return Err(Failure::Unread(format!(
            "`{}` is no name; names are made of the letters `a` to `z`, digits, `_`, `-` and `.`",
            args.id
        )));
    }
    let id = args.id.as_str();
    let skeleton = match args.what {
        Kind::Rule => rule(id, "behaviour.rule"),
        Kind::Behaviour => behaviour(id),
        Kind::Code => code(id),
        Kind::Response => response(id),
    };
    match &args.into {
        None => io::stdout().write_all(skeleton.as_bytes())?,
        Some(path) => {
            let unwritten = |error: io::Error| {
                Failure::Unwritten(format!("cannot write into `{}`: {error}", path.display()))
            };
            let mut file =
                OpenOptions::new().append(true).create(true).open(path).map_err(unwritten)?;
            let begun = file.metadata().map_err(unwritten)?.len() > 0;
            let space = if begun { "\n" } else { "" };
            file.write_all(format!("{space}{skeleton}").as_bytes()).map_err(unwritten)?;
        }
    }
    Ok(Status::Fine)
}

fn rule(id: &str, table: &str) -> String {
    format!(
        r#"[[{table}]]
id = "{id}"
any = [
  "words that show it",
]
# all = ["…"]                  # patterns that must all be there
# then = ["…"]                 # patterns that must follow one another
# within = "sentence"          # how far apart its parts may stand, and whether gaps cross clauses
# speaker = ["coachee"]        # who must be speaking
# topic = true                 # only where coaching is the matter
# points = 10                  # where they differ from the behaviour's, in the file of a code
fires = [
  "Here stand the <words that show it>.",
]
silent = [
  "Here stand words that come near it.",
]
"#
    )
}

fn behaviour(id: &str) -> String {
    format!(
        r#"[[behaviour]]
id = "{id}"
title = "says … (completes: The text …)"
source = "document#passage"
support = "practice"           # direct | inference | practice
points = 10                    # in the file of a code; elsewhere evidence = [{{ code = "…", points = 10 }}]

{}"#,
        rule(&format!("{id}.said"), "behaviour.rule")
    )
}

fn code(id: &str) -> String {
    format!(
        r#"id = "{id}"
family = "resistance"          # resistance | stance | pattern | setting | readiness
title = "…"
definition = "One or two sentences: what is said or done, never what somebody is."
include = ["What belongs to it."]
exclude = ["What does not, though it looks like it."]
alternative = "Another way to read the same words; always shown with the code."
threshold = 20
source = "document#passage"
support = "practice"           # direct | inference | practice

[[ask]]
question = "A question that can be put to the person as it stands?"
separates = ["{id}", "openness"]

[[contrast]]
with = "openness"
difference = "How the two differ."

{}"#,
        behaviour(&format!("{id}_shown"))
    )
}

fn response(id: &str) -> String {
    format!(
        r#"[[response]]
id = "{id}"
title = "…"
do = "What to do, in the moment."
say = "How it could be said."
avoid = "What would be wrong here."
watch_for = "What would show that it helped."
source = "document#passage"
support = "practice"           # direct | inference | practice

[[response.when]]
code = "code"                  # or family, finding, stance, with
rank = 50                      # 1 to 100, higher is offered earlier

# [[response.never]]           # occasions on which it is not offered at all
# code = "code"
"#
    )
}
