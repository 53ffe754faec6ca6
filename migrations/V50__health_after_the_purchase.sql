-- health: messages after a purchase, and what is kept beside a draft; orders: how a parcel is followed, orders proposed
-- again; inbox: the time people spend. A table belongs to the room its name begins with.

-- How the messages of each kind go. Off until the owner says so; then only orders placed from that moment count.
CREATE TABLE health_follow_up_rule (
    kind         TEXT PRIMARY KEY CHECK (kind IN ('tracking', 'review')),
    on_since_ms  INTEGER,
    after_days   INTEGER NOT NULL CHECK (after_days BETWEEN 1 AND 60),
    -- The state the days are counted from.
    counts_from  TEXT NOT NULL CHECK (counts_from IN ('paid', 'shipped', 'delivered')),
    -- The owner's own texts by language tag, as JSON.
    texts        TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(texts)),
    -- Outside the 24 hours: the template by its name, and what fills each of its blanks, as JSON.
    template     TEXT,
    fills        TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(fills))
) STRICT, WITHOUT ROWID;

INSERT INTO health_follow_up_rule (kind, on_since_ms, after_days, counts_from)
VALUES ('tracking', NULL, 2, 'shipped'), ('review', NULL, 7, 'delivered');

-- A message after a purchase: each order has at most one of each kind, for ever.
CREATE TABLE health_follow_up (
    id              INTEGER PRIMARY KEY,
    order_id        INTEGER NOT NULL,
    kind            TEXT NOT NULL CHECK (kind IN ('tracking', 'review')),
    state           TEXT NOT NULL CHECK (state IN ('due', 'sent', 'not_sent', 'cancelled')),
    -- Why it was not sent.
    reason          TEXT CHECK ((state = 'not_sent') = (reason IS NOT NULL)),
    due_at_ms       INTEGER NOT NULL,
    state_at_ms     INTEGER NOT NULL,
    -- Whose order it was when it was sent, or when it was not.
    contact_id      INTEGER,
    -- Who took it out.
    person_id       INTEGER,
    conversation_id INTEGER,
    message_id      INTEGER CHECK ((state = 'sent') = (message_id IS NOT NULL)),
    sent_text       TEXT
) STRICT;

CREATE UNIQUE INDEX health_follow_up_once ON health_follow_up (order_id, kind);
CREATE INDEX health_follow_up_in_state ON health_follow_up (state, due_at_ms, id);
CREATE INDEX health_follow_up_of_contact ON health_follow_up (contact_id, state_at_ms) WHERE state = 'sent';

-- A customer turns out to be another: what was sent to either counts for both.
CREATE TRIGGER health_follow_up_of_merged AFTER UPDATE OF merged_into ON contact WHEN NEW.merged_into IS NOT NULL BEGIN
    UPDATE health_follow_up SET contact_id = NEW.merged_into WHERE contact_id = NEW.id;
END;

-- A draft in the language of whoever reads it: one for each version of the draft and each language.
CREATE TABLE health_translation (
    signal_id     INTEGER NOT NULL REFERENCES health_signal (id) ON DELETE CASCADE,
    draft_version INTEGER NOT NULL,
    language      TEXT NOT NULL,
    text          TEXT NOT NULL,
    provider      TEXT NOT NULL,
    model         TEXT NOT NULL,
    input_tokens  INTEGER NOT NULL,
    output_tokens INTEGER NOT NULL,
    -- Millionths of a US dollar; nothing when the model's price is not known.
    cost_micros   INTEGER,
    made_at_ms    INTEGER NOT NULL,
    PRIMARY KEY (signal_id, draft_version, language)
) STRICT, WITHOUT ROWID;

-- By what the carrier follows the parcel: a link, or a number.
ALTER TABLE orders_order ADD COLUMN tracking TEXT;

-- What the owner says about figures of orders.
CREATE TABLE orders_setting (
    id                 INTEGER PRIMARY KEY CHECK (id = 1),
    -- What an hour of somebody of the team costs, in millionths of a US dollar, as models and messages are paid.
    hourly_cost_micros INTEGER CHECK (hourly_cost_micros >= 0)
) STRICT;

