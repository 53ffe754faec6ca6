-- Handing over and erasing what is kept of one customer.

-- What digests of names are made with. It goes into every backup, and into the list beside the file.
CREATE TABLE privacy_key (
    id  INTEGER PRIMARY KEY CHECK (id = 1),
    key BLOB NOT NULL CHECK (length(key) = 32)
) STRICT;

INSERT INTO privacy_key (id, key) VALUES (1, randomblob(32));

-- Names of erased customers, as digests only: what comes late about them is dropped, and who wanted no messages gets none.
CREATE TABLE privacy_forgotten (
    digest       BLOB PRIMARY KEY CHECK (length(digest) = 16),
    erased_at_ms INTEGER NOT NULL,
    stops        TEXT CHECK (stops IN ('marketing', 'everything'))
) STRICT, WITHOUT ROWID;

-- An erasure, step by step. What is still needed to find the rest goes when it ends.
CREATE TABLE privacy_erasure (
    id            INTEGER PRIMARY KEY,
    contact_id    INTEGER NOT NULL,
    state         TEXT NOT NULL CHECK (state IN ('erasing', 'overwriting', 'done')),
    -- Whom it is about, as JSON.
    who           TEXT CHECK (json_valid(who) AND (state = 'erasing' OR who IS NULL)),
    -- Messages there were, and those that are gone.
    messages      INTEGER NOT NULL DEFAULT 0,
    gone          INTEGER NOT NULL DEFAULT 0,
    asked_at_ms   INTEGER NOT NULL,
    ended_at_ms   INTEGER CHECK ((state = 'done') = (ended_at_ms IS NOT NULL)),
    CHECK (who IS NOT NULL OR state <> 'erasing')
) STRICT;

CREATE INDEX privacy_erasure_of ON privacy_erasure (contact_id);
CREATE INDEX privacy_erasure_open ON privacy_erasure (state) WHERE state <> 'done';

-- Files that messages of somebody who is being erased named, and that may be nobody else's.
CREATE TABLE privacy_file (
    erasure_id INTEGER NOT NULL REFERENCES privacy_erasure (id) ON DELETE CASCADE,
    media_id   INTEGER NOT NULL,
    PRIMARY KEY (erasure_id, media_id)
) STRICT, WITHOUT ROWID;

-- How long customers who went quiet are kept; nothing: for good.
CREATE TABLE privacy_setting (
    id          INTEGER PRIMARY KEY CHECK (id = 1),
    keep_months INTEGER CHECK (keep_months BETWEEN 1 AND 120)
) STRICT;

INSERT INTO privacy_setting (id, keep_months) VALUES (1, NULL);

-- An order of an erased customer keeps its amounts and no name: told again, it takes none.
ALTER TABLE orders_order ADD COLUMN erased INTEGER NOT NULL DEFAULT 0 CHECK (erased IN (0, 1));

-- Whether a file is some other message's as well.
CREATE INDEX message_media_of ON message_media (media_id) WHERE media_id IS NOT NULL;
