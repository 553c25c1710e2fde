//! What goes on behind the import dialog: files are read by several children, and the one that is looked at is
//! cleaned anew as choices change.
//!
//! Nothing is ordered: each frame compares what is wanted with what is known and under way, and starts what
//! is missing. So no sequence of clicks can leave a file in a state that nobody asked for.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::mpsc::Sender;

use super::ImportDialog;
use super::preview::Preview;
use crate::app::jobs::{Continuation, JobContext, JobKind, JobRequest, Jobs};
use crate::app::shell::{Shell, is_table};
use crate::import::batch::{self, Event, Origin, Task, Wanted};
use crate::import::{Cancel, Content, ImportError, ImportedFile, Options, Worker};
use crate::model::{Message, Tell};

/// Files of which what the steps began with is kept: the one that is looked at and those before it.
const CONTENTS_KEPT: usize = 3;

/// What comes from the threads behind the dialog.
pub(super) enum Arrival {
    /// The batch has begun; this stops it.
    BatchFlag(Cancel),
    /// A look at one file has begun; this stops it.
    LookFlag(Cancel),
    /// It was stopped.
    NotLooked(usize, Options),
    /// A child has begun with a file.
    Begun(usize),
    /// A file of the batch is read.
    Ended(usize, Options, Result<ImportedFile, Message>),
    /// The batch is over.
    BatchOver,
    /// The file that is looked at was read or cleaned. The choices are those that it was made under, which may
    /// have lost corrections against those that were asked for.
    Looked(Box<Looked>),
}

pub(super) struct Looked {
    file: usize,
    asked: Options,
    made: Options,
    content: Option<Arc<Content>>,
    preview: Option<Preview>,
    result: Result<ImportedFile, Message>,
}

/// What the steps begin with, kept for cleaning again.
pub(super) struct Opened {
    file: usize,
    options: Options,
    content: Arc<Content>,
}

impl ImportDialog {
    /// Takes in what has arrived and starts what is missing.
    pub fn attend(&mut self, jobs: &mut Jobs<Shell>, ctx: &egui::Context) {
        while let Ok(arrival) = self.receiver.try_recv() {
            self.arrived(arrival);
        }
        self.look_at_selected(jobs, ctx);
        self.read_what_is_missing(jobs, ctx);
    }

    fn arrived(&mut self, arrival: Arrival) {
        match arrival {
            Arrival::BatchFlag(cancel) => self.batch_flag = Some(cancel),
            Arrival::LookFlag(cancel) => self.look_flag = Some(cancel),
            Arrival::NotLooked(number, asked) => self.no_longer_asked(number, &asked),
            Arrival::Begun(number) => {
                if let Some(file) = self.files.get_mut(number) {
                    file.reading = true;
                }
            }
            Arrival::Ended(number, options, result) => {
                if let Some(file) = self.files.get_mut(number) {
                    file.reading = false;
                    // What somebody looks at may be further already.
                    if !file.is_current() {
                        file.take(options, result);
                    }
                }
            }
            Arrival::BatchOver => {
                self.batch_runs = false;
                self.batch_flag = None;
                self.files.iter_mut().for_each(|file| file.reading = false);
            }
            Arrival::Looked(looked) => self.looked(*looked),
        }
    }

    fn looked(&mut self, looked: Looked) {
        let Looked { file: number, asked, made, content, preview, result } = looked;
        self.no_longer_asked(number, &asked);
        let Some(file) = self.files.get_mut(number) else { return };
        if file.options == asked {
            // Corrections whose places are gone are gone.
            file.options = made.clone();
        }
        if let Some(content) = content {
            self.opened.retain(|opened| opened.file != number);
            self.opened.push_front(Opened { file: number, options: made.clone(), content });
            self.opened.truncate(CONTENTS_KEPT);
        }
        file.take(made.clone(), result);
        if number == self.selected {
            self.last_look = Some((number, made.clone()));
            self.shown = preview.map(|preview| (number, made, preview));
            self.panes.follow();
        }
    }

    fn no_longer_asked(&mut self, number: usize, options: &Options) {
        if self.asked.as_ref().is_some_and(|(file, asked)| *file == number && asked == options) {
            self.asked = None;
        }
    }

