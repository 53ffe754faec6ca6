-- WhatsApp: connected numbers, the ledger of raw webhook events, attempts to deliver, and what became of them.

-- A number of the shop (environment meta) or of the practice phone. Its id stays for good: conversations point to it.
CREATE TABLE whatsapp_connection (
    id                        INTEGER PRIMARY KEY,
    environment               TEXT NOT NULL CHECK (environment IN ('meta', 'practice')),
    status                    TEXT NOT NULL CHECK (status IN ('connected', 'choose_number', 'incomplete', 'disconnected')),
    access_token              BLOB,
    app_secret                BLOB,
    -- The secret before the last change: Meta signs with it until its rotation is through.
    former_app_secret         BLOB,
    former_secret_until_ms    INTEGER,
    -- The two-step PIN this shop set when it registered the number.
    pin                       BLOB,
    verify_token              TEXT NOT NULL,
    app_id                    TEXT,
    waba_id                   TEXT,
    phone_number_id           TEXT,
    display_phone_number      TEXT,
    verified_name             TEXT,
    -- What the staff calls the number; the verified name when nobody named it.
    name                      TEXT,
    -- What Meta last said about the token: its kind, its end, its permissions as JSON.
    token_kind                TEXT CHECK (token_kind IN ('system_user', 'user', 'temporary', 'unknown')),
    token_expires_at_ms       INTEGER,
    token_scopes              TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(token_scopes)),
    -- The number is in the WhatsApp Business app on a phone as well.
    coexistence               INTEGER NOT NULL DEFAULT 0,
    -- What Meta bills the account by, and how many customers a day it may write to first (-1: without limit); nothing
    -- while Meta has not told.
    account_time_zone         TEXT,
    messaging_limit           INTEGER,
    -- Numbers to choose from, and the last findings of the doctor, as JSON.
    numbers                   TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(numbers)),
    checks                    TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(checks)),
    checked_at_ms             INTEGER,
    created_at_ms             INTEGER NOT NULL,
    updated_at_ms             INTEGER NOT NULL
) STRICT;

-- One practice number in use; of the shop's own there may be several. Earlier ones stay as disconnected.
CREATE UNIQUE INDEX whatsapp_connection_practice ON whatsapp_connection (environment)
    WHERE status <> 'disconnected' AND environment = 'practice';
CREATE UNIQUE INDEX whatsapp_connection_number ON whatsapp_connection (environment, phone_number_id)
    WHERE phone_number_id IS NOT NULL;

