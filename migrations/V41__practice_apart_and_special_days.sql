-- Practice stays apart from the shop's work, and the shop's hours know days of their own.

-- The sample shop's number plays the shop's own: what happens over it counts like the shop's work.
ALTER TABLE whatsapp_connection ADD COLUMN sample INTEGER NOT NULL DEFAULT 0 CHECK (sample IN (0, 1));

-- The counters are of the shop's work: a conversation with the practice phone is in none of them.
DROP TRIGGER conversation_counted_in;
DROP TRIGGER conversation_counted_again;
DROP TRIGGER conversation_counted_out;

CREATE TRIGGER conversation_counted_in AFTER INSERT ON conversation WHEN NEW.practice = 0 BEGIN
    INSERT INTO conversation_count (queue, assignee_id, conversations, unread)
    VALUES (NEW.queue, ifnull(NEW.assignee_id, 0), 1, NEW.unread > 0)
    ON CONFLICT (queue, assignee_id) DO UPDATE
    SET conversations = conversations + 1, unread = unread + excluded.unread;
END;

CREATE TRIGGER conversation_counted_again
AFTER UPDATE OF status, ai, needs_person_reason, last_from, merged_into, assignee_id, unread ON conversation
WHEN NEW.practice = 0 AND (OLD.queue <> NEW.queue OR OLD.assignee_id IS NOT NEW.assignee_id
    OR (OLD.unread > 0) <> (NEW.unread > 0)) BEGIN
    UPDATE conversation_count SET conversations = conversations - 1, unread = unread - (OLD.unread > 0)
    WHERE queue = OLD.queue AND assignee_id = ifnull(OLD.assignee_id, 0);
    INSERT INTO conversation_count (queue, assignee_id, conversations, unread)
    VALUES (NEW.queue, ifnull(NEW.assignee_id, 0), 1, NEW.unread > 0)
    ON CONFLICT (queue, assignee_id) DO UPDATE
    SET conversations = conversations + 1, unread = unread + excluded.unread;
END;

CREATE TRIGGER conversation_counted_out AFTER DELETE ON conversation WHEN OLD.practice = 0 BEGIN
    UPDATE conversation_count SET conversations = conversations - 1, unread = unread - (OLD.unread > 0)
    WHERE queue = OLD.queue AND assignee_id = ifnull(OLD.assignee_id, 0);
END;

DELETE FROM conversation_count;
INSERT INTO conversation_count (queue, assignee_id, conversations, unread)
SELECT queue, ifnull(assignee_id, 0), count(*), sum(unread > 0)
  FROM conversation WHERE practice = 0 GROUP BY queue, ifnull(assignee_id, 0);

-- Nobody paid for practice.
DELETE FROM whatsapp_price
 WHERE connection_id IN (SELECT id FROM whatsapp_connection WHERE environment = 'practice');
DELETE FROM whatsapp_price_free_service
 WHERE connection_id IN (SELECT id FROM whatsapp_connection WHERE environment = 'practice');
DELETE FROM whatsapp_price_total
 WHERE connection_id IN (SELECT id FROM whatsapp_connection WHERE environment = 'practice');
DELETE FROM whatsapp_price_conversation
 WHERE conversation_id IN (SELECT id FROM conversation WHERE practice = 1);
UPDATE whatsapp_price_month
   SET micros = ifnull((SELECT sum(micros) FROM whatsapp_price_total AS total
                         WHERE total.month = whatsapp_price_month.month), 0);
DELETE FROM whatsapp_price_reserved
 WHERE message_id IN (SELECT m.id FROM conversation c CROSS JOIN message m ON m.conversation_id = c.id WHERE c.practice = 1);

-- Days with hours of their own, or closed: [{"from","to","name","hours":[{"opens","closes"}]}].
ALTER TABLE shop ADD COLUMN special_days TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(special_days));
