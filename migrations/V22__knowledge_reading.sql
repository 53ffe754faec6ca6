-- knowledge: what reading a source could not be sure of, how many pages it has, and whether a person
-- corrected the text that was taken out.

-- [{"code","place":{"page","sheet","row"},"params":{}}]; an empty list when nothing is to be said.
ALTER TABLE knowledge_source ADD COLUMN warnings TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(warnings));
-- Of the original, where it has pages.
ALTER TABLE knowledge_source ADD COLUMN pages INTEGER;
-- 1: the text of the file or page is a person's; reading it again replaces it only when asked to.
ALTER TABLE knowledge_source ADD COLUMN corrected INTEGER NOT NULL DEFAULT 0 CHECK (corrected IN (0, 1));
