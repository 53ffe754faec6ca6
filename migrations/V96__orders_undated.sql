-- orders: 1 where nobody said since when an order is in its state: `state_at_ms` is then when it was taken.
ALTER TABLE orders_order ADD COLUMN state_undated INTEGER NOT NULL DEFAULT 0 CHECK (state_undated IN (0, 1));

-- The next file of an export says the same of those that came from one and had no moment of their own.
UPDATE orders_order SET state_undated = 1 WHERE source = 'csv' AND changed_at_ms IS NULL AND state_at_ms = updated_at_ms;
