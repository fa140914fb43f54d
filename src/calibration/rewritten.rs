//! Fitted points and thresholds put into the text of a rule file.
//!
//! Knows nothing of how they were fitted. Invariant: nothing but these numbers and the remarks
//! behind them changes; order, spaces and other remarks stay as their author left them.

use toml_edit::{Array, ArrayOfTables, DocumentMut, Item, Table, Value};

use crate::calibration::{Calibration, PointsChange, ThresholdChange};

/// The text of a rule file with the points and thresholds that a calibration would change in it,
/// and how many of them stand there. Behind each of the numbers is said what was seen of it.
///
/// # Errors
///
/// If the text is no TOML.
pub fn rewritten(calibration: &Calibration, text: &str) -> Result<(String, usize), String> {
    let mut file: DocumentMut = text.parse().map_err(|error: toml_edit::TomlError| {
        format!("the file is no TOML: {}", error.message())
    })?;
    let code = file.get("id").and_then(Item::as_str).map(str::to_owned);
    let mut changed = 0;
    if let Some(code) = &code {
        let of_code = calibration.thresholds.iter().find(|change| change.code == *code);
        if let Some(change) = of_code {
            changed += usize::from(set_threshold(&mut file, change));
        }
    }
    for change in &calibration.points {
        let at_home = code.as_ref() == Some(&change.code);
        changed += usize::from(set_points(&mut file, change, at_home));
    }
    Ok((file.to_string(), changed))
}

fn set_threshold(file: &mut DocumentMut, change: &ThresholdChange) -> bool {
    let remark = format!("{FITTED}, was {}", change.before);
    file.get_mut("threshold").is_some_and(|item| set(item, change.after, &remark))
}

/// Sets the points where they stand: with a rule, with a piece of evidence of the code, with a
/// behaviour at home with it, or with what a behaviour elsewhere tells of it.
fn set_points(file: &mut DocumentMut, change: &PointsChange, at_home: bool) -> bool {
    if let Some(rule) = &change.rule {
        let behaviours = tables(file, "behaviour").into_iter().flat_map(ArrayOfTables::iter_mut);
        let mut rules = behaviours
            .filter_map(|of| of.get_mut("rule").and_then(Item::as_array_of_tables_mut))
            .flat_map(ArrayOfTables::iter_mut);
        let rule = rules.find(|table| is_named(table, rule));
        return rule.is_some_and(|rule| set_in(rule, change));
    }
    if at_home && let Some(piece) = named(file, "evidence", &change.evidence) {
        return set_in(piece, change);
    }
    let Some(behaviour) = named(file, "behaviour", &change.evidence) else { return false };
    if at_home && behaviour.contains_key("points") {
        return set_in(behaviour, change);
    }
    let shares = behaviour.get_mut("evidence").and_then(Item::as_array_mut);
    shares.is_some_and(|shares| set_share(shares, change))
}

fn tables<'f>(file: &'f mut DocumentMut, name: &str) -> Option<&'f mut ArrayOfTables> {
    file.get_mut(name).and_then(Item::as_array_of_tables_mut)
}

fn named<'f>(file: &'f mut DocumentMut, list: &str, id: &str) -> Option<&'f mut Table> {
    tables(file, list)?.iter_mut().find(|table| is_named(table, id))
}

fn is_named(table: &Table, id: &str) -> bool {
    table.get("id").and_then(Item::as_str) == Some(id)
}

fn set_in(table: &mut Table, change: &PointsChange) -> bool {
    table.get_mut("points").is_some_and(|item| set(item, change.after, &seen(change)))
}

