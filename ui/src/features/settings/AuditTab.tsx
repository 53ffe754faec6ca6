// Who did what, newest first. Nothing here can be changed.
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { api, dataOf } from "@/api/client";
import { key } from "@/api/keys";
import { teamQuery } from "@/api/team";
import type { AuditEntry } from "@/api/types";
import { labelsQuery } from "@/features/inbox/queries";
import { exactTime } from "@/lib/dates";
import { formatMicros } from "@/lib/numbers";
import { EmptyState } from "@/ui/EmptyState";
import { textLink } from "@/ui/TextLink";
import { PagedList } from "../common/PagedList";
import { pagedQuery } from "../common/pages";
import { Row } from "../common/Rows";
import { Time } from "../common/Time";
import { auditDetails, conversationOf, type DetailWords } from "./auditDetails";
import { useDeviceName } from "./deviceName";
import { Section } from "./Section";

const auditQuery = pagedQuery<AuditEntry>(key("audit"), (cursor) => dataOf(api.GET("/api/v1/audit", { params: { query: { cursor } } })));

function Conversation({ id }: { id: string | null }) {
  const { t } = useTranslation("settings");
  if (!id) return null;
  return (
    <>
      {" · "}
      <Link to="/inbox/$queue/$conversationId" params={{ queue: "all", conversationId: id }} className={textLink}>
        {t("audit.conversation")}
      </Link>
    </>
  );
}

export default function AuditTab() {
  const { t, i18n } = useTranslation("settings");
  const audit = useInfiniteQuery(auditQuery);
  const team = useQuery(teamQuery);
  const labels = useQuery(labelsQuery);
  const deviceName = useDeviceName();
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
  // A detail or word newer than these screens likewise.
  const said = (group: "details" | "values", word: string) =>
    i18n.exists(`settings:audit.${group}.${word}`) ? t(`audit.${group}.${word}` as "audit.details.name") : null;
  const words: DetailWords = {
    name: (key) => said("details", key) ?? key.replaceAll("_", " "),
    value: (word, key) => (key === "device" ? deviceName(word) : (/^[a-z_]+$/.test(word) && said("values", word)) || word),
    time: (at) => exactTime(at, i18n.language),
    money: (micros) => formatMicros(micros, i18n.language),
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
            {[who(entry), ...auditDetails(entry.details, labels.data ?? [], team.data ?? [], words)].join(" · ")}
            <Conversation id={conversationOf(entry.action, entry.subject)} />
          </Row>
        )}
      </PagedList>
    </Section>
  );
}
