-- replies: what a change that was tried answers worse, judged once when its run is done.

-- The questions, as JSON; nothing for a run of what is live, and until it is done.
ALTER TABLE reply_exam_run ADD COLUMN worse TEXT;
