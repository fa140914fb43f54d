//! The pattern language, as written and as a tree.
//!
//! Knows nothing of texts or of what a concept holds. Invariant: words in a [`Pattern`] are folded
//! the way the words of a text are; a pattern that has been read cannot match nothing, and no gap
//! stands at either end of it or of an alternative.

/// The coachee, in a grammatical role, as the speaker would put it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Person {
    /// `{i}`: the one who acts.
    I,
    /// `{my}`: the one to whom something belongs.
    My,
    /// `{me}`: the one to whom something is done.
    Me,
}

impl Person {
    /// Every person.
    pub const ALL: [Self; 3] = [Self::I, Self::My, Self::Me];

    /// The name in a pattern.
    pub fn name(self) -> &'static str {
        match self {
            Self::I => "i",
            Self::My => "my",
            Self::Me => "me",
        }
    }
}

/// A pattern over words; `C` is how it names concepts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern<C = crate::codebook::ConceptId> {
    /// What must follow one another.
    pub items: Vec<Item<C>>,
}

/// A part of a pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Item<C = crate::codebook::ConceptId> {
    /// Exactly this word.
    Word(String),
    /// Any form of this word.
    Inflected(String),
    /// Any term of a concept.
    Concept(C),
    /// The coachee.
    Person(Person),
    /// One of these.
    Choice(Vec<Vec<Item<C>>>),
    /// One of these, or nothing.
    Optional(Vec<Vec<Item<C>>>),
    /// Up to so many words.
    Gap(u8),
}

/// Why a pattern cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PatternError {
    /// The stable name of the kind of mistake.
    pub(crate) slug: &'static str,
    /// What was found and what was expected.
    pub(crate) message: String,
    /// What to do.
    pub(crate) help: String,
    /// Where, in bytes of the pattern.
    pub(crate) at: std::ops::Range<usize>,
}

/// The longest gap that may be written, in words.
pub(crate) const LONGEST_GAP: u8 = 12;
/// The words of a gap that gives no number.
const USUAL_GAP: u8 = 3;
/// How deep brackets may stand in one another.
const DEEPEST: usize = 8;
/// How many bytes a pattern may have.
const LONGEST_PATTERN: usize = 1000;

impl Pattern<String> {
    /// Reads a pattern. `expand` gives the words that a written word stands for.
    pub(crate) fn parse(
        source: &str,
        expand: &dyn Fn(&str) -> Vec<String>,
    ) -> Result<Self, PatternError> {
        if source.len() > LONGEST_PATTERN {
            return Err(PatternError {
                slug: "pattern-too-long",
                message: format!(
                    "a pattern of {} bytes, where at most {LONGEST_PATTERN} are read",
                    source.len()
                ),
                help: "split it, or put its alternatives into a concept".to_owned(),
                at: 0..source.len(),
            });
        }
        let mut parser = Parser { source, at: 0, expand };
        let mut branches = parser.branches(None, 0)?;
        let items = match branches.len() {
            1 => branches.pop().unwrap_or_default(),
            _ => vec![Item::Choice(branches)],
        };
        if can_be_empty(&items) {
            return Err(PatternError {
                slug: "empty-pattern",
                message: "this pattern can match nothing at all".to_owned(),
                help: "leave at least one word or concept outside square brackets".to_owned(),
                at: 0..source.len(),
            });
        }
        Ok(Self { items })
    }
}

impl<C> Pattern<C> {
    /// The same pattern with every concept named by `f`; the first failure is returned.
    pub(crate) fn map<D, E>(self, f: &mut dyn FnMut(&C) -> Result<D, E>) -> Result<Pattern<D>, E> {
        Ok(Pattern { items: map_items(self.items, f)? })
    }

    /// Whether there is a gap anywhere in it.
    pub(crate) fn has_gap(&self) -> bool {
        let mut found = false;
        each_item(&self.items, &mut |item| found |= matches!(item, Item::Gap(_)));
        found
    }
}

/// Calls `f` on every item, inner ones included.
pub(crate) fn each_item<C>(items: &[Item<C>], f: &mut dyn FnMut(&Item<C>)) {
    for item in items {
        f(item);
        if let Item::Choice(branches) | Item::Optional(branches) = item {
            for branch in branches {
                each_item(branch, f);
            }
        }
    }
}

