//! Rows of a table as observations and cases.
//!
//! Knows nothing of what they will be found to show. Invariant: a record holds nothing that the row
//! did not say; whatever is not understood is a fault of the row, never left out.

use std::collections::BTreeMap;

use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef};
use pushback::{
    About, Case, CoachRole, Codebook, Context, Culture, Observation, Peers, Speaker, Stage, Subject,
};

use crate::cells::{Lists, Texts, count};
use crate::columns::Columns;
use crate::fault::{Fault, LONGEST};
use crate::field::Field;

/// What a row says.
pub(crate) enum Content {
    Observation(Observation),
    Case(Case),
}

/// Reads the rows of a table, or of the structs in a list.
pub(crate) struct Reader<'a> {
    codebook: &'a Codebook,
    texts: BTreeMap<Field, Texts<'a>>,
    /// The structs in which some of the texts stand; where such a one is nothing, so are they.
    context: Option<&'a dyn Array>,
    in_context: BTreeMap<Field, Texts<'a>>,
    names: BTreeMap<Field, Names<'a>>,
    session: Option<&'a dyn Array>,
    cases: Option<Cases<'a>>,
}

/// Cells with several names each.
enum Names<'a> {
    /// One a text of the list.
    Listed(Lists<'a>, Texts<'a>),
    /// With something between them.
    Written(Texts<'a>),
}

/// Cells with observations.
struct Cases<'a> {
    lists: Lists<'a>,
    items: &'a dyn Array,
    reader: Box<Reader<'a>>,
}

impl<'a> Reader<'a> {
    /// A reader of these columns.
    pub(crate) fn new(columns: &Columns, all: &'a [ArrayRef], codebook: &'a Codebook) -> Self {
        let column = |field| columns.place(field).and_then(|at| all.get(at)).map(AsRef::as_ref);
        let texts = TEXTS.into_iter().filter_map(|field| Some((field, Texts::of(column(field)?))));
        let names = [Field::Behaviours, Field::Responses]
            .into_iter()
            .filter_map(|field| Some((field, Names::of(column(field)?))));
        let context = column(Field::Context).and_then(|column| column.as_struct_opt());
        let in_context = columns
            .context
            .iter()
            .filter_map(|(field, at)| Some((*field, Texts::of(context?.columns().get(*at)?))));
        Self {
            codebook,
            texts: texts.collect(),
            context: context.map(|context| context as &dyn Array),
            in_context: in_context.collect(),
            names: names.collect(),
            session: column(Field::Session),
            cases: column(Field::Observations).and_then(|lists| {
                let lists = Lists::of(lists)?;
                let items = lists.items();
                let columns = columns.observations.as_ref()?;
                let reader = Reader::new(columns, items.as_struct_opt()?.columns(), codebook);
                Some(Cases { lists, items, reader: Box::new(reader) })
            }),
        }
    }

    /// What this row says.
    pub(crate) fn read(&self, row: usize) -> Result<Content, Fault> {
        if let Some(cases) = &self.cases
            && let Some(range) = cases.lists.range(row)
        {
            self.alone(row)?;
            let mut case = Case { context: self.setting(row)?, ..Case::default() };
            for (number, item) in range.enumerate() {
                let read = cases.observation(item).map_err(|fault| fault.within(number))?;
                case.observations.push(read);
            }
            let bytes = case.observations.iter().map(|observation| observation.text.len()).sum();
            return fits(bytes).map(|()| Content::Case(case));
        }
        self.observation(row).map(Content::Observation)
    }

    fn observation(&self, row: usize) -> Result<Observation, Fault> {
        let text = self.text(Field::Text, row);
        fits(text.map_or(0, str::len))?;
        let behaviours = self.names(Field::Behaviours, row, |name| {
            let known = self.codebook.behaviours().iter().map(|known| known.id.as_str());
            know("behaviour", name, self.codebook.behaviour(name).is_some(), known)
        })?;
        let responses = self.names(Field::Responses, row, |name| {
            let known = self.codebook.responses().iter().map(|known| known.id.as_str());
            know("response", name, self.codebook.response(name).is_some(), known)
        })?;
        if text.is_none() && behaviours.is_none() && responses.is_none() {
            return Err(Fault::nothing_to_read());
        }
        let session = self.session.and_then(|session| count(session, row)).transpose();
        Ok(Observation {
            text: text.unwrap_or_default().to_owned(),
            behaviours: behaviours.unwrap_or_default(),
            responses: responses.unwrap_or_default(),
            speaker: self.one_of(Field::Speaker, row, &Speaker::ALL, Speaker::name)?,
            about: self.one_of(Field::About, row, &[About::Coaching], |_| "coaching")?,
            session: session.map_err(|()| Fault::wrong_number())?,
            context: self.setting(row)?,
            ..Observation::default()
        })
    }

