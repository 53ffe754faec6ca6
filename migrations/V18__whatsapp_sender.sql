-- WhatsApp: what the sender goes by, and what makes a broadcast wait.

-- Whether Meta has raised the number to its high level of messages a second.
ALTER TABLE whatsapp_connection ADD COLUMN high_throughput INTEGER NOT NULL DEFAULT 0 CHECK (high_throughput IN (0, 1));

-- Why a broadcast waits, as a stable word beside the words, and who lets it go on.
ALTER TABLE whatsapp_broadcast ADD COLUMN reason_code TEXT;
ALTER TABLE whatsapp_broadcast ADD COLUMN resumes TEXT CHECK (resumes IN ('by_itself', 'by_hand'));
UPDATE whatsapp_broadcast SET resumes = 'by_itself' WHERE state = 'paused';

-- Whom a started broadcast is for is written down in pieces; until then nobody is written to.
ALTER TABLE whatsapp_broadcast ADD COLUMN planned_at_ms INTEGER;
UPDATE whatsapp_broadcast SET planned_at_ms = started_at_ms WHERE state <> 'draft';

-- Customers a broadcast began with are counted by the moment their message was written, which its id begins with.
DROP INDEX whatsapp_broadcast_started;

-- What messages cost, summed while they are counted: nobody adds up a month's messages to know where the month stands.

-- Of a month, over all numbers: what was delivered, and what is under way. The budget goes by it.
CREATE TABLE whatsapp_price_month (
    month           TEXT PRIMARY KEY,
    micros          INTEGER NOT NULL DEFAULT 0,
    reserved_micros INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

-- Of a month, by number, day, country and category. The prices page goes by it.
CREATE TABLE whatsapp_price_total (
    month         TEXT NOT NULL,
    connection_id INTEGER NOT NULL,
    day           TEXT NOT NULL,
    country       TEXT NOT NULL,
    category      TEXT NOT NULL,
    messages      INTEGER NOT NULL,
    free          INTEGER NOT NULL,
    micros        INTEGER NOT NULL,
    PRIMARY KEY (month, connection_id, day, country, category)
) STRICT, WITHOUT ROWID;

-- Of a month, by conversation.
CREATE TABLE whatsapp_price_conversation (
    month           TEXT NOT NULL,
    conversation_id INTEGER NOT NULL,
    messages        INTEGER NOT NULL,
    micros          INTEGER NOT NULL,
    PRIMARY KEY (month, conversation_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX whatsapp_price_dearest ON whatsapp_price_conversation (month, micros DESC, conversation_id DESC);

-- The free service messages of a number and month: how many of them are used, and the last in Meta's own time that is
-- still covered.
CREATE TABLE whatsapp_price_free_service (
    connection_id INTEGER NOT NULL,
    month         TEXT NOT NULL,
    used          INTEGER NOT NULL CHECK (used BETWEEN 0 AND 1000),
    last_at_ms    INTEGER NOT NULL,
    last_wamid    TEXT NOT NULL,
    PRIMARY KEY (connection_id, month)
) STRICT, WITHOUT ROWID;

INSERT INTO whatsapp_price_month (month, micros)
SELECT month, sum(micros) FROM whatsapp_price GROUP BY month;

INSERT INTO whatsapp_price_month (month, reserved_micros)
SELECT month, sum(micros) FROM whatsapp_price_reserved WHERE true GROUP BY month
ON CONFLICT (month) DO UPDATE SET reserved_micros = excluded.reserved_micros;

INSERT INTO whatsapp_price_total (month, connection_id, day, country, category, messages, free, micros)
SELECT month, connection_id, day, country, category, count(*), sum(charge <> 'charged'), sum(micros)
  FROM whatsapp_price GROUP BY month, connection_id, day, country, category;

INSERT INTO whatsapp_price_conversation (month, conversation_id, messages, micros)
SELECT month, conversation_id, count(*), sum(micros) FROM whatsapp_price
 WHERE conversation_id IS NOT NULL GROUP BY month, conversation_id;

INSERT INTO whatsapp_price_free_service (connection_id, month, used, last_at_ms, last_wamid)
SELECT connection_id, month, place, at_ms, wamid FROM (
    SELECT connection_id, month, at_ms, wamid,
           row_number() OVER (PARTITION BY connection_id, month ORDER BY at_ms, wamid) AS place,
           count(*) OVER (PARTITION BY connection_id, month) AS all_of_them
      FROM whatsapp_price WHERE category = 'service' AND charge <> 'free_entry_point')
 WHERE place = min(all_of_them, 1000);

CREATE TRIGGER whatsapp_price_counted AFTER INSERT ON whatsapp_price BEGIN
    INSERT INTO whatsapp_price_month (month, micros) VALUES (NEW.month, NEW.micros)
    ON CONFLICT (month) DO UPDATE SET micros = micros + excluded.micros;
    INSERT INTO whatsapp_price_total (month, connection_id, day, country, category, messages, free, micros)
    VALUES (NEW.month, NEW.connection_id, NEW.day, NEW.country, NEW.category, 1, NEW.charge <> 'charged', NEW.micros)
    ON CONFLICT (month, connection_id, day, country, category) DO UPDATE
    SET messages = messages + 1, free = free + excluded.free, micros = micros + excluded.micros;
    INSERT INTO whatsapp_price_conversation (month, conversation_id, messages, micros)
    SELECT NEW.month, NEW.conversation_id, 1, NEW.micros WHERE NEW.conversation_id IS NOT NULL
    ON CONFLICT (month, conversation_id) DO UPDATE SET messages = messages + 1, micros = micros + excluded.micros;
END;

CREATE TRIGGER whatsapp_price_charged_otherwise AFTER UPDATE OF charge ON whatsapp_price BEGIN
    UPDATE whatsapp_price_month SET micros = micros - OLD.micros + NEW.micros WHERE month = NEW.month;
    UPDATE whatsapp_price_total
       SET free = free - (OLD.charge <> 'charged') + (NEW.charge <> 'charged'), micros = micros - OLD.micros + NEW.micros
     WHERE month = NEW.month AND connection_id = NEW.connection_id AND day = NEW.day AND country = NEW.country
       AND category = NEW.category;
    UPDATE whatsapp_price_conversation SET micros = micros - OLD.micros + NEW.micros
     WHERE month = NEW.month AND conversation_id = NEW.conversation_id;
END;

CREATE TRIGGER whatsapp_price_reserved_in AFTER INSERT ON whatsapp_price_reserved BEGIN
    INSERT INTO whatsapp_price_month (month, reserved_micros) VALUES (NEW.month, NEW.micros)
    ON CONFLICT (month) DO UPDATE SET reserved_micros = reserved_micros + excluded.reserved_micros;
END;

CREATE TRIGGER whatsapp_price_reserved_out AFTER DELETE ON whatsapp_price_reserved BEGIN
    UPDATE whatsapp_price_month SET reserved_micros = reserved_micros - OLD.micros WHERE month = OLD.month;
END;

-- The page and the budget read the sums: months of messages are no longer walked.
DROP INDEX whatsapp_price_of_month;
DROP INDEX whatsapp_price_reserved_of_month;
