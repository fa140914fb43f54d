//! The names that a pack defines, and looking them up.
//!
//! Knows nothing of what stands behind a name. Invariant: the place of a name in its list is the
//! index that the codebook uses.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::check::layer::{NAMED, former, known, renamed_warning};
use crate::codebook::{BehaviourId, CodeId, ConceptId, ModifierId, Part};
use crate::diagnostic::{Place, Report, quoted};
use crate::pattern::Person;
use crate::schema::fields::Text;
use crate::schema::{Draft, FileKind};

/// Every name that others may refer to.
#[derive(Debug)]
pub(super) struct Names {
    pub(super) concepts: Index,
    pub(super) modifiers: Index,
    pub(super) behaviours: Index,
    pub(super) codes: Index,
    pub(super) responses: Index,
    pub(super) findings: Index,
    pub(super) documents: Index,
    pub(super) sources: Index,
    /// The kinds of codes: code and kind.
    kinds: Vec<(String, String)>,
    /// Names that things had before, and their names now.
    former: BTreeMap<(Part, String), String>,
}

/// The sorted names of one sort.
#[derive(Debug)]
pub(super) struct Index {
    what: &'static str,
    slug: &'static str,
    names: Vec<String>,
    /// Names that were in use before, and what they became.
    former: BTreeMap<String, String>,
    /// Whether all files that may define such names could be read.
    whole: bool,
}

impl Index {
    /// The names, sorted.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(String::as_str)
    }

    /// The name at a place of the list; empty where there is none.
    pub(super) fn name(&self, place: usize) -> &str {
        self.names.get(place).map(String::as_str).unwrap_or_default()
    }

    /// Whether all files that may define such names could be read.
    pub(super) fn is_whole(&self) -> bool {
        self.whole
    }

    /// The place of a name.
    pub(super) fn find(&self, name: &str) -> Option<u32> {
        let place = self.names.binary_search_by(|known| known.as_str().cmp(name)).ok()?;
        u32::try_from(place).ok()
    }

    /// The name that stands now for what is called so, or the same where there is none.
    pub(super) fn find_now<'n>(&'n self, name: &'n str) -> &'n str {
        self.former.get(name).map_or(name, String::as_str)
    }

    /// The place of a name; where there is none, that is reported.
    pub(super) fn resolve(&self, report: &mut Report<'_>, name: &str, at: Place) -> Option<u32> {
        let found = self.find(name);
        if let (None, Some(new)) = (found, self.former.get(name)) {
            let old = Text { value: name.to_owned(), place: at };
            report.warn(renamed_warning(self.what, &old, new));
            return self.find(new);
        }
        if found.is_none() && self.whole {
            report.add_unknown(
                (at, name),
                self.slug,
                format!("no {} is called {}", self.what, quoted(name)),
                self.names(),
                &format!("define the {}, or name another", self.what),
            );
        }
        found
    }
}

impl Names {
    /// Collects the names of a draft and reports those that are ill formed or defined twice.
    pub(super) fn new(draft: &Draft, report: &mut Report<'_>) -> Self {
        let behaviours = draft
            .behaviours
            .iter()
            .chain(draft.codes.iter().flat_map(|code| &code.behaviours))
            .filter_map(|behaviour| behaviour.id.as_ref());
        let sources = draft.sources.as_ref();
        let documents = sources.iter().flat_map(|sources| &sources.documents);
        let passages = sources.iter().flat_map(|sources| &sources.passages);
        let concepts = draft.concepts.iter().filter_map(|(_, concept)| concept.id.as_ref());
        let responses = draft.responses.iter().filter_map(|response| response.id.as_ref());
        let findings = draft.findings.made.iter().filter_map(|finding| finding.id.as_ref());
        let mut index = |what, slug, kinds: &[FileKind], ids: Vec<&Text>| Index {
            what,
            slug,
            whole: !kinds.iter().any(|kind| draft.broken.contains(kind)),
            names: define(what, ids, report),
            former: BTreeMap::new(),
        };
        let of_codes = [FileKind::Codes];
        let of_behaviours = [FileKind::Behaviours, FileKind::Codes];
        let codes = draft.codes.iter().filter_map(|code| code.id.as_ref());
        let modifiers = draft.modifiers.iter().filter_map(|modifier| modifier.id.as_ref());
        let mut names = Self {
            concepts: index("concept", "unknown-concept", &[FileKind::Lexicon], concepts.collect()),
            modifiers: index(
                "modifier",
                "unknown-modifier",
                &[FileKind::Modifiers],
                modifiers.collect(),
            ),
            behaviours: index(
                "behaviour",
                "unknown-behaviour",
                &of_behaviours,
                behaviours.collect(),
            ),
            codes: index("code", "unknown-code", &of_codes, codes.collect()),
            responses: index(
                "response",
                "unknown-response",
                &[FileKind::Responses],
                responses.collect(),
            ),
            findings: index(
                "finding",
                "unknown-finding",
                &[FileKind::Findings],
                findings.collect(),
            ),
            documents: index(
                "document",
                "unknown-document",
                &[FileKind::Sources],
                documents.filter_map(|document| document.id.as_ref()).collect(),
            ),
            sources: index(
                "passage",
                "unknown-source",
                &[FileKind::Sources],
                passages.filter_map(|passage| passage.id.as_ref()).collect(),
            ),
            kinds: kinds(draft),
            former: BTreeMap::new(),
        };
        names.take_former(draft, report);
        reserve_persons(draft, report);
        names
    }

