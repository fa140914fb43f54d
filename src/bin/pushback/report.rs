//! Answers as a coach would want to read them.
//!
//! Knows nothing of how an assessment is made. Invariant: it speaks of utterances and behaviours
//! and names no person; evidence is marked in the person's own words.

use std::collections::BTreeSet;
use std::io::{self, Write};

use pushback::{
    Assessment, CodeFinding, Codebook, EvidenceFinding, OutsideScope, Reading, Receipt, Span,
    Strength,
};

use crate::answer::{self, Answer, Outcome, Subject};
use crate::fault::Fault;
use crate::page::{Ink, Page, clean};
use crate::script::{Line, Script};
use crate::table::plain;
use crate::timeline;
use crate::wording::Wording;

/// Writes a report.
pub(crate) struct Report<'r, W> {
    out: W,
    page: Page,
    words: Wording<'r>,
    /// Whether every turn is shown.
    all: bool,
    any: bool,
    receipt: Option<Receipt>,
}

impl<'r, W: Write> Report<'r, W> {
    pub(crate) fn new(out: W, page: Page, codebook: &'r Codebook, all: bool) -> Self {
        Self { out, page, words: Wording(codebook), all, any: false, receipt: None }
    }
}

impl<W: Write> answer::Write for Report<'_, W> {
    fn answer(&mut self, answer: &Answer<'_>) -> io::Result<()> {
        if std::mem::replace(&mut self.any, true) {
            let rule = "─".repeat(self.page.width());
            let rule = self.page.ink(Ink::Faint, &rule);
            self.out.write_all(b"\n")?;
            self.page.row(&rule);
            self.page.row("");
        }
        match answer.outcome {
            Outcome::Fault(fault, column) => self.fault(answer, fault, column),
            Outcome::Read(subject, assessment) => self.read(answer, subject, assessment),
        }
        let text = self.page.take();
        self.out.write_all(text.as_bytes())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }

    fn finish(&mut self) -> io::Result<()> {
        if let Some(receipt) = self.receipt.take() {
            let Receipt { pack, version, hash, engine, layers, .. } = receipt;
            let below = layers.iter().rev().skip(1);
            let below = below.map(|layer| format!(" on {} {}", layer.pack, layer.version));
            let below: String = below.collect();
            let made_by = format!("Rules {pack} {version}{below} ({hash}), pushback {engine}. ");
            let words = made_by + &self.words.use_and_limits();
            let words = self.page.ink(Ink::Faint, &words);
            self.page.paragraph("", "", &words);
            let text = self.page.take();
            write!(self.out, "\n{text}")?;
        }
        self.out.flush()
    }
}

