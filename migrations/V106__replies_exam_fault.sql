-- Why what was to be tried could not be: the embedder or the reranker did not answer.
ALTER TABLE reply_exam_run ADD COLUMN fault TEXT;
