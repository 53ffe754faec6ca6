-- Notices to the shop's own people: how each wants to be reached, on which devices, and what each was told.

-- The shop's own key for web push and its mail server; one row.
CREATE TABLE notify_setting (
    id                INTEGER PRIMARY KEY CHECK (id = 1),
    push_key          BLOB,                               -- PKCS #8, sealed by the vault for 'notify_setting.push_key:1'
    push_public_key   TEXT CHECK ((push_key IS NULL) = (push_public_key IS NULL)), -- base64url, as browsers want it
    smtp_host         TEXT,
    smtp_port         INTEGER CHECK (smtp_port BETWEEN 1 AND 65535),
    smtp_security     TEXT CHECK (smtp_security IN ('tls', 'starttls', 'none')),
    smtp_user         TEXT,
    smtp_password     BLOB,                               -- sealed for 'notify_setting.smtp_password:1'
    smtp_from         TEXT CHECK ((smtp_host IS NULL) = (smtp_from IS NULL)),
    template_id       INTEGER,                            -- what notices go by over WhatsApp
    changed_at_ms     INTEGER NOT NULL
) STRICT;

-- How one person wants to be reached; without a row, as the program usually does it.
CREATE TABLE notify_person (
    person_id        INTEGER PRIMARY KEY REFERENCES person (id) ON DELETE CASCADE,
    quiet_from       INTEGER CHECK (quiet_from BETWEEN 0 AND 1439),  -- minutes after midnight, on the person's clock
    quiet_to         INTEGER CHECK (quiet_to BETWEEN 0 AND 1439),
    time_zone        TEXT,                                           -- none: the shop's
    urgent_passes    INTEGER NOT NULL CHECK (urgent_passes IN (0, 1)),
    bundle_minutes   INTEGER NOT NULL CHECK (bundle_minutes BETWEEN 0 AND 240),
    patience_minutes INTEGER NOT NULL CHECK (patience_minutes BETWEEN 0 AND 240),
    whatsapp_phone   TEXT,
    CHECK ((quiet_from IS NULL) = (quiet_to IS NULL)),
    CHECK (quiet_from IS NULL OR quiet_from <> quiet_to)
) STRICT;

-- What somebody chose about one kind of notice over one channel; without a row, as the kind usually goes.
CREATE TABLE notify_choice (
    person_id INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    kind      TEXT NOT NULL,
    channel   TEXT NOT NULL CHECK (channel IN ('push', 'email', 'whatsapp')),
    wanted    INTEGER NOT NULL CHECK (wanted IN (0, 1)),
    PRIMARY KEY (person_id, kind, channel)
) STRICT, WITHOUT ROWID;

-- A browser that may be pushed to (RFC 8030), with what encrypts for it (RFC 8291).
CREATE TABLE notify_device (
    id            INTEGER PRIMARY KEY,
    person_id     INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    name          TEXT NOT NULL CHECK (length(name) <= 100),
    endpoint      TEXT NOT NULL UNIQUE CHECK (length(endpoint) <= 1000),
    public_key    BLOB NOT NULL CHECK (length(public_key) = 65),
    auth          BLOB NOT NULL CHECK (length(auth) = 16),
    created_at_ms INTEGER NOT NULL,
    reached_at_ms INTEGER,
    -- Why the last push did not arrive, as a stable word.
    fault         TEXT
) STRICT;

CREATE INDEX notify_device_by_person ON notify_device (person_id, id);

-- Something people are told. Of one kind and key it begins once and is over once.
CREATE TABLE notice (
    id            INTEGER PRIMARY KEY,
    kind          TEXT NOT NULL,
    key           TEXT NOT NULL,
    phase         TEXT NOT NULL CHECK (phase IN ('raised', 'over')),
    urgency       TEXT NOT NULL CHECK (urgency IN ('normal', 'high')),
    words         TEXT NOT NULL CHECK (json_valid(words)),  -- by language
    link          TEXT NOT NULL,                            -- a place of the screens, such as /health
    patient       INTEGER NOT NULL CHECK (patient IN (0, 1)), -- waits as long as the person's patience lasts
    created_at_ms INTEGER NOT NULL,
    UNIQUE (kind, key, phase)
) STRICT;

CREATE INDEX notice_by_age ON notice (created_at_ms);

-- Notices that go out together, to one person over one channel.
CREATE TABLE notice_message (
    id            INTEGER PRIMARY KEY,
    person_id     INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    channel       TEXT NOT NULL CHECK (channel IN ('push', 'email', 'whatsapp')),
    state         TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'failed', 'dropped')),
    created_at_ms INTEGER NOT NULL,
    sent_at_ms    INTEGER,
    fault         TEXT
) STRICT;

CREATE INDEX notice_message_by_person ON notice_message (person_id, channel, id);

-- What one person is to be told over one channel.
CREATE TABLE notice_delivery (
    notice_id  INTEGER NOT NULL REFERENCES notice (id) ON DELETE CASCADE,
    person_id  INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    channel    TEXT NOT NULL CHECK (channel IN ('push', 'email', 'whatsapp')),
    message_id INTEGER REFERENCES notice_message (id) ON DELETE CASCADE, -- none: it is not due yet
    dropped    TEXT CHECK (dropped IN ('over', 'moot', 'unwanted')),      -- why it never goes
    PRIMARY KEY (notice_id, person_id, channel)
) STRICT, WITHOUT ROWID;

CREATE INDEX notice_delivery_waiting ON notice_delivery (person_id) WHERE message_id IS NULL AND dropped IS NULL;
CREATE INDEX notice_delivery_of_message ON notice_delivery (message_id) WHERE message_id IS NOT NULL;

-- The devices a message has reached.
CREATE TABLE notice_push (
    message_id INTEGER NOT NULL REFERENCES notice_message (id) ON DELETE CASCADE,
    device_id  INTEGER NOT NULL REFERENCES notify_device (id) ON DELETE CASCADE,
    PRIMARY KEY (message_id, device_id)
) STRICT, WITHOUT ROWID;
