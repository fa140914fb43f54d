//! `pushback new`: a skeleton of something in the rules, to be filled.
//!
//! Knows nothing of any pack. Invariant: a skeleton has every key that must be there, and as it
//! stands its examples pass.

use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::Path;

use crate::args::{Kind, New};
use crate::failure::{self, Failure};
use crate::status::Status;

/// Writes a skeleton.
pub(crate) fn run(args: &New) -> Result<Status, Failure> {
    let ill = |c: char| !(c.is_ascii_lowercase() || c.is_ascii_digit() || "_-.".contains(c));
    for id in [Some(&args.id), args.behaviour.as_ref()].into_iter().flatten() {
        if id.is_empty() || id.contains(ill) {
            return Err(Failure::Unread(format!(
                "`{id}` is no name; names are made of the letters `a` to `z`, digits, `_`, `-` and `.`"
            )));
        }
    }
    if args.behaviour.is_some() && args.what != Kind::Rule {
        return Err(Failure::Unread(
            "`--behaviour` is for a rule, which belongs to one".to_owned(),
        ));
    }
    match &args.into {
        None => {
            let home = args.behaviour.as_ref().map_or(Home::Other, |_| Home::Layer);
            io::stdout().write_all(skeleton(args, home).as_bytes())?;
        }
        Some(path) => append(args, path)?,
    }
    Ok(Status::Fine)
}

/// Appends the skeleton to a file, and says what came of it.
fn append(args: &New, path: &Path) -> Result<(), Failure> {
    let shown = path.display();
    let before = match std::fs::read_to_string(path) {
        Ok(text) => Some(text),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(Failure::reading("the file", path, &error)),
    };
    let text = before.as_deref().unwrap_or_default();
    let home = Home::of(path);
    if let Some(why) = misplaced(args, home, text) {
        return Err(Failure::Unread(format!("nothing was written into `{shown}`: {why}")));
    }
    let named = |line: &str| names(line) == Some(args.id.as_str());
    if let Some((line, _)) = (1..).zip(text.lines()).find(|(_, line)| named(line)) {
        return Err(Failure::Unread(format!(
            "nothing was written: `{}` stands in `{shown}` already, on line {line}; change it there, \
             or choose another name",
            args.id
        )));
    }
    let unwritten = |error: io::Error| {
        Failure::Unwritten(match error.kind() {
            io::ErrorKind::NotFound => {
                format!("cannot write `{shown}`: its directory is not there; make it first")
            }
            _ => format!("cannot write into `{shown}`: {error}"),
        })
    };
    let mut file = OpenOptions::new().append(true).create(true).open(path).map_err(unwritten)?;
    let space = match text {
        "" => "",
        text if text.ends_with('\n') => "\n",
        _ => "\n\n",
    };
    file.write_all(format!("{space}{}", skeleton(args, home)).as_bytes()).map_err(unwritten)?;
    let what = args.what.name();
    let id = &args.id;
    failure::tell(&match before {
        Some(_) => format!("appended the {what} `{id}` to `{shown}`"),
        None => format!("made `{shown}` with the {what} `{id}`"),
    });
    Ok(())
}

/// What sort of rule file something is to be written into.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Home {
    /// `layer.toml`.
    Layer,
    /// A file in `codes/`.
    Code,
    /// A file in `behaviours/`.
    Behaviours,
    /// `responses.toml`.
    Responses,
    /// Another file of a pack, for which there is no skeleton.
    Elsewhere,
    /// It is not known.
    Other,
}

