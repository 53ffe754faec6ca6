// Whom a signal would find now, shown before it is kept: how many, and the first with the reason for each.
import { useTranslation } from "react-i18next";
import { ApiError } from "@/api/client";
import { useErrorWords } from "@/api/errorWords";
import type { OwnSignalPreview } from "@/api/types";
import { formatCount } from "@/lib/numbers";
import { Notice } from "@/ui/Badge";
import { Row, Rows } from "../common/Rows";
import { factsInWords } from "./evidence";

/** What was wrong with it; of SQL with the database's own words beside. */
export function OwnRefusal({ error }: { error: unknown }) {
  const { t } = useTranslation("health");
  const words = useErrorWords()(error);
  const said = error instanceof ApiError ? error.params.said : undefined;
  return (
    <Notice tone="warn" role="alert" title={words.title}>
      {words.description}
      {said && (
        <p className="mt-1 text-sm">
          {t("own.sql.said")}{" "}
          <code dir="ltr" className="[overflow-wrap:anywhere]">
            {said}
          </code>
        </p>
      )}
    </Notice>
  );
}

export function OwnPreview({ preview }: { preview: OwnSignalPreview }) {
  const { t, i18n } = useTranslation("health");
  const { found, more, contacts } = preview;
  const many = formatCount(found, i18n.language);
  const title = more ? t("own.preview.foundMore", { many }) : t("own.preview.found", { count: found, many });
  return (
    <section aria-label={t("own.preview.title")} className="flex flex-col gap-3">
      <p role="status" className="font-serif text-lg font-medium">
        {title}
      </p>
      {found === 0 ? (
        <p className="text-ink-soft">{t("own.preview.nobody")}</p>
      ) : (
        <>
          <Rows label={t("own.preview.title")}>
            {contacts.map(({ contact, evidence }) => (
              <Row key={contact.id} title={<bdi>{contact.name || t("card.nobody")}</bdi>}>
                {factsInWords(evidence, i18n.language)}
              </Row>
            ))}
          </Rows>
          {found > contacts.length && <p className="text-sm text-ink-faint">{t("own.preview.first", { count: contacts.length })}</p>}
        </>
      )}
    </section>
  );
}
