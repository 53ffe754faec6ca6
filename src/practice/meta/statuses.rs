//! What follows an accepted send: sent, delivered, read or failed, each a webhook of its own.
//!
//! Statuses of one message are posted one after the other in the planned order; messages do not wait for each other.

use std::time::Duration;

use super::records::Sent;
use super::{Happening, Meta, Status, StatusPlan, Work, payloads};

/// Templates reach people who never wrote; to nobody at all they fail with this code.
const UNDELIVERABLE: i64 = 131_026;

impl Meta {
    /// Lets the planned statuses follow, or those of `instead`; returns at once unless they shall precede the answer.
    pub(super) async fn follow(&self, sent: Sent, instead: Option<StatusPlan>) {
        let Some((steps, before_answer)) = self.planned(&sent, instead.as_ref()) else { return };
        if before_answer {
            return self.post_statuses(&sent, steps, self.begin_work()).await;
        }
        let meta = self.clone();
        let stopping = self.0.tasks.stopping();
        let work = self.begin_work();
        self.0.tasks.spawn("practice.statuses", async move {
            tokio::select! {
                () = meta.post_statuses(&sent, steps, work) => {}
                () = stopping.cancelled() => {}
            }
        });
    }

    fn planned(&self, sent: &Sent, instead: Option<&StatusPlan>) -> Option<(Vec<(Status, Duration)>, bool)> {
        let world = self.world();
        let plan = instead.unwrap_or(&world.statuses);
        let misdirected = sent.person.is_none() && sent.recipient.is_none() && !is_dialled(sent);
        if misdirected {
            return None;
        }
        let steps = match sent.person {
            Some(_) => plan.steps_of(world.sends_accepted),
            None => vec![(Status::Failed { code: UNDELIVERABLE }, Duration::ZERO)],
        };
        Some((steps, plan.before_answer))
    }

    /// What is due now counts as work without a gap: whoever waits until all is settled must not find one between two
    /// statuses.
    async fn post_statuses(&self, sent: &Sent, steps: Vec<(Status, Duration)>, mut work: Work) {
        for (status, wait) in steps {
            if !wait.is_zero() {
                drop(work);
                self.0.clock.sleep(wait).await;
                work = self.begin_work();
            }
            self.tell(Happening::Became { wamid: sent.wamid.clone(), status }).await;
            let body = {
                let mut world = self.world();
                if status == Status::Delivered {
                    world.note_arrival(sent, self.now());
                }
                if let (Status::Sent, Some(number)) = (status, sent.person) {
                    world.people[number].was_answered(self.now());
                }
                let person = sent.person.map(|number| &world.people[number]);
                let account = world.account.as_number(&sent.from).unwrap_or_else(|| world.account.clone());
                let value = payloads::status(&account, sent, person, status, self.now());
                payloads::envelope(&account, vec![("messages".to_owned(), value)])
            };
            self.post("messages", &body, Vec::new()).await;
        }
    }
}

/// Whether the request named a phone number, reachable or not.
fn is_dialled(sent: &Sent) -> bool {
    sent.to.as_deref().is_some_and(|to| !to.contains('.'))
}
