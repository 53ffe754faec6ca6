-- People, sessions, second factors, API tokens, password links, sign-in limits, the shop's profile, the wrapped data key.
-- No secret stands here in the clear: passwords are argon2id, tokens and codes SHA-256 of random values, seeds sealed.

CREATE TABLE person (
    id            INTEGER PRIMARY KEY,
    name          TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
    email         TEXT NOT NULL CHECK (length(email) BETWEEN 3 AND 254),
    email_key     TEXT NOT NULL UNIQUE,                     -- the address as compared: trimmed, lower case
    role          TEXT NOT NULL CHECK (role IN ('owner', 'manager', 'agent', 'trainee')),
    active        INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0, 1)),
    password_hash TEXT,                                     -- PHC string with its parameters; none while invited
    language      TEXT NOT NULL,
    theme         TEXT NOT NULL DEFAULT 'system' CHECK (theme IN ('system', 'light', 'dark')),
    last_seen_at_ms INTEGER,
    created_at_ms INTEGER NOT NULL
) STRICT;

CREATE INDEX person_by_role ON person (role, active);

CREATE TABLE session (
    id              INTEGER PRIMARY KEY,
    person_id       INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    token_sha256    BLOB NOT NULL UNIQUE CHECK (length(token_sha256) = 32),
    device          TEXT NOT NULL,
    address         TEXT NOT NULL,
    created_at_ms   INTEGER NOT NULL,
    last_seen_at_ms INTEGER NOT NULL,
    expires_at_ms   INTEGER NOT NULL                        -- absolute; idleness is judged from last_seen_at_ms
) STRICT;

CREATE INDEX session_by_person ON session (person_id, last_seen_at_ms);
CREATE INDEX session_by_expiry ON session (expires_at_ms);

-- Where somebody signed in from before: strangers cannot use up their tries (see throttle.rs).
CREATE TABLE known_network (
    person_id       INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    network         TEXT NOT NULL,
    last_used_at_ms INTEGER NOT NULL,
    PRIMARY KEY (person_id, network)
) STRICT, WITHOUT ROWID;

CREATE TABLE sign_in_limit (
    bucket           TEXT PRIMARY KEY,                      -- account:…, address:…, everybody
    failures         INTEGER NOT NULL CHECK (failures >= 0),
    since_at_ms      INTEGER NOT NULL,
    blocked_until_at_ms INTEGER NOT NULL DEFAULT 0,
    touched_at_ms    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX sign_in_limit_by_age ON sign_in_limit (touched_at_ms);

CREATE TABLE second_factor (
    person_id       INTEGER PRIMARY KEY REFERENCES person (id) ON DELETE CASCADE,
    seed            BLOB NOT NULL,                          -- sealed by the vault for 'second_factor.seed:<person_id>'
    last_step       INTEGER NOT NULL DEFAULT 0,             -- a code counts once: only later steps are taken
    created_at_ms   INTEGER NOT NULL,
    confirmed_at_ms INTEGER                                 -- none: offered, not yet proven, not yet asked for
) STRICT;

CREATE TABLE recovery_code (
    code_sha256 BLOB PRIMARY KEY CHECK (length(code_sha256) = 32),
    person_id   INTEGER NOT NULL REFERENCES second_factor (person_id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE INDEX recovery_code_by_person ON recovery_code (person_id);

CREATE TABLE password_link (
    token_sha256  BLOB PRIMARY KEY CHECK (length(token_sha256) = 32),
    person_id     INTEGER NOT NULL UNIQUE REFERENCES person (id) ON DELETE CASCADE,  -- a new link replaces the old one
    kind          TEXT NOT NULL CHECK (kind IN ('invitation', 'reset')),
    expires_at_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE api_token (
    id              INTEGER PRIMARY KEY,
    name            TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
    role            TEXT NOT NULL CHECK (role IN ('owner', 'manager', 'agent', 'trainee')),
    token_sha256    BLOB NOT NULL UNIQUE CHECK (length(token_sha256) = 32),
    created_at_ms   INTEGER NOT NULL,
    expires_at_ms   INTEGER,
    last_used_at_ms INTEGER
) STRICT;

CREATE TABLE shop (
    id        INTEGER PRIMARY KEY CHECK (id = 1),
    name      TEXT NOT NULL DEFAULT '',
    language  TEXT NOT NULL DEFAULT 'en',
    time_zone TEXT NOT NULL DEFAULT 'UTC',
    address   TEXT NOT NULL DEFAULT '',
    phone     TEXT NOT NULL DEFAULT '',
    website   TEXT NOT NULL DEFAULT '',
    email     TEXT NOT NULL DEFAULT '',
    hours     TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(hours)),
    rules     TEXT NOT NULL DEFAULT '',
    greeting  TEXT
) STRICT;

INSERT INTO shop (id) VALUES (1);

-- The data key that seals every secret, wrapped once for each holder (age files).
CREATE TABLE vault_key (
    recipient       TEXT PRIMARY KEY CHECK (recipient IN ('machine', 'phrase')),
    blob            BLOB NOT NULL,
    public_key      TEXT NOT NULL,                          -- age recipient, so that backups can be locked for it
    created_at_ms   INTEGER NOT NULL,
    confirmed_at_ms INTEGER                                 -- for the phrase: when three of its words were given back
) STRICT;
