-- orders: a basket from the catalogue is an order at once, and a basket that was left when nobody confirms it.

-- `waiting`: nobody of the shop confirmed it yet; `left`: nobody did in two days. Nothing for every other order.
ALTER TABLE orders_order ADD COLUMN unconfirmed TEXT CHECK (unconfirmed IN ('waiting', 'left'));
CREATE INDEX orders_order_waiting ON orders_order (id) WHERE unconfirmed = 'waiting';
-- Whether there is any order, and since when, is told by the index alone.
DROP INDEX orders_order_placed;
CREATE INDEX orders_order_placed ON orders_order (placed_at_ms, id, unconfirmed);

-- The order a basket of the catalogue is. Baskets of before have none: their orders stay what they are.
ALTER TABLE orders_basket ADD COLUMN order_id INTEGER;
CREATE INDEX orders_basket_of_order ON orders_basket (order_id) WHERE order_id IS NOT NULL;

DROP VIEW orders_order_v1;
DROP VIEW orders_order_v2;

-- Orders of customers, each once. A basket from the catalogue that nobody confirmed in two days is none, but a basket left.
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
FROM orders_order o
WHERE o.unconfirmed IS NOT 'left';

-- Orders of customers, each once, with what was paid back and by what the carrier follows it.
CREATE VIEW orders_order_v2 AS
SELECT
    o.id AS order_id,
    o.contact_id AS contact_id, -- null while nobody is known for it
    o.source AS source, -- `manual`, `csv`, `api`, `whatsapp`, `woocommerce`, `shopify`, or what a program says
    o.number AS number,
    o.state AS state, -- `placed`, `paid`, `payment_failed`, `shipped`, `delivered`, `cancelled`, `refunded`
    o.currency AS currency, -- ISO 4217, such as `EUR`
    o.total_micros AS total_micros, -- millionths of the currency's unit, exact; what was paid back is not taken off
    o.refunded_micros AS refunded_micros,
    o.tracking AS tracking, -- a link, or the carrier's number
    o.placed_at_ms AS placed_at_ms,
    o.state_at_ms AS state_at_ms, -- since when it is in this state
    o.updated_at_ms AS updated_at_ms -- when it last changed here
FROM orders_order o
WHERE o.unconfirmed IS NOT 'left';
