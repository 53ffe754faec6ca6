//! What Meta announced about a connection: kept as it was told, newest first.

use rusqlite::named_params;

use crate::clock::Timestamp;
use crate::ids::{ConnectionId, EventId};
use crate::storage::{ReadConn, StorageError, WriteTx};
use crate::whatsapp::numbers::checks::Fact;
use crate::words::words;

/// Announcements kept of one connection.
const NOTICES_KEPT: u32 = 200;
/// Announcements shown with a connection.
const NOTICES_SHOWN: u32 = 20;

words! {
    /// How much an announcement matters.
    Severity as WhatsAppNoticeSeverity {
        Info = "info",
        Warning = "warning",
        Critical = "critical",
    }

    /// What an announcement says, as a stable word.
    NoticeKind as WhatsAppNoticeKind {
        AccountApproved = "account_approved",
        AccountRejected = "account_rejected",
        AccountInReview = "account_in_review",
        AccountVerified = "account_verified",
        AccountDeleted = "account_deleted",
        AccountDisabled = "account_disabled",
        AccountWillBeDisabled = "account_will_be_disabled",
        AccountGivenBack = "account_given_back",
        RuleBroken = "rule_broken",
        /// Not even answers may be sent.
        RestrictedWholly = "restricted_wholly",
        /// Only those who write first may be answered.
        RestrictedToAnswers = "restricted_to_answers",
        RestrictedInPart = "restricted_in_part",
        RestrictionLifted = "restriction_lifted",
        Disconnected = "disconnected",
        DisconnectedPhoneIdle = "disconnected_phone_idle",
        DisconnectedProgramIdle = "disconnected_program_idle",
        DisconnectedNumberChanged = "disconnected_number_changed",
        DisconnectedRegisteredAgain = "disconnected_registered_again",
        Reconnected = "reconnected",
        Flagged = "flagged",
        Unflagged = "unflagged",
        LimitLowered = "limit_lowered",
        LimitRaised = "limit_raised",
        LimitOfCustomers = "limit_of_customers",
        LimitNone = "limit_none",
        LimitChanged = "limit_changed",
        NameAccepted = "name_accepted",
        NameRejected = "name_rejected",
        NameInReview = "name_in_review",
        PinChanged = "pin_changed",
        PinReset = "pin_reset",
        PinResetAsked = "pin_reset_asked",
        SettingsChanged = "settings_changed",
        Warning = "warning",
        Problem = "problem",
        /// Something Shopbell has no words for.
        Other = "other",
    }
}

/// What an announcement does to the connection's standing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::whatsapp) enum Standing {
    Unchanged,
    /// Until a moment, or until it is lifted.
    Restricted(Option<Timestamp>),
    Lifted,
}

/// An announcement to keep.
#[derive(Debug, Clone)]
pub(in crate::whatsapp) struct NewNotice<'a> {
    pub field: &'a str,
    pub event: &'a str,
    /// What it is about: only another about the same replaces it.
    pub slot: &'a str,
    /// When Meta says it happened.
    pub told_at: Option<Timestamp>,
    pub severity: Severity,
    pub kind: NoticeKind,
    pub words: &'a str,
    pub facts: &'a [Fact],
    pub standing: Standing,
}

/// An announcement as people see it.
#[derive(Debug, Clone, serde::Serialize, utoipa::ToSchema)]
#[schema(as = WhatsAppNotice)]
pub(in crate::whatsapp) struct Notice {
    id: EventId,
    field: String,
    pub event: String,
    severity: Severity,
    kind: NoticeKind,
    /// In English.
    pub words: String,
    /// What the words name, for screens that say it in another language by its kind.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    facts: Vec<Fact>,
    pub at: Timestamp,
}

/// Keeps an announcement and forgets the oldest; `false` when the same one was kept before.
pub(in crate::whatsapp) fn keep(
    tx: &WriteTx,
    connection: ConnectionId,
    notice: &NewNotice<'_>,
    fingerprint: &[u8],
) -> Result<bool, StorageError> {
    let (standing, until) = match notice.standing {
        Standing::Unchanged => ("unchanged", None),
        Standing::Restricted(until) => ("restricted", until),
        Standing::Lifted => ("lifted", None),
    };
    let made = tx.execute(
        "INSERT INTO whatsapp_notice (id, connection_id, field, event, severity, kind, words, facts, standing, until_ms, at_ms,
                                      fingerprint, slot, told_at_ms)
         VALUES (:id, :connection_id, :field, :event, :severity, :kind, :words, :facts, :standing, :until_ms, :now_ms, :fingerprint, :slot, :told_at_ms)
         ON CONFLICT (connection_id, fingerprint) DO NOTHING",
        named_params! {
            ":id": tx.new_id::<EventId>(), ":connection_id": connection, ":field": notice.field,
            ":event": notice.event, ":severity": notice.severity, ":kind": notice.kind,
            ":words": notice.words, ":facts": serde_json::to_string(notice.facts)?,
            ":standing": standing, ":until_ms": until, ":now_ms": tx.now(), ":fingerprint": fingerprint,
            ":slot": notice.slot, ":told_at_ms": notice.told_at,
        },
    )?;
    if made > 0 {
        tx.execute(
            "DELETE FROM whatsapp_notice WHERE connection_id = :connection_id AND id NOT IN (
                 SELECT id FROM whatsapp_notice WHERE connection_id = :connection_id ORDER BY id DESC LIMIT :kept)",
            named_params! { ":connection_id": connection, ":kept": NOTICES_KEPT },
        )?;
    }
    Ok(made > 0)
}

