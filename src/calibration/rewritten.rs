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
    let remark = format!("fitted, was {}", change.before);
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
    // Other codes' remarks on the same line stay.
    let so_far = shares.decor().suffix().and_then(|suffix| suffix.as_str()).unwrap_or_default();
    let so_far = so_far.trim().trim_start_matches('#').trim();
    let others = so_far.split("; ").filter(|of| !of.is_empty() && !of.contains(&change.code));
    let all: Vec<String> = others.map(str::to_owned).chain([seen(change)]).collect();
    shares.decor_mut().set_suffix(format!(" # {}", all.join("; ")));
    true
}

fn set(item: &mut Item, number: i16, remark: &str) -> bool {
    let Some(value) = item.as_value_mut() else { return false };
    let prefix = value.decor().prefix().cloned();
    *value = Value::from(i64::from(number));
    if let Some(prefix) = prefix {
        value.decor_mut().set_prefix(prefix);
    }
    value.decor_mut().set_suffix(format!(" # {remark}"));
    true
}

/// What was seen of a piece of evidence, for people.
fn seen(change: &PointsChange) -> String {
    let PointsChange { code, texts, share, lift, .. } = change;
    format!("fitted: {texts} texts, {:.0} % {code}, lift {lift:.1}", share * 100.0)
}
