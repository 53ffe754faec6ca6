-- Why a model's translation was not taken; its text is empty then. It is not bought again of the same model.
ALTER TABLE health_translation ADD COLUMN refused TEXT CHECK (refused IN ('form', 'figures', 'links', 'language'));
