-- orders: what customers bought, by whichever way the shop heard of it, and the baskets they left.

CREATE TABLE orders_order (
    id              INTEGER PRIMARY KEY,
    -- Who told of it, which of that source's shops where it has several, and the order's number there.
    source          TEXT NOT NULL,
    shop            TEXT NOT NULL,
    number          TEXT NOT NULL,
    -- `nobody`: no customer is known for it yet; `unsure`: more than one fits, and a person is asked.
    matched_by      TEXT NOT NULL CHECK (matched_by IN
                        ('contact', 'phone', 'email', 'customer_id', 'by_hand', 'nobody', 'unsure')),
    contact_id      INTEGER,
    -- What the source says of the customer.
    customer_name   TEXT,
    phone           TEXT,
    -- The last digits of the phone, which all its writings have in common.
    phone_key       TEXT,
    email           TEXT,
    customer_id     TEXT,
    state           TEXT NOT NULL CHECK (state IN
                        ('placed', 'paid', 'payment_failed', 'shipped', 'delivered', 'cancelled', 'refunded')),
    currency        TEXT NOT NULL CHECK (length(currency) = 3),
    total_micros    INTEGER NOT NULL CHECK (total_micros >= 0),
    refunded_micros INTEGER NOT NULL CHECK (refunded_micros BETWEEN 0 AND total_micros),
    placed_at_ms    INTEGER NOT NULL,
    state_at_ms     INTEGER NOT NULL,
    -- When the source made the change that was taken last, by its own clock.
    changed_at_ms   INTEGER,
    updated_at_ms   INTEGER NOT NULL,
    CHECK (CASE WHEN matched_by IN ('nobody', 'unsure') THEN contact_id IS NULL
                WHEN matched_by = 'by_hand' THEN 1 ELSE contact_id IS NOT NULL END)
) STRICT;

CREATE UNIQUE INDEX orders_order_named ON orders_order (source, shop, number);
CREATE INDEX orders_order_placed ON orders_order (placed_at_ms, id);
CREATE INDEX orders_order_of_contact ON orders_order (contact_id, placed_at_ms, id) WHERE contact_id IS NOT NULL;
CREATE INDEX orders_order_in_state ON orders_order (state, placed_at_ms, id);
CREATE INDEX orders_order_to_match ON orders_order (matched_by, placed_at_ms, id) WHERE matched_by IN ('nobody', 'unsure');
CREATE INDEX orders_order_by_phone ON orders_order (phone_key) WHERE phone_key IS NOT NULL;
CREATE INDEX orders_order_by_email ON orders_order (email) WHERE email IS NOT NULL;
CREATE INDEX orders_order_by_customer ON orders_order (customer_id, source, shop) WHERE customer_id IS NOT NULL;

CREATE TABLE orders_item (
    order_id            INTEGER NOT NULL REFERENCES orders_order (id) ON DELETE CASCADE,
    position            INTEGER NOT NULL,
    name                TEXT NOT NULL,
    sku                 TEXT,
    quantity_thousandths INTEGER NOT NULL CHECK (quantity_thousandths > 0),
    unit_price_micros   INTEGER NOT NULL,
    PRIMARY KEY (order_id, position)
) STRICT, WITHOUT ROWID;

-- What somebody put into a basket and did not order.
CREATE TABLE orders_basket (
    id              INTEGER PRIMARY KEY,
    source          TEXT NOT NULL,
    shop            TEXT NOT NULL,
    -- The basket's own name at its source.
    token           TEXT NOT NULL,
    contact_id      INTEGER,
    phone           TEXT,
    phone_key       TEXT,
    email           TEXT,
    customer_id     TEXT,
    currency        TEXT NOT NULL CHECK (length(currency) = 3),
    total_micros    INTEGER NOT NULL CHECK (total_micros >= 0),
    items           TEXT NOT NULL CHECK (json_valid(items)),
    abandoned_at_ms INTEGER NOT NULL,
    ordered_at_ms   INTEGER
) STRICT;

CREATE UNIQUE INDEX orders_basket_named ON orders_basket (source, shop, token);
CREATE INDEX orders_basket_of_contact ON orders_basket (contact_id, abandoned_at_ms) WHERE contact_id IS NOT NULL;

-- Orders of customers, each once.
CREATE VIEW orders_order_v1 AS
SELECT
    o.id AS order_id,
    o.contact_id AS contact_id, -- null while nobody is known for it
    o.source AS source, -- `manual`, `csv`, `api`, `whatsapp`, `woocommerce`, `shopify`, or what a program says
    o.number AS number,
    o.state AS state, -- `placed`, `paid`, `payment_failed`, `shipped`, `delivered`, `cancelled`, `refunded`
    o.currency AS currency, -- ISO 4217, such as `EUR`
    o.total_micros AS total_micros, -- millionths of the currency's unit, exact; what was paid back is not taken off
    o.placed_at_ms AS placed_at_ms,
    o.state_at_ms AS state_at_ms, -- since when it is in this state
    o.updated_at_ms AS updated_at_ms -- when it last changed here
FROM orders_order o;

-- What was ordered, line by line.
CREATE VIEW orders_item_v1 AS
SELECT
    i.order_id AS order_id,
    i.position AS position, -- from 0
    i.name AS name,
    i.sku AS sku, -- the shop's own name of the article
    i.quantity_thousandths AS quantity_thousandths,
    i.unit_price_micros AS unit_price_micros -- in the order's currency; below zero for a line that takes something off
FROM orders_item i;

-- Baskets that were left.
CREATE VIEW orders_basket_v1 AS
SELECT
    b.id AS basket_id,
    b.contact_id AS contact_id, -- null while nobody is known for it
    b.source AS source,
    b.currency AS currency,
    b.total_micros AS total_micros,
    b.abandoned_at_ms AS abandoned_at_ms, -- when it was last touched
    b.ordered_at_ms AS ordered_at_ms -- null while not turned into an order
FROM orders_basket b;
