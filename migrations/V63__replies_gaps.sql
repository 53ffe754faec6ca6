-- replies: questions the shop had no answer to, and which of them somebody has dealt with.

CREATE INDEX reply_run_unanswered ON reply_run (id)
    WHERE decision = 'decline' OR reason IN ('failed_twice', 'no_answer', 'unsupported_claim');

-- Runs whose question needs no more looking at.
CREATE TABLE reply_gap_closed (
    run_id       INTEGER PRIMARY KEY REFERENCES reply_run (id) ON DELETE CASCADE,
    -- An answer was made of it, or it is none of the shop's business.
    closed_as    TEXT    NOT NULL CHECK (closed_as IN ('answered', 'dismissed')),
    closed_at_ms INTEGER NOT NULL
) STRICT;
