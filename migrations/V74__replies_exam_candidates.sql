-- replies: a change tried in the exam before it is saved, whether one may be saved that makes answers worse, and the run that
-- follows a change of what the shop knows.

-- What was tried, as JSON without keys; nothing for a run of what is live.
ALTER TABLE reply_exam_run ADD COLUMN candidate TEXT;
-- By what the questions, the prompts and the models of then are known again.
ALTER TABLE reply_exam_run ADD COLUMN stood TEXT;

-- The owner's choice; a row only once they chose.
CREATE TABLE reply_exam_setting (
    id                 INTEGER PRIMARY KEY CHECK (id = 1),
    must_not_get_worse INTEGER NOT NULL CHECK (must_not_get_worse IN (0, 1))
) STRICT;

-- Which sources changed before a run that began by itself, as JSON.
ALTER TABLE reply_exam_run ADD COLUMN changes TEXT NOT NULL DEFAULT '[]';

-- The sources as they stood when the exam last looked.
CREATE TABLE reply_exam_source (
    source_id INTEGER PRIMARY KEY,
    title     TEXT    NOT NULL,
    -- By this a source is known to say the same.
    said      INTEGER NOT NULL
) STRICT;
