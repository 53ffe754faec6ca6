-- The inbox: contacts and their aliases, conversations, messages, labels, and what makes them findable.

CREATE TABLE contact (
    id                 INTEGER PRIMARY KEY,
    name               TEXT,
    -- A name the shop gave is never replaced by the one the customer shows.
    name_given_by_shop INTEGER NOT NULL DEFAULT 0 CHECK (name_given_by_shop IN (0, 1)),
    language           TEXT,
    -- A contact found to be the same person as another one points at it for ever.
    merged_into        INTEGER REFERENCES contact (id),
    created_at_ms      INTEGER NOT NULL
) STRICT;

CREATE INDEX contact_merged ON contact (merged_into) WHERE merged_into IS NOT NULL;

-- By what the outside knows a contact. Retired aliases stay: late statuses and old threads still use them.
CREATE TABLE contact_alias (
    id               INTEGER PRIMARY KEY,
    contact_id       INTEGER NOT NULL REFERENCES contact (id),
    kind             TEXT NOT NULL CHECK (kind IN ('user_id', 'parent_user_id', 'phone', 'username')),
    value            TEXT NOT NULL,
    scope            TEXT NOT NULL,
    first_seen_at_ms INTEGER NOT NULL,
    last_seen_at_ms  INTEGER NOT NULL,
    retired_at_ms    INTEGER
) STRICT;

CREATE UNIQUE INDEX contact_alias_current ON contact_alias (kind, value, scope) WHERE retired_at_ms IS NULL;
CREATE INDEX contact_alias_ever ON contact_alias (kind, value, scope, retired_at_ms);
CREATE INDEX contact_alias_of ON contact_alias (contact_id, kind, last_seen_at_ms);

CREATE TABLE conversation (
    id                   INTEGER PRIMARY KEY,
    contact_id           INTEGER NOT NULL REFERENCES contact (id),
    channel              TEXT NOT NULL,
    channel_account      INTEGER NOT NULL,
    practice             INTEGER NOT NULL CHECK (practice IN (0, 1)),
    status               TEXT NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'snoozed', 'done')),
    snooze_until_ms      INTEGER CHECK ((status = 'snoozed') = (snooze_until_ms IS NOT NULL)),
    ai                   TEXT NOT NULL DEFAULT 'answer' CHECK (ai IN ('answer', 'suggest', 'off')),
    ai_off_reason        TEXT CHECK (ai_off_reason IN ('took_over', 'answered_from_phone', 'handed_off', 'switched_off')),
    ai_off_by            INTEGER,
    ai_off_at_ms         INTEGER CHECK ((ai = 'off') = (ai_off_at_ms IS NOT NULL)),
    assignee_id          INTEGER,
    needs_person_reason  TEXT,
    needs_person_at_ms   INTEGER,
    -- What a person should know when taking over, as JSON.
    card                 TEXT,
    -- Moves whenever an answer being prepared is no longer wanted as it is.
    version              INTEGER NOT NULL DEFAULT 0,
    unread               INTEGER NOT NULL DEFAULT 0 CHECK (unread >= 0),
    read_up_to           INTEGER NOT NULL DEFAULT 0,
    window_expires_at_ms INTEGER,
    -- Until then messages to this customer cost nothing, by the channel's rules.
    free_until_ms        INTEGER,
    last_message_id      INTEGER,
    last_from            TEXT NOT NULL DEFAULT 'shop' CHECK (last_from IN ('customer', 'shop')),
    typing_person_id     INTEGER,
    typing_until_ms      INTEGER,
    -- The last message's id, or the conversation's own while it has none: newest first is one walk of an index.
    sort_key             INTEGER NOT NULL,
    merged_into          INTEGER REFERENCES conversation (id),
    created_at_ms        INTEGER NOT NULL,
    queue                TEXT NOT NULL GENERATED ALWAYS AS (CASE
        WHEN merged_into IS NOT NULL THEN 'merged'
        WHEN status <> 'open' THEN status
        WHEN needs_person_reason IS NOT NULL THEN 'needs_person'
        WHEN last_from = 'shop' THEN 'waiting'
        WHEN ai = 'answer' THEN 'ai'
        ELSE 'needs_person' END) VIRTUAL
) STRICT;

-- Whether anybody has tried the practice phone yet.
CREATE INDEX conversation_practice ON conversation (id) WHERE practice = 1;

