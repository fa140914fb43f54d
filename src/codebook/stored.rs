//! How a codebook is stored: the built-in rules come as bytes.
//!
//! Knows nothing of what any of it means. Invariant: a type that gains a field or a variant does not
//! compile before that is stored too.

use std::sync::Arc;

use crate::Span;
use crate::codebook::{
    Ask, Behaviour, BehaviourId, CaseExample, Citation, Clue, Code, CodeId, Codebook, Concept,
    ConceptId, Contrast, Course, Cue, Direction, Effect, Evidence, Example, Exception, Exemption,
    Expect, Fading, Finding, Harmless, History, Indication, Indicator, IndicatorScale, Indicators,
    Kind, Lasting, Layer, Means, Modifier, ModifierId, Occasion, OneOff, Pack, PersonWords,
    Response, Rule, Scope, Setting, Sign, Silence, Source, Support, Whenever, Within, Words,
};
use crate::observation::{
    About, CoachRole, Context, Culture, Observation, Peers, Speaker, Stage, Subject,
};
use crate::pattern::{Item, Pattern, Person};
use crate::stored::{Bytes, Stored, stored};

stored!(struct Codebook {
    pack, sources, words, concepts, modifiers, behaviours, codes, responses, findings, indicators,
    harmless, fades, lasts, one_offs, scope, history,
});
stored!(struct Pack {
    id, version, locale, licence, title, intended_use, not_for, topic, hint, strong, again,
    most_again, mixed, lone, beside, recurring, indicators, lone_among, lone_reason,
    nothing_settles, silences, hash,
});
stored!(struct Silence { warning, of, reason });
stored!(struct Source { id, document, says, inventory, not_encoded });
stored!(struct Citation { source, support });
stored!(enum Support { 0 = Direct, 1 = Inference, 2 = Practice });

stored!(struct Words {
    transparent, clause_openers, abbreviations, names, not_names, contractions, clitics, irregular,
    persons,
});
stored!(struct PersonWords { person, coachee, others, names, elided });
stored!(struct Concept { id, field, means, terms, regex });
stored!(struct Pattern<C> { items });
stored!(enum Item<C> {
    0 = Word(word), 1 = Inflected(lemma), 2 = Concept(concept), 3 = Person(person),
    4 = Choice(branches), 5 = Optional(branches), 6 = Gap(words),
});

stored!(struct Modifier { id, title, effect, cues, examples });
stored!(enum Effect { 0 = Suppress, 1 = Adjust(points), 2 = Lift(modifiers) });
stored!(struct Cue {
    any, direction, reach, within, terminators, pseudo, speaker, quoted, question,
});
stored!(enum Direction { 0 = Forward, 1 = Backward, 2 = Both });
stored!(enum Within { 0 = Clause, 1 = Sentence, 2 = Observation });

stored!(struct Behaviour { id, title, citation, home, rules });
stored!(struct Rule {
    id, any, all, then, regex, within, gaps_cross_clauses, unless, speaker, topic, carries, points,
    examples,
});
stored!(struct Exception { id, any, within, reason });
stored!(struct Example { text, speaker, marks, expect, place });
stored!(enum Expect { 0 = Fires, 1 = Silent, 2 = KnownGap(reason) });
stored!(struct Span { start, end });
stored!(struct Scope { say, citation, rules });

stored!(struct Code {
    id, family, title, definition, include, exclude, alternative, threshold, citation, risk, ask,
    contrast, kinds, evidence,
});
stored!(struct Ask { question, separates, by });
stored!(enum Means { 0 = Asking, 1 = Watching, 2 = Arranging });
stored!(struct Contrast { with, difference });
stored!(struct Kind { id, title, threshold });
stored!(struct Evidence { id, sign, kind, when, points, reason });
stored!(enum Sign {
    0 = Behaviour(behaviour), 1 = Family(least), 2 = Field { concepts, at_least, within },
    3 = Absent(concepts), 4 = Context, 5 = Standing(codes), 6 = Indicators, 7 = Finding(finding),
});
stored!(struct Setting { stage, coach, culture, peers, subject, speaker });

stored!(struct Response { id, title, r#do, say, avoid, watch_for, citation, when, never });
stored!(struct Occasion {
    code, kind, family, finding, behaviour, without_behaviour, with, without, stance, setting, rank,
});

stored!(struct Finding {
    id, title, meaning, citation, risk, alternative, ask, when, course, unless, examples,
});
stored!(enum Course {
    0 = Repeats { of, within, same }, 1 = Then { steps, within }, 2 = Shift { from, to, within },
    3 = After { r#move, follows, within, new },
});
stored!(struct Clue {
    codes, kinds, hinted, behaviours, responses, observed, without, without_codes, speaker, times,
});
stored!(struct Exemption { id, shown, when, reason });
stored!(enum Whenever { 0 = Session, 1 = Meanwhile, 2 = Later, 3 = Ever });
stored!(struct CaseExample { why, context, observations, sessions, place });
stored!(struct Harmless { id, explains, by, later, reason });
stored!(struct Fading { id, codes, by, reason });
stored!(struct Lasting { id, codes, reason });
stored!(struct OneOff { id, codes, behaviours, times, among, reason });

stored!(struct Indicators { scales, longest, never, all });
stored!(struct IndicatorScale { code, base, withheld, most, least });
stored!(struct Indicator { name, what, tells });
stored!(enum Indication { 0 = Concept(concept), 1 = Words(pattern) });

stored!(struct Layer { pack, version, hash });
stored!(struct ConceptId(u32));
stored!(struct BehaviourId(u32));
stored!(struct CodeId(u32));
stored!(struct ModifierId(u32));

stored!(struct Context { coach, culture, stage, peers, subject, seniority });
stored!(struct Observation {
    id, speaker, about, text, behaviours, responses, session, date, context,
});
stored!(enum About { 0 = Coaching });

/// Values of which there is a list are stored as places in it.
macro_rules! listed {
    ($($name:ident)*) => {$(
        impl Stored for $name {
            fn store(&self, to: &mut Vec<u8>) {
                Self::ALL.iter().position(|one| one == self).store(to);
            }

            fn restore(from: &mut Bytes) -> Option<Self> {
                Self::ALL.get(Option::<usize>::restore(from)??).copied()
            }
        }
    )*};
}

listed! { CoachRole Culture Peers Person Speaker Stage Subject }

/// What became of the parts of other layers is no part of it: the built-in rules lie on none.
impl Stored for History {
    fn store(&self, to: &mut Vec<u8>) {
        self.layers.store(to);
    }

    fn restore(from: &mut Bytes) -> Option<Self> {
        Some(Self { layers: Arc::restore(from)?, ..Self::default() })
    }
}
