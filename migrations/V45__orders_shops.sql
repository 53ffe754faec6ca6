-- orders: web shops that tell of their orders by themselves, and everything they told.

CREATE TABLE orders_shop (
    id               INTEGER PRIMARY KEY,
    kind             TEXT NOT NULL CHECK (kind IN ('woocommerce', 'shopify')),
    name             TEXT NOT NULL,
    -- Signs what the shop tells; sealed. Nothing once what sealed it is lost.
    secret           BLOB,
    last_told_at_ms  INTEGER,
    refused          INTEGER NOT NULL DEFAULT 0,
    -- The orders it had before: where they are asked for, with which key (sealed, gone when all are there), and how far.
    address          TEXT,
    key              BLOB,
    history          TEXT NOT NULL DEFAULT 'none' CHECK (history IN ('none', 'pulling', 'done', 'failed')),
    history_reason   TEXT,
    history_cursor   TEXT,
    pulled           INTEGER NOT NULL DEFAULT 0,
    created_at_ms    INTEGER NOT NULL
) STRICT;

-- What a shop told, as it came: kept before it is acknowledged.
CREATE TABLE orders_shop_event (
    id             INTEGER PRIMARY KEY,
    shop_id        INTEGER NOT NULL REFERENCES orders_shop (id) ON DELETE CASCADE,
    topic          TEXT NOT NULL,
    sha256         BLOB NOT NULL,
    body           TEXT NOT NULL,
    state          TEXT NOT NULL CHECK (state IN ('stored', 'taken', 'unchanged', 'ignored', 'failed')),
    reason         TEXT,
    received_at_ms INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX orders_shop_event_once ON orders_shop_event (shop_id, sha256, topic);
CREATE INDEX orders_shop_event_done ON orders_shop_event (received_at_ms) WHERE state IN ('taken', 'unchanged', 'ignored');
CREATE INDEX orders_shop_event_failed ON orders_shop_event (shop_id, id) WHERE state = 'failed';

-- The shop's own id of an order, which refunds name.
CREATE TABLE orders_shop_order (
    shop_id     INTEGER NOT NULL REFERENCES orders_shop (id) ON DELETE CASCADE,
    external_id TEXT NOT NULL,
    order_id    INTEGER NOT NULL REFERENCES orders_order (id) ON DELETE CASCADE,
    PRIMARY KEY (shop_id, external_id)
) STRICT, WITHOUT ROWID;

-- What was paid back, by the shop's own id of the order: a refund may come before its order does.
CREATE TABLE orders_shop_refund (
    shop_id       INTEGER NOT NULL REFERENCES orders_shop (id) ON DELETE CASCADE,
    external_id   TEXT NOT NULL,
    refund_id     TEXT NOT NULL,
    amount_micros INTEGER NOT NULL,
    PRIMARY KEY (shop_id, external_id, refund_id)
) STRICT, WITHOUT ROWID;

-- Baskets wait for their customer as orders do.
CREATE INDEX orders_basket_to_match ON orders_basket (phone_key) WHERE contact_id IS NULL AND phone_key IS NOT NULL;
