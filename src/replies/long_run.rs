//! How far something long is that runs beside the answers to customers: an exam, a walk.

use crate::words::words;

words! {
    /// How far it is.
    LongRunState {
        Waiting = "waiting",
        Running = "running",
        Done = "done",
        /// Somebody stopped it.
        Stopped = "stopped",
        /// What is left of the budget is for customers.
        OutOfMoney = "out_of_money",
        /// The program ended meanwhile.
        Interrupted = "interrupted",
    }
}

impl LongRunState {
    pub fn is_over(self) -> bool {
        match self {
            Self::Waiting | Self::Running => false,
            Self::Done | Self::Stopped | Self::OutOfMoney | Self::Interrupted => true,
        }
    }
}