    /// A fault where a row that is a case has fields of an observation beside it.
    fn alone(&self, row: usize) -> Result<(), Fault> {
        let texts = [Field::Text, Field::Speaker, Field::About].into_iter();
        let of_text = texts.filter(|field| self.text(*field, row).is_some());
        let of_names = self.names.iter().filter(|(_, names)| names.get(row).is_some());
        let session = self.session.and_then(|session| count(session, row));
        let of_session = session.map(|_| Field::Session);
        let mut all = of_text.chain(of_names.map(|(field, _)| *field)).chain(of_session);
        all.next().map_or(Ok(()), |field| Err(Fault::beside_observations(field.name())))
    }

    fn setting(&self, row: usize) -> Result<Context, Fault> {
        Ok(Context {
            coach: self.one_of(Field::Coach, row, CoachRole::ALL, CoachRole::name)?,
            culture: self.one_of(Field::Culture, row, Culture::ALL, Culture::name)?,
            stage: self.one_of(Field::Stage, row, Stage::ALL, Stage::name)?,
            peers: self.one_of(Field::Peers, row, Peers::ALL, Peers::name)?,
            subject: self.one_of(Field::Subject, row, Subject::ALL, Subject::name)?,
            seniority: self.text(Field::Seniority, row).map(str::to_owned),
        })
    }

    /// The text of a field; nothing where there is none but spaces.
    fn text(&self, field: Field, row: usize) -> Option<&'a str> {
        let own = self.texts.get(&field).and_then(|texts| texts.get(row));
        let within = || {
            let texts = self.in_context.get(&field)?;
            self.context.filter(|context| context.is_valid(row)).and_then(|_| texts.get(row))
        };
        own.or_else(within).filter(|text| field == Field::Text || !text.trim().is_empty())
    }

    fn one_of<T: Copy>(
        &self,
        field: Field,
        row: usize,
        all: &[T],
        name: fn(T) -> &'static str,
    ) -> Result<Option<T>, Fault> {
        let Some(found) = self.text(field, row).map(|text| text.trim().to_lowercase()) else {
            return Ok(None);
        };
        if let Some(known) = all.iter().copied().find(|known| name(*known) == found) {
            return Ok(Some(known));
        }
        let names: Vec<&str> = all.iter().map(|known| name(*known)).collect();
        let (slug, what) = match field {
            Field::Speaker => ("unknown-speaker", "speaker"),
            Field::About => ("unknown-about", "matter"),
            _ => ("unknown-context", field.name()),
        };
        Err(Fault::unknown(slug, what, &found, &names))
    }

    fn names(
        &self,
        field: Field,
        row: usize,
        know: impl Fn(&str) -> Result<(), Fault>,
    ) -> Result<Option<Vec<String>>, Fault> {
        let Some(names) = self.names.get(&field).and_then(|names| names.get(row)) else {
            return Ok(None);
        };
        names.iter().try_for_each(|name| know(name))?;
        Ok(Some(names.into_iter().map(str::to_owned).collect()))
    }
}

impl Cases<'_> {
    fn observation(&self, item: usize) -> Result<Observation, Fault> {
        if self.items.is_null(item) {
            return Err(Fault::nothing_to_read());
        }
        self.reader.observation(item)
    }
}

impl<'a> Names<'a> {
    fn of(column: &'a dyn Array) -> Self {
        match Lists::of(column) {
            Some(lists) => {
                let texts = Texts::of(lists.items());
                Self::Listed(lists, texts)
            }
            None => Self::Written(Texts::of(column)),
        }
    }

    /// The names in this row; nothing where nothing is given.
    fn get(&self, row: usize) -> Option<Vec<&'a str>> {
        match self {
            Self::Listed(lists, texts) => {
                Some(lists.range(row)?.filter_map(|item| texts.get(item)).collect())
            }
            Self::Written(texts) => {
                let cell = texts.get(row).filter(|cell| !cell.trim().is_empty())?;
                Some(cell.split([' ', ';', '|', ',']).filter(|name| !name.is_empty()).collect())
            }
        }
    }
}

fn know<'n>(
    what: &'static str,
    name: &str,
    is_known: bool,
    known: impl Iterator<Item = &'n str>,
) -> Result<(), Fault> {
    if is_known {
        return Ok(());
    }
    let slug = if what == "behaviour" { "unknown-behaviour" } else { "unknown-response" };
    Err(Fault::unknown(slug, what, name, &known.collect::<Vec<_>>()))
}

fn fits(bytes: usize) -> Result<(), Fault> {
    if bytes > LONGEST { Err(Fault::too_long()) } else { Ok(()) }
}

const TEXTS: [Field; 9] = [
    Field::Text,
    Field::Speaker,
    Field::About,
    Field::Coach,
    Field::Culture,
    Field::Stage,
    Field::Peers,
    Field::Subject,
    Field::Seniority,
];
