-- WhatsApp: one template to many customers, and what became of each.

CREATE TABLE whatsapp_broadcast (
    id            INTEGER PRIMARY KEY,
    name          TEXT NOT NULL,
    connection_id INTEGER NOT NULL REFERENCES whatsapp_connection (id),
    template_id   INTEGER NOT NULL,
    -- What the template was called when it was chosen.
    template      TEXT NOT NULL CHECK (json_valid(template)),
    -- Values by variable, the file or place of the header, and whom it is for, as JSON.
    variables     TEXT NOT NULL CHECK (json_valid(variables)),
    header        TEXT CHECK (json_valid(header)),
    segment       TEXT NOT NULL CHECK (json_valid(segment)),
    state         TEXT NOT NULL CHECK (state IN ('draft', 'sending', 'paused', 'stopped', 'done')),
    reason        TEXT,
    created_at_ms INTEGER NOT NULL,
    started_at_ms INTEGER,
    ended_at_ms   INTEGER
) STRICT;

CREATE TABLE whatsapp_broadcast_recipient (
    broadcast_id    INTEGER NOT NULL REFERENCES whatsapp_broadcast (id) ON DELETE CASCADE,
    contact_id      INTEGER NOT NULL,
    conversation_id INTEGER NOT NULL,
    state           TEXT NOT NULL CHECK (state IN ('queued', 'sent', 'delivered', 'read', 'failed', 'skipped')),
    reason_code     TEXT,
    reason          TEXT,
    message_id      INTEGER,
    at_ms           INTEGER NOT NULL,
    PRIMARY KEY (broadcast_id, contact_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX whatsapp_broadcast_waiting ON whatsapp_broadcast_recipient (broadcast_id, state, contact_id);
CREATE INDEX whatsapp_broadcast_message ON whatsapp_broadcast_recipient (message_id) WHERE message_id IS NOT NULL;
CREATE INDEX whatsapp_broadcast_started ON whatsapp_broadcast_recipient (at_ms) WHERE message_id IS NOT NULL;
