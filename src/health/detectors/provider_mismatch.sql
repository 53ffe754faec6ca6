-- A model and a provider that do not fit, or dimensions the embedding model does not have. What fits stands in models.toml.
-- scope: self
-- pressing: 90
WITH chosen (purpose, provider, model, dimensions, at_home) AS (
    VALUES ('chat', :chat_provider, :chat_model, NULL, :chat_at_home),
           ('embedding', :embedding_provider, :embedding_model, :embedding_dimensions, :embedding_at_home)
), fitting AS (
    SELECT c.purpose, count(*) AS models,
           count(CASE WHEN c.dimensions IS NULL OR json_extract(m.value, '$.dimensions') IS NULL
                        OR c.dimensions IN (SELECT d.value FROM json_each(m.value, '$.dimensions') d)
                      THEN 1 END) AS with_dimensions
      FROM chosen c, json_each(:known_models) m
     WHERE json_extract(m.value, '$.purpose') = c.purpose AND json_extract(m.value, '$.provider') = c.provider
       AND lower(c.model) LIKE json_extract(m.value, '$.like')
     GROUP BY c.purpose
)
SELECT c.purpose AS subject,
       json_object('purpose', c.purpose, 'provider', c.provider, 'model', c.model, 'dimensions', c.dimensions,
                   'what', iif(f.models IS NULL, 'model', 'dimensions')) AS evidence
  FROM chosen c LEFT JOIN fitting f ON f.purpose = c.purpose
 WHERE c.at_home = 1 AND c.model <> '' AND ifnull(f.with_dimensions, 0) = 0
