-- knowledge: an uploaded file lies in pieces, each written by itself, so that no webhook waits for all of it.

-- Pieces come before their source and go after it: what has no source when the program starts was cut short, and goes.
-- Files uploaded before lie whole in knowledge_content.original and stay there.
CREATE TABLE knowledge_piece (
    source_id INTEGER NOT NULL,
    number    INTEGER NOT NULL,
    piece     BLOB NOT NULL
) STRICT;

CREATE UNIQUE INDEX knowledge_piece_of ON knowledge_piece (source_id, number);