    fn look_at_selected(&mut self, jobs: &mut Jobs<Shell>, ctx: &egui::Context) {
        let number = self.selected;
        let Some(file) = self.files.get(number) else { return };
        let is_shown =
            self.shown.as_ref().is_some_and(|(shown, options, _)| *shown == number && *options == file.options);
        let was_looked_at =
            self.last_look.as_ref().is_some_and(|(looked, options)| *looked == number && *options == file.options);
        let is_known = was_looked_at || file.is_current() && (file.refusal().is_some() || self.cannot_be_shown(number));
        let is_asked = self.asked.as_ref().is_some_and(|(asked, options)| *asked == number && *options == file.options);
        if is_shown || is_known || is_asked {
            return;
        }
        self.asked = Some((number, file.options.clone()));
        let known = self.opened.iter().find(|opened| opened.file == number);
        let order = Order {
            file: number,
            origin: file.origin.clone(),
            options: file.options.clone(),
            before: known.map(|opened| Arc::clone(&opened.content)),
            reopen: known.is_none_or(|opened| !opened.options.reads_like(&file.options)),
            bytes: file.file().map(|file| Arc::clone(&file.bytes)),
        };
        let worker = self.worker.clone();
        let end = LookEnd {
            sender: self.sender.clone(),
            ctx: ctx.clone(),
            file: number,
            asked: file.options.clone(),
            answer: None,
        };
        let label = Message::new("importing.job_look").with("name", &file.name);
        jobs.start(JobRequest::new(JobKind::ImportPreview, label, move |context| {
            look(&worker, order, context, end);
            nothing()
        }));
    }

    fn read_what_is_missing(&mut self, jobs: &mut Jobs<Shell>, ctx: &egui::Context) {
        if self.batch_runs || self.stopped {
            return;
        }
        let is_looked_at = |number: usize| self.asked.as_ref().is_some_and(|(asked, _)| *asked == number);
        let missing =
            self.files.iter().enumerate().filter(|(number, file)| file.wants_reading() && !is_looked_at(*number));
        let numbered: Vec<(usize, Task)> = missing
            .map(|(number, file)| {
                let (origin, options) = (file.origin.clone(), file.options.clone());
                (number, Task { origin, options, wanted: Wanted::Documents })
            })
            .collect();
        if numbered.is_empty() {
            return;
        }
        self.batch_runs = true;
        let worker = self.worker.clone();
        let (numbers, tasks): (Vec<usize>, Vec<Task>) = numbered.into_iter().unzip();
        let open = numbers.iter().copied().zip(tasks.iter().map(|task| task.options.clone())).collect();
        let end = BatchEnd { sender: self.sender.clone(), ctx: ctx.clone(), open };
        jobs.start(JobRequest::new(JobKind::Import, Message::new("app.job_import"), move |context| {
            read_batch(&worker, &numbers, &tasks, context, end);
            nothing()
        }));
    }

    /// A file that makes several documents, or none yet, has no text to set beside them.
    fn cannot_be_shown(&self, number: usize) -> bool {
        let made = self.files.get(number).and_then(|file| file.file());
        made.is_some_and(|made| made.documents.len() != 1 || is_table(made))
    }

    /// Stops reading; what was read stays.
    pub(super) fn stop_reading(&mut self) {
        self.stopped = true;
        self.begin_anew();
    }

    /// Files that wait are read under the choices of now, not under those with which the batch began.
    pub(super) fn begin_anew(&self) {
        self.batch_flag.iter().for_each(Cancel::cancel);
    }
}

fn nothing() -> Continuation<Shell> {
    Box::new(|_| {})
}

/// Says that a batch is over however it ends, so that the dialog never waits for it in vain: also when its turn
/// never came, or when it broke off by a fault of the program. Then what it had not read is refused, since it would
/// only break off again.
struct BatchEnd {
    sender: Sender<Arrival>,
    ctx: egui::Context,
    /// What has not ended yet.
    open: BTreeMap<usize, Options>,
}

impl Drop for BatchEnd {
    fn drop(&mut self) {
        if std::thread::panicking() {
            for (number, options) in std::mem::take(&mut self.open) {
                let _ = self.sender.send(Arrival::Ended(number, options, Err(Message::new("importing.broken"))));
            }
        }
        let _ = self.sender.send(Arrival::BatchOver);
        self.ctx.request_repaint();
    }
}

fn read_batch(worker: &Worker, numbers: &[usize], tasks: &[Task], context: &JobContext, mut end: BatchEnd) {
    let cancel = Cancel::from(context.cancel_flag());
    if end.sender.send(Arrival::BatchFlag(cancel.clone())).is_err() {
        return;
    }
    let mut done = 0;
    batch::read(worker, tasks, batch::children(), &cancel, |event| {
        let arrival = match event {
            Event::Begun(at) => {
                context.progress(done, tasks.len() as u64, &tasks[at].origin.name());
                Arrival::Begun(numbers[at])
            }
            Event::Ended(at, outcome) => {
                done += 1;
                end.open.remove(&numbers[at]);
                let read = batch::or_table(worker, &tasks[at], outcome, &cancel);
                Arrival::Ended(numbers[at], tasks[at].options.clone(), read.map_err(|error| error.tell()))
            }
        };
        if end.sender.send(arrival).is_err() {
            // The dialog is gone.
            cancel.cancel();
        }
        end.ctx.request_repaint_after(std::time::Duration::from_millis(30));
    });
}

/// What is to be shown of a file.
struct Order {
    file: usize,
    origin: Origin,
    options: Options,
    /// What the steps began with last time.
    before: Option<Arc<Content>>,
    /// Whether the reader has to look at the bytes again.
    reopen: bool,
    bytes: Option<Arc<[u8]>>,
}

