-- What people thought of an answer or a hand-over: one verdict a run, the last one stands; the audit log keeps all.
CREATE TABLE reply_verdict (
    run_id          INTEGER PRIMARY KEY REFERENCES reply_run (id) ON DELETE CASCADE,
    conversation_id INTEGER NOT NULL,
    verdict         TEXT    NOT NULL CHECK (verdict IN ('good', 'bad', 'needless', 'late', 'missed')),
    -- In a few words; empty when nobody said.
    reason          TEXT    NOT NULL,
    -- Nothing when a program said it.
    person_id       INTEGER,
    at_ms           INTEGER NOT NULL
) STRICT;

CREATE INDEX reply_verdict_of_conversation ON reply_verdict (conversation_id);
CREATE INDEX reply_verdict_lately ON reply_verdict (at_ms);

-- What a week of verdicts says about the owner's rules, until somebody accepts or dismisses it.
CREATE TABLE reply_rule_change (
    id            INTEGER PRIMARY KEY,
    kind          TEXT    NOT NULL CHECK (kind IN ('add_rule', 'drop_words', 'switch_off')),
    -- Nothing for a rule that is new.
    rule_id       INTEGER REFERENCES reply_rule (id),
    -- Of the new rule, or those to be dropped; as JSON.
    words         TEXT    NOT NULL,
    -- The runs whose verdicts it rests on, as JSON.
    run_ids       TEXT    NOT NULL,
    state         TEXT    NOT NULL CHECK (state IN ('open', 'accepted', 'dismissed')),
    made_at_ms    INTEGER NOT NULL,
    decided_by    INTEGER,
    decided_at_ms INTEGER CHECK ((state = 'open') = (decided_at_ms IS NULL))
) STRICT;

CREATE INDEX reply_rule_change_open ON reply_rule_change (id) WHERE state = 'open';

-- When a week was last looked at.
CREATE TABLE reply_week (
    id           INTEGER PRIMARY KEY CHECK (id = 1),
    looked_at_ms INTEGER NOT NULL
) STRICT;