impl<W> Report<'_, W> {
    fn fault(&mut self, answer: &Answer<'_>, fault: &Fault, column: usize) {
        let place = match answer.file {
            Some(file) => format!("{file}, line {}, column {column}", answer.line),
            None => format!("line {}, column {column}", answer.line),
        };
        let words = self.page.ink(Ink::Warning, "Not read");
        let words = format!("{words}: {place}: {}; {}", fault.message, fault.help);
        self.page.paragraph("", "  ", &words);
    }

    fn read(&mut self, answer: &Answer<'_>, subject: Subject<'_>, assessment: &Assessment) {
        let script = Script::of(subject);
        let title = title(answer, subject, &script);
        self.page.heading(&title);
        if let Some(outside) = &assessment.outside_scope {
            return self.outside(outside, &script);
        }
        self.receipt.get_or_insert_with(|| assessment.receipt.clone());
        if assessment.timeline.len() > 1 {
            timeline::draw(&mut self.page, &assessment.timeline, self.words.0);
        }
        self.script(&script, assessment);
        let nothing = assessment.codes.is_empty() && assessment.hints.is_empty();
        if nothing && assessment.findings.is_empty() {
            self.page.space();
            self.page.paragraph("", "", NOTHING);
        }
        self.codes(&script, assessment);
        self.findings(&script, assessment);
        self.set_aside(&script, assessment);
        self.explained(&script, assessment);
        self.faded(&script, assessment);
        self.stance(&script, assessment);
        self.responses(assessment);
        self.avoid(assessment);
        self.questions(assessment);
    }

    fn outside(&mut self, outside: &OutsideScope, script: &Script<'_>) {
        let place = script.reference(outside.observation).map(|place| format!(" ({place})"));
        let words = format!("{}{}", outside.say.trim(), place.unwrap_or_default());
        self.page.space();
        self.page.paragraph("", "", &words);
    }

    /// The turns that matter, and the one before each.
    fn script(&mut self, script: &Script<'_>, assessment: &Assessment) {
        let matter: BTreeSet<usize> = telling(assessment);
        let single = script.turns.len() == 1;
        let matters = |turn: &Line<'_>| {
            self.all || single || turn.observation.is_some_and(|at| matter.contains(&at))
        };
        let shown: Vec<bool> = script.turns.iter().map(matters).collect();
        let mut session = None;
        let mut left_out = false;
        for (at, turn) in script.turns.iter().enumerate() {
            let is_shown = shown.get(at) == Some(&true);
            let leads = shown.get(at + 1) == Some(&true);
            let same = script.turns.get(at + 1).is_some_and(|next| next.session == turn.session);
            if !(is_shown || leads && same) {
                left_out = true;
                continue;
            }
            if !single && turn.session != session {
                self.session(script, turn);
            } else if left_out {
                self.page.paragraph("      ", "", "⋯");
            } else if at == 0 {
                self.page.space();
            }
            left_out = false;
            session = turn.session;
            self.turn(turn, is_shown, assessment);
        }
    }

    fn session(&mut self, script: &Script<'_>, turn: &Line<'_>) {
        let Some(number) = turn.session else {
            return self.page.space();
        };
        let mut turns = script.turns.iter().filter(|other| other.session == turn.session);
        let date = turns.find_map(|turn| turn.date);
        let words = match date {
            Some(date) => format!("Session {number}, {}", clean(date)),
            None => format!("Session {number}"),
        };
        self.page.heading(&words);
    }

    fn turn(&mut self, turn: &Line<'_>, whole: bool, assessment: &Assessment) {
        let first = match turn.number {
            Some(number) => format!("{number:>4}  "),
            None => "  ".to_owned(),
        };
        let who = if turn.who.is_empty() { String::new() } else { format!("{}: ", turn.who) };
        if !whole || turn.observation.is_none() && !self.all {
            return self.page.cut(&first, &format!("{who}{}", clean(turn.text)));
        }
        let rest = " ".repeat(first.len());
        let marks = marks(turn, assessment);
        let words = format!("{who}{}", self.page.marked(turn.text, &marks));
        if !turn.text.is_empty() || turn.coded.is_empty() {
            self.page.paragraph(&first, &rest, &words);
        }
        for id in turn.coded {
            let title = self.words.behaviour(id).unwrap_or_else(|| id.clone());
            let words = format!("[coded] {title}");
            let first = if turn.text.is_empty() { &first } else { &rest };
            self.page.paragraph(first, &rest, &words);
        }
    }

    fn codes(&mut self, script: &Script<'_>, assessment: &Assessment) {
        if !assessment.codes.is_empty() {
            self.page.heading("What it may show");
        }
        for code in &assessment.codes {
            self.code(script, code);
        }
        if !assessment.hints.is_empty() {
            self.page.heading("Hinted at, too little to say");
        }
        for code in &assessment.hints {
            self.code(script, code);
        }
    }

    fn code(&mut self, script: &Script<'_>, code: &CodeFinding) {
        let title = self.page.ink(Ink::Bold, &self.words.finding(code));
        let strength = match code.strength {
            Strength::Hint => String::new(),
            strength => format!(", {}", strength.name()),
        };
        let words = format!("{title}{strength}: {} points, {} needed", code.points, code.threshold);
        self.page.space();
        self.page.paragraph("  ", "    ", &words);
        for evidence in &code.evidence {
            self.evidence(script, code, evidence);
        }
        for evidence in &code.kind_evidence {
            let kind = self.words.kind(&code.code, &evidence.kind);
            let because = self.words.because(&code.code, &evidence.because);
            let words = format!("for {kind}: {because}{}", at(script, evidence.observation));
            self.page.paragraph(&points(evidence.points), HANGING, &words);
        }
        if !code.stands_for.is_empty() {
            let words = format!("It may stand for: {}", self.words.codes(&code.stands_for));
            self.page.paragraph("    ", "    ", &words);
        }
        if let Some(why) = &code.held_back {
            self.page.paragraph("    ", "    ", &format!("Only a hint: {why}"));
        }
        let words = format!("Another reading: {}", code.alternative);
        self.page.paragraph("    ", "    ", &words);
    }

    fn evidence(&mut self, script: &Script<'_>, code: &CodeFinding, evidence: &EvidenceFinding) {
        let mut words = self.words.evidence(&code.code, evidence);
        if let Some(quote) = self.quote(script, evidence.observation, evidence.span) {
            words = format!("{words}: {quote}");
        }
        let telling: Vec<String> = evidence
            .indicators
            .iter()
            .filter(|found| (found.points > 0) == (evidence.points > 0))
            .take(MOST_INDICATORS)
            .filter_map(|found| self.quote(script, evidence.observation, Some(found.span)))
            .collect();
        if !telling.is_empty() {
            words = format!("{words}, above all {}", telling.join(", "));
        }
        words += &at(script, evidence.observation);
        if !evidence.modifiers.is_empty() {
            words = format!("{words}, {}", evidence.modifiers.join(", "));
        }
        if !evidence.shared_with.is_empty() {
            words = format!("{words}, also for {}", self.words.codes(&evidence.shared_with));
        }
        self.page.paragraph(&points(evidence.points), HANGING, &words);
        let rule = match evidence.rule.as_str() {
            "coded" => "coded by you".to_owned(),
            rule => format!("rule {rule}"),
        };
        let words = self.page.ink(Ink::Faint, &format!("{rule}, after {}", evidence.source));
        self.page.paragraph(HANGING, HANGING, &words);
    }

    /// The words at a span.
    fn quote(&self, script: &Script<'_>, of: Option<usize>, span: Option<Span>) -> Option<String> {
        let words = script.turn(of)?.text.get(span?.range())?;
        Some(self.page.ink(Ink::Evidence, &clean(words).replace('\n', " ")))
    }

    fn set_aside(&mut self, script: &Script<'_>, assessment: &Assessment) {
        let mut told = BTreeSet::new();
        for found in &assessment.suppressed {
            if !told.insert((found.observation, found.span, &found.by)) {
                continue;
            }
            if told.len() == 1 {
                self.page.heading("Set aside");
            }
            let quote = self.quote(script, found.observation, Some(found.span)).unwrap_or_default();
            let cue = self.quote(script, found.observation, found.cue);
            let cue = cue.map(|cue| format!(", by {cue}")).unwrap_or_default();
            let place = at(script, found.observation);
            let words = format!("{quote}{place}: {}{cue}", self.words.by(found));
            self.page.paragraph("  ", "    ", &words);
        }
    }

    fn stance(&mut self, script: &Script<'_>, assessment: &Assessment) {
        let stance = assessment.stance;
        if stance.autonomy == 0 && stance.reactance == 0 {
            return;
        }
        let name = self.page.ink(Ink::Bold, "Stance");
        let words = format!(
            "{name}: {} (autonomy {}, reactance {})",
            stance.reading.name(),
            stance.autonomy,
            stance.reactance
        );
        self.page.space();
        self.page.paragraph("", "  ", &words);
        for reading in [Reading::Autonomy, Reading::Reactance] {
            let of = assessment.stance_evidence.iter().filter(|piece| piece.reading == reading);
            let told: Vec<String> = of
                .map(|piece| {
                    let both = if piece.two_sided { ", speaks for both" } else { "" };
                    let place = at(script, Some(piece.observation));
                    format!("{}{place}{both}", self.words.code(&piece.behaviour))
                })
                .collect();
            if !told.is_empty() {
                let words = format!("For {}: {}", reading.name(), told.join("; "));
                self.page.paragraph("  ", "    ", &words);
            }
        }
    }

    fn findings(&mut self, script: &Script<'_>, assessment: &Assessment) {
        if !assessment.findings.is_empty() {
            self.page.heading("What the sessions show together");
        }
        for finding in &assessment.findings {
            let sessions: Vec<String> = finding.sessions.iter().map(u32::to_string).collect();
            let title = self.page.ink(Ink::Bold, &finding.title);
            let words = format!("{title}, sessions {}", sessions.join(", "));
            self.page.space();
            self.page.paragraph("  ", "    ", &words);
            for behaviour in &finding.evidence {
                let words = format!("{}{}", behaviour.title, at(script, behaviour.observation));
                self.page.paragraph("    - ", "      ", &words);
            }
            self.page.paragraph("    ", "    ", &finding.meaning);
            let words = format!("Another reading: {}", finding.alternative);
            self.page.paragraph("    ", "    ", &words);
        }
    }

    fn explained(&mut self, script: &Script<'_>, assessment: &Assessment) {
        if !assessment.explained.is_empty() {
            self.page.heading("Explained");
        }
        for act in &assessment.explained {
            let words = format!(
                "{}{}: {}{}. {}",
                self.words.code(&act.behaviour),
                at(script, act.observation),
                self.words.code(&act.by),
                at(script, act.by_observation),
                act.reason
            );
            self.page.paragraph("  ", "    ", &words);
        }
    }

    fn faded(&mut self, script: &Script<'_>, assessment: &Assessment) {
        if !assessment.faded.is_empty() {
            self.page.heading("Has faded");
        }
        for faded in &assessment.faded {
            let shown: Vec<String> = faded
                .by
                .iter()
                .map(|shown| format!("{}{}", shown.title, at(script, shown.observation)))
                .collect();
            let words = format!(
                "{}, last in session {}; in session {}: {}. {}",
                self.words.code(&faded.code),
                faded.last,
                faded.session,
                shown.join(", "),
                faded.reason
            );
            self.page.paragraph("  ", "    ", &words);
        }
    }

    fn responses(&mut self, assessment: &Assessment) {
        if assessment.responses.is_empty() {
            return;
        }
        self.page.heading("What to do");
        let most = if self.all { 5 } else { 3 };
        for (number, advice) in (1..).zip(assessment.responses.iter().take(most)) {
            let title = self.page.ink(Ink::Bold, &advice.title);
            let answers = self.words.answers(advice);
            let because = format!(" (for {answers}; after {})", advice.source);
            let because = self.page.ink(Ink::Faint, &because);
            self.page.space();
            self.page.paragraph(&format!("  {number}. "), "     ", &format!("{title}{because}"));
            self.page.paragraph("     ", "     ", &advice.r#do);
            self.page.paragraph("     Say: ", "     ", &format!("“{}”", advice.say));
            self.page.paragraph("     Avoid: ", "     ", &advice.avoid);
            if let Some(watch_for) = &advice.watch_for {
                self.page.paragraph("     Watch for: ", "     ", watch_for);
            }
        }
    }

    /// What would be wrong here, of what somebody might reach for.
    fn avoid(&mut self, assessment: &Assessment) {
        if assessment.avoid.is_empty() || assessment.responses.is_empty() {
            return;
        }
        self.page.heading("What not to do here");
        for avoided in &assessment.avoid {
            let because = format!(" (for {})", self.words.codes(&avoided.because));
            let because = self.page.ink(Ink::Faint, &because);
            self.page.paragraph("  - ", "    ", &format!("{}{because}", avoided.title));
        }
    }

    fn questions(&mut self, assessment: &Assessment) {
        if assessment.ask.is_empty() {
            return;
        }
        self.page.heading("What to ask or watch for");
        for ask in &assessment.ask {
            let separates = format!(" (tells apart {})", self.words.codes(&ask.separates));
            let separates = self.page.ink(Ink::Faint, &separates);
            self.page.paragraph("  - ", "    ", &format!("{}{separates}", ask.question));
        }
    }
}

