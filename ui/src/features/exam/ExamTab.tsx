// The exam: questions with what must happen, asked before a change goes live; what got worse, what got better.
import { useState } from "react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Play, Square } from "lucide-react";
import type { ExamRun } from "@/api/types";
import { exactTime } from "@/lib/dates";
import { Button } from "@/ui/Button";
import { Field, Select } from "@/ui/Field";
import { Progress } from "@/ui/Progress";
import { ErrorNotice } from "../common/ErrorNotice";
import { Loaded } from "../common/Loaded";
import { Section } from "../settings/Section";
import { questionsQuery, runsQuery, useStartRun, useStopRun } from "./queries";
import { Questions } from "./Questions";
import { Results } from "./Results";

function UnderWay({ run }: { run: ExamRun }) {
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

function Runs({ runs }: { runs: ExamRun[] }) {
  const { t, i18n } = useTranslation("exam");
  const [chosen, setChosen] = useState<string | null>(null);
  const underWay = runs.find(({ state }) => state === "waiting" || state === "running");
  const over = runs.filter((run) => run !== underWay);
  const shown = over.find(({ id }) => id === chosen) ?? over[0];
  return (
    <>
      {underWay && <UnderWay run={underWay} />}
      {shown && over.length > 1 && (
        <Field label={t("choose")} className="mb-6 max-w-md">
          <Select value={shown.id} onChange={(event) => setChosen(event.target.value)}>
            {over.map((run) => (
              <option key={run.id} value={run.id}>
                {t("choice", { when: exactTime(run.made_at, i18n.language), passed: run.passed, asked: run.asked })}
              </option>
            ))}
          </Select>
        </Field>
      )}
      {shown && <Results key={shown.id} id={shown.id} />}
    </>
  );
}

export default function ExamTab() {
  const { t } = useTranslation("exam");
  const runs = useQuery(runsQuery);
  const questions = useQuery(questionsQuery);
  const start = useStartRun();
  const isUnderWay = (runs.data ?? []).some(({ ended_at }) => !ended_at);
  return (
    <>
      <Section
        title={t("title")}
        description={t("lead")}
        action={
          <Button
            icon={Play}
            tone="primary"
            busy={start.isPending}
            disabled={isUnderWay || !questions.data?.length}
            onClick={() => start.mutate()}
          >
            {t("run")}
          </Button>
        }
      >
        {start.error && <ErrorNotice error={start.error} />}
        <Loaded query={runs}>{(all) => <Runs runs={all} />}</Loaded>
      </Section>
      <Questions />
    </>
  );
}
