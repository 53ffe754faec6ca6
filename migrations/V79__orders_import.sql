-- orders: what became of the last file that was taken in, for everybody who may import, until somebody puts it away.

CREATE TABLE orders_import (
    id           TEXT PRIMARY KEY,
    ended_at_ms  INTEGER NOT NULL,
    -- What screens are shown of it.
    result       TEXT NOT NULL CHECK (json_valid(result)),
    -- How the file is written, for the file of its refused rows: the names of its columns, and what stands between cells.
    columns      TEXT NOT NULL CHECK (json_valid(columns)),
    delimiter    TEXT NOT NULL
) STRICT;

-- The rows of it that are refused. They stand here before their file does, and are nobody's once it is gone.
CREATE TABLE orders_import_refused (
    import_id  TEXT NOT NULL,
    place      INTEGER NOT NULL,
    line       INTEGER NOT NULL,
    -- Its own cells, as the file wrote them.
    cells      TEXT NOT NULL,
    -- Pairs: what the file calls the column, and what is wrong with it, by its code.
    faults     TEXT NOT NULL CHECK (json_valid(faults)),
    PRIMARY KEY (import_id, place)
) STRICT, WITHOUT ROWID;
