-- Inbox: the index of messages. A single character of a script without blanks is a token of its own in the index of messages. Messages that hold
-- such characters are indexed anew, thread by thread and after the start; a shop that has none pays one look into it.

CREATE VIRTUAL TABLE message_search_terms USING fts5vocab('message_search', 'instance');

INSERT OR IGNORE INTO job (kind, payload, key, state, run_at_ms, created_at_ms, updated_at_ms)
SELECT 'index_thread', json_object('conversation_id', CAST(thread.id AS TEXT)), CAST(thread.id AS TEXT), 'waiting', 0, 0, 0
  FROM (SELECT DISTINCT m.conversation_id AS id
          FROM message_search_terms t CROSS JOIN message m ON m.id = t.doc
         -- Thai is the first of them, and Han the last.
         WHERE t.term >= char(0x0E00)
           AND (unicode(t.term) BETWEEN 0x0E00 AND 0x0EFF OR unicode(t.term) BETWEEN 0x1000 AND 0x109F
                OR unicode(t.term) BETWEEN 0x1780 AND 0x17FF OR unicode(t.term) BETWEEN 0x3005 AND 0x30FF
                OR unicode(t.term) BETWEEN 0x31F0 AND 0x31FF OR unicode(t.term) BETWEEN 0x3400 AND 0x9FFF
                OR unicode(t.term) BETWEEN 0xA9E0 AND 0xA9FF OR unicode(t.term) BETWEEN 0xAA60 AND 0xAA7F
                OR unicode(t.term) BETWEEN 0xF900 AND 0xFAFF OR unicode(t.term) BETWEEN 0x20000 AND 0x323AF)) AS thread;

DROP TABLE message_search_terms;

-- The pieces of the index are joined by standing work in small steps, no more by whoever happens to keep a message.
INSERT INTO message_search (message_search, rank) VALUES ('automerge', 0);
INSERT INTO message_search (message_search, rank) VALUES ('crisismerge', 64);
