//! Work on many threads whose results come out in the order in which the work went in.
//!
//! Knows nothing of what the work is. Invariant: no more than a fixed number of tasks is under way,
//! waiting results included, so that memory does not grow with the work.

use std::io;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use crossbeam_channel::{Receiver, Sender, bounded};

/// Where work goes in.
pub(crate) struct Entry<T, D> {
    tasks: Sender<(T, mpsc::SyncSender<D>)>,
    order: Sender<mpsc::Receiver<D>>,
}

/// Where results come out.
pub(crate) struct Exit<D> {
    order: Receiver<mpsc::Receiver<D>>,
    waiting: Option<mpsc::Receiver<D>>,
}

/// What comes out.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Next<D> {
    /// The next result.
    Done(D),
    /// Nothing yet.
    Waiting,
    /// No more will come.
    End,
    /// The thread that worked on it has died.
    Lost,
}

/// Nobody waits for results any more.
#[derive(Debug)]
pub(crate) struct Gone;

/// Starts as many threads as there are workers, each of which works with one of them.
pub(crate) fn start<W, T, D>(workers: Vec<W>) -> io::Result<(Entry<T, D>, Exit<D>)>
where
    W: FnMut(T) -> D + Send + 'static,
    T: Send + 'static,
    D: Send + 'static,
{
    let (tasks, to_do) = bounded::<(T, mpsc::SyncSender<D>)>(workers.len());
    let (order, in_order) = bounded(UNDER_WAY * workers.len());
    for mut worker in workers {
        let to_do = to_do.clone();
        thread::Builder::new().name("assess".to_owned()).spawn(move || {
            for (task, done) in to_do {
                // Whoever waited for it may have gone.
                let _ = done.send(worker(task));
            }
        })?;
    }
    Ok((Entry { tasks, order }, Exit { order: in_order, waiting: None }))
}

impl<T, D> Entry<T, D> {
    /// Puts in a task; waits where too many are under way.
    pub(crate) fn put(&self, task: T) -> Result<(), Gone> {
        let (done, result) = mpsc::sync_channel(1);
        self.order.send(result).map_err(|_| Gone)?;
        self.tasks.send((task, done)).map_err(|_| Gone)
    }

    /// Puts in a result that needs no work.
    pub(crate) fn pass(&self, done: D) -> Result<(), Gone> {
        let (sender, result) = mpsc::sync_channel(1);
        sender.send(done).map_err(|_| Gone)?;
        self.order.send(result).map_err(|_| Gone)
    }
}

impl<D> Exit<D> {
    /// The next result in order, where it comes within this time.
    pub(crate) fn next(&mut self, within: Duration) -> Next<D> {
        if self.waiting.is_none() {
            match self.order.recv_timeout(within) {
                Ok(result) => self.waiting = Some(result),
                Err(crossbeam_channel::RecvTimeoutError::Timeout) => return Next::Waiting,
                Err(crossbeam_channel::RecvTimeoutError::Disconnected) => return Next::End,
            }
        }
        let Some(result) = &self.waiting else { return Next::Waiting };
        let next = match result.recv_timeout(within) {
            Ok(done) => Next::Done(done),
            Err(RecvTimeoutError::Timeout) => return Next::Waiting,
            Err(RecvTimeoutError::Disconnected) => Next::Lost,
        };
        self.waiting = None;
        next
    }
}

/// How many tasks a worker may be ahead of the one that comes out next.
const UNDER_WAY: usize = 4;

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may stop")]
mod tests {
    use super::*;

    const LONG: Duration = Duration::from_secs(20);

    #[test]
    fn results_come_in_the_order_of_the_work_however_long_each_takes() {
        let slow = |task: u64| {
            thread::sleep(Duration::from_micros(task * 7919 % 2000));
            task
        };
        let (entry, mut exit) = start(vec![slow; 7]).unwrap();
        let feeder = thread::spawn(move || {
            for task in 0..500 {
                if task % 50 == 0 { entry.pass(task) } else { entry.put(task) }.unwrap();
            }
        });
        for wanted in 0..500 {
            assert_eq!(exit.next(LONG), Next::Done(wanted));
        }
        feeder.join().unwrap();
        assert_eq!(exit.next(LONG), Next::End);
    }

    #[test]
    fn no_more_is_under_way_than_is_allowed() {
        let (entry, exit) = start(vec![|task: usize| task; 2]).unwrap();
        let (told, heard) = mpsc::channel();
        let feeder = thread::spawn(move || {
            let fed = (0..1000).take_while(|task| {
                let _ = told.send(*task);
                entry.put(*task).is_ok()
            });
            fed.count()
        });
        thread::sleep(Duration::from_millis(200));
        let most = heard.try_iter().last().unwrap();
        assert!(most <= UNDER_WAY * 2, "{most} under way");
        drop(exit);
        assert!(feeder.join().unwrap() < 1000);
    }

    #[test]
    fn a_thread_that_dies_is_noticed() {
        let dies = |task: u32| assert!(task != 3, "it was to die");
        let (entry, mut exit) = start(vec![dies]).unwrap();
        entry.put(3).unwrap();
        assert_eq!(exit.next(LONG), Next::Lost);
    }
}