/// Sets the points for one code in a list such as `[{ code = "autonomy", points = 8 }]`.
fn set_share(shares: &mut Array, change: &PointsChange) -> bool {
    let share = shares.iter_mut().filter_map(Value::as_inline_table_mut).find(|share| {
        share.get("code").and_then(Value::as_str) == Some(&change.code)
            && !share.contains_key("kind")
    });
    let Some(points) = share.and_then(|share| share.get_mut("points")) else { return false };
    let decor = points.decor().clone();
    *points = Value::from(i64::from(change.after));
    *points.decor_mut() = decor;
    let so_far = shares.decor().suffix().and_then(|suffix| suffix.as_str()).unwrap_or_default();
    let of_code = format!(" % {}, lift ", change.code);
    let remark =
        remarks(so_far, |of| of.starts_with(FITTED) && of.contains(&of_code), &seen(change));
    shares.decor_mut().set_suffix(remark);
    true
}

fn set(item: &mut Item, number: i16, remark: &str) -> bool {
    let Some(value) = item.as_value_mut() else { return false };
    let decor = value.decor().clone();
    let so_far = decor.suffix().and_then(|suffix| suffix.as_str()).unwrap_or_default();
    let remark = remarks(so_far, |of| of.starts_with(FITTED), remark);
    *value = Value::from(i64::from(number));
    *value.decor_mut() = decor;
    value.decor_mut().set_suffix(remark);
    true
}

/// The remarks behind a number, with a new one in place of those that it outdates. What an author
/// wrote there, and what was seen of other codes, stays.
fn remarks(so_far: &str, is_outdated: impl Fn(&str) -> bool, new: &str) -> String {
    let so_far = so_far.trim().trim_start_matches('#').trim();
    let kept = so_far.split("; ").filter(|of| !of.is_empty() && !is_outdated(of));
    let all: Vec<&str> = kept.chain([new]).collect();
    format!(" # {}", all.join("; "))
}

/// What was seen of a piece of evidence, for people.
fn seen(change: &PointsChange) -> String {
    let PointsChange { code, texts, share, lift, .. } = change;
    format!("{FITTED}: {texts} texts, {:.0} % {code}, lift {lift:.1}", share * 100.0)
}

/// How each remark begins that is written here.
const FITTED: &str = "fitted";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codebook::Indicators;

    fn change(rule: Option<&str>, evidence: &str) -> PointsChange {
        PointsChange {
            code: "autonomy".to_owned(),
            evidence: evidence.to_owned(),
            rule: rule.map(str::to_owned),
            before: 8,
            after: 11,
            texts: 34,
            share: 0.82,
            lift: 9.25,
        }
    }

    fn rewrite(change: PointsChange, text: &str) -> String {
        let calibration = Calibration {
            indicators: Indicators::default(),
            seen: Vec::new(),
            points: vec![change],
            thresholds: Vec::new(),
            figures: Vec::new(),
        };
        let (text, changed) = rewritten(&calibration, text).unwrap_or_default();
        assert_eq!(changed, 1, "{text}");
        text
    }

    #[test]
    fn what_an_author_remarked_of_a_share_stays() {
        let text = "[[behaviour]]\nid = \"asks\"\n\
                    evidence = [{ code = \"autonomy\", points = 8 }] # more than autonomy; \
                    fitted: 9 texts, 50 % time, lift 2.0; fitted: 7 texts, 70 % autonomy, lift 8.0\n";
        let told = rewrite(change(None, "asks"), text);
        let expected = "[[behaviour]]\nid = \"asks\"\n\
                        evidence = [{ code = \"autonomy\", points = 11 }] # more than autonomy; \
                        fitted: 9 texts, 50 % time, lift 2.0; \
                        fitted: 34 texts, 82 % autonomy, lift 9.2\n";
        assert_eq!(told, expected);
    }

    #[test]
    fn what_an_author_remarked_of_a_number_stays() {
        let text = "id = \"autonomy\"\n[[evidence]]\nid = \"autonomy.any_two\"\n\
                    points = 8 # fitted: 3 texts, 9 % autonomy, lift 1.0; a guess of ours\n";
        let told = rewrite(change(None, "autonomy.any_two"), text);
        let line = "points = 11 # a guess of ours; fitted: 34 texts, 82 % autonomy, lift 9.2\n";
        assert!(told.ends_with(line), "{told}");
    }
}
