//! A chat bot that picks its next move from what suits and from what is open.
//!
//! `cargo run --example chat_bot` plays a short talk; the bot has no words of its own.

use pushback::{Assessment, CaseFile, Classifier, Context, Form, Observation, Reading, Stage};

fn main() {
    let context = Context { stage: Some(Stage::Early), ..Context::default() };
    let mut bot = Bot { file: CaseFile::new(Classifier::builtin(), context), turns: 0 };
    for said in [
        "Honestly, coaching is for people who can’t cope. I’m doing fine.",
        "Fine. But we close the books on the 30th and I am in until ten every night.",
        "I want to kill myself.",
    ] {
        println!("coachee: {said}");
        println!("bot:     {}\n", bot.answer(said));
    }
}

/// A bot that reads every turn as one more observation of the same case.
struct Bot {
    file: CaseFile,
    turns: u32,
}

impl Bot {
    /// What to say next.
    fn answer(&mut self, said: &str) -> String {
        self.turns += 1;
        let turn = Observation::coachee(said).about_coaching().in_session(self.turns);
        // The turn by itself says what to answer now; the case, what to keep away from.
        let now = Classifier::builtin().assess(&turn);
        self.file.add(&turn);
        let so_far = self.file.assess();
        next_move(&now, &so_far)
    }
}

fn next_move(now: &Assessment, so_far: &Assessment) -> String {
    // Words of distress end every conversation about coaching, and a person takes over.
    if let Some(outside) = &now.outside_scope {
        return format!("[hands over] {}", outside.say);
    }
    if now.stance.reading == Reading::Reactance {
        return "[says less, gives the choice back] It is yours to decide.".to_owned();
    }
    let wrong = |response: &str| so_far.avoid.iter().any(|avoided| avoided.response == response);
    if let Some(advice) = now.responses.iter().find(|advice| !wrong(&advice.response)) {
        let form = now.forms().next().map(|(form, _)| form);
        return format!("[{}] {}", purpose(form), advice.say);
    }
    match now.ask.first() {
        Some(open) => format!("[asks] {}", open.question),
        None => "[listens] Go on.".to_owned(),
    }
}

/// Why the bot says it: the compiler asks for an answer to each of the four forms.
fn purpose(form: Option<Form>) -> &'static str {
    match form {
        Some(Form::Dismissal) => "says what it is for",
        Some(Form::Scepticism) => "takes the doubt seriously",
        Some(Form::Time) => "reckons with the hours",
        Some(Form::PriorExperience) => "asks what happened",
        None => "goes on",
    }
}
