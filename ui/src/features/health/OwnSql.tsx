// A signal written in SQL, for owners who want it: one question over the published views, which stand beside it.
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Field, Textarea } from "@/ui/Field";
import { viewsQuery } from "./ownQueries";

/** Characters of a question, as the server counts them. */
const SQL_LIMIT = 10_000;

export const FIRST_SQL = `SELECT contact_id,
       max(sent_at_ms) AS last_message_at_ms,
       (:now_ms - max(sent_at_ms)) / 86400000 AS days
  FROM inbox_message_v1
  JOIN inbox_conversation_v1 USING (conversation_id)
 WHERE direction = 'in'
 GROUP BY contact_id
HAVING days >= 30`;

function Views() {
  const { t } = useTranslation("health");
  const { data: views = [] } = useQuery(viewsQuery);
  if (views.length === 0) return null;
  return (
    <details className="rounded-xl bg-sunken px-4 py-3 dark:bg-raised">
      <summary className="cursor-pointer font-medium">{t("own.sql.views", { count: views.length })}</summary>
      <dl
        dir="ltr"
        className="mt-3 max-h-80 overflow-y-auto text-start text-sm"
        // It scrolls, by keys as well.
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        aria-label={t("own.sql.views", { count: views.length })}
      >
        {views.map(({ name, columns }) => (
          <div key={name} className="mb-3">
            <dt className="font-mono font-medium [overflow-wrap:anywhere]">{name}</dt>
            <dd className="font-mono text-ink-soft [overflow-wrap:anywhere]">{columns.join(", ")}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

export function OwnSql({ sql, onChange }: { sql: string; onChange: (sql: string) => void }) {
  const { t } = useTranslation("health");
  return (
    <div className="flex flex-col gap-4">
      <Field label={t("own.sql.label")} hint={t("own.sql.hint")}>
        <Textarea
          dir="ltr"
          rows={10}
          maxLength={SQL_LIMIT}
          spellCheck={false}
          autoCapitalize="none"
          autoCorrect="off"
          className="font-mono !text-sm"
          value={sql}
          onChange={(event) => onChange(event.target.value)}
        />
      </Field>
      <Views />
    </div>
  );
}
