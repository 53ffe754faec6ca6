-- The health scanner: what its detectors found and what became of it, and the views they read beside those of V39.

-- Since when the connection is broken: an essential check of the doctor fails.
ALTER TABLE whatsapp_connection ADD COLUMN down_since_ms INTEGER;

-- How each detector's last run went; one that failed says why and since when.
CREATE TABLE health_detector (
    name            TEXT PRIMARY KEY,
    ran_at_ms       INTEGER NOT NULL,
    took_ms         INTEGER NOT NULL,
    found           INTEGER NOT NULL,
    fault_code      TEXT CHECK (fault_code IN ('took_too_long', 'query', 'answer')),
    -- What the database said, for whoever mends the query.
    fault           TEXT,
    faulty_since_ms INTEGER CHECK ((fault_code IS NULL) = (faulty_since_ms IS NULL))
) STRICT, WITHOUT ROWID;

-- Something that went quiet or wrong: in this install, with a customer, in another install the operator looks after.
CREATE TABLE health_signal (
    id               INTEGER PRIMARY KEY,
    scope            TEXT NOT NULL CHECK (scope IN ('self', 'customers', 'fleet')),
    detector         TEXT NOT NULL,
    -- What it is about: a customer's or an account's id, or a word of the detector's.
    subject          TEXT NOT NULL,
    -- Whom a message because of it would go to: the customer, or whoever the other install belongs to.
    contact_id       INTEGER CHECK (CASE scope WHEN 'customers' THEN contact_id IS NOT NULL
                                               WHEN 'self' THEN contact_id IS NULL ELSE TRUE END),
    evidence         TEXT NOT NULL CHECK (json_valid(evidence)),
    -- The greater, the sooner somebody should look.
    pressing         INTEGER NOT NULL,
    status           TEXT NOT NULL CHECK (status IN ('pending', 'sent', 'dismissed', 'snoozed', 'self_resolved')),
    found_at_ms      INTEGER NOT NULL,
    -- When a scan last found it still true.
    seen_at_ms       INTEGER NOT NULL,
    -- When it came to where it stands.
    status_at_ms     INTEGER NOT NULL,
    snoozed_until_ms INTEGER CHECK ((status = 'snoozed') = (snoozed_until_ms IS NOT NULL)),
    -- Who sent, dismissed or snoozed it: a person; nobody when a program or the scanner did.
    person_id        INTEGER,
    dismiss_reason   TEXT CHECK ((status = 'dismissed') = (dismiss_reason IS NOT NULL)
        AND dismiss_reason IN ('wrong', 'already_handled', 'not_now', 'other')),
    note             TEXT,
    -- The message it would be sent with, as it stands now; its version moves with every change.
    draft_text       TEXT,
    draft_version    INTEGER NOT NULL DEFAULT 0,
    draft_by         TEXT CHECK (draft_by IN ('model', 'builtin', 'person')),
    draft_language   TEXT,
    drafted_at_ms    INTEGER,
    -- The same as it was first written, before any person changed it, and what that cost.
    first_text       TEXT,
    first_by         TEXT CHECK (first_by IN ('model', 'builtin')),
    provider         TEXT,
    model            TEXT,
    input_tokens     INTEGER,
    output_tokens    INTEGER,
    -- Millionths of a US dollar; nothing when the model's price is not known.
    cost_micros      INTEGER,
    -- Outside the 24 hours: the template it goes by and what fills it in; or that none is suitable, as JSON.
    template_id      INTEGER,
    variables        TEXT CHECK (variables IS NULL OR json_valid(variables)),
    -- Who works on its draft: a hint for others, never a lock.
    editor_id        INTEGER,
    edited_until_ms  INTEGER CHECK ((editor_id IS NULL) = (edited_until_ms IS NULL)),
    conversation_id  INTEGER,
    message_id       INTEGER CHECK ((status = 'sent') = (message_id IS NOT NULL)),
    -- What the customer was sent.
    sent_text        TEXT
) STRICT;

-- Of one thing one detector has one open signal.
CREATE UNIQUE INDEX health_signal_open ON health_signal (detector, subject) WHERE status IN ('pending', 'snoozed');
CREATE INDEX health_signal_queue ON health_signal (status, pressing DESC, id DESC);
CREATE INDEX health_signal_of_contact ON health_signal (contact_id, status, status_at_ms) WHERE contact_id IS NOT NULL;
CREATE INDEX health_signal_of_subject ON health_signal (detector, subject, status_at_ms);

