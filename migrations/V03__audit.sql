-- Who did what: written in the transaction of the deed, never changed.
CREATE TABLE audit_entry (
    id          INTEGER PRIMARY KEY,
    at_ms       INTEGER NOT NULL,
    actor_kind  TEXT NOT NULL CHECK (actor_kind IN ('person', 'token', 'system')),
    actor_id    INTEGER,
    action      TEXT NOT NULL,
    subject     TEXT NOT NULL,
    details     TEXT NOT NULL
) STRICT;

CREATE TRIGGER audit_entry_is_never_changed BEFORE UPDATE ON audit_entry
BEGIN
    SELECT RAISE(ABORT, 'the audit trail is append-only');
END;
