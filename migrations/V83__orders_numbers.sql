-- orders: the last running number of each source that gives none of its own, so that the next is known without reading them.
CREATE TABLE orders_number (
    source TEXT PRIMARY KEY,
    last   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

INSERT INTO orders_number (source, last)
SELECT source, max(CAST(substr(number, 2) AS INTEGER)) FROM orders_order
 WHERE shop = '' AND length(number) <= 12
   AND (source = 'whatsapp' AND number GLOB 'W[0-9]*' OR source = 'repeat' AND number GLOB 'R[0-9]*')
 GROUP BY source;

-- Orders are found by what their customer is called in the inbox, and those of erased customers by their number again.
INSERT OR IGNORE INTO job (kind, payload, key, state, run_at_ms, created_at_ms, updated_at_ms)
SELECT 'index_orders', '{}', 'all', 'waiting', 0, 0, 0 WHERE EXISTS (SELECT 1 FROM orders_order);
