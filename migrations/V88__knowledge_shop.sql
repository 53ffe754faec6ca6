-- knowledge: sources whose text a web shop of the order book gives. Their own row has the kind 'text', as they have neither an
-- address nor a file; see V60 for why the list of kinds is not widened.

CREATE TABLE knowledge_shop (
    source_id  INTEGER PRIMARY KEY REFERENCES knowledge_source (id) ON DELETE CASCADE,
    shop_id    INTEGER NOT NULL UNIQUE,
    -- Products the text tells of.
    products   INTEGER NOT NULL DEFAULT 0,
    -- When the shop was last read whole.
    read_at_ms INTEGER
) STRICT;
