-- Files: what was uploaded and what customers sent, in pieces, each kept once.

-- A file. It has no sha256 while its bytes are still coming in.
CREATE TABLE media (
    id             INTEGER PRIMARY KEY,
    sha256         BLOB,
    mime_type      TEXT NOT NULL,
    bytes          INTEGER NOT NULL DEFAULT 0,
    -- The name it first came with.
    filename       TEXT,
    animated       INTEGER NOT NULL DEFAULT 0 CHECK (animated IN (0, 1)),
    width          INTEGER,
    height         INTEGER,
    pages          INTEGER,
    preview_text   TEXT,
    thumbnail      BLOB,
    thumbnail_type TEXT CHECK ((thumbnail IS NULL) = (thumbnail_type IS NULL)),
    created_at_ms  INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX media_by_content ON media (sha256) WHERE sha256 IS NOT NULL;
CREATE INDEX media_unfinished ON media (id) WHERE sha256 IS NULL;

-- The bytes: all pieces of a file but the last are equally long.
CREATE TABLE media_piece (
    media_id INTEGER NOT NULL REFERENCES media (id) ON DELETE CASCADE,
    number   INTEGER NOT NULL,
    piece    BLOB NOT NULL
) STRICT;

CREATE UNIQUE INDEX media_piece_of ON media_piece (media_id, number);
