//! The kinds of notices: whom each is for by what they may do, and how it reaches them until they choose otherwise.

use crate::actor::Permission;
use crate::notify::{Channel, Kind};

/// Something is wrong with this shop's own machine or connection.
pub(super) static INSTALL: Kind = Kind {
    name: "install",
    permission: Permission::ManageConnection,
    usual: &[Channel::Push, Channel::Email, Channel::Whatsapp],
    patient: false,
};
/// A customer waits for a person.
pub(super) static HAND_OVER: Kind =
    Kind { name: "hand_over", permission: Permission::Reply, usual: &[Channel::Push], patient: true };
/// A customer waits longer than the owner allows.
pub(super) static HAND_OVER_OVERDUE: Kind = Kind {
    name: "hand_over_overdue",
    permission: Permission::Reply,
    usual: &[Channel::Push, Channel::Email],
    patient: false,
};
/// A rule of the owner's was met, and the assistant answers.
pub(super) static RULE_MET: Kind =
    Kind { name: "rule_met", permission: Permission::Reply, usual: &[Channel::Push], patient: false };
/// A week of verdicts speaks for other rules.
pub(super) static RULE_CHANGES: Kind = Kind {
    name: "rule_changes",
    permission: Permission::ManageReplies,
    usual: &[Channel::Push, Channel::Email],
    patient: false,
};
/// Drafts wait in the queue.
pub(super) static DRAFT_WAITING: Kind = Kind {
    name: "draft_waiting",
    permission: Permission::HandleSignals,
    usual: &[Channel::Push],
    patient: false,
};
/// A message goes by itself soon, and can still be stopped.
pub(super) static AUTO_SEND: Kind = Kind {
    name: "auto_send",
    permission: Permission::HandleSignals,
    usual: &[Channel::Push],
    patient: false,
};
/// Answers got worse after what the shop knows changed.
pub(super) static EXAM_WORSE: Kind = Kind {
    name: "exam_worse",
    permission: Permission::ManageReplies,
    usual: &[Channel::Push, Channel::Email],
    patient: false,
};
/// A walk found something that is not as it should be.
pub(super) static WALK_FAILED: Kind = Kind {
    name: "walk_failed",
    permission: Permission::ManageReplies,
    usual: &[Channel::Push, Channel::Email],
    patient: false,
};
/// Something is wrong with a shop this operator looks after.
pub(super) static FLEET: Kind = Kind {
    name: "fleet",
    permission: Permission::ManageConnection,
    usual: &[Channel::Push, Channel::Email],
    patient: false,
};

pub(super) static KINDS: [&Kind; 10] = [
    &INSTALL,
    &HAND_OVER,
    &HAND_OVER_OVERDUE,
    &RULE_MET,
    &RULE_CHANGES,
    &DRAFT_WAITING,
    &AUTO_SEND,
    &EXAM_WORSE,
    &WALK_FAILED,
    &FLEET,
];
