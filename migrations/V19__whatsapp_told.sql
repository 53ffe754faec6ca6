-- WhatsApp: when Meta last told each kind of fact about a subject, so that older news never replaces newer.
CREATE TABLE whatsapp_told (
    subject TEXT NOT NULL,
    fact    TEXT NOT NULL,
    at_ms   INTEGER NOT NULL,
    PRIMARY KEY (subject, fact)
) STRICT, WITHOUT ROWID;

-- What an announcement is about: only one about the same thing ends it. And when Meta says it happened.
ALTER TABLE whatsapp_notice ADD COLUMN slot TEXT NOT NULL DEFAULT 'account';
ALTER TABLE whatsapp_notice ADD COLUMN told_at_ms INTEGER;

-- What a number on a phone was asked to send over once: its address book and its past.
CREATE TABLE whatsapp_phone_data (
    connection_id INTEGER NOT NULL REFERENCES whatsapp_connection (id),
    kind          TEXT NOT NULL CHECK (kind IN ('smb_app_state_sync', 'history')),
    state         TEXT NOT NULL CHECK (state IN ('asking', 'asked', 'refused')),
    code          INTEGER,
    asked_at_ms   INTEGER NOT NULL,
    PRIMARY KEY (connection_id, kind)
) STRICT, WITHOUT ROWID;
