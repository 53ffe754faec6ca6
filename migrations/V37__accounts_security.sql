-- What protects an account beyond its password: a fresh proof of who one is, a second factor by role, news of what
-- happened to one's account. And a trail that nobody shortens.

-- When the session last proved who it is, by password or second factor. A session from before proves it when asked.
ALTER TABLE session ADD COLUMN proven_at_ms INTEGER NOT NULL DEFAULT 0;

-- The roles that need a second factor, as the owner decided.
CREATE TABLE second_factor_rule (
    role TEXT PRIMARY KEY CHECK (role IN ('owner', 'manager', 'agent', 'trainee'))
) STRICT, WITHOUT ROWID;

-- What somebody is told about their own account; a few of each person are kept.
CREATE TABLE security_notice (
    id        INTEGER PRIMARY KEY,
    person_id INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    kind      TEXT NOT NULL,
    at_ms     INTEGER NOT NULL,
    device    TEXT NOT NULL DEFAULT '',
    address   TEXT NOT NULL DEFAULT '',
    seen_at_ms INTEGER
) STRICT;

CREATE INDEX security_notice_by_person ON security_notice (person_id, id);

-- The trail is kept for good: no row is removed, and none is put in another's place. A retention that shortens it would
-- be a migration of its own, for everybody to see.
CREATE TRIGGER audit_entry_is_never_removed BEFORE DELETE ON audit_entry
BEGIN
    SELECT RAISE(ABORT, 'the audit trail is append-only');
END;

CREATE TRIGGER audit_entry_is_never_replaced BEFORE INSERT ON audit_entry
WHEN EXISTS (SELECT 1 FROM audit_entry WHERE id = NEW.id)
BEGIN
    SELECT RAISE(ABORT, 'the audit trail is append-only');
END;

-- Who uploaded a file, for the limit of bytes a day; none where a customer sent it.
ALTER TABLE media ADD COLUMN uploaded_by TEXT;
CREATE INDEX media_by_upload ON media (created_at_ms, uploaded_by) WHERE uploaded_by IS NOT NULL;
