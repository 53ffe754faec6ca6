-- When each schedule last enqueued its job: what a machine missed while it was off is caught up.
CREATE TABLE job_schedule (
    kind           TEXT PRIMARY KEY,
    enqueued_at_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
