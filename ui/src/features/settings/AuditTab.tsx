// Who did what, newest first. Nothing here can be changed.
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, dataOf } from "@/api/client";
import { teamQuery } from "@/api/team";
import type { AuditEntry } from "@/api/types";
import { EmptyState } from "@/ui/EmptyState";
import { PagedList } from "../common/PagedList";
import { pagedQuery } from "../common/pages";
import { Row } from "../common/Rows";
import { Time } from "../common/Time";
import { Section } from "./Section";

const auditQuery = pagedQuery<AuditEntry>(["audit"], (cursor) => dataOf(api.GET("/api/v1/audit", { params: { query: { cursor } } })));

/** Worth reading: words and numbers. Ids, lists of ids and what is not the case say nothing to people. */
function worthReading(value: unknown): value is string | number | true {
  if (typeof value === "string") return value !== "" && !/^\d{10,}$/.test(value);
  return typeof value === "number" || value === true;
}

function Details({ of }: { of: unknown }) {
  const entries = typeof of === "object" && of !== null ? Object.entries(of).filter(([, value]) => worthReading(value)) : [];
  if (entries.length === 0) return null;
  return (
    <>
      {" "}
      ·{" "}
      {entries
        .map(([key, value]) => (value === true ? key.replaceAll("_", " ") : `${key.replaceAll("_", " ")}: ${String(value)}`))
        .join(", ")}
    </>
  );
}

export default function AuditTab() {
  const { t, i18n } = useTranslation("settings");
  const audit = useInfiniteQuery(auditQuery);
  const team = useQuery(teamQuery);
  const who = ({ actor_kind, actor_id }: AuditEntry) => {
    if (actor_kind === "system") return t("audit.system");
    if (actor_kind === "token") return t("audit.token");
    return team.data?.find((person) => person.id === actor_id)?.name ?? t("audit.person");
  };
  // An action newer than these screens is shown by its own name, made readable.
  const action = (name: string) => {
    const key = name.replaceAll(".", "_");
    return i18n.exists(`settings:audit.actions.${key}`) ? t(`audit.actions.${key as "shop_changed"}`) : name.replaceAll(/[._]/g, " ");
  };
  return (
    <Section title={t("tabs.audit")} description={t("audit.lead")}>
      <PagedList query={audit} label={t("tabs.audit")} empty={<EmptyState title={t("audit.empty")} />}>
        {(entry) => (
          <Row
            key={entry.id}
            title={action(entry.action)}
            action={
              <span className="text-end text-sm text-ink-faint">
                <Time at={entry.at} />
              </span>
            }
          >
            {who(entry)}
            <Details of={entry.details} />
          </Row>
        )}
      </PagedList>
    </Section>
  );
}
