//! The lexicon as meant, and that no concept contains itself.
//!
//! Knows nothing of rules. Invariant: the terms of a concept have no gap, and following the
//! concepts that terms name comes to an end.

use crate::check::Checker;
use crate::check::names::sort_by_id;
use crate::codebook::{Concept, ConceptId};
use crate::diagnostic::{Place, quoted};
use crate::pattern::{Item, Pattern, each_item};
use crate::schema;
use crate::schema::fields::Text;

/// A concept named by a term: which, and where.
type Edge = (ConceptId, Place);

impl Checker<'_> {
    /// The concepts, by their names.
    pub(super) fn concepts(
        &mut self,
        written: &[(Option<Text>, schema::lexicon::Concept)],
    ) -> Vec<Concept> {
        let mut concepts: Vec<Concept> = Vec::new();
        let mut edges = Vec::new();
        for (field, concept) in sort_by_id(written, |(_, concept)| concept.id.as_ref()) {
            let (concept, named) = self.concept(field.as_ref(), concept);
            // Without a name of its own it has no place among those that others may name.
            let taken = concepts.last().is_some_and(|last| last.id == concept.id);
            if !concept.id.is_empty() && !taken {
                edges.push(named);
            }
            concepts.push(concept);
        }
        let (circles, tower) = walk(&edges);
        let tower = tower.filter(|_| circles.is_empty());
        for (on_the_way, place) in circles {
            self.report_circle(&on_the_way, place);
        }
        if let Some(place) = tower {
            let message =
                format!("concepts stand more than {DEEPEST} deep in one another from here on");
            let help = "spell out the terms of those in between";
            self.report.add(place, "concepts-too-deep", message, help);
        }
        concepts
    }

    fn concept(
        &mut self,
        field: Option<&Text>,
        written: &schema::lexicon::Concept,
    ) -> (Concept, Vec<Edge>) {
        let empty = written.terms.is_empty() && written.regex.is_none();
        if empty && !self.report.is_partial() {
            let message = "a concept without `terms`";
            let help = "add `terms = [\"…\"]`, or `regex` for words with digits";
            self.report.add(written.place, "missing-key", message, help);
        }
        let mut terms = Vec::new();
        let mut edges = Vec::new();
        for text in &written.terms {
            let Some(term) = self.pattern(text) else {
                continue;
            };
            if term.has_gap() {
                self.report_gap(text);
            }
            edges.extend(self.edges(text, &term));
            terms.push(term);
        }
        let concept = Concept {
            id: written.id.as_ref().map(|id| id.value.clone()).unwrap_or_default(),
            field: field.map(|field| field.value.clone()).unwrap_or_default(),
            means: written.means.as_ref().map(|text| text.value.clone()).unwrap_or_default(),
            terms,
            regex: self.regex(written.regex.as_ref()),
        };
        (concept, edges)
    }

    fn report_gap(&mut self, text: &Text) {
        let at = text.value.find("..").unwrap_or(0);
        let place = self.report.inside(text.place, &text.value, at..at + 2);
        let message = "a term has a gap, which only the patterns of rules may have";
        let help = "write out what may stand there, or put the gap into the rule";
        self.report.add(place, "gap-in-term", message, help);
    }

    fn edges(&self, text: &Text, term: &Pattern) -> Vec<Edge> {
        let mut named = Vec::new();
        each_item(&term.items, &mut |item| {
            if let Item::Concept(id) = item {
                named.push(*id);
            }
        });
        let place = |id: ConceptId| self.place_of_name(text, self.concept_name(id));
        named.into_iter().map(|id| (id, place(id))).collect()
    }

    fn concept_name(&self, id: ConceptId) -> &str {
        self.names.concepts.name(id.index())
    }

    fn report_circle(&mut self, on_the_way: &[ConceptId], place: Place) {
        let names: Vec<String> =
            on_the_way.iter().map(|id| quoted(self.concept_name(*id))).collect();
        let message = match names.as_slice() {
            [_, own] => format!("the concept {own} contains itself"),
            _ => format!("concepts contain one another in a circle: {}", names.join(" > ")),
        };
        let help = "spell out the terms in one of them";
        self.report.add(place, "concept-cycle", message, help);
    }
}

