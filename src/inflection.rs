//! The forms of an English word, by its spelling rules.
//!
//! Knows no word: irregular forms are handed in by the rules. Invariant: the lemma is the first of
//! its forms, and no form is listed twice.

/// Every form of `lemma`: the irregular ones alone where there are any, else those that spelling
/// gives for verbs and nouns. Comparatives are not made, since `-er` turns a verb into a person
/// (*lead*, *leader*).
///
/// British and American doubling are both given (*cancelled*, *canceled*).
pub(crate) fn forms(lemma: &str, irregular: &[(String, Vec<String>)]) -> Vec<String> {
    let mut forms = vec![lemma.to_owned()];
    let listed = irregular.iter().find(|(word, _)| word == lemma);
    let found = listed.map_or_else(|| regular(lemma), |(_, others)| others.clone());
    for form in found {
        if !forms.contains(&form) {
            forms.push(form);
        }
    }
    forms
}

fn regular(lemma: &str) -> Vec<String> {
    let mut forms = Vec::new();
    let stem_y = lemma.strip_suffix('y').filter(|stem| stem.ends_with(is_consonant));
    if let Some(stem) = stem_y {
        forms.extend([format!("{stem}ies"), format!("{stem}ied"), format!("{lemma}ing")]);
        return forms;
    }
    let hisses = ["s", "x", "z", "ch", "sh"].iter().any(|end| lemma.ends_with(end));
    if hisses || lemma.ends_with('o') {
        forms.push(format!("{lemma}es"));
    }
    if !hisses {
        forms.push(format!("{lemma}s"));
    }
    if let Some(stem) = lemma.strip_suffix("ie") {
        forms.extend([format!("{lemma}d"), format!("{stem}ying")]);
    } else if let Some(stem) = lemma.strip_suffix('e') {
        forms.push(format!("{lemma}d"));
        let keeps = stem.ends_with(['e', 'o', 'y']);
        forms.push(if keeps { format!("{lemma}ing") } else { format!("{stem}ing") });
    } else if lemma.ends_with('c') {
        forms.extend([format!("{lemma}ked"), format!("{lemma}king")]);
    } else {
        let doubling = doubling(lemma);
        if doubling != Doubling::Always {
            forms.extend([format!("{lemma}ed"), format!("{lemma}ing")]);
        }
        if let Some(last) = lemma.chars().last().filter(|_| doubling != Doubling::Never) {
            forms.extend([format!("{lemma}{last}ed"), format!("{lemma}{last}ing")]);
        }
    }
    forms
}

#[derive(PartialEq)]
enum Doubling {
    Never,
    Sometimes,
    Always,
}

/// Whether the last consonant is doubled before `-ed`: always in *stop*; in longer words that
/// hangs on stress or on the country, so both spellings are given.
fn doubling(lemma: &str) -> Doubling {
    let letters: Vec<char> = lemma.chars().collect();
    let [.., before, vowel, last] = letters.as_slice() else { return Doubling::Never };
    let u_of_q = *before == 'u' && letters.iter().rev().nth(3) == Some(&'q');
    let closes = is_consonant(*last)
        && !"wxy".contains(*last)
        && is_vowel(*vowel)
        && (is_consonant(*before) || u_of_q);
    if !closes {
        return Doubling::Never;
    }
    let groups = letters
        .iter()
        .zip(std::iter::once(&' ').chain(&letters))
        .filter(|(letter, before)| is_vowel(**letter) && !is_vowel(**before))
        .count();
    if groups == 1 { Doubling::Always } else { Doubling::Sometimes }
}

fn is_vowel(c: char) -> bool {
    "aeiou".contains(c)
}

fn is_consonant(c: char) -> bool {
    c.is_ascii_alphabetic() && !is_vowel(c)
}

#[cfg(test)]
mod tests {
    use super::forms;

    #[track_caller]
    fn check(lemma: &str, expected: &[&str]) {
        let found = forms(lemma, &[("go".to_owned(), vec!["goes".to_owned(), "went".to_owned()])]);
        for form in expected {
            assert!(found.iter().any(|found| found == form), "{lemma}: no {form} in {found:?}");
        }
    }

    #[track_caller]
    fn check_not(lemma: &str, wrong: &str) {
        let found = forms(lemma, &[]);
        assert!(!found.iter().any(|form| form == wrong), "{lemma} must not give {wrong}");
    }

    #[test]
    fn verbs_follow_the_spelling_rules() {
        check("talk", &["talk", "talks", "talked", "talking"]);
        check("cancel", &["cancels", "cancelled", "canceled", "cancelling", "canceling"]);
        check("stop", &["stops", "stopped", "stopping"]);
        check("hope", &["hopes", "hoped", "hoping"]);
        check("try", &["tries", "tried", "trying"]);
        check("play", &["plays", "played", "playing"]);
        check("lie", &["lies", "lied", "lying"]);
        check("agree", &["agrees", "agreed", "agreeing"]);
        check("push", &["pushes", "pushed", "pushing"]);
        check("refer", &["referred", "referring"]);
        check("visit", &["visited", "visiting"]);
        check("panic", &["panicked", "panicking"]);
        check("quit", &["quitting"]);
        check("echo", &["echoes", "echos", "echoed"]);
        check("show", &["showed", "showing"]);
        check("need", &["needed", "needing"]);
    }

    #[test]
    fn a_form_never_falls_on_another_word() {
        check_not("hop", "hoped");
        check_not("lead", "leader");
        check_not("coach", "coachs");
    }

    #[test]
    fn irregular_forms_take_the_place_of_regular_ones() {
        check("go", &["go", "goes", "went"]);
        assert!(
            !forms("go", &[("go".to_owned(), vec!["went".to_owned()])])
                .contains(&"goed".to_owned())
        );
    }
}
