//! A document as it stood at the end of a day, with the codebook of that day.

use std::sync::Arc;

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::{Days, Reader, end_of_day};
use crate::model::as_of::AsOf;
use crate::model::{Assembled, DocumentId, Message, Project, Timestamp, assemble};
use crate::store::chronicle::Order;
use crate::store::with_text;

/// A document of the past, to be read and exported. Nothing can be done to it.
#[derive(Clone, Debug)]
pub struct PastDocument {
    /// Only this document with its codings, and the coders and codes as they were.
    pub project: Arc<Project>,
    /// Which.
    pub document: DocumentId,
    /// As it was at the end of this day.
    pub day: Date,
    /// What of the history could not be read.
    pub findings: Vec<Message>,
}

impl Reader {
    /// A document as it stood at the end of a day. It may have been deleted since.
    ///
    /// # Errors
    /// Why that cannot be known.
    pub fn document_on(&self, document: DocumentId, day: Date, zone: &TimeZone) -> Result<PastDocument, Message> {
        let said = |id: &'static str| Message::new(id).with("date", day);
        let end = end_of_day(day, zone).ok_or_else(|| said("history.no_such_day"))?;
        if end < self.today.created {
            let created = Days::in_zone(zone.clone()).of(self.today.created);
            return Err(said("history.before_project").with("created", created));
        }
        let mut chronicle = self.everything(Order::Logical);
        let replicas = chronicle.replica_count();
        let mut walk = AsOf::new(&self.today, document, end);
        let mut oldest: Option<Timestamp> = None;
        while !walk.is_enough(replicas)
            && let Some(transaction) = chronicle.next_transaction()
        {
            oldest = Some(oldest.map_or(transaction.at, |oldest| oldest.min(transaction.at)));
            walk.take(&transaction);
        }
        if !walk.reaches() {
            return Err(match oldest {
                Some(oldest) => said("history.not_reached").with("oldest", Days::in_zone(zone.clone()).of(oldest)),
                None => said("history.none"),
            });
        }
        let found = match walk.lost_document() {
            Some(lost) => Some(
                with_text(&self.environment, &self.layout, lost)
                    .map_err(|error| Message::new("history.text_lost").with("reason", error.reason))?,
            ),
            None => None,
        };
        let parts = walk.parts(found).ok_or_else(|| said("history.document_not_there"))?;
        let Assembled { project, violations, .. } = assemble(parts);
        let mut findings = chronicle.findings().to_vec();
        findings.extend(violations.iter().map(crate::model::invariants::Violation::tell));
        Ok(PastDocument { project: Arc::new(project), document, day, findings })
    }
}
