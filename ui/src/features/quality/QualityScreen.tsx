// How good the assistant's answers are, in a chosen span: what was good and what was not, and the conversations behind it.
import { useState } from "react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Download, Gauge } from "lucide-react";
import type { Quality } from "@/api/types";
import { offerCsv } from "@/lib/csv";
import { useTitle } from "@/lib/pageTitle";
import { Notice } from "@/ui/Badge";
import { Button } from "@/ui/Button";
import { Page } from "@/ui/Card";
import { EmptyState } from "@/ui/EmptyState";
import { Segmented } from "@/ui/Segmented";
import { Loaded } from "../common/Loaded";
import { Time } from "../common/Time";
import { Apart } from "./Apart";
import { Counted } from "./Counted";
import { linesOf, MARKS, SHARES, TIMES } from "./figures";
import { Headline } from "./Headline";
import { Endings, ShareCard, TimesCard } from "./Numbers";
import { isBehind, qualityQuery, type Pressed } from "./queries";
import { RuleChanges } from "./RuleChanges";

const SPANS = [7, 30, 90] as const;

/** Past conversations are still being looked through: what is counted is not all. */
function Behind({ at }: { at: string }) {
  const { t } = useTranslation("quality");
  return (
    <Notice tone="brass" role="status">
      {t("behind")} <Time at={at} exact />
    </Notice>
  );
}

function Told({ quality, toldAt }: { quality: Quality; toldAt: number }) {
  const { t } = useTranslation("quality");
  const [opened, setOpened] = useState<{ pressed: Pressed; of?: string }>();
  const open = (pressed: Pressed, of?: string) => setOpened({ pressed, ...(of !== undefined && { of }) });
  const { figures, days } = quality;
  const behind = isBehind(quality, toldAt);
  if (figures.turns === 0)
    return behind ? (
      <Behind at={quality.counted_up_to} />
    ) : (
      <EmptyState icon={Gauge} title={t("emptyTitle")}>
        {t("emptyBody")}
      </EmptyState>
    );
  return (
    <div className="flex flex-col gap-6">
      {behind && <Behind at={quality.counted_up_to} />}
      <Headline figures={figures} days={days} />
      <Endings figures={figures} onOpen={open} />
      <div className="grid gap-5 sm:grid-cols-2 lg:grid-cols-3">
        {SHARES.map((name) => (
          <ShareCard key={name} name={name} share={figures[name]} onOpen={open} />
        ))}
        {MARKS.filter((name) => name !== "late" || figures.late.count > 0).map((name) => (
          <ShareCard key={name} name={name} share={figures[name]} onOpen={open} />
        ))}
        {TIMES.map((name) => (
          <TimesCard key={name} name={name} times={figures[name]} onOpen={open} />
        ))}
      </div>
      <Apart quality={quality} onOpen={open} />
      {opened && <Counted days={days} {...opened} onClose={() => setOpened(undefined)} />}
    </div>
  );
}

export function QualityScreen() {
  const { t } = useTranslation("quality");
  useTitle(t("title"));
  const [days, setDays] = useState<number>(30);
  const quality = useQuery({ ...qualityQuery(days), placeholderData: keepPreviousData });
  const known = quality.data;
  return (
    <Page
      title={t("title")}
      description={t("lead")}
      width="wide"
      action={
        known &&
        known.figures.turns > 0 && (
          <Button
            icon={Download}
            onClick={() => offerCsv(linesOf(known), `shopbell-quality-${known.days}-days.csv`)}
            className="max-sm:w-full"
          >
            {t("csv")}
          </Button>
        )
      }
    >
      <div className="mb-6">
        <Segmented
          small
          label={t("spanLabel")}
          value={String(days)}
          onChange={(value) => setDays(Number(value))}
          className="max-sm:w-full"
          options={SPANS.map((span) => ({ value: String(span), label: t("span", { count: span }) }))}
        />
      </div>
      <RuleChanges />
      <Loaded query={quality}>{(data) => <Told quality={data} toldAt={quality.dataUpdatedAt} />}</Loaded>
    </Page>
  );
}
