-- replies: the exam. Questions with what must happen, its runs, and what would have been answered in each.

CREATE TABLE reply_exam_question (
    id              INTEGER PRIMARY KEY,
    text            TEXT    NOT NULL,
    expected        TEXT    NOT NULL CHECK (expected IN ('answered', 'declined', 'handed_over')),
    -- Short texts, as JSON lists.
    must_say        TEXT    NOT NULL DEFAULT '[]',
    must_not_say    TEXT    NOT NULL DEFAULT '[]',
    -- As a tag; nothing where the question's own words tell it.
    language        TEXT,
    origin          TEXT    NOT NULL CHECK (origin IN ('typed', 'gap', 'chat')),
    -- Whose words it is: it goes when they are erased.
    conversation_id INTEGER,
    made_at_ms      INTEGER NOT NULL,
    changed_at_ms   INTEGER NOT NULL,
    -- Taken away; saving it again brings it back.
    removed_at_ms   INTEGER
) STRICT;

CREATE INDEX reply_exam_question_of ON reply_exam_question (conversation_id) WHERE conversation_id IS NOT NULL;

CREATE TABLE reply_exam_run (
    id         INTEGER PRIMARY KEY,
    state      TEXT    NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'stopped', 'out_of_money', 'interrupted')),
    cause      TEXT    NOT NULL CHECK (cause IN ('asked', 'candidate', 'sources')),
    -- How many there were to ask.
    questions  INTEGER NOT NULL,
    person_id  INTEGER,
    made_at_ms INTEGER NOT NULL,
    ended_at_ms INTEGER
) STRICT;

-- Two never run at once.
CREATE UNIQUE INDEX reply_exam_run_open ON reply_exam_run (ended_at_ms IS NULL) WHERE state IN ('waiting', 'running');

CREATE TABLE reply_exam_answer (
    run_id      INTEGER NOT NULL REFERENCES reply_exam_run (id) ON DELETE CASCADE,
    question_id INTEGER NOT NULL REFERENCES reply_exam_question (id) ON DELETE CASCADE,
    -- As everything is set, as it is proposed to be, or with the built-in model alone.
    side        TEXT    NOT NULL CHECK (side IN ('live', 'candidate', 'built_in')),
    passed      INTEGER NOT NULL CHECK (passed IN (0, 1)),
    -- The question as it stood then, and what came of it, as JSON.
    question    TEXT    NOT NULL,
    outcome     TEXT    NOT NULL,
    PRIMARY KEY (run_id, question_id, side)
) STRICT, WITHOUT ROWID;

CREATE INDEX reply_exam_answer_question ON reply_exam_answer (question_id);
