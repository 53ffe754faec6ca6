-- Practice: the stand-in for Meta and the customers on the phone on screen.
-- Nothing here is ever sent anywhere; deleting these rows only empties the practice phone.

-- The ids and secrets of the imaginary account, sealed: they must stay the same for the connection to stay good.
CREATE TABLE practice_account (
    id   INTEGER PRIMARY KEY CHECK (id = 1),
    keys BLOB NOT NULL
) STRICT;

CREATE TABLE practice_customer (
    id            INTEGER PRIMARY KEY,
    name          TEXT NOT NULL,
    wa_id         TEXT UNIQUE,
    user_id       TEXT UNIQUE,
    username      TEXT,
    -- Whether the phone on screen offers to play them; planted customers only have a past.
    playable      INTEGER NOT NULL CHECK (playable IN (0, 1)),
    -- When they last wrote: the service window counts from here.
    last_wrote_at_ms INTEGER,
    -- Newest message either way, for the order of the list.
    active_at_ms  INTEGER NOT NULL,
    created_at_ms INTEGER NOT NULL
) STRICT;

CREATE INDEX practice_customer_active ON practice_customer (playable, active_at_ms DESC, id DESC);

CREATE TABLE practice_message (
    id          INTEGER PRIMARY KEY,
    customer_id INTEGER NOT NULL REFERENCES practice_customer (id) ON DELETE CASCADE,
    sender      TEXT NOT NULL CHECK (sender IN ('customer', 'shop')),
    kind        TEXT NOT NULL,
    text        TEXT NOT NULL,
    -- The message as Graph has it: its type, the object of that type, what it quotes.
    content     TEXT NOT NULL CHECK (json_valid(content)),
    wamid       TEXT NOT NULL UNIQUE,
    -- A customer's message is queued until the shop's webhook has acknowledged it.
    state       TEXT NOT NULL CHECK (state IN ('queued', 'sent', 'delivered', 'read', 'failed')),
    at_ms       INTEGER NOT NULL
) STRICT;

CREATE INDEX practice_message_thread ON practice_message (customer_id, id);
CREATE INDEX practice_message_queued ON practice_message (id) WHERE state = 'queued';