    /// Takes in the names that things had before; one that is in use is reported.
    fn take_former(&mut self, draft: &Draft, report: &mut Report<'_>) {
        for part in NAMED {
            let renamed = former(draft, part);
            if renamed.is_empty() {
                continue;
            }
            let all = known(draft, part);
            let known: HashSet<&str> = all.iter().map(|(name, _)| *name).collect();
            for (old, new) in renamed {
                if known.contains(old.value.as_str()) {
                    let message =
                        format!("a {} called {} is there", part.name(), quoted(&old.value));
                    let help =
                        "a name is never given to something else: take it out here, or there";
                    report.add(old.place, "duplicate-id", message, help);
                    continue;
                }
                self.former.insert((part, old.value.clone()), new.value.clone());
                if let Some(index) = self.index_of(part) {
                    index.former.insert(old.value.clone(), new.value.clone());
                }
            }
        }
    }

    fn index_of(&mut self, part: Part) -> Option<&mut Index> {
        match part {
            Part::Concept => Some(&mut self.concepts),
            Part::Behaviour => Some(&mut self.behaviours),
            Part::Code => Some(&mut self.codes),
            Part::Response => Some(&mut self.responses),
            Part::Finding => Some(&mut self.findings),
            Part::Modifier => Some(&mut self.modifiers),
            _ => None,
        }
    }

    /// Names that things had before, and their names now.
    pub(super) fn former(&self) -> BTreeMap<(Part, String), String> {
        self.former.clone()
    }

    /// The kinds of a code.
    pub(super) fn kinds_of<'n>(&'n self, code: &'n str) -> impl Iterator<Item = &'n str> {
        self.kinds.iter().filter(move |(of, _)| of == code).map(|(_, kind)| kind.as_str())
    }

    /// The kinds of all codes.
    pub(super) fn kinds(&self) -> impl Iterator<Item = &str> {
        self.kinds.iter().map(|(_, kind)| kind.as_str())
    }
}

/// Reports concepts whose name would be read as the coachee.
fn reserve_persons(draft: &Draft, report: &mut Report<'_>) {
    for id in draft.concepts.iter().filter_map(|(_, concept)| concept.id.as_ref()) {
        if Person::ALL.iter().any(|person| person.name() == id.value) {
            let message = format!("{} always means the coachee", quoted(&id.value));
            report.add(id.place, "reserved-name", message, "choose another name");
        }
    }
}

fn kinds(draft: &Draft) -> Vec<(String, String)> {
    let mut kinds = Vec::new();
    for code in &draft.codes {
        for kind in code.kinds.iter().filter_map(|kind| kind.id.as_ref()) {
            let of = code.id.as_ref().map(|id| id.value.clone()).unwrap_or_default();
            kinds.push((of, kind.value.clone()));
        }
    }
    kinds
}

macro_rules! resolve {
    ($($method:ident: $list:ident -> $id:ident),+ $(,)?) => {
        impl super::Checker<'_> {
            $(
                /// What a name stands for; where it stands for nothing, that is reported.
                pub(super) fn $method(&mut self, name: &Text) -> Option<$id> {
                    self.names.$list.resolve(&mut self.report, &name.value, name.place).map($id)
                }
            )+
        }
    };
}
resolve! {
    concept_id: concepts -> ConceptId,
    modifier_id: modifiers -> ModifierId,
    behaviour_id: behaviours -> BehaviourId,
    code_id: codes -> CodeId,
}

/// The names, sorted and each once; those that are ill formed or defined twice are reported.
pub(super) fn define(what: &str, ids: Vec<&Text>, report: &mut Report<'_>) -> Vec<String> {
    let mut first: HashMap<&str, &Text> = HashMap::new();
    for id in ids {
        if let Some(ill) = id.value.chars().find(|c| !may_stand_in_id(*c, what)) {
            let message = format!(
                "{} is no name for a {what}: it has {}",
                quoted(&id.value),
                quoted(&ill.to_string())
            );
            let help = "names are made of the letters `a` to `z`, digits, `_`, `-` and `.`";
            report.add(id.place, "bad-id", message, help);
        }
        if let Some(earlier) = first.get(id.value.as_str()) {
            let (file, line, _) = report.locate(earlier.place);
            let message = format!("a {what} called {} is there already", quoted(&id.value));
            let help = format!("the other one stands in {file}:{line}; rename one of them");
            report.add(id.place, "duplicate-id", message, help);
        } else {
            first.insert(&id.value, id);
        }
    }
    let mut names: Vec<String> = first.into_keys().map(str::to_owned).collect();
    names.sort_unstable();
    names
}

fn may_stand_in_id(c: char, what: &str) -> bool {
    let divides = c == '#' && what == "passage";
    c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '_' | '-' | '.') || divides
}

/// The items by the order of their names; those without a name come first.
pub(super) fn sort_by_id<T>(
    items: impl IntoIterator<Item = T>,
    id: impl Fn(&T) -> Option<&Text>,
) -> Vec<T> {
    let mut items: Vec<T> = items.into_iter().collect();
    items.sort_by_cached_key(|item| id(item).map(|id| id.value.clone()));
    items
}
