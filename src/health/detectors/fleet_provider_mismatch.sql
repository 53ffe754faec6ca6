-- A shop you look after: a model and a provider that do not fit, or dimensions the embedding model does not have.
-- scope: fleet
-- pressing: 80
-- purpose: utility
WITH chosen (site_id, purpose, provider, model, dimensions) AS (
    SELECT site_id, 'chat', chat_provider, chat_model, NULL
      FROM health_site_v1 WHERE chat_at_home = 1 AND chat_model <> ''
    UNION ALL
    SELECT site_id, 'embedding', embedding_provider, embedding_model, embedding_dimensions
      FROM health_site_v1 WHERE embedding_at_home = 1 AND embedding_model <> ''
), fitting AS (
    SELECT c.site_id, c.purpose, count(*) AS models,
           count(CASE WHEN c.dimensions IS NULL OR json_extract(m.value, '$.dimensions') IS NULL
                        OR c.dimensions IN (SELECT d.value FROM json_each(m.value, '$.dimensions') d)
                      THEN 1 END) AS with_dimensions
      FROM chosen c, json_each(:known_models) m
     WHERE json_extract(m.value, '$.purpose') = c.purpose AND json_extract(m.value, '$.provider') = c.provider
       AND lower(c.model) LIKE json_extract(m.value, '$.like')
     GROUP BY c.site_id, c.purpose
)
SELECT s.site_id || ':' || c.purpose AS subject, s.contact_id,
       json_object('site', s.site, 'purpose', c.purpose, 'provider', c.provider, 'model', c.model,
                   'dimensions', c.dimensions, 'what', iif(f.models IS NULL, 'model', 'dimensions'),
                   'reported_at_ms', s.reported_at_ms, 'language', s.language) AS evidence
  FROM chosen c
  JOIN health_site_v1 s ON s.site_id = c.site_id
  LEFT JOIN fitting f ON f.site_id = c.site_id AND f.purpose = c.purpose
 WHERE ifnull(f.with_dimensions, 0) = 0
