-- knowledge: sources as others read them, with the site a page belongs to.

-- Sources of the shop's knowledge, with the site that a page is of.
CREATE VIEW knowledge_source_v2 AS
SELECT
    s.id AS source_id,
    s.site_id AS site_id, -- of a page of a site: the site's own source
    s.kind AS kind, -- `text`, `faq`, `file`, `page`
    s.title AS title,
    s.state AS state, -- `queued`, `working`, `ready`, `failed`
    s.reason_code AS reason_code, -- why it could not be read
    s.chunks AS chunks, -- pieces a search can find
    s.bytes AS bytes,
    s.pages AS pages,
    s.corrected AS corrected, -- 1: a person corrected the text
    s.enabled AS enabled, -- 0: nothing is answered from it
    json_array_length(s.warnings) AS warnings, -- doubts the reader had
    s.created_at_ms AS created_at_ms,
    s.updated_at_ms AS updated_at_ms
FROM knowledge_source s;