CREATE UNIQUE INDEX conversation_of_contact ON conversation (contact_id, channel, channel_account) WHERE merged_into IS NULL;
CREATE INDEX conversation_by_contact ON conversation (contact_id);
CREATE INDEX conversation_by_queue ON conversation (queue, sort_key);
CREATE INDEX conversation_by_assignee ON conversation (assignee_id, sort_key) WHERE status = 'open' AND merged_into IS NULL;
CREATE INDEX conversation_newest ON conversation (sort_key) WHERE merged_into IS NULL;
CREATE INDEX conversation_merged ON conversation (merged_into) WHERE merged_into IS NOT NULL;

-- How many conversations stand in each queue, kept by the triggers below. Assignee 0 is nobody.
CREATE TABLE conversation_count (
    queue         TEXT NOT NULL,
    assignee_id   INTEGER NOT NULL,
    conversations INTEGER NOT NULL,
    unread        INTEGER NOT NULL,
    PRIMARY KEY (queue, assignee_id)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER conversation_counted_in AFTER INSERT ON conversation BEGIN
    INSERT INTO conversation_count (queue, assignee_id, conversations, unread)
    VALUES (NEW.queue, ifnull(NEW.assignee_id, 0), 1, NEW.unread > 0)
    ON CONFLICT (queue, assignee_id) DO UPDATE
    SET conversations = conversations + 1, unread = unread + excluded.unread;
END;

CREATE TRIGGER conversation_counted_again
AFTER UPDATE OF status, ai, needs_person_reason, last_from, merged_into, assignee_id, unread ON conversation
WHEN OLD.queue <> NEW.queue OR OLD.assignee_id IS NOT NEW.assignee_id OR (OLD.unread > 0) <> (NEW.unread > 0) BEGIN
    UPDATE conversation_count SET conversations = conversations - 1, unread = unread - (OLD.unread > 0)
    WHERE queue = OLD.queue AND assignee_id = ifnull(OLD.assignee_id, 0);
    INSERT INTO conversation_count (queue, assignee_id, conversations, unread)
    VALUES (NEW.queue, ifnull(NEW.assignee_id, 0), 1, NEW.unread > 0)
    ON CONFLICT (queue, assignee_id) DO UPDATE
    SET conversations = conversations + 1, unread = unread + excluded.unread;
END;

CREATE TRIGGER conversation_counted_out AFTER DELETE ON conversation BEGIN
    UPDATE conversation_count SET conversations = conversations - 1, unread = unread - (OLD.unread > 0)
    WHERE queue = OLD.queue AND assignee_id = ifnull(OLD.assignee_id, 0);
END;

-- A line in a thread: what was said, a private note, or an event. Ids grow with the message's own time.
CREATE TABLE message (
    id                 INTEGER PRIMARY KEY,
    conversation_id    INTEGER NOT NULL REFERENCES conversation (id),
    direction          TEXT NOT NULL CHECK (direction IN ('in', 'out')),
    author             TEXT NOT NULL CHECK (author IN ('customer', 'ai', 'person', 'system')),
    person_id          INTEGER,
    run_id             INTEGER,
    kind               TEXT NOT NULL CHECK (kind IN ('text', 'image', 'video', 'audio', 'document', 'sticker', 'location',
        'contacts', 'interactive', 'button', 'reaction', 'order', 'system', 'edit', 'revoke', 'unsupported', 'unknown',
        'note', 'event', 'template')),
    text               TEXT,
    content            TEXT,
    state              TEXT CHECK (state IN ('received', 'queued', 'sending', 'unsure', 'sent', 'failed', 'delivered', 'read')),
    error_code         TEXT,
    error_text         TEXT,
    -- From when it may be sent again by hand: nothing means any time, the greatest number never.
    retry_from_ms      INTEGER,
    channel_message_id TEXT,
    client_id          TEXT,
    -- The message this one answers, reacts to, edits or takes back, by the channel's id: it may be unknown here.
    quoted_channel_id  TEXT,
    -- Set on reactions, edits and revokes whose message is known: they show on it, not as lines of their own.
    attached_to        INTEGER REFERENCES message (id),
    sources            TEXT,
    cost_micros        INTEGER,
    expected_version   INTEGER,
    send_after_ms      INTEGER,
    sent_at_ms         INTEGER NOT NULL,
    stored_at_ms       INTEGER NOT NULL,
    edited_at_ms       INTEGER,
    revoked_at_ms      INTEGER
) STRICT;

CREATE UNIQUE INDEX message_by_channel_id ON message (channel_message_id) WHERE channel_message_id IS NOT NULL;
CREATE UNIQUE INDEX message_by_client_id ON message (conversation_id, client_id) WHERE client_id IS NOT NULL;
CREATE INDEX message_in_thread ON message (conversation_id, id);
CREATE INDEX message_spoken ON message (conversation_id, id)
    WHERE kind NOT IN ('note', 'event', 'system', 'reaction', 'edit', 'revoke');
CREATE INDEX message_attached ON message (attached_to, id) WHERE attached_to IS NOT NULL;
CREATE INDEX message_looking_for_another ON message (quoted_channel_id)
    WHERE attached_to IS NULL AND kind IN ('reaction', 'edit', 'revoke');

-- What has not left the house yet.
CREATE INDEX message_to_deliver ON message (id) WHERE state IN ('queued', 'sending');

-- What has not arrived.
CREATE INDEX message_not_arrived ON message (id)
    WHERE direction = 'out' AND state IN ('queued', 'sending', 'unsure', 'failed');

-- Each message exactly as the channel told it; apart, so that a thread's rows stay small.
CREATE TABLE message_raw (
    message_id INTEGER PRIMARY KEY REFERENCES message (id) ON DELETE CASCADE,
    raw        TEXT NOT NULL
) STRICT;

-- The file of a message: a customer's is fetched from the channel, the shop's own is here from the start.
CREATE TABLE message_media (
    message_id INTEGER PRIMARY KEY REFERENCES message (id) ON DELETE CASCADE,
    state      TEXT NOT NULL CHECK (state IN ('waiting', 'ready', 'failed')),
    media_id   INTEGER CHECK ((state = 'ready') = (media_id IS NOT NULL)),
    reason     TEXT CHECK ((state = 'failed') = (reason IS NOT NULL)),
    -- How long the channel keeps it; nothing when it never said where it is.
    kept_until_ms INTEGER
) STRICT;

-- An answer the AI offers to a person: at most one per conversation.
CREATE TABLE suggestion (
    id              INTEGER PRIMARY KEY,
    conversation_id INTEGER NOT NULL UNIQUE REFERENCES conversation (id),
    run_id          INTEGER NOT NULL,
    text            TEXT NOT NULL,
    sources         TEXT NOT NULL,
    created_at_ms   INTEGER NOT NULL
) STRICT;

CREATE TABLE label (
    id    INTEGER PRIMARY KEY,
    name  TEXT NOT NULL COLLATE NOCASE UNIQUE,
    color TEXT NOT NULL
) STRICT;

-- sort_key follows the conversation's, so that a label's newest conversations are one walk of an index.
CREATE TABLE conversation_label (
    conversation_id INTEGER NOT NULL REFERENCES conversation (id),
    label_id        INTEGER NOT NULL REFERENCES label (id) ON DELETE CASCADE,
    sort_key        INTEGER NOT NULL,
    PRIMARY KEY (conversation_id, label_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX conversation_label_newest ON conversation_label (label_id, sort_key);

CREATE TRIGGER conversation_label_sorted AFTER UPDATE OF sort_key ON conversation
WHEN OLD.sort_key <> NEW.sort_key BEGIN
    UPDATE conversation_label SET sort_key = NEW.sort_key WHERE conversation_id = NEW.id;
END;

-- Tokens are made in Rust (storage/text.rs) and joined by blanks; rowid is the message's id, so newest first costs nothing.
-- The last word of a question may still be being typed: a beginning that has no prefix index of its length makes FTS5 gather
-- every match before the first is given, 30 ms with 200,000 messages instead of 1. Each length costs about 10 bytes a message.
CREATE VIRTUAL TABLE message_search USING fts5 (
    t, content = '', contentless_delete = 1, detail = 'none', prefix = '2 3 4 5 6 7 8 9 10',
    tokenize = "ascii tokenchars '_'");

CREATE VIRTUAL TABLE contact_search USING fts5 (
    t, content = '', contentless_delete = 1, detail = 'none', prefix = '2 3', tokenize = "ascii tokenchars '_'");
