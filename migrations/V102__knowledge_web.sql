-- Searches of the web, where the owner wants them: which service is asked, on which sites, and how often a day.
CREATE TABLE knowledge_web_setting (
    id            INTEGER PRIMARY KEY CHECK (id = 1),
    way           TEXT    NOT NULL CHECK (way IN ('off', 'brave', 'searxng', 'model')),
    base_url      TEXT,
    -- Sealed by the vault.
    key           BLOB,
    -- Names as a JSON list, in the letters of the net.
    domains       TEXT    NOT NULL,
    daily_limit   INTEGER NOT NULL CHECK (daily_limit BETWEEN 1 AND 10000),
    -- Of one search, in millionths of a US dollar.
    price_micros  INTEGER NOT NULL CHECK (price_micros BETWEEN 0 AND 1000000),
    changed_at_ms INTEGER NOT NULL
) STRICT;

-- Searches by day, in UTC; days long over are taken away.
CREATE TABLE knowledge_web_day (
    day      TEXT PRIMARY KEY,
    searches INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
