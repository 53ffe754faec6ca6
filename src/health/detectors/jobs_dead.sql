-- Work of the program that could not be done and waits for a person.
-- scope: self
-- pressing: 60
SELECT j.kind AS subject,
       json_object('kind', j.kind, 'count', count(*), 'since_ms', min(j.died_at_ms)) AS evidence
  FROM jobs_dead_v1 j
 GROUP BY j.kind
