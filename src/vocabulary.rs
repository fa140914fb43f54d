//! The words that the rules know, each with a number.
//!
//! Knows nothing of patterns. Invariant: [`UNKNOWN`] is no word's number, and a look-up of a folded
//! word gives the same numbers as the words of a pattern were given.

mod table;

use std::collections::{BTreeMap, BTreeSet};

use crate::codebook::Words;
use crate::inflection;
use crate::rows::{Rows, place};
use crate::stored::{Later, stored};
use crate::token::head;
use crate::vocabulary::table::WordTable;

/// The number of a word.
pub(crate) type WordId = u32;

/// The number of every word that the rules do not know.
pub(crate) const UNKNOWN: WordId = 0;

/// What is known of a word beyond its letters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Traits(u8);

impl Traits {
    /// Skipped between the words of a pattern.
    pub(crate) const TRANSPARENT: Self = Self(1);
    /// May begin a longer phrase that is skipped.
    pub(crate) const OPENS_TRANSPARENT: Self = Self(2);
    /// May begin a phrase that opens a clause.
    pub(crate) const OPENS_CLAUSE: Self = Self(4);
    /// May begin a phrase of either kind.
    pub(crate) const OPENS: Self = Self(Self::OPENS_TRANSPARENT.0 | Self::OPENS_CLAUSE.0);
    /// A full stop after it does not end a sentence.
    pub(crate) const ABBREVIATION: Self = Self(8);
    /// Is no name, though it be capitalised.
    pub(crate) const NOT_A_NAME: Self = Self(16);
    /// Is a name as well as a word.
    pub(crate) const NAME: Self = Self(32);
    /// A clitic may stand for it.
    const HAS_CLITIC: Self = Self(64);

    pub(crate) fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    fn add(&mut self, other: Self) {
        self.0 |= other.0;
    }
}

/// What a written word is read as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Entry<'v> {
    /// A word.
    Word(WordId),
    /// A contraction, the words that it stands for, and whether a full stop after it belongs to
    /// it.
    Contraction(&'v [WordId], bool),
}

/// Entries from here on are contractions, those before are words.
const CONTRACTIONS: u32 = 1 << 31;

/// The words that the rules know.
#[derive(Clone, Debug, Default)]
pub(crate) struct Vocabulary {
    /// Numbers of words, and from [`CONTRACTIONS`] on numbers of contractions.
    entries: WordTable,
    contractions: Vec<(Box<[WordId]>, bool)>,
    traits: Vec<Traits>,
    /// The clitics that may stand for a word, by the word's number.
    clitics: BTreeMap<WordId, Vec<WordId>>,
    irregular: Later<Vec<(String, Vec<String>)>>,
    forms: KnownForms,
    /// Words that are written with an apostrophe before them, without it.
    clipped: BTreeSet<String>,
    transparent: BTreeMap<WordId, Vec<Vec<WordId>>>,
    openers: BTreeMap<WordId, Vec<Vec<WordId>>>,
}

/// The numbers of the forms of lemmas that have been looked up; it is not stored.
#[derive(Clone, Debug, Default)]
struct KnownForms {
    rows: WordTable,
    forms: Rows<WordId>,
}

stored!(struct Traits(u8));
stored!(struct Vocabulary {
    entries, contractions, traits, clitics, irregular, forms, clipped, transparent, openers,
});
stored!(nothing of KnownForms);

impl Vocabulary {
    /// The words of `words`; the words of the patterns are still to be added.
    pub(crate) fn new(words: &Words) -> Self {
        let mut new = Self { traits: vec![Traits::default()], ..Self::default() };
        new.irregular = words.irregular.clone().into();
        for (clitic, readings) in &words.clitics {
            let id = new.add(clitic);
            for word in readings {
                let word = new.add(word);
                new.mark(word, Traits::HAS_CLITIC);
                new.clitics.entry(word).or_default().push(id);
            }
        }
        if let Some(id) = new.id("'s") {
            new.mark(id, Traits::TRANSPARENT);
        }
        for (written, stands_for) in &words.contractions {
            new.clipped.extend(written.strip_prefix('\'').map(str::to_owned));
            let ids = stands_for.iter().map(|word| new.add(word)).collect();
            let shortened = words.abbreviations.contains(written);
            let number = CONTRACTIONS + place(new.contractions.len());
            new.entries.set(written, number);
            new.contractions.push((ids, shortened));
        }
        for phrase in &words.transparent {
            let ids: Vec<WordId> = phrase.iter().map(|word| new.add(word)).collect();
            match ids.as_slice() {
                [] => {}
                [one] => new.mark(*one, Traits::TRANSPARENT),
                [first, ..] => {
                    new.mark(*first, Traits::OPENS_TRANSPARENT);
                    new.transparent.entry(*first).or_default().push(ids);
                }
            }
        }
        for phrase in &words.clause_openers {
            let ids: Vec<WordId> = phrase.iter().map(|word| new.add(word)).collect();
            if let Some(first) = ids.first().copied() {
                new.mark(first, Traits::OPENS_CLAUSE);
                new.openers.entry(first).or_default().push(ids);
            }
        }
        for (list, traits) in [
            (&words.abbreviations, Traits::ABBREVIATION),
            (&words.not_names, Traits::NOT_A_NAME),
            (&words.names, Traits::NAME),
        ] {
            for word in list {
                // A contraction that is listed too lends nothing to the words it stands for.
                if !matches!(new.entry(word), Some(Entry::Contraction(..))) {
                    let id = new.add(word);
                    new.mark(id, traits);
                }
            }
        }
        new
    }

