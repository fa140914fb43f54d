//! An explanation laid out for reading.
//!
//! Knows nothing of how it was made. Invariant: everything that was asked for is told, the reason
//! first that takes the least to change.

use std::fmt::Write as _;

use pushback::explanation::{
    CodeExplanation, Condition, HowRead, IndicatorSum, Near, NotCounted, Piece, RuleExplanation,
    Sentence, Verdict, WhyNot,
};
use pushback::{Asked, Codebook, Explanation, Span};

use super::obstacle::{self, quoted};
use crate::page::{Ink, Page, clean};
use crate::wording::Wording;

/// How many indicators are shown.
const MOST_INDICATORS: usize = 8;

/// How many of the rules that came nearest are shown where not all is asked for.
const MOST_NEAR: usize = 3;

/// From how many per cent of a rule on it is said to come near, and what each thing in its way but
/// the first takes from them.
const NEAR_ENOUGH: usize = 67;
const EACH_MORE: usize = 6;

/// What an explanation is of.
pub(super) struct Told<'t> {
    pub(super) codebook: &'t Codebook,
    pub(super) text: &'t str,
    /// Whether every word, concept and piece of evidence is shown.
    pub(super) all: bool,
}

impl Told<'_> {
    pub(super) fn draw(&self, page: &mut Page, explanation: &Explanation, asked: &Asked) {
        self.reading(page, &explanation.reading);
        if let Some(outside) = &explanation.outside_scope {
            page.heading("Outside the scope");
            let words = quoted(self.text, outside.span);
            page.paragraph(
                "  ",
                "  ",
                &format!(
                    "{words} speaks of distress (rule {}); nothing is classified. {}",
                    outside.rule, outside.say
                ),
            );
        }
        let (asked_for, others): (Vec<&RuleExplanation>, Vec<&RuleExplanation>) =
            explanation.rules.iter().partition(|rule| asked.rules.contains(&rule.rule));
        for (heading, verdict) in
            [("What fired", Verdict::Fires), ("Set aside", Verdict::Suppressed)]
        {
            let of_verdict = others.iter().filter(|rule| rule.verdict == verdict);
            for (nth, rule) in of_verdict.enumerate() {
                if nth == 0 {
                    page.heading(heading);
                }
                self.found(page, rule);
            }
        }
        for rule in in_order(&asked.rules, &asked_for, |rule| &rule.rule) {
            self.rule(page, rule);
        }
        let (asked_for, others): (Vec<&CodeExplanation>, Vec<&CodeExplanation>) =
            explanation.codes.iter().partition(|code| asked.codes.contains(&code.code));
        let asked_for = in_order(&asked.codes, &asked_for, |code| &code.code);
        for code in others.into_iter().chain(asked_for) {
            self.code(page, code, asked.codes.contains(&code.code));
        }
    }

    fn pattern(&self, pattern: &str) -> String {
        if self.all { pattern.to_owned() } else { obstacle::short(pattern) }
    }

    fn quoted(&self, spans: &[Span]) -> String {
        spans.iter().map(|span| quoted(self.text, *span)).collect::<Vec<_>>().join(", ")
    }

    fn reading(&self, page: &mut Page, read: &HowRead) {
        page.heading("How it was read");
        let speaker = read.speaker.map_or("nobody known", |speaker| speaker.name());
        let topic = &read.topic;
        let by: Vec<String> = topic.by.iter().map(|concept| format!("{{{concept}}}")).collect();
        let matter = match (topic.open, topic.said) {
            (true, true) => "about coaching, as the caller said".to_owned(),
            (true, false) => format!("about coaching, by {}", by.join(", ")),
            _ => "nothing says that coaching is the matter".to_owned(),
        };
        page.paragraph("  ", "  ", &format!("said by: {speaker}; {matter}"));
        for (number, sentence) in (1..).zip(&read.sentences) {
            let mark = if sentence.question { " (a question)" } else { "" };
            let first = format!("  {number}  ");
            page.paragraph(&first, "     ", &format!("{}{mark}", self.clauses(sentence)));
        }
        for reach in &read.modifiers {
            let cue = reach.cue.map_or_else(|| "a mark".to_owned(), |cue| quoted(self.text, cue));
            let over = self.quoted(&reach.over);
            page.paragraph("  ", "    ", &format!("{}: {cue} reaches {over}", reach.modifier));
        }
        if self.all {
            for mention in read.concepts.iter().filter(|one| one.span.start < one.span.end) {
                let words = quoted(self.text, mention.span);
                page.paragraph("  ", "    ", &format!("{{{}}}: {words}", mention.concept));
            }
        }
    }

    /// The words of a sentence, with ` | ` where a clause ends; words that are passed over faint.
    fn clauses(&self, sentence: &Sentence) -> String {
        let told: Vec<String> = sentence
            .clauses
            .iter()
            .map(|clause| {
                clean(self.text.get(clause.span.range()).unwrap_or_default()).replace('\n', " ")
            })
            .collect();
        let mut told = told.join(" | ");
        if self.all {
            let words = sentence.clauses.iter().flat_map(|clause| &clause.words);
            let read: Vec<String> = words
                .map(|word| match (&word.read_as, word.transparent) {
                    (Some(read_as), true) => format!("({read_as})"),
                    (Some(read_as), false) => read_as.clone(),
                    (None, _) => "?".to_owned(),
                })
                .collect();
            let _ = write!(told, " · read as: {}", read.join(" "));
        }
        told
    }

    /// A rule that fired, or would have.
    fn found(&self, page: &mut Page, rule: &RuleExplanation) {
        let title = self.shows(rule.behaviour.as_deref().unwrap_or_default());
        let words = self.quoted(&rule.fires);
        if !rule.fires.is_empty() {
            page.paragraph("  ", "    ", &format!("{}: {words}, {title}", rule.rule));
        }
        for set_aside in &rule.suppressed {
            let by = Wording(self.codebook).by(set_aside);
            let cue = set_aside.cue.map(|cue| format!(", by {}", quoted(self.text, cue)));
            let told = format!(
                "{}: {}, {title}; set aside: {by}{}",
                rule.rule,
                quoted(self.text, set_aside.span),
                cue.unwrap_or_default()
            );
            page.paragraph("  ", "    ", &told);
        }
    }

    /// What a behaviour is, with its identifier; nothing for a rule of the scope.
    fn shows(&self, behaviour: &str) -> String {
        match Wording(self.codebook).behaviour(behaviour) {
            Some(title) => format!("{title} (`{behaviour}`)"),
            None => "speaks of distress".to_owned(),
        }
    }

    /// A rule that was asked for.
    fn rule(&self, page: &mut Page, rule: &RuleExplanation) {
        let verdict = match rule.verdict {
            Verdict::Fires => "fires",
            Verdict::Suppressed => "is set aside",
            Verdict::OutsideScope => "was not held against the text, which is outside the scope",
            _ => "is silent",
        };
        page.heading(&format!("Rule {} {verdict}", rule.rule));
        if rule.verdict == Verdict::Silent {
            let would = self.shows(rule.behaviour.as_deref().unwrap_or_default());
            page.paragraph("  ", "    ", &format!("where it fires, the text {would}"));
        } else {
            self.found(page, rule);
        }
        // What is lacking first, since that is what was asked.
        self.obstacles(page, &rule.obstacles, "");
        let (met, not_met): (Vec<&Condition>, Vec<&Condition>) =
            rule.conditions.iter().partition(|condition| condition.met);
        for condition in not_met.into_iter().chain(met) {
            self.condition(page, condition);
        }
        // Where nothing came to a filter there is nothing to tell of it.
        let filters = rule.filters.iter().filter(|filter| filter.before > 0);
        let filters: Vec<String> = filters
            .map(|filter| format!("{} {} > {}", filter.filter, filter.before, filter.after))
            .collect();
        let told = if filters.is_empty() { "none".to_owned() } else { filters.join(", ") };
        page.paragraph("  ", "    ", &format!("candidates: {told}"));
    }

    fn condition(&self, page: &mut Page, condition: &Condition) {
        let met = if condition.met { "met" } else { "not met" };
        let name = condition.exception.as_ref().map(|id| format!(" `{id}`"));
        let name = format!("{}{}", condition.key, name.unwrap_or_default());
        let wanted = match condition.wanted.as_slice() {
            [one] => format!("`{}`", self.pattern(one)),
            several => format!("one of {}", several.len()),
        };
        let found = match (condition.found.as_slice(), condition.key) {
            ([], "unless") => ": not there".to_owned(),
            ([], _) => String::new(),
            (found, _) => format!(": {}", self.quoted(found)),
        };
        page.paragraph("  ", "      ", &format!("{met}: {name}, {wanted}{found}"));
        if let Some(nearest) = &condition.nearest {
            // A pattern that is the only one stands above.
            let pattern = (condition.wanted.len() > 1).then_some(nearest.pattern.as_str());
            self.nearest(page, pattern, &nearest.way, (&nearest.there, "      "));
        }
    }

    /// The way through a pattern that came nearest, and what is there of it.
    fn nearest(
        &self,
        page: &mut Page,
        pattern: Option<&str>,
        way: &str,
        (there, indent): (&[Span], &str),
    ) {
        let rest = format!("{indent}  ");
        let there = self.quoted(there);
        match pattern {
            Some(pattern) if pattern != way => {
                page.paragraph(indent, &rest, &format!("`{}`", self.pattern(pattern)));
                let told = format!("nearest as `{}`, of which there is {there}", self.pattern(way));
                page.paragraph(indent, &rest, &told);
            }
            Some(pattern) => {
                let told = format!("`{}`, of which there is {there}", self.pattern(pattern));
                page.paragraph(indent, &rest, &told);
            }
            None => {
                let told = format!("nearest as `{}`, of which there is {there}", self.pattern(way));
                page.paragraph(indent, &rest, &told);
            }
        }
    }

    fn obstacles(
        &self,
        page: &mut Page,
        obstacles: &[pushback::explanation::Obstacle],
        indent: &str,
    ) {
        let rest = format!("{indent}    ");
        for obstacle in obstacles {
            let told = obstacle::told(obstacle, self.codebook, self.text, self.all);
            page.paragraph(&format!("{indent}  - "), &rest, &told);
        }
    }

    fn code(&self, page: &mut Page, code: &CodeExplanation, asked: bool) {
        let words = Wording(self.codebook);
        let title = words.code(&code.code);
        let points = format!("{} of {} points", code.points, code.threshold);
        let heading = match (code.short, code.strength) {
            (0, Some(strength)) => format!("Why {title}: {points}, {}", strength.name()),
            _ => format!("Why not {title}: {points}"),
        };
        page.heading(&heading);
        if code.short > 0 {
            if let Some(told) = self.falls_short(code, asked) {
                page.paragraph("  ", "  ", &told);
            } else if asked {
                page.paragraph("  ", "  ", &self.in_short(code));
            }
        } else if asked {
            page.paragraph("  ", "  ", &self.rests_on(code));
        }
        for piece in code.evidence.iter().filter(|piece| self.is_shown(piece, asked)) {
            self.piece(page, &code.code, piece);
        }
        if let Some(sum) = code.indicators.as_ref().filter(|_| asked) {
            self.indicators(page, sum);
        }
        if !asked || code.short == 0 {
            return;
        }
        let shown = if self.all { code.nearest.len() } else { MOST_NEAR };
        for (number, near) in (1..).zip(code.nearest.iter().take(shown)) {
            self.near(page, number, near, code.threshold);
        }
        if !code.unused.is_empty() {
            let told = format!("The nearest makes no use of: {}", self.quoted(&code.unused));
            page.paragraph("  ", "    ", &told);
        }
    }

    /// What was found of a code that does not stand, and what was taken from it; nothing where
    /// nothing was found in the words.
    fn falls_short(&self, code: &CodeExplanation, asked: bool) -> Option<String> {
        let of_code = || code.evidence.iter().filter(|piece| piece.kind.is_none());
        of_code().find(|piece| piece.points > 0 && !piece.spans.is_empty())?;
        let words = Wording(self.codebook);
        let listed = |wanted: fn(i32) -> bool| -> (i32, String) {
            let pieces = of_code().filter(|piece| wanted(piece.points));
            let (points, names): (Vec<i32>, Vec<String>) = pieces
                .map(|piece| {
                    let name = words.because(&code.code, &piece.evidence);
                    (piece.points, format!("{:+} {name}", piece.points))
                })
                .unzip();
            (points.iter().sum(), names.join("; "))
        };
        let (found, _) = listed(|points| points > 0);
        let mut told = format!(
            "In short: it needs {} points, and what was found is worth {found}",
            code.threshold
        );
        if let (taken @ ..0, by) = listed(|points| points < 0) {
            let _ = write!(told, ", from which {} are taken ({by})", -taken);
        }
        let _ = write!(told, ". It lacks {}", code.short);
        let worth = if found >= code.threshold {
            ": less against it, or one more sign"
        } else {
            ": more points for what was found, or one more sign"
        };
        let nearest =
            if asked && !code.nearest.is_empty() { ", of which these came nearest" } else { "" };
        Some(format!("{told}{worth}{nearest}."))
    }

    /// What it comes down to that a code does not stand of which nothing was found.
    fn in_short(&self, code: &CodeExplanation) -> String {
        let near = code.nearest.first();
        let in_the_way = |near: &Near| near.obstacles.len().saturating_sub(1) * EACH_MORE;
        match near {
            Some(near) if near.closeness == 100 => {
                let why = near.obstacles.iter();
                let why = why.map(|one| obstacle::told(one, self.codebook, self.text, self.all));
                format!(
                    "In short: `{}` found it, and it does not count: {}.",
                    near.rule,
                    why.collect::<Vec<_>>().join("; ")
                )
            }
            Some(near) if usize::from(near.closeness) >= NEAR_ENOUGH + in_the_way(near) => format!(
                "In short: it is said nearly as `{}` has it, and what is missing there could be \
                 added to its pattern or to a concept in it. Where another idea is meant, it takes \
                 a pattern of its own, on the words in the last line.",
                near.rule
            ),
            _ => "In short: no rule of it comes near; what is said here is said in no way that \
                  the rules know. It takes a pattern of its own, in the behaviour whose idea it \
                  is, on the words in the last line and on the small signs that speak for the code."
                .to_owned(),
        }
    }

    /// What a code that stands would not stand without.
    fn rests_on(&self, code: &CodeExplanation) -> String {
        let spare = code.points - code.threshold;
        let needed = code
            .evidence
            .iter()
            .filter(|piece| piece.kind.is_none() && piece.points > 0 && piece.points > spare);
        let words = Wording(self.codebook);
        let needed: Vec<String> =
            needed.map(|piece| words.because(&code.code, &piece.evidence)).collect();
        if needed.is_empty() {
            return format!("In short: it has {spare} points to spare; no one sign decides.");
        }
        format!(
            "In short: it has {spare} points to spare, and would not stand without any one of: {}.",
            needed.join("; ")
        )
    }

    /// Whether a piece is worth a line: it gave something, or came near it.
    fn is_shown(&self, piece: &Piece, asked: bool) -> bool {
        match &piece.why_not {
            None => piece.points != 0,
            Some(_) if self.all => true,
            Some(WhyNot::Suppressed | WhyNot::Explained | WhyNot::SameWords) => asked,
            Some(WhyNot::Field { there, at_least, .. }) => {
                asked && piece.kind.is_none() && there.len() + 1 >= *at_least && !there.is_empty()
            }
            Some(WhyNot::Family { found, .. }) => asked && *found > 0,
            Some(_) => false,
        }
    }

    fn piece(&self, page: &mut Page, code: &str, piece: &Piece) {
        let words = Wording(self.codebook);
        let what = words.because(code, &piece.evidence);
        let kind = piece.kind.as_ref().map(|kind| format!("for {}: ", words.kind(code, kind)));
        let kind = kind.unwrap_or_default();
        let told = match &piece.why_not {
            None if piece.spans.is_empty() => format!("{kind}{what}"),
            None => format!("{kind}{what}: {}", self.quoted(&piece.spans)),
            Some(why) => {
                let id = &piece.evidence;
                format!("{kind}{what} ({id}, {:+}): {}", piece.worth, obstacle::why_not(why, words))
            }
        };
        page.paragraph(&format!("  {:>+4}  ", piece.points), "        ", &told);
    }

    fn indicators(&self, page: &mut Page, sum: &IndicatorSum) {
        let shown = sum.found.iter().take(MOST_INDICATORS).map(|one| {
            let words = quoted(self.text, one.span);
            // Many signs may lie on the same words: a concept tells itself by its name.
            let concept = self.codebook.concept(&one.indicator);
            let name = concept.map(|(_, concept)| format!(" as {{{}}}", concept.id));
            format!("{words}{} {:+}", name.unwrap_or_default(), one.points)
        });
        let shown: Vec<String> = shown.collect();
        let why = match sum.not_counted {
            None => String::new(),
            Some(NotCounted::Length) => {
                ", not counted: the text is too long, or has no words".into()
            }
            Some(_) => ", not counted: too little without a behaviour beside it".into(),
        };
        let withheld = match sum.withheld {
            0 => String::new(),
            points => format!(", {points:+} because what spoke for it was set aside"),
        };
        let told = format!(
            "Small signs come to {:+}{why}: from {:+}{withheld}, {}",
            sum.sum,
            sum.base,
            match (shown.len(), sum.found.len() - shown.len()) {
                (0, _) => "and none is there".to_owned(),
                (_, 0) => shown.join(", "),
                (_, more) => format!("{} and {more} more", shown.join(", ")),
            }
        );
        page.paragraph("  ", "    ", &told);
    }

    fn near(&self, page: &mut Page, number: usize, near: &Near, threshold: i32) {
        let title = self.shows(&near.behaviour);
        let stands = if near.stands { "it would stand" } else { "it would not stand yet" };
        let head = page.ink(Ink::Bold, &near.rule);
        let told = format!(
            "{head}, {title}: {} % of it is there; with it {} of {threshold} points, {stands}",
            near.closeness, near.points
        );
        page.paragraph(&format!("  {number}. "), "     ", &told);
        match (&near.pattern, &near.way) {
            (Some(pattern), Some(way)) => {
                self.nearest(page, Some(pattern), way, (&near.there, "     "));
            }
            _ => {
                page.paragraph("     ", "       ", &format!("found: {}", self.quoted(&near.there)));
            }
        }
        self.obstacles(page, &near.obstacles, "   ");
    }
}

/// What was asked for, in the order in which it was.
fn in_order<'e, T>(ids: &[String], found: &[&'e T], id: impl Fn(&T) -> &String) -> Vec<&'e T> {
    let mut order: Vec<&'e T> = found.to_vec();
    order.sort_by_key(|one| ids.iter().position(|asked| asked == id(one)));
    order
}
