-- What customers wrote that nobody has answered yet. A row comes when a message arrives and goes when something is said
-- to it, whatever any clock says; a deed takes the very rows it answers, so that nothing is answered twice.
CREATE TABLE unanswered_message (
    conversation_id INTEGER NOT NULL REFERENCES conversation (id),
    message_id      INTEGER NOT NULL,
    -- A person was called, or has the conversation: the AI leaves it alone until it is handed back.
    with_person     INTEGER NOT NULL DEFAULT 0 CHECK (with_person IN (0, 1)),
    -- Our message that answers it and has not reached the channel yet. If it never does, this is unanswered again.
    answered_by     INTEGER,
    PRIMARY KEY (conversation_id, message_id)
) STRICT, WITHOUT ROWID;

-- Whoever waits for the AI at the moment of the upgrade goes on waiting.
INSERT INTO unanswered_message (conversation_id, message_id)
SELECT c.id, m.id
  FROM conversation c CROSS JOIN message m ON m.conversation_id = c.id
 WHERE c.merged_into IS NULL AND c.last_from = 'customer' AND c.ai <> 'off' AND c.needs_person_reason IS NULL
   AND c.status <> 'done' AND c.window_expires_at_ms > unixepoch('subsec') * 1000
   AND m.direction = 'in' AND m.kind NOT IN ('note', 'event', 'system', 'reaction', 'edit', 'revoke')
   AND m.revoked_at_ms IS NULL
   AND m.id > ifnull((SELECT max(o.id) FROM message o
                       WHERE o.conversation_id = c.id AND o.direction = 'out'
                         AND o.kind NOT IN ('note', 'event', 'system', 'reaction', 'edit', 'revoke')), 0);
