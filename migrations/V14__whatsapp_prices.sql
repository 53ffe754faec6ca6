-- WhatsApp: what every delivered message cost, what is under way, and what the owner wants to spend.

-- One row per delivered message, by Meta's id: statuses come more than once, money is counted once.
CREATE TABLE whatsapp_price (
    wamid           TEXT PRIMARY KEY,
    connection_id   INTEGER NOT NULL,
    -- Nothing for messages other programs sent over the same number.
    message_id      INTEGER,
    conversation_id INTEGER,
    at_ms           INTEGER NOT NULL,
    -- In the account's time zone when it was counted.
    month           TEXT NOT NULL,
    day             TEXT NOT NULL,
    country         TEXT NOT NULL,
    category        TEXT NOT NULL,
    -- Why it is free, or that it is not.
    charge          TEXT NOT NULL CHECK (charge IN ('charged', 'free_allowance', 'free_customer_service', 'free_entry_point')),
    -- What it costs when it is charged, in millionths of a US dollar.
    rate_micros     INTEGER NOT NULL,
    micros          INTEGER NOT NULL GENERATED ALWAYS AS (CASE charge WHEN 'charged' THEN rate_micros ELSE 0 END) VIRTUAL
) STRICT, WITHOUT ROWID;

CREATE INDEX whatsapp_price_of_month ON whatsapp_price (month, conversation_id);
CREATE INDEX whatsapp_price_allowance ON whatsapp_price (connection_id, month, at_ms, wamid)
    WHERE category = 'service' AND charge <> 'free_entry_point';

-- Customers an advertisement or a page's button brought: answered in time, messages to them are free for a while.
CREATE TABLE whatsapp_free_entry (
    conversation_id INTEGER PRIMARY KEY,
    entered_at_ms   INTEGER NOT NULL,
    answered_at_ms  INTEGER,
    free_until_ms   INTEGER
) STRICT;

-- Two threads turn out to be one customer's: the later coming counts, and whatever is free stays so.
CREATE TRIGGER whatsapp_free_entry_merged AFTER UPDATE OF merged_into ON conversation
WHEN NEW.merged_into IS NOT NULL BEGIN
    INSERT INTO whatsapp_free_entry (conversation_id, entered_at_ms, answered_at_ms, free_until_ms)
    SELECT NEW.merged_into, entered_at_ms, answered_at_ms, free_until_ms FROM whatsapp_free_entry
     WHERE conversation_id = NEW.id
    ON CONFLICT (conversation_id) DO UPDATE SET
        answered_at_ms = iif(excluded.entered_at_ms > entered_at_ms, excluded.answered_at_ms, answered_at_ms),
        entered_at_ms = max(entered_at_ms, excluded.entered_at_ms),
        free_until_ms = nullif(max(ifnull(free_until_ms, 0), ifnull(excluded.free_until_ms, 0)), 0);
    DELETE FROM whatsapp_free_entry WHERE conversation_id = NEW.id;
END;

-- Messages that left and are not delivered yet: what they will cost counts against the budget already.
CREATE TABLE whatsapp_price_reserved (
    message_id INTEGER PRIMARY KEY,
    month      TEXT NOT NULL,
    micros     INTEGER NOT NULL
) STRICT;

CREATE INDEX whatsapp_price_reserved_of_month ON whatsapp_price_reserved (month);

CREATE TABLE whatsapp_price_settings (
    id                      INTEGER PRIMARY KEY CHECK (id = 1),
    limit_micros            INTEGER,
    suggest_only_at_percent INTEGER NOT NULL DEFAULT 80 CHECK (suggest_only_at_percent BETWEEN 1 AND 100),
    -- The owner's own rates; nothing means the built-in ones.
    rates                   TEXT
) STRICT;

INSERT INTO whatsapp_price_settings (id) VALUES (1);

-- What Meta says a month cost, beside what we counted.
CREATE TABLE whatsapp_price_check (
    month           TEXT PRIMARY KEY,
    checked_at_ms   INTEGER NOT NULL,
    ours_micros     INTEGER NOT NULL,
    theirs_micros   INTEGER NOT NULL,
    ours_messages   INTEGER NOT NULL,
    theirs_messages INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