fn map_items<C, D, E>(
    items: Vec<Item<C>>,
    f: &mut dyn FnMut(&C) -> Result<D, E>,
) -> Result<Vec<Item<D>>, E> {
    items.into_iter().map(|item| map_item(item, f)).collect()
}

fn map_item<C, D, E>(item: Item<C>, f: &mut dyn FnMut(&C) -> Result<D, E>) -> Result<Item<D>, E> {
    Ok(match item {
        Item::Word(word) => Item::Word(word),
        Item::Inflected(word) => Item::Inflected(word),
        Item::Concept(concept) => Item::Concept(f(&concept)?),
        Item::Person(person) => Item::Person(person),
        Item::Choice(branches) => Item::Choice(map_branches(branches, f)?),
        Item::Optional(branches) => Item::Optional(map_branches(branches, f)?),
        Item::Gap(words) => Item::Gap(words),
    })
}

fn map_branches<C, D, E>(
    branches: Vec<Vec<Item<C>>>,
    f: &mut dyn FnMut(&C) -> Result<D, E>,
) -> Result<Vec<Vec<Item<D>>>, E> {
    branches.into_iter().map(|branch| map_items(branch, f)).collect()
}

/// Whether the items can match no word at all.
fn can_be_empty<C>(items: &[Item<C>]) -> bool {
    items.iter().all(|item| match item {
        Item::Optional(_) | Item::Gap(_) => true,
        // `{i}` may stand for nothing at the start of a clause in a note.
        Item::Person(person) => *person == Person::I,
        Item::Choice(branches) => branches.iter().any(|branch| can_be_empty(branch)),
        Item::Word(_) | Item::Inflected(_) | Item::Concept(_) => false,
    })
}

struct Parser<'s> {
    source: &'s str,
    at: usize,
    expand: &'s dyn Fn(&str) -> Vec<String>,
}

type Branches = Vec<Vec<Item<String>>>;

