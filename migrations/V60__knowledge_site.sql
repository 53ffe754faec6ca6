-- knowledge: whole sites. A site is a source whose address is where reading begins, with a row in knowledge_site; its pages
-- are sources of their own that name it. The site's own row has the kind 'page', as it has an address and no file: to widen
-- that list, SQLite would have to build the table anew under everything that hangs on it.

ALTER TABLE knowledge_source ADD COLUMN site_id INTEGER REFERENCES knowledge_source (id) ON DELETE CASCADE;
-- A tag such as `it` or `pt-BR`, as the page says it of itself.
ALTER TABLE knowledge_source ADD COLUMN language TEXT;
CREATE INDEX knowledge_source_of_site ON knowledge_source (site_id) WHERE site_id IS NOT NULL;
CREATE INDEX knowledge_source_listed ON knowledge_source (id) WHERE site_id IS NULL;

CREATE TABLE knowledge_site (
    source_id      INTEGER PRIMARY KEY REFERENCES knowledge_source (id) ON DELETE CASCADE,
    state          TEXT    NOT NULL CHECK (state IN ('reading', 'stopped', 'done', 'failed')),
    -- `https://shop.example/`: where its pages are asked for, known once the first one answered.
    origin         TEXT    NOT NULL,
    -- Counts the times the site was read from the start.
    run            INTEGER NOT NULL DEFAULT 1,
    -- Its robots.txt, as read in `robots_run`.
    robots         TEXT    NOT NULL DEFAULT '',
    robots_run     INTEGER NOT NULL DEFAULT 0,
    -- Requests in a row that brought no answer.
    silent         INTEGER NOT NULL DEFAULT 0,
    -- Bytes that came in this run.
    bytes          INTEGER NOT NULL DEFAULT 0,
    began_at_ms    INTEGER NOT NULL,
    ended_at_ms    INTEGER,
    -- When it is read again by itself.
    again_at_ms    INTEGER
) STRICT;
CREATE INDEX knowledge_site_again ON knowledge_site (again_at_ms) WHERE again_at_ms IS NOT NULL;

-- Every address of a site that was heard of. Those `waiting` are the queue: reading goes on from it after any end.
CREATE TABLE knowledge_site_page (
    id            INTEGER PRIMARY KEY,
    site_id       INTEGER NOT NULL REFERENCES knowledge_site (source_id) ON DELETE CASCADE,
    -- What two spellings of one address share.
    identity      TEXT    NOT NULL,
    url           TEXT    NOT NULL,
    role          TEXT    NOT NULL CHECK (role IN ('start', 'map', 'page')),
    -- Which is asked for first: the lowest.
    rank          INTEGER NOT NULL,
    -- Links away from the start, and redirects or preferred addresses away from a link.
    depth         INTEGER NOT NULL,
    hops          INTEGER NOT NULL DEFAULT 0,
    -- The run that last heard of it.
    run           INTEGER NOT NULL,
    state         TEXT    NOT NULL CHECK (state IN ('waiting', 'read', 'unchanged', 'skipped', 'failed', 'gone')),
    -- Why it was skipped or failed.
    reason        TEXT,
    -- In this run; runs in a row that failed.
    attempts      INTEGER NOT NULL DEFAULT 0,
    misses        INTEGER NOT NULL DEFAULT 0,
    etag          TEXT,
    last_modified TEXT,
    -- SHA-256 of its text.
    hash          BLOB,
    -- As the page had it, to tell a title a person gave.
    title         TEXT,
    language      TEXT,
    source_id     INTEGER REFERENCES knowledge_source (id) ON DELETE SET NULL,
    seen_at_ms    INTEGER,
    UNIQUE (site_id, identity)
) STRICT;
CREATE INDEX knowledge_site_page_waiting ON knowledge_site_page (site_id, rank, id) WHERE state = 'waiting';
CREATE INDEX knowledge_site_page_same ON knowledge_site_page (site_id, hash) WHERE hash IS NOT NULL;
CREATE INDEX knowledge_site_page_source ON knowledge_site_page (source_id) WHERE source_id IS NOT NULL;
