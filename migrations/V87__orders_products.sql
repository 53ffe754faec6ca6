-- orders: what a web shop sells and on which terms, as it was last told whole. The text made of it is knowledge's.

CREATE TABLE orders_catalogue (
    shop_id      INTEGER PRIMARY KEY REFERENCES orders_shop (id) ON DELETE CASCADE,
    -- Where products are asked for, and with which key (sealed; nothing once what sealed it is lost).
    address      TEXT    NOT NULL,
    key          BLOB,
    state        TEXT    NOT NULL CHECK (state IN ('reading', 'ready', 'failed')),
    reason       TEXT,
    -- Counts the times the shop was read from its beginning.
    run          INTEGER NOT NULL DEFAULT 1,
    -- What is asked next in this run; `rest` between two of them.
    stage        TEXT    NOT NULL CHECK (stage IN ('shop', 'tax', 'products', 'policies', 'policy_page', 'since', 'rest')),
    cursor       TEXT,
    currency     TEXT    CHECK (length(currency) = 3),
    -- 1: the shop's prices are without tax, which is added at the till.
    untaxed      INTEGER NOT NULL DEFAULT 0 CHECK (untaxed IN (0, 1)),
    -- Questions in a row that brought no answer.
    silent       INTEGER NOT NULL DEFAULT 0,
    -- 1: what counts is other than what was last told to knowledge.
    dirty        INTEGER NOT NULL DEFAULT 0 CHECK (dirty IN (0, 1)),
    -- Products that came in this run.
    came         INTEGER NOT NULL DEFAULT 0,
    began_at_ms  INTEGER NOT NULL,
    -- When it was last read whole, and up to when changes were asked for.
    read_at_ms   INTEGER,
    looked_at_ms INTEGER
) STRICT;

-- A product with its variants, or one of the shop's terms, as JSON.
CREATE TABLE orders_catalogue_entry (
    shop_id     INTEGER NOT NULL REFERENCES orders_catalogue (shop_id) ON DELETE CASCADE,
    kind        TEXT    NOT NULL CHECK (kind IN ('product', 'policy')),
    -- The shop's own id of it.
    external_id TEXT    NOT NULL,
    -- As it counts; nothing until it was read whole for the first time.
    said        TEXT    CHECK (json_valid(said)),
    -- As it came since, in which run (0: asked for alone), and which page of its variants is still wanted.
    next        TEXT    CHECK (json_valid(next)),
    next_run    INTEGER NOT NULL,
    wants       INTEGER,
    PRIMARY KEY (shop_id, kind, external_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX orders_catalogue_entry_wants ON orders_catalogue_entry (shop_id, external_id) WHERE wants IS NOT NULL;

-- Products the shop said something of since: each is asked for once more.
CREATE TABLE orders_catalogue_change (
    shop_id     INTEGER NOT NULL REFERENCES orders_catalogue (shop_id) ON DELETE CASCADE,
    external_id TEXT    NOT NULL,
    -- Counts up with every word of it, so that one that comes while it is asked for is not lost.
    told        INTEGER NOT NULL DEFAULT 1,
    PRIMARY KEY (shop_id, external_id)
) STRICT, WITHOUT ROWID;