fn title(answer: &Answer<'_>, subject: Subject<'_>, script: &Script<'_>) -> String {
    let id = answer.id.map(|id| clean(&plain(id.get())).replace('\n', " "));
    let place = match answer.file {
        Some(file) => format!("{file}, line {}", answer.line),
        None => format!("Line {}", answer.line),
    };
    let sessions: BTreeSet<u32> = script.turns.iter().filter_map(|turn| turn.session).collect();
    let sessions = match sessions.len() {
        0 => String::new(),
        found => format!(" in {}", counted(found, "session")),
    };
    let turns = script.turns.len();
    match subject {
        Subject::Transcript(_) => {
            let name = id.unwrap_or_else(|| "Transcript".to_owned());
            format!("{name}: {}{sessions}", counted(turns, "turn"))
        }
        Subject::Case(_) => {
            let name = id.map_or(place.clone(), |id| format!("{id} ({})", lower(&place)));
            format!("{name}: {}{sessions}", counted(turns, "observation"))
        }
        Subject::Observation(observation) => {
            let name = id.map_or(place.clone(), |id| format!("{id} ({})", lower(&place)));
            match observation.session {
                Some(session) => format!("{name}, session {session}"),
                None => name,
            }
        }
    }
}

/// The observations that tell something or would have.
fn telling(assessment: &Assessment) -> BTreeSet<usize> {
    let codes = assessment.codes.iter().chain(&assessment.hints);
    let evidence = codes.flat_map(|code| &code.evidence).filter_map(|found| found.observation);
    let set_aside = assessment.suppressed.iter().filter_map(|found| found.observation);
    let findings = assessment.findings.iter().flat_map(|finding| &finding.evidence);
    evidence.chain(set_aside).chain(findings.filter_map(|found| found.observation)).collect()
}

