// A run on its way: how far it is, and the way to stop it.
import { useTranslation } from "react-i18next";
import { Square } from "lucide-react";
import type { ExamRun } from "@/api/types";
import { Button } from "@/ui/Button";
import { Progress } from "@/ui/Progress";
import { useStopRun } from "./queries";

export function UnderWay({ run }: { run: ExamRun }) {
  const { t } = useTranslation("exam");
  const stop = useStopRun();
  const told = run.state === "waiting" ? t("starting") : t("progress", { asked: run.asked, questions: run.questions });
  return (
    <div className="mb-6 flex flex-col gap-2">
      <div className="flex items-center justify-between gap-4">
        <p role="status" className="tabular-nums">
          {told}
        </p>
        <Button size="small" icon={Square} busy={stop.isPending} onClick={() => stop.mutate(run.id)}>
          {t("stop")}
        </Button>
      </div>
      <Progress label={t("states.running")} value={run.questions > 0 ? run.asked / run.questions : 0} />
    </div>
  );
}
