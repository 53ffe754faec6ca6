-- What the file of a customer's message says, put into words by a machine: the transcript of a voice note, what is to be
-- seen in a picture, the text of a document.
CREATE TABLE message_media_text (
    message_id INTEGER PRIMARY KEY REFERENCES message (id) ON DELETE CASCADE,
    state      TEXT NOT NULL CHECK (state IN ('waiting', 'ready', 'failed')),
    -- Until when an answer waits for it.
    until_ms   INTEGER NOT NULL,
    -- How often a service was asked.
    calls      INTEGER NOT NULL DEFAULT 0 CHECK (calls >= 0),
    -- What failed may still have words, for people.
    text       TEXT CHECK (state <> 'ready' OR text IS NOT NULL),
    fault      TEXT CHECK ((state = 'failed') = (fault IS NOT NULL)),
    -- A tag such as `it`, where the service said it.
    language   TEXT,
    -- Which model made it; nothing when the words stood in the file.
    model      TEXT
) STRICT;
