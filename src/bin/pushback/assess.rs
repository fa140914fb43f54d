//! `pushback assess`: every record of the input is read, and an answer written for it.
//!
//! Knows nothing of what records or answers look like. Invariant: no more is held at a time than a
//! fixed number of batches, and answers are written whole, in the order of the input.

use std::io::{self, IsTerminal};
use std::num::NonZero;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::thread;
use std::time::{Duration, Instant};

use anstream::{AutoStream, ColorChoice};
use pushback::Classifier;

use crate::answer::Form;
use crate::args::{Assess, Format};
use crate::assessor::Assessor;
use crate::batch::Task;
use crate::failure::{self, Failure};
use crate::intake::{Intake, Outcome, Plan};
use crate::interrupt::Interrupt;
use crate::json::{JsonArray, JsonLines};
use crate::pipeline::{self, Exit, Next};
use crate::progress::Progress;
use crate::reports::Reports;
use crate::rules;
use crate::screen;
use crate::sheet::Sheet;
use crate::source::Counter;
use crate::status::Status;
use crate::table::Table;
use crate::tally::Tally;
use crate::voice::Speakers;

/// Whether there is neither a file nor anything on standard input.
pub(crate) fn has_nothing_to_read(args: &Assess) -> bool {
    args.files.is_empty() && io::stdin().is_terminal()
}

/// Reads all files and writes all answers.
pub(crate) fn run(args: &Assess) -> Result<Status, Failure> {
    let classifier = rules::classifier(args.rules.as_deref())?;
    let format = format(args);
    let form = form(args, format, &classifier);
    let color = screen::is_coloured(args.color);
    let started = Instant::now();
    let (exit, count) = start(args, &classifier, &form)?;
    let mut desk = Desk {
        exit,
        sheet: Sheet::new(out(format, color), &*form),
        progress: Progress::of(&files(args), !args.quiet),
        count,
        interrupt: Interrupt::heeded(),
        strict: args.strict,
        tally: Tally::default(),
        status: Status::Fine,
    };
    let done = desk.work();
    desk.progress.end();
    done?;
    desk.sheet.finish(&desk.tally)?;
    let (tally, mut status) = (desk.tally, desk.status);
    if tally.faults > 0 {
        status = status.max(Status::Faults);
    }
    if tally.answers == 0 {
        // Why a file could not be used has been said already.
        if status == Status::Fine && !args.quiet {
            failure::tell(nothing(args));
        }
    } else if !args.quiet && format != Format::Text {
        failure::tell(&tally.sentence(started.elapsed()));
    } else if tally.faults > 0 {
        failure::tell(&tally.not_read());
    }
    Ok(status)
}

/// Starts the thread that reads, and those that assess.
fn start(
    args: &Assess,
    classifier: &Classifier,
    form: &Arc<dyn Form>,
) -> Result<(Exit<Outcome>, Counter), Failure> {
    let no_thread =
        |error: io::Error| Failure::Unwritten(format!("cannot start a thread: {error}"));
    let workers = (0..jobs(args)).map(|_| {
        let mut assessor = Assessor::new(classifier, form, args.strict);
        move |task: Task| Outcome::Answered(assessor.work(&task))
    });
    let (entry, exit) = pipeline::start(workers.collect()).map_err(no_thread)?;
    let count = Counter::default();
    let intake = Intake::new(plan(args), entry, Arc::clone(&count));
    // It may wait for input for ever, and nobody waits for it.
    let reader = thread::Builder::new().name("read".to_owned());
    reader.spawn(move || intake.read()).map_err(no_thread)?;
    Ok((exit, count))
}

/// Why there is not one answer, though nothing went wrong.
fn nothing(args: &Assess) -> &'static str {
    if args.skip > 0 || args.limit == Some(0) {
        "nothing was read: `--skip` and `--limit` leave no record"
    } else {
        "nothing was read: there is no record and no turn of anybody in the input"
    }
}

fn jobs(args: &Assess) -> usize {
    let all = || thread::available_parallelism().map_or(1, NonZero::get);
    args.jobs.map_or_else(all, usize::from)
}

fn files(args: &Assess) -> Vec<PathBuf> {
    if args.files.is_empty() { vec![PathBuf::from("-")] } else { args.files.clone() }
}

fn plan(args: &Assess) -> Plan {
    Plan {
        files: files(args),
        several: args.files.len() > 1,
        input: args.input,
        encoding: args.encoding.flatten(),
        columns: args.column.clone(),
        header: !args.no_header,
        delimiter: args.delimiter,
        speakers: Speakers::new(&args.speaker),
        skip: args.skip,
        limit: args.limit,
    }
}

fn format(args: &Assess) -> Format {
    let usual = if io::stdout().is_terminal() { Format::Text } else { Format::Jsonl };
    args.format.unwrap_or(usual)
}

fn form(args: &Assess, format: Format, classifier: &Classifier) -> Arc<dyn Form> {
    match format {
        Format::Jsonl => Arc::new(JsonLines),
        Format::Json => Arc::new(JsonArray),
        Format::Csv => Arc::new(Table),
        Format::Text => {
            let look = (screen::width(args.width), screen::is_coloured(args.color));
            Arc::new(Reports::new(classifier, look, args.all))
        }
    }
}

fn out(format: Format, color: bool) -> Box<dyn io::Write> {
    let stdout = io::stdout();
    match format {
        Format::Jsonl | Format::Json | Format::Csv => Box::new(stdout),
        Format::Text => {
            let choice = if color { ColorChoice::Always } else { ColorChoice::Never };
            Box::new(AutoStream::new(stdout, choice))
        }
    }
}

/// Where answers come together.
struct Desk<'f> {
    exit: Exit<Outcome>,
    sheet: Sheet<'f>,
    progress: Progress,
    count: Counter,
    interrupt: Interrupt,
    strict: bool,
    tally: Tally,
    status: Status,
}

impl Desk<'_> {
    /// Writes what comes until no more comes, or no more is wanted.
    fn work(&mut self) -> Result<(), Failure> {
        loop {
            if self.interrupt.is_uttered() {
                self.status = Status::Interrupted;
                return Ok(());
            }
            match self.exit.next(PATIENCE) {
                Next::Waiting => {}
                Next::End => return Ok(()),
                Next::Lost => return Err(Failure::Unwritten(LOST.to_owned())),
                Next::Done(outcome) => self.take(outcome)?,
            }
            self.progress.show(self.count.load(Ordering::Relaxed), &self.tally);
            if self.strict && (self.tally.faults > 0 || self.status == Status::Failed) {
                return Ok(());
            }
        }
    }

    fn take(&mut self, outcome: Outcome) -> Result<(), Failure> {
        match outcome {
            Outcome::Answered(answered) => {
                let answered = answered?;
                self.sheet.write(&answered.bytes)?;
                self.tally += answered.tally;
            }
            Outcome::Unread(reason) => {
                self.progress.aside(|| failure::tell(&reason));
                self.status = Status::Failed;
            }
            Outcome::Remark(remark) => self.progress.aside(|| failure::tell(&remark)),
        }
        Ok(())
    }
}

/// How long it may take until the wish to stop is noticed.
const PATIENCE: Duration = Duration::from_millis(100);
const LOST: &str = "a thread has stopped on a record, which is a mistake in pushback; `--jobs 1` \
                    with `--skip` and `--limit` finds the record";
