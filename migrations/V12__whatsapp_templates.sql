-- WhatsApp: message templates, as this shop wrote them and as Meta has them.

CREATE TABLE whatsapp_template (
    id               INTEGER PRIMARY KEY,
    environment      TEXT NOT NULL CHECK (environment IN ('meta', 'practice')),
    waba_id          TEXT NOT NULL,
    -- The number it was written for; any number of the account may send it.
    connection_id    INTEGER NOT NULL REFERENCES whatsapp_connection (id),
    -- Nothing while it is a draft nobody at Meta has seen.
    meta_id          TEXT,
    name             TEXT NOT NULL,
    language         TEXT NOT NULL,
    category         TEXT NOT NULL,
    status           TEXT NOT NULL,
    status_reason    TEXT,
    quality          TEXT NOT NULL,
    parameter_format TEXT NOT NULL CHECK (parameter_format IN ('named', 'positional')),
    -- Header, body, footer, buttons and examples, as JSON.
    content          TEXT NOT NULL CHECK (json_valid(content)),
    -- Whether Shopbell knows every part Meta has of it, and so may send and edit it.
    understood       INTEGER NOT NULL CHECK (understood IN (0, 1)),
    created_at_ms    INTEGER NOT NULL,
    updated_at_ms    INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX whatsapp_template_name ON whatsapp_template (environment, waba_id, name, language);
CREATE UNIQUE INDEX whatsapp_template_at_meta ON whatsapp_template (environment, meta_id) WHERE meta_id IS NOT NULL;

-- Edits of approved templates, which Meta counts.
CREATE TABLE whatsapp_template_edit (
    template_id INTEGER NOT NULL REFERENCES whatsapp_template (id) ON DELETE CASCADE,
    at_ms       INTEGER NOT NULL,
    PRIMARY KEY (template_id, at_ms)
) STRICT, WITHOUT ROWID;

-- Names Meta does not take again for a while, because a template of that name was deleted.
CREATE TABLE whatsapp_template_retired (
    environment TEXT NOT NULL,
    waba_id     TEXT NOT NULL,
    name        TEXT NOT NULL,
    language    TEXT NOT NULL,
    until_ms    INTEGER NOT NULL,
    PRIMARY KEY (environment, waba_id, name, language)
) STRICT, WITHOUT ROWID;
