// A queue with nothing in it, and what that means.
import { Link } from "@tanstack/react-router";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Check, Inbox, SearchX, Smartphone } from "lucide-react";
import { useMay } from "@/api/me";
import { Button } from "@/ui/Button";
import { EmptyState } from "@/ui/EmptyState";
import { useInboxSteps } from "../place";
import { conversationsQuery, type ListFilters } from "../queries";

export function EmptyQueue({ filters }: { filters: ListFilters }) {
  const { t } = useTranslation("inbox");
  const { filter } = useInboxSteps();
  const mayPractise = useMay("use_practice");
  const everything = useQuery(conversationsQuery({ queue: "all" }));
  const isNew = everything.data?.blocks[0]?.rows.length === 0;
  if (filters.q || filters.label) {
    return (
      <EmptyState icon={SearchX} title={t("empty.filtered")} action={<Button onClick={() => filter({})}>{t("empty.clear")}</Button>}>
        {t("empty.filteredBody")}
      </EmptyState>
    );
  }
  if (isNew) {
    return (
      <EmptyState
        icon={Inbox}
        title={t("empty.first")}
        action={
          mayPractise && (
            <Button asChild tone="primary">
              <Link to="/practice">{t("empty.tryIt")}</Link>
            </Button>
          )
        }
      >
        {t("empty.firstBody")}
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={filters.queue === "needs_person" ? Check : filters.queue === "ai" ? Smartphone : Inbox}
      title={t(`empty.${filters.queue}`)}
    >
      {t(`empty.${filters.queue}Body`)}
    </EmptyState>
  );
}
