// What was decided where this source disagreed with another: which of its words answer no more, and the way back.
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Undo2 } from "lucide-react";
import { useMay } from "@/api/me";
import type { Disagreement, DisagreementSide } from "@/api/types";
import { exactTime } from "@/lib/dates";
import { Badge } from "@/ui/Badge";
import { Button } from "@/ui/Button";
import { Card, CardHeader } from "@/ui/Card";
import { toast } from "@/ui/Toast";
import { Said, useAbout } from "./Disagreements";
import { decidedQuery, useDecide } from "./disagreementQueries";

function says(side: DisagreementSide, source: string) {
  return side.places.some((place) => place.source_id === source);
}

/** How the words of a source stand after a decision, and the other side. */
export function standing({ winner, one, other }: Disagreement, source: string) {
  const isOne = says(one, source);
  const [own, rival] = isOne ? [one, other] : [other, one];
  if (winner === "both") return { own, rival, word: "both" as const };
  if ((winner === "one") === isOne) return { own, rival, word: "counts" as const };
  // It loses to words that still stand.
  if (rival.places.length === 0) return { own, rival, word: "again" as const };
  return { own, rival, word: own.states_more ? ("figureAside" as const) : ("aside" as const) };
}

function Entry({ source, disagreement }: { source: string; disagreement: Disagreement }) {
  const { t, i18n } = useTranslation(["knowledge", "common"]);
  const about = useAbout()(disagreement);
  const decide = useDecide();
  const mayWrite = useMay("write_knowledge");
  const { own, rival, word } = standing(disagreement, source);
  const lost = word === "aside" || word === "figureAside";
  return (
    <li className="flex flex-col gap-3 py-4">
      <div className="flex flex-wrap items-start justify-between gap-3">
        <div className="flex min-w-0 flex-wrap items-center gap-x-3 gap-y-1">
          <h3 className="font-medium">{about}</h3>
          <Badge tone={lost ? "warn" : "good"}>{t(`knowledge:disagreements.standing.${word}`)}</Badge>
          {disagreement.decided_at && <span className="text-sm text-ink-faint">{exactTime(disagreement.decided_at, i18n.language)}</span>}
        </div>
        {mayWrite && (
          <Button
            size="small"
            icon={Undo2}
            busy={decide.isPending}
            onClick={() =>
              decide.mutate(
                { id: disagreement.id, winner: null },
                { onSuccess: () => toast({ title: t("knowledge:disagreements.undone"), tone: "good" }) },
              )
            }
          >
            {t("common:undo")}
          </Button>
        )}
      </div>
      <p dir="auto" className="border-s-2 border-brass-line ps-3 whitespace-pre-line [overflow-wrap:anywhere]">
        {lost ? <s>{own.text}</s> : own.text}
      </p>
      <div className="flex flex-col gap-1.5 text-sm">
        <p className="text-ink-faint">{t("knowledge:disagreements.against")}</p>
        <Said side={rival} />
      </div>
    </li>
  );
}

export function DecidedCard({ source }: { source: string }) {
  const { t } = useTranslation("knowledge");
  const query = useQuery(decidedQuery(source));
  const decided = query.data?.items ?? [];
  if (decided.length === 0) return null;
  return (
    <Card>
      <CardHeader title={t("disagreements.decidedTitle")} description={t("disagreements.decidedBody")} />
      <ol aria-label={t("disagreements.decidedTitle")} className="divide-y divide-line">
        {decided.map((disagreement) => (
          <Entry key={disagreement.id} source={source} disagreement={disagreement} />
        ))}
      </ol>
    </Card>
  );
}
