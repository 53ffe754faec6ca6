-- The inbox: who agreed to be written to, who must not be, and how much the shop still wants to spend.

-- When, where and in what words a customer agreed. Evidence is never changed.
CREATE TABLE consent_evidence (
    id         INTEGER PRIMARY KEY,
    contact_id INTEGER NOT NULL REFERENCES contact (id),
    at_ms      INTEGER NOT NULL,
    source     TEXT NOT NULL CHECK (source IN ('in_person', 'website', 'form', 'whatsapp', 'phone', 'other')),
    words      TEXT NOT NULL,
    person_id  INTEGER
) STRICT;

CREATE INDEX consent_evidence_of ON consent_evidence (contact_id, id);

CREATE TABLE contact_standing (
    contact_id        INTEGER PRIMARY KEY REFERENCES contact (id),
    withdrawn_at_ms   INTEGER,
    suppressed_reason TEXT CHECK (suppressed_reason IN ('stop_word', 'user_preference', 'opted_out', 'by_hand')),
    suppressed_scope  TEXT CHECK (suppressed_scope IN ('marketing', 'everything')),
    suppressed_at_ms  INTEGER CHECK ((suppressed_scope IS NULL) = (suppressed_at_ms IS NULL)),
    blocked           INTEGER NOT NULL DEFAULT 0 CHECK (blocked IN (0, 1))
) STRICT;

CREATE INDEX contact_suppressed ON contact_standing (suppressed_at_ms, contact_id) WHERE suppressed_scope IS NOT NULL;

CREATE TABLE inbox_spending (
    id    INTEGER PRIMARY KEY CHECK (id = 1),
    stage TEXT NOT NULL CHECK (stage IN ('open', 'suggest_only', 'people_only'))
) STRICT;

INSERT INTO inbox_spending (id, stage) VALUES (1, 'open');
