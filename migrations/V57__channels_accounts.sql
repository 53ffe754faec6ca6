-- channels: over which accounts the shop talks with its customers, and how each of them stands.

CREATE TABLE channels_account (
    -- Conversations point to it.
    id                       INTEGER PRIMARY KEY,
    channel                  TEXT NOT NULL,
    -- What the staff calls it, and where customers write to.
    name                     TEXT,
    address                  TEXT,
    -- Where its customers' names mean something.
    scope                    TEXT NOT NULL,
    practice                 INTEGER NOT NULL CHECK (practice IN (0, 1)),
    -- 1: it plays the shop's own in the sample shop.
    played                   INTEGER NOT NULL CHECK (played IN (0, 1)),
    state                    TEXT NOT NULL CHECK (state IN ('connected', 'incomplete', 'broken', 'disconnected')),
    cause                    TEXT CHECK ((state = 'broken') = (cause IS NOT NULL)),
    since_ms                 INTEGER NOT NULL,
    last_inbound_at_ms       INTEGER,
    token_expires_at_ms      INTEGER,
    messages_a_second        INTEGER,
    -- How many customers a day may be written to first; -1: as many as one likes.
    customers_a_day          INTEGER,
    quality                  TEXT CHECK (quality IN ('green', 'yellow', 'red'))
) STRICT;

-- The accounts over which the shop talks with its customers, and how each of them stands.
CREATE VIEW channels_account_v1 AS
SELECT
    a.id AS account_id, -- `inbox_conversation_v1.channel_account`
    a.channel AS channel, -- `whatsapp`
    a.practice AS practice, -- 1: the practice phone's
    a.state AS state, -- `connected`, `incomplete`, `broken`, `disconnected`
    a.cause AS cause, -- why it is broken, as a stable word
    a.since_ms AS since_ms, -- since when it stands like that
    a.last_inbound_at_ms AS last_inbound_at_ms, -- when a customer's message last came, to the minute
    a.token_expires_at_ms AS token_expires_at_ms,
    a.messages_a_second AS messages_a_second, -- how many the channel takes
    a.customers_a_day AS customers_a_day, -- how many may be written to first; -1: any number
    a.quality AS quality -- `green`, `yellow`, `red`; null while the channel does not say
FROM channels_account a;
