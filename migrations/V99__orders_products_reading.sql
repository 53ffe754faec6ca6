-- orders: what a reading of a web shop heard counts with its products and not before; it asks for less at once where a shop
-- answers at too great a length, goes on within a long product, and says what there was no room for.

-- The currency, and whether prices are without tax, as this run heard them.
ALTER TABLE orders_catalogue ADD COLUMN next_currency TEXT CHECK (length(next_currency) = 3);
ALTER TABLE orders_catalogue ADD COLUMN next_untaxed INTEGER CHECK (next_untaxed IN (0, 1));
-- How much is asked for at once: all, a part of the products, or that part without the words about them.
ALTER TABLE orders_catalogue ADD COLUMN portion TEXT NOT NULL DEFAULT 'whole' CHECK (portion IN ('whole', 'part', 'bare'));
-- When what counts was last told to knowledge.
ALTER TABLE orders_catalogue ADD COLUMN told_at_ms INTEGER;
-- Products that count, kept rather than counted at every question, and those the last whole reading had no room for.
ALTER TABLE orders_catalogue ADD COLUMN products INTEGER NOT NULL DEFAULT 0;
ALTER TABLE orders_catalogue ADD COLUMN left_out INTEGER NOT NULL DEFAULT 0;
UPDATE orders_catalogue SET products =
    (SELECT count(*) FROM orders_catalogue_entry e
      WHERE e.shop_id = orders_catalogue.shop_id AND e.kind = 'product' AND e.said IS NOT NULL);

-- Where the next page of its variants begins, of a product that is asked for alone.
ALTER TABLE orders_catalogue_change ADD COLUMN cursor TEXT;