-- Every webhook whose signature was right, as it came, and what became of it.
CREATE TABLE webhook_event (
    id               INTEGER PRIMARY KEY,
    connection_id    INTEGER NOT NULL,
    -- The event this one was cut out of, for an update that failed. It may be forgotten before this one.
    parent_id        INTEGER,
    -- The event with the same bytes that came first; the body lies there as long as it is kept.
    duplicate_of     INTEGER,
    received_at_ms   INTEGER NOT NULL,
    state            TEXT NOT NULL CHECK (state IN ('stored', 'parsed', 'duplicate', 'ignored', 'failed')),
    reason           TEXT,
    reason_about     TEXT,
    field            TEXT,
    sha256           BLOB NOT NULL,
    bytes            INTEGER NOT NULL,
    body             BLOB,
    updates          INTEGER NOT NULL DEFAULT 0,
    parsed_updates   INTEGER NOT NULL DEFAULT 0,
    repeated_updates INTEGER NOT NULL DEFAULT 0,
    ignored_updates  INTEGER NOT NULL DEFAULT 0,
    failed_updates   INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE UNIQUE INDEX webhook_event_body ON webhook_event (sha256) WHERE parent_id IS NULL AND duplicate_of IS NULL AND body IS NOT NULL;
CREATE UNIQUE INDEX webhook_event_part ON webhook_event (parent_id, sha256) WHERE parent_id IS NOT NULL;
CREATE INDEX webhook_event_state ON webhook_event (state, id);

-- One try to hand one message to Meta. Written before the call; its id travels as biz_opaque_callback_data.
CREATE TABLE whatsapp_attempt (
    id             INTEGER PRIMARY KEY,
    message_id     INTEGER NOT NULL,
    connection_id  INTEGER NOT NULL REFERENCES whatsapp_connection (id),
    state          TEXT NOT NULL CHECK (state IN ('sending', 'accepted', 'rejected', 'unsure')),
    wamid          TEXT,
    error_code     INTEGER,
    error          TEXT,
    started_at_ms  INTEGER NOT NULL,
    finished_at_ms INTEGER
) STRICT;

-- Files Meta has from us: an upload is good for 30 days, for one number.
CREATE TABLE whatsapp_upload (
    media_id       INTEGER NOT NULL,
    connection_id  INTEGER NOT NULL REFERENCES whatsapp_connection (id),
    graph_id       TEXT NOT NULL,
    uploaded_at_ms INTEGER NOT NULL,
    PRIMARY KEY (media_id, connection_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX whatsapp_attempt_message ON whatsapp_attempt (message_id, id);
CREATE UNIQUE INDEX whatsapp_attempt_wamid ON whatsapp_attempt (wamid) WHERE wamid IS NOT NULL;
CREATE INDEX whatsapp_attempt_open ON whatsapp_attempt (state, id) WHERE state IN ('sending', 'unsure');

-- What Meta said about a message we sent. One without an attempt waits for its message to become known.
CREATE TABLE whatsapp_status (
    wamid          TEXT NOT NULL,
    progress       TEXT NOT NULL CHECK (progress IN ('sent', 'delivered', 'read', 'played', 'failed')),
    attempt_id     INTEGER REFERENCES whatsapp_attempt (id),
    at_ms          INTEGER NOT NULL,
    received_at_ms INTEGER NOT NULL,
    category       TEXT,
    charge         TEXT,
    pricing_model  TEXT,
    fault_code     INTEGER,
    fault          TEXT,
    PRIMARY KEY (wamid, progress)
) STRICT, WITHOUT ROWID;

CREATE INDEX whatsapp_status_orphan ON whatsapp_status (received_at_ms) WHERE attempt_id IS NULL;
CREATE INDEX whatsapp_status_price ON whatsapp_status (at_ms) WHERE category IS NOT NULL;

-- Signs of life of a connection: when something of a kind first and last came. The last time is kept to the minute.
CREATE TABLE whatsapp_vital (
    connection_id   INTEGER NOT NULL REFERENCES whatsapp_connection (id),
    kind            TEXT NOT NULL CHECK (kind IN ('message', 'dashboard_test', 'standby')),
    first_at_ms     INTEGER NOT NULL,
    last_at_ms      INTEGER NOT NULL,
    -- Where the first of its kind was kept, if anywhere.
    conversation_id INTEGER,
    PRIMARY KEY (connection_id, kind)
) STRICT, WITHOUT ROWID;

-- How far the past of a number that is on a phone as well has been imported.
CREATE TABLE whatsapp_history (
    connection_id INTEGER PRIMARY KEY REFERENCES whatsapp_connection (id),
    state         TEXT NOT NULL CHECK (state IN ('running', 'done', 'declined', 'failed')),
    phase         INTEGER NOT NULL,
    progress      INTEGER NOT NULL,
    messages      INTEGER NOT NULL,
    updated_at_ms INTEGER NOT NULL
) STRICT;

-- What Meta announced about a connection, in our words.
CREATE TABLE whatsapp_notice (
    id            INTEGER PRIMARY KEY,
    connection_id INTEGER NOT NULL REFERENCES whatsapp_connection (id),
    field         TEXT NOT NULL,
    event         TEXT NOT NULL,
    severity      TEXT NOT NULL CHECK (severity IN ('info', 'warning', 'critical')),
    kind          TEXT NOT NULL,
    words         TEXT NOT NULL,
    facts         TEXT NOT NULL,
    standing      TEXT NOT NULL CHECK (standing IN ('unchanged', 'restricted', 'lifted')),
    until_ms      INTEGER,
    at_ms         INTEGER NOT NULL,
    fingerprint   BLOB NOT NULL
) STRICT;

CREATE INDEX whatsapp_notice_of ON whatsapp_notice (connection_id, id);
CREATE UNIQUE INDEX whatsapp_notice_once ON whatsapp_notice (connection_id, fingerprint);

-- Webhooks whose signature was wrong since the last one that was right. One row: a wrong signature names nobody.
CREATE TABLE whatsapp_refusal (
    id         INTEGER PRIMARY KEY CHECK (id = 1),
    refused    INTEGER NOT NULL,
    last_at_ms INTEGER NOT NULL
) STRICT;

-- The last times somebody tried to verify the callback address.
CREATE TABLE whatsapp_handshake (
    id      INTEGER PRIMARY KEY,
    at_ms   INTEGER NOT NULL,
    outcome TEXT NOT NULL CHECK (outcome IN ('verified', 'wrong_token'))
) STRICT;

-- Tries to register a number: Meta allows ten in 72 hours and punishes more.
CREATE TABLE whatsapp_registration (
    id            INTEGER PRIMARY KEY,
    connection_id INTEGER NOT NULL REFERENCES whatsapp_connection (id),
    at_ms         INTEGER NOT NULL,
    -- Meta's code when it refused; nothing while unknown or done.
    code          INTEGER
) STRICT;

CREATE INDEX whatsapp_registration_of ON whatsapp_registration (connection_id, at_ms);