/// What is set off in a turn.
fn marks(turn: &Line<'_>, assessment: &Assessment) -> Vec<(Span, Ink)> {
    let here = |observation: Option<usize>| {
        turn.observation.is_some() && observation.or(Some(0)) == turn.observation
    };
    let codes = assessment.codes.iter().chain(&assessment.hints);
    let evidence = codes.flat_map(|code| &code.evidence).filter(|found| here(found.observation));
    let set_aside = assessment.suppressed.iter().filter(|found| here(found.observation));
    evidence
        .filter_map(|found| found.span)
        .map(|span| (span, Ink::Evidence))
        .chain(set_aside.map(|found| (found.span, Ink::SetAside)))
        .collect()
}

/// Where in the script, in brackets; nothing where there is only one place.
fn at(script: &Script<'_>, observation: Option<usize>) -> String {
    script.reference(observation).map(|place| format!(" ({place})")).unwrap_or_default()
}

/// The points of a piece of evidence, as the start of its line.
fn points(points: i32) -> String {
    format!("    {points:>+3}  ")
}

fn counted(count: usize, what: &str) -> String {
    if count == 1 { format!("{count} {what}") } else { format!("{count} {what}s") }
}

/// The place within a sentence: a file name stays as it is.
fn lower(place: &str) -> String {
    place.strip_prefix("Line ").map_or(place.to_owned(), |number| format!("line {number}"))
}

/// Under the text behind the points.
/// How many indicators are quoted.
const MOST_INDICATORS: usize = 6;
const HANGING: &str = "         ";
const NOTHING: &str = "Nothing here speaks for resistance, for a claim to autonomy or for \
                       reactance, as far as these rules can read.";