INSERT INTO orders_setting (id, hourly_cost_micros) VALUES (1, NULL);

-- The last basket again, as a customer asked for it; an order once somebody confirms it.
CREATE TABLE orders_proposal (
    id              INTEGER PRIMARY KEY,
    contact_id      INTEGER NOT NULL,
    conversation_id INTEGER NOT NULL,
    -- The order that is repeated, with its prices of then.
    repeats         INTEGER NOT NULL REFERENCES orders_order (id) ON DELETE CASCADE,
    state           TEXT NOT NULL CHECK (state IN ('open', 'ordered', 'declined', 'replaced')),
    order_id        INTEGER CHECK ((state = 'ordered') = (order_id IS NOT NULL)),
    -- Who confirmed it: a person of the team; nobody when the customer's yes did.
    person_id       INTEGER,
    created_at_ms   INTEGER NOT NULL,
    state_at_ms     INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX orders_proposal_open ON orders_proposal (conversation_id) WHERE state = 'open';
CREATE INDEX orders_proposal_of_conversation ON orders_proposal (conversation_id, id);

-- Who confirms an order a customer asks for again: a person of the team, or the customer's own yes.
ALTER TABLE reply_setting ADD COLUMN repeat_order TEXT NOT NULL DEFAULT 'person' CHECK (repeat_order IN ('person', 'customer'));

-- Stretches of time in which somebody of the team typed or sent in a conversation.
CREATE TABLE inbox_staff_time (
    id              INTEGER PRIMARY KEY,
    conversation_id INTEGER NOT NULL,
    person_id       INTEGER NOT NULL,
    began_at_ms     INTEGER NOT NULL,
    last_at_ms      INTEGER NOT NULL CHECK (last_at_ms >= began_at_ms)
) STRICT;

CREATE INDEX inbox_staff_time_began ON inbox_staff_time (began_at_ms, conversation_id);
CREATE INDEX inbox_staff_time_last ON inbox_staff_time (conversation_id, person_id, last_at_ms);

-- Of the time before, the moments of what was sent are known.
INSERT INTO inbox_staff_time (id, conversation_id, person_id, began_at_ms, last_at_ms)
SELECT m.id, m.conversation_id, m.person_id, m.sent_at_ms, m.sent_at_ms
  FROM message m WHERE m.author = 'person' AND m.person_id IS NOT NULL;

-- Time people spent in conversations, stretch by stretch: from the first sign of typing or sending to the last, and half a
-- minute for the reading before it.
CREATE VIEW inbox_staff_time_v1 AS
SELECT
    t.conversation_id AS conversation_id, -- the one it was spent in, which may have been merged since
    t.person_id AS person_id,
    t.began_at_ms AS began_at_ms,
    t.last_at_ms - t.began_at_ms + 30000 AS spent_ms
FROM inbox_staff_time t;

-- Orders of customers, each once, with what was paid back and how the parcel is followed.
CREATE VIEW orders_order_v2 AS
SELECT
    o.id AS order_id,
    o.contact_id AS contact_id, -- null while nobody is known for it
    o.source AS source, -- `manual`, `csv`, `api`, `whatsapp`, `woocommerce`, `shopify`, or what a program says
    o.number AS number,
    o.state AS state, -- `placed`, `paid`, `payment_failed`, `shipped`, `delivered`, `cancelled`, `refunded`
    o.currency AS currency, -- ISO 4217, such as `EUR`
    o.total_micros AS total_micros, -- millionths of the currency's unit, exact; what was paid back is not taken off
    o.refunded_micros AS refunded_micros,
    o.tracking AS tracking, -- a link, or the carrier's number
    o.placed_at_ms AS placed_at_ms,
    o.state_at_ms AS state_at_ms, -- since when it is in this state
    o.updated_at_ms AS updated_at_ms -- when it last changed here
FROM orders_order o;
