// What came of a walk: whether all is well, how it stands beside the one before, and every step.
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Square } from "lucide-react";
import type { WalkReport, WalkStep } from "@/api/types";
import { exactTime } from "@/lib/dates";
import { Notice } from "@/ui/Badge";
import { Button } from "@/ui/Button";
import { Progress } from "@/ui/Progress";
import { Figure } from "../common/Figure";
import { Loaded } from "../common/Loaded";
import { useStopWalk, walkQuery } from "./queries";
import { failed, formatSeconds, isUnderWay, longest, stepNow } from "./walk";
import { WalkSteps } from "./WalkSteps";

function UnderWay({ report }: { report: WalkReport }) {
  const { t } = useTranslation("walk");
  const stop = useStopWalk();
  const { walk, steps } = report;
  const now = stepNow(steps);
  const told = () => {
    if (steps.length === 0) return t("starting");
    return now ? t("progress", { tried: walk.tried + 1, steps: walk.steps, step: t(`steps.${now.kind}`) }) : t("almost");
  };
  return (
    <div className="mb-6 flex flex-col gap-2">
      <div className="flex items-center justify-between gap-4">
        <p role="status" className="min-w-0 tabular-nums">
          {told()}
        </p>
        <Button size="small" icon={Square} busy={stop.isPending} onClick={() => stop.mutate(walk.id)}>
          {t("stop")}
        </Button>
      </div>
      <Progress label={t("states.running")} value={walk.steps > 0 ? walk.tried / walk.steps : 0} />
    </div>
  );
}

function Verdict({ report }: { report: WalkReport }) {
  const { t } = useTranslation("walk");
  const { walk, steps } = report;
  const ended = walk.state;
  if (ended === "stopped" || ended === "out_of_money" || ended === "interrupted") {
    return (
      <Notice tone="warn" role="status">
        {t(`ended.${ended}`)}
      </Notice>
    );
  }
  const toMend = failed(steps).length;
  return (
    <Notice tone={toMend > 0 ? "bad" : "good"} role="status">
      {toMend > 0 ? t("toMend", { count: toMend }) : t("allWell")}
    </Notice>
  );
}

function Figures({ report }: { report: WalkReport }) {
  const { t, i18n } = useTranslation("walk");
  const { walk, steps, before } = report;
  const count = (change: WalkStep["change"]) => steps.filter((step) => step.change === change).length;
  const slowest = longest(report);
  return (
    <dl className="my-6 flex flex-wrap gap-x-10 gap-y-5">
      <Figure name={t("figures.passed")} value={t("figures.of", { passed: walk.passed, tried: walk.tried })} />
      {slowest !== null && <Figure name={t("figures.longest")} value={formatSeconds(slowest, i18n.language)} />}
      {before && <Figure name={t("figures.worse")} value={count("worse")} />}
      {before && <Figure name={t("figures.better")} value={count("better")} />}
    </dl>
  );
}

export function ReportBody({ report }: { report: WalkReport }) {
  const { t, i18n } = useTranslation("walk");
  const { walk, before, steps } = report;
  if (isUnderWay(walk)) {
    return (
      <>
        <UnderWay report={report} />
        <WalkSteps steps={steps} />
      </>
    );
  }
  return (
    <>
      <Verdict report={report} />
      {walk.tried > 0 && <Figures report={report} />}
      <p className="mb-6 text-sm text-ink-faint">
        {t(`causes.${walk.cause}`)}{" "}
        {before ? t("beside", { when: exactTime(before.made_at, i18n.language) }) : walk.state === "done" && t("first")}
      </p>
      <WalkSteps steps={steps} />
    </>
  );
}

export function Report({ id }: { id: string }) {
  return <Loaded query={useQuery(walkQuery(id))}>{(report) => <ReportBody report={report} />}</Loaded>;
}
