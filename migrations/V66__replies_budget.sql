-- Money for models by day too, the steps in which it runs out, and how many answers one customer is given.
ALTER TABLE reply_setting ADD COLUMN daily_budget_micros INTEGER CHECK (daily_budget_micros >= 0);
ALTER TABLE reply_setting ADD COLUMN small_from_percent INTEGER NOT NULL DEFAULT 80 CHECK (small_from_percent BETWEEN 10 AND 100);
ALTER TABLE reply_setting ADD COLUMN answers_per_hour INTEGER NOT NULL DEFAULT 12 CHECK (answers_per_hour BETWEEN 1 AND 60);
ALTER TABLE reply_setting ADD COLUMN answers_per_day INTEGER NOT NULL DEFAULT 60 CHECK (answers_per_day BETWEEN 1 AND 500);

-- What models cost, by calendar day in UTC.
CREATE TABLE reply_day_spending (
    day    TEXT PRIMARY KEY,
    micros INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
