-- orders: found by their number, by what their source says of the customer, by what was ordered. Tokens are made in Rust
-- and joined by blanks, as those of messages are; rowid is the order's id.

CREATE VIRTUAL TABLE orders_search USING fts5 (
    t, content = '', contentless_delete = 1, detail = 'none', prefix = '1 2 3', tokenize = "ascii tokenchars '_'");

-- Orders that are in the book already are indexed after the start.
INSERT OR IGNORE INTO job (kind, payload, key, state, run_at_ms, created_at_ms, updated_at_ms)
SELECT 'index_orders', '{}', 'all', 'waiting', 0, 0, 0 WHERE EXISTS (SELECT 1 FROM orders_order);
