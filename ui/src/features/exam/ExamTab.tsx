// The exam: questions with what must happen, asked before a change goes live; what got worse, what got better.
import { useState } from "react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Play } from "lucide-react";
import type { ExamRun } from "@/api/types";
import { exactTime } from "@/lib/dates";
import { Button } from "@/ui/Button";
import { Field, Select } from "@/ui/Field";
import { Switch } from "@/ui/Switch";
import { ErrorNotice } from "../common/ErrorNotice";
import { Loaded } from "../common/Loaded";
import { Section } from "../settings/Section";
import { brokeOff, isUnderWay } from "./exam";
import { questionsQuery, runsQuery, settingsQuery, useChangeSettings, useStartRun } from "./queries";
import { Questions } from "./Questions";
import { Results } from "./Results";
import { UnderWay } from "./UnderWay";

function Runs({ runs }: { runs: ExamRun[] }) {
  const { t, i18n } = useTranslation("exam");
  const [chosen, setChosen] = useState<string | null>(null);
  const choice = (run: ExamRun) => {
    const { passed, asked, questions, state } = run;
    const said = t(run.candidate ? `choices.${run.candidate.kind}` : "choice", {
      when: exactTime(run.made_at, i18n.language),
      passed,
      asked,
    });
    return brokeOff(run) ? t("brokeOff", { said, state: t(`states.${state}`), asked, questions }) : said;
  };
  const underWay = runs.find(isUnderWay);
  const over = runs.filter((run) => run !== underWay);
  const shown = over.find(({ id }) => id === chosen) ?? over[0];
  return (
    <>
      {underWay && <UnderWay run={underWay} />}
      {shown && over.length > 1 && (
        <Field label={t("choose")} className="mb-6 max-w-2xl">
          <Select value={shown.id} onChange={(event) => setChosen(event.target.value)}>
            {over.map((run) => (
              <option key={run.id} value={run.id}>
                {choice(run)}
              </option>
            ))}
          </Select>
        </Field>
      )}
      {shown && <Results key={shown.id} id={shown.id} />}
    </>
  );
}

/** Whether a change may go live that makes answers worse. */
function Guard() {
  const { t } = useTranslation("exam");
  const settings = useQuery(settingsQuery);
  const change = useChangeSettings();
  return (
    <Section title={t("guard.title")}>
      <Loaded query={settings}>
        {({ must_not_get_worse }) => (
          <div className="flex items-start justify-between gap-4">
            <span>
              <span className="font-medium">{t("guard.label")}</span>
              <span className="block text-sm text-pretty text-ink-faint">{t("guard.hint")}</span>
            </span>
            <Switch
              label={t("guard.label")}
              checked={must_not_get_worse}
              disabled={change.isPending}
              onChange={(wanted) => change.mutate({ must_not_get_worse: wanted })}
            />
          </div>
        )}
      </Loaded>
    </Section>
  );
}

export default function ExamTab() {
  const { t } = useTranslation("exam");
  const runs = useQuery(runsQuery);
  const questions = useQuery(questionsQuery);
  const start = useStartRun();
  const busy = (runs.data ?? []).some(isUnderWay);
  return (
    <>
      <Section
        title={t("title")}
        description={t("lead")}
        action={
          questions.data?.length !== 0 && (
            <Button icon={Play} tone="primary" busy={start.isPending} disabled={busy || !questions.data} onClick={() => start.mutate()}>
              {t("run")}
            </Button>
          )
        }
      >
        {start.error && <ErrorNotice error={start.error} />}
        <Loaded query={runs}>{(all) => <Runs runs={all} />}</Loaded>
      </Section>
      <Questions />
      <Guard />
    </>
  );
}
