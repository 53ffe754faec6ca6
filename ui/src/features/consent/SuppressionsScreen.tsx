// Customers who are left in peace: who, why, since when, and the way back.
import { useState } from "react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { BellOff } from "lucide-react";
import type { SuppressionEntry } from "@/api/types";
import { useMay } from "@/api/me";
import { Badge } from "@/ui/Badge";
import { Button } from "@/ui/Button";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { EmptyState } from "@/ui/EmptyState";
import { PagedList } from "../common/PagedList";
import { Row } from "../common/Rows";
import { Time } from "../common/Time";
import { SectionPage } from "../whatsapp/SectionPage";
import { suppressionsQuery, useChangeConsent } from "./queries";

function Entry({ entry }: { entry: SuppressionEntry }) {
  const { t } = useTranslation(["consent", "common"]);
  const [asking, setAsking] = useState(false);
  const manages = useMay("manage_conversations");
  const change = useChangeConsent(entry.contact.id);
  const name = entry.contact.name || t("consent:nobody");
  return (
    <Row
      title={
        entry.conversation_id ? (
          <Link
            to="/inbox/$queue/$conversationId"
            params={{ queue: "all", conversationId: entry.conversation_id }}
            search={{}}
            className="hover:underline"
          >
            <bdi>{name}</bdi>
          </Link>
        ) : (
          <bdi>{name}</bdi>
        )
      }
      aside={<Badge tone={entry.scope === "everything" ? "warn" : "plain"}>{t(`consent:scopes.${entry.scope}`)}</Badge>}
      action={
        manages && (
          <Button size="small" onClick={() => setAsking(true)}>
            {t("consent:liftShort")}
          </Button>
        )
      }
    >
      {t(`consent:reasons.${entry.reason}`)} · <Time at={entry.at} />
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={t("consent:liftTitle", { name })}
        description={t("consent:liftBody")}
        confirmLabel={t("consent:liftShort")}
        cancelLabel={t("common:cancel")}
        busy={change.isPending}
        dangerous={false}
        onConfirm={() => change.mutate({ kind: "lift" }, { onSettled: () => setAsking(false) })}
      />
    </Row>
  );
}

export function SuppressionsScreen() {
  const { t } = useTranslation("consent");
  const suppressions = useInfiniteQuery(suppressionsQuery);
  return (
    <SectionPage title={t("listTitle")} description={t("listLead")}>
      <PagedList
        query={suppressions}
        label={t("listTitle")}
        empty={
          <EmptyState icon={BellOff} title={t("listEmptyTitle")}>
            {t("listEmptyBody")}
          </EmptyState>
        }
      >
        {(entry) => <Entry key={entry.contact.id} entry={entry} />}
      </PagedList>
    </SectionPage>
  );
}
