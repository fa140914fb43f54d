//! Indicators as the text of their file.
//!
//! Knows nothing of how they were fitted. Invariant: reading the text back gives the same
//! indicators.

use std::fmt::Write as _;

use crate::calibration::{Calibration, Seen};
use crate::codebook::{CodeId, Codebook, Indication, Indicator};

/// The text of `indicators.toml`: what a coach can read, line by line, with what was seen of each.
pub fn written(calibration: &Calibration, codebook: &Codebook) -> String {
    let mut text = String::from(HEAD);
    let _ = writeln!(text, "\nlongest = {}\nnever = [", calibration.indicators.longest);
    for words in calibration.indicators.never.chunks(WORDS_A_LINE) {
        let words: Vec<String> = words.iter().map(|word| format!("{word:?}")).collect();
        let _ = writeln!(text, "  {},", words.join(", "));
    }
    text.push_str("]\n");
    for scale in &calibration.indicators.scales {
        let _ = write!(
            text,
            "\n[[scale]]\ncode = \"{}\"\nbase = {}\nwithheld = {}\nleast = {}\nmost = {}\n",
            name(codebook, scale.code),
            scale.base,
            scale.withheld,
            scale.least,
            scale.most,
        );
    }
    let all = || calibration.indicators.all.iter().zip(&calibration.seen);
    let is_concept = |indicator: &Indicator| matches!(indicator.what, Indication::Concept(_));
    text.push_str("\n[concepts]\n");
    all().filter(|(one, _)| is_concept(one)).for_each(|one| line(&mut text, one, codebook));
    text.push_str("\n[words]\n");
    all().filter(|(one, _)| !is_concept(one)).for_each(|one| line(&mut text, one, codebook));
    text
}

fn line(text: &mut String, (indicator, seen): (&Indicator, &Seen), codebook: &Codebook) {
    let tells: Vec<String> = indicator
        .tells
        .iter()
        .map(|(code, points)| format!("{} = {points}", name(codebook, *code)))
        .collect();
    let best = indicator.tells.iter().max_by_key(|(_, points)| points.abs());
    let of = |list: &[(CodeId, f64)]| {
        let found = list.iter().find(|(code, _)| Some(code) == best.map(|(code, _)| code));
        found.map_or(0.0, |(_, value)| *value)
    };
    let (share, lift) = (of(&seen.share), of(&seen.lift));
    let told = best.map_or("", |(code, _)| name(codebook, *code));
    let _ = writeln!(
        text,
        "{:?} = {{ {} }} # {} texts, {:.0} % {told}, lift {lift:.1}",
        indicator.name,
        tells.join(", "),
        seen.texts,
        share * 100.0,
    );
}

fn name(codebook: &Codebook, code: CodeId) -> &str {
    codebook.codes.get(code.index()).map(|code| code.id.as_str()).unwrap_or_default()
}

const WORDS_A_LINE: usize = 10;
const HEAD: &str = "\
# Indicators: concepts and words that tell a little of a code. None of them decides; they are added
# up over a text, beside the behaviours that it shows, and are shown with the points that they gave.
#
# Fitted by `pushback calibrate`; README.md says how to read and to change them. Behind each line:
# in how many texts it stood, how many of these carried the code on which it tells most, and how
# many times as often as texts at large.
#
# `never` lists words that no indicator may have, since they tell who is spoken of or how somebody
# speaks, and not what is said.
#
# `longest` is the number of words up to which a text is read for indicators: a longer one has some
# of everything.
#
# A scale says where a text begins (`base`), what is taken away where a modifier took the force
# from a behaviour of the code (`withheld`), and what indicators give together at the least and at
# the most: never so much that a code would be strong without any behaviour.
";
