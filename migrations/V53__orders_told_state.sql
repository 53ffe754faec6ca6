-- orders: what the source last said of an order's state, so that the same telling again never undoes what a person did since.

ALTER TABLE orders_order ADD COLUMN told_state TEXT NOT NULL DEFAULT 'placed'
    CHECK (told_state IN ('placed', 'paid', 'payment_failed', 'shipped', 'delivered', 'cancelled', 'refunded'));
UPDATE orders_order SET told_state = state;
