-- Whose vectors questions are compared with, so that a start in the middle of a change finds it again.
CREATE TABLE knowledge_embedding_served (
    id       INTEGER PRIMARY KEY CHECK (id = 1),
    model_id INTEGER NOT NULL REFERENCES knowledge_embedding_model (id) ON DELETE CASCADE,
    -- Where it was asked: a model of the same name elsewhere may be another one.
    place    TEXT    NOT NULL
) STRICT;