    /// The number of a folded word, a new one where it has none. A written contraction is no word
    /// of the rules, which name the words that it stands for; it gets the first of these.
    pub(crate) fn add(&mut self, word: &str) -> WordId {
        match self.entry(word) {
            Some(Entry::Word(id)) => return id,
            Some(Entry::Contraction(ids, _)) => return ids.first().copied().unwrap_or(UNKNOWN),
            None => {}
        }
        let id = WordId::try_from(self.traits.len()).unwrap_or(UNKNOWN);
        self.traits.push(Traits::default());
        self.entries.set(word, id);
        id
    }

    /// The numbers under which a pattern's word may stand in a text: its own, and those of the
    /// clitics that may stand for it.
    pub(crate) fn add_word(&mut self, word: &str) -> Vec<WordId> {
        let id = self.add(word);
        self.with_clitics(vec![id])
    }

    /// The same for every form of a word.
    pub(crate) fn add_forms(&mut self, lemma: &str) -> Vec<WordId> {
        if let Some(known) = self.forms.rows.get(lemma) {
            return self.forms.forms.row(known as usize).to_vec();
        }
        let forms = inflection::forms(lemma, &self.irregular);
        let ids = forms.iter().map(|form| self.add(form)).collect();
        let ids = self.with_clitics(ids);
        self.forms.rows.set(lemma, place(self.forms.forms.len()));
        self.forms.forms.push(ids.iter().copied());
        ids
    }

    fn with_clitics(&self, mut ids: Vec<WordId>) -> Vec<WordId> {
        if ids.len() == 1 && !ids.iter().any(|id| self.traits(*id).has(Traits::HAS_CLITIC)) {
            return ids;
        }
        let standing = ids.iter().filter_map(|id| self.clitics.get(id));
        let found: Vec<WordId> = standing.flatten().copied().collect();
        ids.extend(found);
        ids.sort_unstable();
        ids.dedup();
        ids
    }

    fn mark(&mut self, id: WordId, traits: Traits) {
        if let Some(entry) = self.traits.get_mut(id as usize) {
            entry.add(traits);
        }
    }

    /// How many numbers there are, [`UNKNOWN`] included.
    pub(crate) fn len(&self) -> usize {
        self.traits.len()
    }

    /// Every word of the rules with its number, in no order; contractions are none.
    pub(crate) fn words(&self) -> impl Iterator<Item = (&str, WordId)> {
        self.entries.iter().filter(|(_, number)| *number < CONTRACTIONS)
    }

    /// How many bytes of memory they take, about.
    pub(crate) fn bytes(&self) -> usize {
        self.entries.bytes() + self.traits.len()
    }

    /// What a folded written word is read as, if the rules know it.
    pub(crate) fn entry(&self, word: &str) -> Option<Entry<'_>> {
        self.entry_by(head(word.as_bytes()), word)
    }

    /// The same for a word whose head is known.
    pub(crate) fn entry_by(&self, head: u64, word: &str) -> Option<Entry<'_>> {
        let number = self.entries.get_by(head, word)?;
        let Some(contraction) = number.checked_sub(CONTRACTIONS) else {
            return Some(Entry::Word(number));
        };
        let (ids, shortened) = self.contractions.get(contraction as usize)?;
        Some(Entry::Contraction(ids, *shortened))
    }

    /// The number of a folded word, if it is a word of the rules.
    pub(crate) fn id(&self, word: &str) -> Option<WordId> {
        match self.entry(word)? {
            Entry::Word(id) => Some(id),
            Entry::Contraction(..) => None,
        }
    }

    /// Whether the word is known with an apostrophe before it, as in "'til".
    pub(crate) fn is_clipped(&self, word: &str) -> bool {
        self.clipped.contains(word)
    }

    /// What is known of a word.
    pub(crate) fn traits(&self, id: WordId) -> Traits {
        self.traits.get(id as usize).copied().unwrap_or_default()
    }

    /// The phrases that are skipped and begin with this word.
    pub(crate) fn transparent_from(&self, id: WordId) -> &[Vec<WordId>] {
        self.transparent.get(&id).map(Vec::as_slice).unwrap_or_default()
    }

    /// The phrases that open a clause and begin with this word.
    pub(crate) fn openers_from(&self, id: WordId) -> &[Vec<WordId>] {
        self.openers.get(&id).map(Vec::as_slice).unwrap_or_default()
    }
}
