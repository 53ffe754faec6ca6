//! All SQL about what became of signals: the first reply, and how each detector's signals fared.

use rusqlite::{Row, named_params};

use crate::clock::Timestamp;
use crate::health::detectors::LINKS;
use crate::health::interval::compare;
use crate::health::types::{Effect, OfSent, Share};
use crate::ids::ContactId;
use crate::storage::{ReadConn, StorageError};

/// When a customer first wrote after a moment.
pub(in crate::health) fn first_reply(
    conn: &ReadConn,
    contact: ContactId,
    after: Timestamp,
) -> Result<Option<Timestamp>, StorageError> {
    conn.one(
        "SELECT min(m.sent_at_ms) AS at_ms
           FROM inbox_conversation_v1 c JOIN inbox_message_v1 m ON m.conversation_id = c.conversation_id
          WHERE c.contact_id = :contact_id AND m.direction = 'in' AND m.message_id > :after_ms << 12",
        named_params! { ":contact_id": contact, ":after_ms": after },
        |row| row.get("at_ms"),
    )
}

/// How the signals found since a moment fared, detector by detector. Whoever wrote or ordered within seven days is back, and so is
/// a link that works again;
/// a signal counts for a share only once its time is over.
pub(in crate::health) fn effects(
    conn: &ReadConn,
    since: Timestamp,
    now: Timestamp,
) -> Result<Vec<Effect>, StorageError> {
    conn.all(
        "WITH decided AS (
            SELECT s.detector, s.status, s.dismiss_reason, s.status_at_ms, s.over_because,
                   ifnull(s.mended_at_ms <= s.status_at_ms + 604800000, 0)
                       AND s.detector IN (SELECT value FROM json_each(:links)) AS mended,
                   (SELECT min(m.sent_at_ms)
                      FROM inbox_conversation_v1 c JOIN inbox_message_v1 m ON m.conversation_id = c.conversation_id
                     WHERE c.contact_id = s.contact_id AND m.direction = 'in'
                       AND m.message_id > s.status_at_ms << 12
                       AND m.message_id < (s.status_at_ms + 604800000) << 12) AS wrote_at_ms,
                   EXISTS (SELECT 1 FROM orders_order_v1 o
                            WHERE o.contact_id = s.contact_id AND o.placed_at_ms > s.status_at_ms
                              AND o.placed_at_ms < s.status_at_ms + 604800000
                              AND o.state NOT IN ('cancelled', 'refunded', 'payment_failed')) AS ordered
              FROM health_signal s
             WHERE s.id >= :since_ms << 12
        )
        SELECT detector,
               sum(status IN ('pending', 'snoozed')) AS open,
               sum(status = 'sent') AS sent,
               sum(status = 'self_resolved' AND over_because IS NULL) AS self_resolved,
               sum(over_because IS NOT NULL) AS unreachable,
               sum(status = 'dismissed' AND dismiss_reason = 'wrong') AS wrong,
               sum(status = 'dismissed' AND dismiss_reason = 'already_handled') AS already_handled,
               sum(status = 'dismissed' AND dismiss_reason = 'not_now') AS not_now,
               sum(status = 'dismissed' AND dismiss_reason = 'other') AS other,
               sum(status = 'sent' AND status_at_ms <= :now_ms - 86400000) AS sent_a_day_ago,
               sum(status = 'sent' AND status_at_ms <= :now_ms - 86400000
                   AND ifnull(wrote_at_ms <= status_at_ms + 86400000, 0)) AS replied,
               sum(status = 'sent' AND status_at_ms <= :now_ms - 604800000) AS sent_a_week_ago,
               sum(status = 'sent' AND status_at_ms <= :now_ms - 604800000
                   AND (wrote_at_ms IS NOT NULL OR ordered OR mended)) AS back,
               sum(status = 'dismissed' AND status_at_ms <= :now_ms - 604800000) AS dismissed_a_week_ago,
               sum(status = 'dismissed' AND status_at_ms <= :now_ms - 604800000
                   AND (wrote_at_ms IS NOT NULL OR ordered OR mended)) AS back_unasked,
               sum(status = 'sent' AND status_at_ms <= :now_ms - 604800000 AND wrote_at_ms IS NOT NULL) AS wrote,
               sum(status = 'sent' AND status_at_ms <= :now_ms - 604800000 AND ordered) AS ordered,
               sum(status = 'dismissed' AND status_at_ms <= :now_ms - 604800000
                   AND wrote_at_ms IS NOT NULL) AS wrote_unasked,
               sum(status = 'dismissed' AND status_at_ms <= :now_ms - 604800000 AND ordered) AS ordered_unasked,
               sum(status = 'sent' AND status_at_ms <= :now_ms - 604800000 AND mended) AS mended,
               sum(status = 'dismissed' AND status_at_ms <= :now_ms - 604800000 AND mended) AS mended_unasked
          FROM decided GROUP BY detector ORDER BY detector LIMIT 1000",
        named_params! { ":since_ms": since, ":now_ms": now, ":links": serde_json::to_string(&LINKS)? },
        effect,
    )
}

fn effect(row: &Row<'_>) -> rusqlite::Result<Effect> {
    let share = |count: &str, sample: &str| {
        Ok::<_, rusqlite::Error>(Share { count: row.get(count)?, sample: row.get(sample)? })
    };
    let back = share("back", "sent_a_week_ago")?;
    let back_unasked = share("back_unasked", "dismissed_a_week_ago")?;
    Ok(Effect {
        detector: row.get("detector")?,
        title: None,
        open: row.get("open")?,
        sent: row.get("sent")?,
        self_resolved: row.get("self_resolved")?,
        unreachable: row.get("unreachable")?,
        wrong: row.get("wrong")?,
        already_handled: row.get("already_handled")?,
        not_now: row.get("not_now")?,
        other: row.get("other")?,
        after_sent: OfSent {
            replied_in_a_day: share("replied", "sent_a_day_ago")?,
            back_in_a_week: back,
            wrote_in_a_week: share("wrote", "sent_a_week_ago")?,
            ordered_in_a_week: share("ordered", "sent_a_week_ago")?,
            reconnected_in_a_week: share("mended", "sent_a_week_ago")?,
        },
        dismissed_back_in_a_week: back_unasked,
        dismissed_wrote_in_a_week: share("wrote_unasked", "dismissed_a_week_ago")?,
        dismissed_ordered_in_a_week: share("ordered_unasked", "dismissed_a_week_ago")?,
        dismissed_reconnected_in_a_week: share("mended_unasked", "dismissed_a_week_ago")?,
        back: compare(back, back_unasked),
    })
}
