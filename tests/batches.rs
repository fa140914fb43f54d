//! Do batches, on one thread and on many, give what each record gives by itself, in order?

use pushback::{Case, Classifier, Observation, Record, Scratch};

const TEXTS: [&str; 4] = [
    "Shall we start?",
    "Stop telling me how to do my job.",
    "I’ve got no time for coaching this month, maybe in July.",
    "The auditors found two invoices in the wrong year.",
];

/// Observations, of which each is told from the others by its name.
fn observations(count: usize) -> Vec<Observation> {
    let texts = TEXTS.iter().cycle().take(count).enumerate();
    texts
        .map(|(at, text)| Observation { id: Some(at.to_string()), ..Observation::coachee(*text) })
        .collect()
}

#[test]
fn a_batch_gives_what_each_record_gives_by_itself() {
    let classifier = Classifier::builtin();
    let observations = observations(40);
    let case = Case::new(observations.iter().cloned().map(|one| one.in_session(1)));
    let records: Vec<Record<'_>> =
        observations.iter().map(Record::from).chain([Record::from(&case)]).collect();
    let mut scratch = Scratch::default();
    let batch: Vec<_> = classifier.assess_batch(records, &mut scratch).collect();
    let mut alone: Vec<_> = observations.iter().map(|one| classifier.assess(one)).collect();
    alone.push(classifier.assess_case(&case));
    assert_eq!(batch, alone);
}

#[cfg(feature = "parallel")]
#[test]
fn threads_give_the_answers_in_the_order_of_the_batch() {
    let classifier = Classifier::builtin();
    let observations = observations(2_000);
    let together = classifier.assess_parallel(&observations);
    let mut scratch = Scratch::default();
    assert!(together.into_iter().eq(classifier.assess_batch(&observations, &mut scratch)));
}
