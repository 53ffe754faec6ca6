-- knowledge: pages that are pictures, read by the model, that nobody has compared with the original yet.

-- Numbers of pages, counted from 1. Their text is shown, and not found by any search before it is confirmed.
ALTER TABLE knowledge_source ADD COLUMN to_confirm TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(to_confirm));
