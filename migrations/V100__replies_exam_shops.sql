-- replies: when the exam last saw a source as it stands: what a web shop sells is other many times a day, and is seen once.
ALTER TABLE reply_exam_source ADD COLUMN seen_at_ms INTEGER;
