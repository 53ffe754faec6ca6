// What the team marked in a week, turned into changes of the rules: each with what it would have done, accepted or dismissed.
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Check, X } from "lucide-react";
import { api, dataOf } from "@/api/client";
import { key } from "@/api/keys";
import type { RuleChange } from "@/api/types";
import { Badge } from "@/ui/Badge";
import { Button } from "@/ui/Button";
import { Card } from "@/ui/Card";
import { Skeleton } from "@/ui/Skeleton";
import { useToastError } from "../common/notify";
import { ErrorNotice } from "../common/ErrorNotice";
import { effectQuery, ruleChangesQuery } from "./queries";

function Said({ list }: { list: RuleChange["rests_on"] }) {
  return (
    <ul className="mt-1.5 flex flex-col gap-1">
      {list.map((one) => (
        <li key={one.run_id} className="min-w-0 pointer-coarse:py-2">
          <Link
            to="/inbox/$queue/$conversationId"
            params={{ queue: "all", conversationId: one.conversation_id }}
            className="line-clamp-2 [overflow-wrap:anywhere] text-ink-soft underline decoration-line-strong underline-offset-2 hover:text-ink"
          >
            <bdi>{one.text || "…"}</bdi>
          </Link>
        </li>
      ))}
    </ul>
  );
}

function Effect({ change }: { change: RuleChange }) {
  const { t } = useTranslation("quality");
  const effect = useQuery(effectQuery(change.id));
  if (effect.isError) return <ErrorNotice error={effect.error} onRetry={() => void effect.refetch()} />;
  if (!effect.data) return <Skeleton className="h-12" />;
  const { more, fewer, examples } = effect.data;
  return (
    <div role="status">
      <p className="font-medium">
        {change.kind === "add_rule" ? t("changes.more", { count: more }) : t("changes.fewer", { count: fewer })}
      </p>
      <Said list={examples} />
    </div>
  );
}

function Change({ change }: { change: RuleChange }) {
  const { t } = useTranslation("quality");
  const client = useQueryClient();
  const toastError = useToastError();
  const decide = useMutation({
    mutationFn: async (accept: boolean) => {
      const params = { path: { id: change.id } };
      await dataOf(
        accept
          ? api.POST("/api/v1/replies/rule-changes/{id}/accept", { params })
          : api.POST("/api/v1/replies/rule-changes/{id}/dismiss", { params }),
      );
    },
    onError: toastError,
    onSettled: () => client.invalidateQueries({ queryKey: key("replies") }),
  });
  const words = change.words.map((word) => t("changes.word", { word })).join(", ");
  return (
    <Card as="li" className="flex flex-col gap-4">
      <div className="flex flex-wrap items-start justify-between gap-2">
        <h3 className="min-w-0 flex-1 basis-60 font-serif text-lg leading-snug font-medium [overflow-wrap:anywhere]">
          {t(`changes.kinds.${change.kind}`, { words, name: change.rule_name ?? t("changes.goneRule") })}
        </h3>
        <Badge tone="brass">{t("changes.proposed")}</Badge>
      </div>
      <div className="grid gap-5 text-sm sm:grid-cols-2">
        <section className="min-w-0">
          <h4 className="text-ink-faint">{t(change.kind === "add_rule" ? "changes.missed" : "changes.needless")}</h4>
          <Said list={change.rests_on} />
        </section>
        <section className="min-w-0">
          <h4 className="mb-1.5 text-ink-faint">{t("changes.effect")}</h4>
          <Effect change={change} />
        </section>
      </div>
      <div className="flex flex-wrap gap-2">
        <Button size="small" tone="primary" icon={Check} busy={decide.isPending} onClick={() => decide.mutate(true)}>
          {t(`changes.accept.${change.kind}`)}
        </Button>
        <Button size="small" icon={X} busy={decide.isPending} onClick={() => decide.mutate(false)}>
          {t("changes.dismiss")}
        </Button>
      </div>
    </Card>
  );
}

/** Nothing where nothing is proposed. */
export function RuleChanges() {
  const { t } = useTranslation("quality");
  const { data } = useQuery(ruleChangesQuery);
  if (!data || data.items.length === 0) return null;
  return (
    <section aria-labelledby="rule-changes" className="mb-8">
      <h2 id="rule-changes" className="font-serif text-xl font-medium">
        {t("changes.title")}
      </h2>
      <p className="mt-1 mb-4 max-w-2xl text-pretty text-ink-soft">{t("changes.lead")}</p>
      <ul className="flex flex-col gap-4">
        {data.items.map((change) => (
          <Change key={change.id} change={change} />
        ))}
      </ul>
    </section>
  );
}
