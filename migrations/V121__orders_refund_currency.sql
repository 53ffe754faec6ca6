-- orders: a web shop may pay back in another currency than the order's, and say so before the order comes. Nothing: in its own.
ALTER TABLE orders_shop_refund ADD COLUMN currency TEXT CHECK (length(currency) = 3);