/// Answers a look however it ends: with what was seen, otherwise that nothing was; and where it broke off by a
/// fault of the program, that this file cannot be read, since it would only break off again.
struct LookEnd {
    sender: Sender<Arrival>,
    ctx: egui::Context,
    file: usize,
    asked: Options,
    answer: Option<Box<Looked>>,
}

impl Drop for LookEnd {
    fn drop(&mut self) {
        let (file, asked) = (self.file, self.asked.clone());
        let arrival = match self.answer.take() {
            Some(answer) => Arrival::Looked(answer),
            None if std::thread::panicking() => {
                let (made, result) = (asked.clone(), Err(Message::new("importing.broken")));
                Arrival::Looked(Box::new(Looked { file, asked, made, content: None, preview: None, result }))
            }
            None => Arrival::NotLooked(file, asked),
        };
        let _ = self.sender.send(arrival);
        self.ctx.request_repaint();
    }
}

fn look(worker: &Worker, order: Order, context: &JobContext, mut end: LookEnd) {
    let cancel = Cancel::from(context.cancel_flag());
    if end.sender.send(Arrival::LookFlag(cancel.clone())).is_err() {
        return;
    }
    let (file, asked) = (order.file, order.options.clone());
    let answer = match looked_at(worker, order, &cancel) {
        Err(ImportError::Cancelled { .. }) => return,
        Err(error) => {
            let result = Err(error.tell());
            Looked { file, made: asked.clone(), asked, content: None, preview: None, result }
        }
        Ok((made, content, imported)) => {
            let preview = Preview::of(&content, &imported);
            Looked { file, asked, made, content: Some(content), preview, result: Ok(imported) }
        }
    };
    end.answer = Some(Box::new(answer));
}

fn looked_at(
    worker: &Worker,
    order: Order,
    cancel: &Cancel,
) -> Result<(Options, Arc<Content>, ImportedFile), ImportError> {
    let Order { origin, mut options, before, reopen, bytes, .. } = order;
    if let (Some(content), Some(bytes), false) = (&before, bytes, reopen) {
        let documents = match (content.documents(&options), &**content) {
            // It can still be asked which of its columns are text.
            (Err(ImportError::NoAnswers { .. }), Content::Table(_)) => Vec::new(),
            (documents, _) => documents?,
        };
        return Ok((options, Arc::clone(content), ImportedFile { documents, bytes }));
    }
    let (content, mut file) = match origin {
        Origin::Path(path) => {
            let opened = worker.open_file(&path, &options, cancel)?;
            (opened.content, opened.file)
        }
        Origin::Bytes { name, bytes } => {
            let (content, documents) = worker.open_bytes(&name, &bytes, &options, cancel)?;
            (content, ImportedFile { documents, bytes })
        }
    };
    if let (Some(before), Some(now)) = (before.as_deref().and_then(text_of), text_of(&content)) {
        let carried = options.corrections.carried(before, now);
        if carried != options.corrections {
            options.corrections = carried;
            file.documents = content.documents(&options)?;
        }
    }
    Ok((options, Arc::new(content), file))
}

/// The text as read, where there is one.
pub(super) fn text_of(content: &Content) -> Option<&str> {
    match content {
        Content::Text(reading) => Some(&reading.draft.text),
        Content::Table(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::panic::{AssertUnwindSafe, catch_unwind};
    use std::sync::mpsc::channel;

    fn batch_of(sender: Sender<Arrival>, files: &[usize]) -> BatchEnd {
        let open = files.iter().map(|number| (*number, Options::default())).collect();
        BatchEnd { sender, ctx: egui::Context::default(), open }
    }

    fn look_at(sender: Sender<Arrival>) -> LookEnd {
        let (ctx, asked) = (egui::Context::default(), Options::default());
        LookEnd { sender, ctx, file: 2, asked, answer: None }
    }

    #[test]
    fn a_job_whose_turn_never_came_is_not_waited_for() {
        let (sender, receiver) = channel();
        drop(batch_of(sender.clone(), &[0, 1]));
        drop(look_at(sender));
        let arrived: Vec<Arrival> = receiver.try_iter().collect();
        assert!(matches!(arrived.as_slice(), [Arrival::BatchOver, Arrival::NotLooked(2, _)]));
    }

    #[test]
    fn a_job_that_breaks_off_refuses_what_it_had_not_read_and_is_over() {
        let (sender, receiver) = channel();
        let batch = batch_of(sender.clone(), &[7]);
        let look = look_at(sender);
        let broken = catch_unwind(AssertUnwindSafe(move || {
            let _both = (batch, look);
            panic!("a fault of the program");
        }));
        assert!(broken.is_err());
        let arrived: Vec<Arrival> = receiver.try_iter().collect();
        let [Arrival::Ended(7, _, Err(_)), Arrival::BatchOver, Arrival::Looked(looked)] = arrived.as_slice() else {
            panic!("{} arrivals", arrived.len());
        };
        assert_eq!((looked.file, looked.result.is_err()), (2, true));
    }
}