impl Home {
    fn of(path: &Path) -> Self {
        let name =
            |path: Option<&std::ffi::OsStr>| path.map(|name| name.to_string_lossy().into_owned());
        let file = name(path.file_name()).unwrap_or_default();
        let dir = name(path.parent().and_then(Path::file_name)).unwrap_or_default();
        match (dir.as_str(), file.as_str()) {
            ("codes", _) => Self::Code,
            ("behaviours", _) => Self::Behaviours,
            (_, "layer.toml") => Self::Layer,
            (_, "responses.toml") => Self::Responses,
            ("lexicon", _)
            | (
                _,
                "pack.toml" | "sources.toml" | "words.toml" | "modifiers.toml" | "indicators.toml"
                | "findings.toml" | "scope.toml",
            ) => Self::Elsewhere,
            _ => Self::Other,
        }
    }
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Self::Rule => "rule",
            Self::Behaviour => "behaviour",
            Self::Code => "code",
            Self::Response => "response",
        }
    }

    /// Where one is written.
    fn place(self) -> &'static str {
        match self {
            Self::Rule => "a file in `codes/` or `behaviours/`, or `layer.toml`",
            Self::Behaviour => "a file in `codes/` or `behaviours/`",
            Self::Code => "a file of its own in `codes/`",
            Self::Response => "`responses.toml`",
        }
    }
}

/// Why it cannot stand in that file; nothing where it can.
fn misplaced(args: &New, home: Home, text: &str) -> Option<String> {
    let (what, id) = (args.what, args.id.as_str());
    let fits = match home {
        Home::Other => true,
        Home::Layer => what == Kind::Rule,
        Home::Code => matches!(what, Kind::Rule | Kind::Behaviour | Kind::Code),
        Home::Behaviours => matches!(what, Kind::Rule | Kind::Behaviour),
        Home::Responses => what == Kind::Response,
        Home::Elsewhere => false,
    };
    if !fits {
        return Some(format!("a {} stands in {}", what.name(), what.place()));
    }
    if what == Kind::Code && !text.trim().is_empty() {
        return Some(format!(
            "a code has a file of its own, and this one has something in it; write it into \
             `codes/{id}.toml`"
        ));
    }
    if home == Home::Layer || what != Kind::Rule {
        return None;
    }
    // A rule belongs to the behaviour that stands last before it.
    let last = text.rsplit_once("[[behaviour]]");
    let last = last.map(|(_, after)| after.lines().find_map(names).unwrap_or_default());
    match (last, &args.behaviour) {
        (None, _) => Some(
            "there is no behaviour in it to which a rule could belong; `pushback new behaviour` \
             writes one with its first rule"
                .to_owned(),
        ),
        (Some(last), Some(wanted)) if last != wanted => Some(format!(
            "a rule at its end would belong to its last behaviour, `{last}`, and not to `{wanted}`; \
             paste it there by hand: `pushback new rule {id}` prints it"
        )),
        _ => None,
    }
}

/// The name that a line gives.
fn names(line: &str) -> Option<&str> {
    let rest = line.trim_start().strip_prefix("id")?.trim_start().strip_prefix('=')?;
    rest.trim_start().strip_prefix('"')?.split('"').next()
}

fn skeleton(args: &New, home: Home) -> String {
    let id = args.id.as_str();
    match (args.what, home) {
        (Kind::Rule, Home::Layer) => {
            let behaviour = args.behaviour.as_deref().unwrap_or("a_behaviour");
            format!(
                "[[add.behaviour]]\nid = \"{behaviour}\"             # one of a layer below: \
                 `pushback list behaviours` has them\n\n{}",
                rule(id, "add.behaviour.rule")
            )
        }
        (Kind::Rule, _) => rule(id, "behaviour.rule"),
        (Kind::Behaviour, Home::Behaviours) => behaviour(id, SHARED),
        (Kind::Behaviour, _) => behaviour(id, OF_CODE),
        (Kind::Code, _) => code(id),
        (Kind::Response, _) => response(id),
    }
}

/// What a behaviour is evidence for, in a file of its own and in that of a code.
const SHARED: &str =
    "evidence = [{ code = \"code\", points = 10 }]   # all that it tells, code by code";
const OF_CODE: &str = "points = 10                    # in the file of a code; elsewhere evidence = [{ code = \"…\", points = 10 }]";

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

fn behaviour(id: &str, worth: &str) -> String {
    format!(
        r#"[[behaviour]]
id = "{id}"
title = "says … (completes: The text …)"
source = "document#passage"
support = "practice"           # direct | inference | practice
{worth}

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
        behaviour(&format!("{id}_shown"), OF_CODE)
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