impl Parser<'_> {
    /// Alternatives up to `close`, or up to the end where there is none.
    fn branches(&mut self, close: Option<char>, depth: usize) -> Result<Branches, PatternError> {
        let opened = self.at.saturating_sub(1);
        if depth > DEEPEST {
            return Err(self.error(
                "nested-too-deep",
                opened..self.at,
                format!("brackets stand {depth} deep; at most {DEEPEST} are read"),
                "put the inner alternatives into a concept",
            ));
        }
        let mut branches = vec![Vec::new()];
        loop {
            let start = self.at;
            let Some(c) = self.next() else {
                if close.is_some() {
                    return Err(self.error(
                        "unclosed-bracket",
                        opened..opened + 1,
                        "this bracket is never closed".to_owned(),
                        "add the closing bracket, or take this one out",
                    ));
                }
                break;
            };
            if Some(c) == close {
                break;
            }
            let found = match c {
                ' ' => continue,
                '|' => {
                    self.end_of_branch(branches.last(), start)?;
                    branches.push(Vec::new());
                    continue;
                }
                '(' => {
                    let inner = self.branches(Some(')'), depth + 1)?;
                    Item::Choice(self.inflect(inner, start)?)
                }
                '[' => {
                    let inner = self.branches(Some(']'), depth + 1)?;
                    Item::Optional(self.inflect(inner, start)?)
                }
                '{' => self.name(start)?,
                '.' => self.gap(start, branches.last())?,
                ')' | ']' | '}' => {
                    return Err(self.error(
                        "stray-bracket",
                        start..self.at,
                        format!("`{c}` closes a bracket that was not opened"),
                        "open the bracket, or take this one out",
                    ));
                }
                _ => {
                    let branch = branches.pop().unwrap_or_default();
                    branches.push(self.word(start, branch)?);
                    continue;
                }
            };
            if let Some(branch) = branches.last_mut() {
                branch.push(found);
            }
        }
        self.end_of_branch(branches.last(), self.at)?;
        Ok(branches)
    }

    /// A `~` behind a bracket stands for one behind the last word of every alternative.
    fn inflect(&mut self, mut branches: Branches, start: usize) -> Result<Branches, PatternError> {
        if !self.source.get(self.at..).is_some_and(|rest| rest.starts_with('~')) {
            return Ok(branches);
        }
        self.at += 1;
        for branch in &mut branches {
            match branch.pop() {
                Some(Item::Word(word) | Item::Inflected(word)) => {
                    branch.push(Item::Inflected(word));
                }
                _ => {
                    return Err(self.error(
                        "not-a-word",
                        start..self.at,
                        "`~` stands behind a bracket that does not end in a word".to_owned(),
                        "let every alternative end in a word, or write `~` where it is meant",
                    ));
                }
            }
        }
        Ok(branches)
    }

    fn end_of_branch(
        &self,
        branch: Option<&Vec<Item<String>>>,
        at: usize,
    ) -> Result<(), PatternError> {
        let (slug, message, help) = match branch.map(Vec::as_slice) {
            None | Some([]) => (
                "empty-alternative",
                "nothing stands here where words were expected",
                "write the words, or use square brackets for what may be left out",
            ),
            Some([.., Item::Gap(_)]) => (
                "gap-at-edge",
                "a gap stands last, with nothing after it to reach",
                "take it out, or write what must follow",
            ),
            Some(_) => return Ok(()),
        };
        Err(self.error(slug, at.saturating_sub(1)..at, message.to_owned(), help))
    }

    fn name(&mut self, start: usize) -> Result<Item<String>, PatternError> {
        let rest = self.source.get(self.at..).unwrap_or_default();
        let Some(length) = rest.find('}') else {
            return Err(self.error(
                "unclosed-bracket",
                start..start + 1,
                "this brace is never closed".to_owned(),
                "write the concept as `{name}`",
            ));
        };
        let name = rest.get(..length).unwrap_or_default().trim().to_owned();
        self.at += length + 1;
        Ok(match Person::ALL.into_iter().find(|person| person.name() == name) {
            Some(person) => Item::Person(person),
            None => Item::Concept(name),
        })
    }

    fn gap(
        &mut self,
        start: usize,
        branch: Option<&Vec<Item<String>>>,
    ) -> Result<Item<String>, PatternError> {
        let rest = self.source.get(start..).unwrap_or_default();
        let length = rest.find([' ', '|', ')', ']', '(', '[', '{']).unwrap_or(rest.len());
        let written = rest.get(..length).unwrap_or_default();
        self.at = start + length;
        let words = match written.strip_prefix("..") {
            Some("") => Some(USUAL_GAP),
            Some(digits) => digits.parse().ok().filter(|words| (1..=LONGEST_GAP).contains(words)),
            None => None,
        };
        let Some(words) = words else {
            return Err(self.error(
                "impossible-gap",
                start..self.at,
                format!("`{written}` is not a gap"),
                "write `..` for up to three words or `..6` for up to six; twelve is the most",
            ));
        };
        match branch.map(Vec::as_slice) {
            None | Some([] | [.., Item::Gap(_)]) => Err(self.error(
                "gap-at-edge",
                start..self.at,
                "a gap stands first, with nothing before it to start from".to_owned(),
                "take it out, or write what must come before",
            )),
            Some(_) => Ok(Item::Gap(words)),
        }
    }

    /// Adds the words that a written word stands for to a branch.
    fn word(
        &mut self,
        start: usize,
        mut branch: Vec<Item<String>>,
    ) -> Result<Vec<Item<String>>, PatternError> {
        let rest = self.source.get(start..).unwrap_or_default();
        let ends =
            |c: char| matches!(c, '(' | ')' | '{' | '}' | '[' | ']' | '|') || c.is_whitespace();
        let length = rest.find(ends).unwrap_or(rest.len());
        let written = rest.get(..length).unwrap_or_default();
        self.at = start + length;
        let (plain, inflected) = match written.strip_suffix('~') {
            Some(plain) => (plain, true),
            None => (written, false),
        };
        let mut words = (self.expand)(plain);
        if words.is_empty() || plain.contains('~') {
            return Err(self.error(
                "not-a-word",
                start..self.at,
                format!("`{written}` is no word"),
                "write words, `word~`, `{concept}`, `(a|b)`, `[a]` or `..`",
            ));
        }
        let last = if inflected { words.pop().map(Item::Inflected) } else { None };
        branch.extend(words.into_iter().map(Item::Word).chain(last));
        Ok(branch)
    }

    fn next(&mut self) -> Option<char> {
        let c = self.source.get(self.at..)?.chars().next()?;
        self.at += c.len_utf8();
        Some(if c.is_whitespace() { ' ' } else { c })
    }

    #[expect(clippy::unused_self, reason = "reads as the parser's own errors do")]
    fn error(
        &self,
        slug: &'static str,
        at: std::ops::Range<usize>,
        message: String,
        help: &str,
    ) -> PatternError {
        PatternError { slug, message, help: help.to_owned(), at }
    }
}