/// The concepts on a way round, first and last the same, and where the last step is written.
type Circle = (Vec<ConceptId>, Place);

/// The circles among concepts, and the first step into a tower of them that is too high. Walks
/// with a stack of its own, so that no chain is too long for it.
fn walk(edges: &[Vec<Edge>]) -> (Vec<Circle>, Option<Place>) {
    let mut heights = vec![0_usize; edges.len()];
    let mut tower = None;
    let mut walk = vec![Walk::Ahead; edges.len()];
    let set = |walk: &mut Vec<Walk>, concept: ConceptId, state| {
        walk.iter_mut().skip(concept.index()).take(1).for_each(|walk| *walk = state);
    };
    let mut found = Vec::new();
    for start in (0..edges.len()).filter_map(|start| u32::try_from(start).ok()).map(ConceptId) {
        // The way so far: a concept, and how many of its edges were followed.
        let mut way = Vec::new();
        if walk.get(start.index()) == Some(&Walk::Ahead) {
            set(&mut walk, start, Walk::OnTheWay);
            way.push((start, 0));
        }
        while let Some((concept, followed)) = way.last_mut() {
            let concept = *concept;
            let next = edges.get(concept.index()).and_then(|edges| edges.get(*followed)).copied();
            *followed += 1;
            let Some((next, place)) = next else {
                set(&mut walk, concept, Walk::Done);
                way.pop();
                let (height, place) = height(edges, concept, &heights);
                heights.iter_mut().skip(concept.index()).take(1).for_each(|own| *own = height);
                tower = tower.or((height > DEEPEST).then_some(place));
                continue;
            };
            match walk.get(next.index()) {
                Some(Walk::Ahead) => {
                    set(&mut walk, next, Walk::OnTheWay);
                    way.push((next, 0));
                }
                Some(Walk::OnTheWay) => {
                    let round = way.iter().map(|(on, _)| *on).skip_while(|on| *on != next);
                    found.push((round.chain([next]).collect(), place));
                }
                Some(Walk::Done) | None => {}
            }
        }
    }
    (found, tower)
}

/// How many concepts stand in one another below this one, and where the highest of them is named.
fn height(edges: &[Vec<Edge>], concept: ConceptId, heights: &[usize]) -> (usize, Place) {
    let own = edges.get(concept.index()).map(Vec::as_slice).unwrap_or_default();
    let inner = own
        .iter()
        .map(|(to, place)| (1 + heights.get(to.index()).copied().unwrap_or_default(), *place));
    inner.max_by_key(|(height, _)| *height).unwrap_or_default()
}

/// How deep concepts may stand in one another.
const DEEPEST: usize = 30;

/// How far the walk through the concepts has come with one of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Walk {
    Ahead,
    OnTheWay,
    Done,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn graph(edges: &[&[u32]]) -> Vec<Vec<Edge>> {
        let edge = |to: &u32| (ConceptId(*to), Place::default());
        edges.iter().map(|from| from.iter().map(edge).collect()).collect()
    }

    fn rounds(edges: &[&[u32]]) -> Vec<Vec<u32>> {
        let (rounds, _) = walk(&graph(edges));
        rounds.into_iter().map(|(round, _)| round.into_iter().map(|id| id.0).collect()).collect()
    }

    #[test]
    fn a_circle_is_told_once_with_all_on_it() {
        assert_eq!(rounds(&[&[1], &[2], &[1], &[0, 1]]), [[1, 2, 1]]);
        assert_eq!(rounds(&[&[0]]), [[0, 0]]);
    }

    #[test]
    fn naming_the_same_concept_twice_is_no_circle() {
        assert!(rounds(&[&[1, 2, 2], &[2], &[]]).is_empty());
    }

    #[test]
    fn a_very_long_chain_comes_to_an_end_and_is_too_deep() {
        let chain = |length: u32| -> Vec<Vec<Edge>> {
            (1..length).map(|next| vec![(ConceptId(next), Place::default())]).collect()
        };
        let (circles, tower) = walk(&chain(50_000));
        assert!(circles.is_empty() && tower.is_some());
        assert!(walk(&chain(30)).1.is_none());
    }
}
