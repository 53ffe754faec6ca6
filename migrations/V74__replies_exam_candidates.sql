-- replies: a change tried in the exam before it is saved, and whether one may be saved that makes answers worse.

-- What was tried, as JSON without keys; nothing for a run of what is live.
ALTER TABLE reply_exam_run ADD COLUMN candidate TEXT;
-- By what the questions, the prompts and the models of then are known again.
ALTER TABLE reply_exam_run ADD COLUMN stood TEXT;

-- The owner's choice; a row only once they chose.
CREATE TABLE reply_exam_setting (
    id                 INTEGER PRIMARY KEY CHECK (id = 1),
    must_not_get_worse INTEGER NOT NULL CHECK (must_not_get_worse IN (0, 1))
) STRICT;
