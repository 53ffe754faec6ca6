// Where two sources say what cannot both be: both sentences with where they stand, and the owner's word on which counts.
import { Link } from "@tanstack/react-router";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useMay } from "@/api/me";
import type { Disagreement, DisagreementSide, DisagreementWinner } from "@/api/types";
import { dayOfYear, weekdayName } from "@/lib/dates";
import { Button } from "@/ui/Button";
import { Card, CardHeader } from "@/ui/Card";
import { toast } from "@/ui/Toast";
import { disagreementsQuery, useDecide } from "./disagreementQueries";

/** What a disagreement is about: "Opening hours: Sunday". */
export function useAbout() {
  const { t, i18n } = useTranslation("knowledge");
  return ({ kind, day, date }: Disagreement) => {
    const when = day ? weekdayName(day, i18n.language, "long") : date ? dayOfYear(date, i18n.language) : null;
    const what = t(`disagreements.kinds.${kind}`);
    return when ? t("disagreements.of", { what, when }) : what;
  };
}

/** What it stands under in its source, where that is not the source's own title. */
function under({ title, heading, question }: DisagreementSide["places"][number]) {
  return question ?? (heading === title ? "" : heading);
}

/** One sentence, word for word, and the sources it stands in. */
export function Said({ side }: { side: DisagreementSide }) {
  const { t } = useTranslation("knowledge");
  const more = side.sources - side.places.length;
  return (
    <div className="flex min-w-0 flex-col gap-1.5">
      {side.text ? (
        <blockquote dir="auto" className="border-s-2 border-brass-line ps-3 whitespace-pre-line [overflow-wrap:anywhere]">
          {side.text}
        </blockquote>
      ) : (
        <p className="text-ink-faint">{t("disagreements.gone")}</p>
      )}
      <ul className="flex flex-col gap-0.5 text-sm text-ink-faint">
        {side.places.map((place, index) => (
          <li key={index} className="[overflow-wrap:anywhere]">
            <Link
              to="/knowledge/$sourceId"
              params={{ sourceId: place.source_id }}
              className="text-brass underline underline-offset-2 pointer-coarse:inline-block pointer-coarse:py-2"
            >
              <bdi>{place.title}</bdi>
            </Link>
            {under(place) && (
              <>
                {" · "}
                <bdi>{under(place)}</bdi>
              </>
            )}
          </li>
        ))}
        {more > 0 && <li>{t("disagreements.moreSources", { count: more })}</li>}
      </ul>
    </div>
  );
}

function Entry({ disagreement }: { disagreement: Disagreement }) {
  const { t } = useTranslation(["knowledge", "common"]);
  const about = useAbout()(disagreement);
  const decide = useDecide();
  const mayWrite = useMay("write_knowledge");
  const { id } = disagreement;
  const settle = (winner: DisagreementWinner) =>
    decide.mutate(
      { id, winner },
      {
        onSuccess: () =>
          toast({
            title: t(winner === "both" ? "knowledge:disagreements.bothSaved" : "knowledge:disagreements.saved"),
            tone: "good",
            action: { label: t("common:undo"), run: () => decide.mutate({ id, winner: null }) },
          }),
      },
    );
  const sides = [
    { side: disagreement.one, winner: "one" },
    { side: disagreement.other, winner: "other" },
  ] as const;
  return (
    <li className="flex flex-col gap-3 py-4" aria-label={about}>
      <h3 className="font-medium">{about}</h3>
      <div className="grid gap-4 sm:grid-cols-2">
        {sides.map(({ side, winner }) => (
          <div key={winner} className="flex flex-col justify-between gap-3 rounded-xl bg-sunken p-3 dark:bg-raised">
            <Said side={side} />
            {mayWrite && (
              <Button
                size="small"
                className="self-start"
                busy={decide.isPending && decide.variables.winner === winner}
                disabled={decide.isPending}
                aria-label={t("knowledge:disagreements.thisOne", { text: side.text })}
                onClick={() => settle(winner)}
              >
                {t("knowledge:disagreements.choose")}
              </Button>
            )}
          </div>
        ))}
      </div>
      {mayWrite && (
        <Button size="small" tone="quiet" className="self-start" disabled={decide.isPending} onClick={() => settle("both")}>
          {t("knowledge:disagreements.both")}
        </Button>
      )}
    </li>
  );
}

export function Disagreements() {
  const { t } = useTranslation("knowledge");
  const query = useQuery(disagreementsQuery);
  const open = query.data?.items ?? [];
  if (open.length === 0) return null;
  return (
    <Card>
      <CardHeader title={t("disagreements.title", { count: open.length })} description={t("disagreements.body")} />
      <ol aria-label={t("disagreements.title", { count: open.length })} className="divide-y divide-line">
        {open.map((disagreement) => (
          <Entry key={disagreement.id} disagreement={disagreement} />
        ))}
      </ol>
    </Card>
  );
}