pub(in crate::whatsapp) fn latest(
    conn: &ReadConn,
    connection: ConnectionId,
) -> Result<Vec<Notice>, StorageError> {
    conn.all(
        "SELECT id, field, event, severity, kind, words, facts, at_ms FROM whatsapp_notice
          WHERE connection_id = :connection_id ORDER BY id DESC LIMIT :shown",
        named_params! { ":connection_id": connection, ":shown": NOTICES_SHOWN },
        notice,
    )
}

/// Whether a restriction stands: nothing about the same was said later, and nothing that lifts it.
///
/// Later is by Meta's own time, which counts in seconds; of one second, what arrived later. An account given back is
/// restricted and rejected no longer. Announcements from before slots were kept are all about the account: whatever
/// lifts ends them.
const STANDS: &str =
    "connection_id = :connection_id AND standing = 'restricted' AND (until_ms IS NULL OR until_ms > :now_ms)
     AND NOT EXISTS (
         SELECT 1 FROM whatsapp_notice AS later
          WHERE later.connection_id = :connection_id AND later.standing <> 'unchanged'
            AND (later.slot = whatsapp_notice.slot
                 OR later.standing = 'lifted'
                    AND (later.slot = 'account' OR whatsapp_notice.slot = 'account'
                         OR later.slot = 'ban' AND whatsapp_notice.slot IN ('restriction', 'review')))
            AND (ifnull(later.told_at_ms, later.at_ms) / 1000, later.id)
                > (ifnull(whatsapp_notice.told_at_ms, whatsapp_notice.at_ms) / 1000, whatsapp_notice.id))";

/// The gravest restriction that stands: of each thing restrictions are about, what Meta said last by its own time, unless
/// that lifted it or it is over.
pub(in crate::whatsapp) fn restriction(
    conn: &ReadConn,
    connection: ConnectionId,
    now: Timestamp,
) -> Result<Option<Notice>, StorageError> {
    conn.optional(
        &format!(
            "SELECT id, field, event, severity, kind, words, facts, at_ms FROM whatsapp_notice WHERE {STANDS}
              ORDER BY severity = 'critical' DESC, id DESC LIMIT 1"
        ),
        named_params! { ":connection_id": connection, ":now_ms": now },
        notice,
    )
}

/// What a restriction keeps an account from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::whatsapp) enum Restriction {
    /// Nothing may be sent.
    OfEverything,
    /// Only customers who write first may be answered.
    OfBeginning,
}

/// What Meta has announced that a number may not send now.
pub(in crate::whatsapp) fn restriction_of_sending(
    conn: &ReadConn,
    connection: ConnectionId,
    now: Timestamp,
) -> Result<Option<Restriction>, StorageError> {
    let kinds: Vec<NoticeKind> = conn.all(
        &format!("SELECT kind FROM whatsapp_notice WHERE {STANDS} ORDER BY id DESC LIMIT :kept"),
        named_params! { ":connection_id": connection, ":now_ms": now, ":kept": NOTICES_KEPT },
        |row| row.get("kind"),
    )?;
    let has = |wanted: &[NoticeKind]| kinds.iter().any(|kind| wanted.contains(kind));
    let nothing = [NoticeKind::RestrictedWholly, NoticeKind::AccountDisabled, NoticeKind::AccountDeleted];
    Ok(if has(&nothing) {
        Some(Restriction::OfEverything)
    } else if has(&[NoticeKind::RestrictedToAnswers]) {
        Some(Restriction::OfBeginning)
    } else {
        None
    })
}

fn notice(row: &rusqlite::Row<'_>) -> rusqlite::Result<Notice> {
    Ok(Notice {
        id: row.get("id")?,
        field: row.get("field")?,
        event: row.get("event")?,
        severity: row.get("severity")?,
        kind: row.get("kind")?,
        words: row.get("words")?,
        facts: super::list(row, "facts")?,
        at: row.get("at_ms")?,
    })
}
