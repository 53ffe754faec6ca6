-- Signals a shop makes itself, signals that are sent by themselves, and what of a decision can be taken back.

-- A question of the shop's own. One that was deleted stays, so that history can name what found a signal.
CREATE TABLE health_own (
    id            INTEGER PRIMARY KEY,
    name          TEXT NOT NULL,
    purpose       TEXT NOT NULL CHECK (purpose IN ('marketing', 'utility')),
    -- Built from choices, as JSON, or written in SQL.
    question      TEXT CHECK (question IS NULL OR json_valid(question)),
    sql           TEXT CHECK ((sql IS NULL) <> (question IS NULL)),
    is_on         INTEGER NOT NULL CHECK (is_on IN (0, 1)),
    created_at_ms INTEGER NOT NULL,
    -- Since when it asks what it asks: cases before that say nothing about it.
    asked_from_ms INTEGER NOT NULL,
    deleted_at_ms INTEGER
) STRICT;

-- Asked anew every hour, so nothing is lost: a question may also name what is not there any more.
DROP TABLE health_detector;
CREATE TABLE health_detector (
    name            TEXT PRIMARY KEY,
    ran_at_ms       INTEGER NOT NULL,
    took_ms         INTEGER NOT NULL,
    found           INTEGER NOT NULL,
    fault_code      TEXT CHECK (fault_code IN ('took_too_long', 'query', 'answer', 'gone')),
    -- What the database said, for whoever mends the query.
    fault           TEXT,
    faulty_since_ms INTEGER CHECK ((fault_code IS NULL) = (faulty_since_ms IS NULL))
) STRICT, WITHOUT ROWID;

-- Which labels customers bear, in any of their conversations.
CREATE VIEW inbox_contact_label_v1 AS
SELECT DISTINCT
    c.contact_id AS contact_id,
    l.label_id AS label_id -- `inbox_label_v1.label_id`
FROM conversation_label l
JOIN conversation c ON c.id = l.conversation_id
WHERE c.merged_into IS NULL;

-- The shop's labels.
CREATE VIEW inbox_label_v1 AS
SELECT
    l.id AS label_id,
    l.name AS name
FROM label l;

-- Which detectors' signals go by themselves; of one that fell back, why.
CREATE TABLE health_auto_send (
    detector      TEXT PRIMARY KEY,
    is_on         INTEGER NOT NULL CHECK (is_on IN (0, 1)),
    changed_at_ms INTEGER NOT NULL,
    -- Who switched it; nobody when it fell back by itself.
    person_id     INTEGER,
    off_reason    TEXT CHECK (off_reason IN ('too_few_cases', 'too_often_wrong', 'changed')),
    CHECK (is_on = 0 OR off_reason IS NULL)
) STRICT, WITHOUT ROWID;

-- The owner's bounds: how often a detector may be wrong, and how long a message waits for somebody to stop it.
CREATE TABLE health_setting (
    id            INTEGER PRIMARY KEY CHECK (id = 1),
    wrong_percent INTEGER NOT NULL CHECK (wrong_percent BETWEEN 1 AND 50),
    undo_minutes  INTEGER NOT NULL CHECK (undo_minutes BETWEEN 5 AND 1440)
) STRICT;

-- When it goes by itself, unless somebody stops it; why it did not; that it did, and what somebody said of it afterwards.
ALTER TABLE health_signal ADD COLUMN send_at_ms INTEGER CHECK (send_at_ms IS NULL OR status = 'pending');
ALTER TABLE health_signal ADD COLUMN kept_back TEXT;
ALTER TABLE health_signal ADD COLUMN sent_by_itself INTEGER NOT NULL DEFAULT 0 CHECK (sent_by_itself IN (0, 1));
ALTER TABLE health_signal ADD COLUMN judged TEXT
    CHECK (judged IS NULL OR (judged IN ('right', 'wrong') AND sent_by_itself = 1));

CREATE INDEX health_signal_to_go ON health_signal (detector) WHERE send_at_ms IS NOT NULL;

-- A customer turns out to be another: what was about to go by itself waits for a person.
DROP TRIGGER health_signal_of_merged;
CREATE TRIGGER health_signal_of_merged AFTER UPDATE OF merged_into ON contact WHEN NEW.merged_into IS NOT NULL BEGIN
    UPDATE health_signal SET send_at_ms = NULL WHERE contact_id IN (NEW.id, NEW.merged_into) AND send_at_ms IS NOT NULL;
    UPDATE health_signal SET status = 'self_resolved', status_at_ms = seen_at_ms, snoozed_until_ms = NULL
     WHERE contact_id = NEW.id AND status IN ('pending', 'snoozed')
       AND EXISTS (SELECT 1 FROM health_signal other
                    WHERE other.contact_id = NEW.merged_into AND other.detector = health_signal.detector
                      AND other.status IN ('pending', 'snoozed'));
    UPDATE health_signal SET contact_id = NEW.merged_into, subject = CAST(NEW.merged_into AS TEXT)
     WHERE contact_id = NEW.id;
END;