-- A customer turns out to be another: what was sent to either counts for both, and of two open signals about them one stays.
CREATE TRIGGER health_signal_of_merged AFTER UPDATE OF merged_into ON contact WHEN NEW.merged_into IS NOT NULL BEGIN
    UPDATE health_signal SET status = 'self_resolved', status_at_ms = seen_at_ms, snoozed_until_ms = NULL
     WHERE contact_id = NEW.id AND scope = 'customers' AND status IN ('pending', 'snoozed')
       AND EXISTS (SELECT 1 FROM health_signal other
                    WHERE other.contact_id = NEW.merged_into AND other.detector = health_signal.detector
                      AND other.status IN ('pending', 'snoozed'));
    UPDATE health_signal
       SET contact_id = NEW.merged_into, subject = iif(scope = 'customers', CAST(NEW.merged_into AS TEXT), subject)
     WHERE contact_id = NEW.id;
END;

-- How numbers of the shop stand; practice numbers only where they play the shop's own.
CREATE VIEW whatsapp_standing_v1 AS
SELECT
    c.id AS account_id,
    c.environment AS environment, -- `meta`, or `practice` for the sample shop's number
    c.status AS status, -- `connected`, `choose_number`, `incomplete`, `disconnected`
    c.display_phone_number AS number,
    c.down_since_ms AS down_since_ms, -- since when customers cannot reach the shop over it; null while they can
    (SELECT min(v.first_at_ms) FROM whatsapp_vital v
      WHERE v.connection_id = c.id AND v.kind = 'message') AS first_inbound_at_ms,
    (SELECT max(v.last_at_ms) FROM whatsapp_vital v
      WHERE v.connection_id = c.id AND v.kind = 'message') AS last_inbound_at_ms, -- to the minute
    c.token_expires_at_ms AS token_expires_at_ms, -- null: never, or not known
    c.created_at_ms AS created_at_ms
FROM whatsapp_connection c
WHERE c.environment = 'meta' OR c.sample = 1;

-- What the doctor last found at each number, check by check.
CREATE VIEW whatsapp_check_v1 AS
SELECT
    c.id AS account_id,
    json_extract(k.value, '$.id') AS check_id, -- `token`, `clock`, `quality`, …
    json_extract(k.value, '$.status') AS status, -- `ok`, `warn`, `fail`, `skip`
    json_extract(k.value, '$.cause') AS cause, -- what is wrong, as a stable word
    c.checked_at_ms AS checked_at_ms
FROM whatsapp_connection c, json_each(c.checks) k
WHERE c.status <> 'disconnected' AND (c.environment = 'meta' OR c.sample = 1);

-- Message templates, as Meta has them.
CREATE VIEW whatsapp_template_v1 AS
SELECT
    t.id AS template_id,
    t.connection_id AS account_id, -- the number it was written for
    t.name AS name,
    t.language AS language,
    t.category AS category, -- `utility`, `marketing`, `authentication`, `unknown`
    t.status AS status, -- `draft`, `pending`, `approved`, `rejected`, `paused`, `disabled`, …
    t.quality AS quality, -- `green`, `yellow`, `red`, `unknown`
    t.updated_at_ms AS updated_at_ms
FROM whatsapp_template t;

-- What a month's messages cost beside what the owner wants to spend in one.
CREATE VIEW whatsapp_spending_v1 AS
SELECT
    m.month AS month, -- such as `2026-11`
    m.micros + m.reserved_micros AS micros, -- millionths of a US dollar, what is under way included
    s.limit_micros AS limit_micros -- null: no limit
FROM whatsapp_price_month m, whatsapp_price_settings s;

-- What a month's models cost beside what the owner wants to spend in one.
CREATE VIEW replies_spending_v1 AS
SELECT
    m.month AS month, -- such as `2026-11`, in UTC
    m.micros AS micros, -- millionths of a US dollar
    (SELECT s.monthly_budget_micros FROM reply_setting s) AS limit_micros -- null: no limit
FROM reply_spending m;

-- Work that could not be done and waits for a person.
CREATE VIEW jobs_dead_v1 AS
SELECT
    j.id AS job_id,
    j.kind AS kind,
    j.attempts AS attempts,
    j.created_at_ms AS created_at_ms,
    j.updated_at_ms AS died_at_ms
FROM job j
WHERE j.state = 'dead';
