//! What the replies keep of customers, for handing over and for erasing. What they cost is summed elsewhere.

use crate::privacy::{Holding, Of, When};

pub(in crate::replies) const HELD: &[Holding] = &[
    Holding {
        table: "reply_fact",
        of: Of::Contact,
        when: When::First,
        handed_over: Some(
            "SELECT id, contact_id, text, state, language, message_id, asked_message_id, agreed_message_id, agreed_at_ms, made_at_ms, changed_at_ms, deleted_at_ms
               FROM reply_fact WHERE contact_id IN (SELECT value FROM json_each(:ids)) ORDER BY id",
        ),
        erased: &["DELETE FROM reply_fact WHERE id IN (SELECT id FROM reply_fact
              WHERE contact_id IN (SELECT value FROM json_each(:ids)) LIMIT :slice)"],
    },
    Holding {
        table: "reply_fact_asking",
        of: Of::Contact,
        when: When::First,
        handed_over: Some(
            "SELECT contact_id, asked_at_ms, unanswered, refused_at_ms
               FROM reply_fact_asking WHERE contact_id IN (SELECT value FROM json_each(:ids)) ORDER BY contact_id",
        ),
        erased: &["DELETE FROM reply_fact_asking WHERE contact_id IN (SELECT contact_id FROM reply_fact_asking
              WHERE contact_id IN (SELECT value FROM json_each(:ids)) LIMIT :slice)"],
    },
    Holding {
        table: "reply_summary",
        of: Of::Conversation,
        when: When::First,
        handed_over: Some(
            "SELECT conversation_id, lines AS lines_json, language, up_to_message_id, made_at_ms
               FROM reply_summary WHERE conversation_id IN (SELECT value FROM json_each(:ids)) ORDER BY conversation_id",
        ),
        erased: &["DELETE FROM reply_summary WHERE conversation_id IN (SELECT conversation_id FROM reply_summary
              WHERE conversation_id IN (SELECT value FROM json_each(:ids)) LIMIT :slice)"],
    },
    Holding {
        table: "reply_exam_question",
        of: Of::Conversation,
        when: When::First,
        handed_over: Some(
            "SELECT id, conversation_id, text, must_say AS must_say_json, must_not_say AS must_not_say_json, made_at_ms
               FROM reply_exam_question WHERE conversation_id IN (SELECT value FROM json_each(:ids)) ORDER BY id",
        ),
        // What was answered to it goes with it.
        erased: &["DELETE FROM reply_exam_question WHERE id IN (SELECT id FROM reply_exam_question
              WHERE conversation_id IN (SELECT value FROM json_each(:ids)) LIMIT :slice)"],
    },
    Holding {
        table: "reply_walk_step",
        of: Of::Conversation,
        when: When::First,
        // The question itself is handed over with the exam's.
        handed_over: None,
        erased: &["DELETE FROM reply_walk_step WHERE conversation_id IN (SELECT value FROM json_each(:ids))"],
    },
    Holding {
        table: "reply_walk",
        of: Of::Conversation,
        when: When::First,
        handed_over: None,
        // A walk's own customer is taken away; what became of it stays.
        erased: &["UPDATE reply_walk SET customer_id = NULL, contact_id = NULL, conversation_id = NULL
              WHERE conversation_id IN (SELECT value FROM json_each(:ids))"],
    },
    Holding {
        table: "reply_step",
        of: Of::Conversation,
        when: When::First,
        handed_over: Some(
            "SELECT s.run_id, s.position, s.name, s.outcome, s.started_at_ms
               FROM reply_run r JOIN reply_step s ON s.run_id = r.id
              WHERE r.conversation_id IN (SELECT value FROM json_each(:ids)) ORDER BY s.run_id, s.position",
        ),
        erased: &["DELETE FROM reply_step WHERE (run_id, position) IN (SELECT s.run_id, s.position
               FROM reply_run r JOIN reply_step s ON s.run_id = r.id
              WHERE r.conversation_id IN (SELECT value FROM json_each(:ids)) LIMIT :slice)"],
    },
    Holding {
        table: "reply_turn",
        of: Of::Conversation,
        when: When::First,
        handed_over: Some(
            "SELECT up_to_message_id, run_id, asked_at_ms, outcome, corrected, first_answer_ms, resolution_ms, reopened
               FROM reply_turn WHERE conversation_id IN (SELECT value FROM json_each(:ids)) ORDER BY up_to_message_id, run_id",
        ),
        erased: &["DELETE FROM reply_turn WHERE (up_to_message_id, run_id) IN (SELECT up_to_message_id, run_id FROM reply_turn
              WHERE conversation_id IN (SELECT value FROM json_each(:ids)) LIMIT :slice)"],
    },
    Holding {
        table: "reply_verdict",
        of: Of::Conversation,
        when: When::First,
        handed_over: Some(
            "SELECT run_id, verdict, reason, at_ms FROM reply_verdict
              WHERE conversation_id IN (SELECT value FROM json_each(:ids)) ORDER BY run_id",
        ),
        erased: &["DELETE FROM reply_verdict WHERE run_id IN (SELECT run_id FROM reply_verdict
              WHERE conversation_id IN (SELECT value FROM json_each(:ids)) LIMIT :slice)"],
    },
    Holding {
        table: "reply_run",
        of: Of::Conversation,
        when: When::First,
        handed_over: Some(
            "SELECT id, conversation_id, state, decision, reason, rules AS rules_json, intent, language, text, passages AS passages_json,
                    checks AS checks_json, started_at_ms, ended_at_ms
               FROM reply_run WHERE conversation_id IN (SELECT value FROM json_each(:ids)) ORDER BY id",
        ),
        erased: &["DELETE FROM reply_run WHERE id IN (SELECT id FROM reply_run
              WHERE conversation_id IN (SELECT value FROM json_each(:ids)) LIMIT :slice)"],
    },
];
