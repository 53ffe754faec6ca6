-- replies: in which languages the assistant answers, as a JSON list of tags; an empty one means every language.
ALTER TABLE reply_setting ADD COLUMN languages TEXT NOT NULL DEFAULT '[]';
