// What came of a run: the shares that passed, and each question with its answer before and now, what got worse first.
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { ExamComparison, ExamOutcome, ExamResults } from "@/api/types";
import { exactTime } from "@/lib/dates";
import { languageTitle } from "@/lib/languages";
import { formatList } from "@/lib/lists";
import { formatShare } from "@/lib/numbers";
import { Badge, Notice } from "@/ui/Badge";
import { Card } from "@/ui/Card";
import { Figure } from "../common/Figure";
import { Loaded } from "../common/Loaded";
import { grouped, type Group } from "./exam";
import { runQuery } from "./queries";

interface Share {
  asked: number;
  passed: number;
}

function usePercent() {
  const { i18n } = useTranslation();
  return ({ asked, passed }: Share) => formatShare(passed, asked, i18n.language);
}

function ShareList({ title, shares }: { title: string; shares: (Share & { name: string })[] }) {
  const { t } = useTranslation("exam");
  const percent = usePercent();
  return (
    <div className="min-w-0 flex-1 basis-56">
      <h3 className="mb-1 text-sm text-ink-faint">{title}</h3>
      <ul className="flex flex-col gap-0.5">
        {shares.map((share) => (
          <li key={share.name} className="flex justify-between gap-4">
            <span className="min-w-0">{share.name}</span>
            <span className="tabular-nums" title={t("figures.of", { passed: share.passed, asked: share.asked })}>
              {percent(share)}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}

function Figures({ results }: { results: ExamResults }) {
  const { t, i18n } = useTranslation("exam");
  const percent = usePercent();
  const { run, shares, comparisons, before } = results;
  const isCompared = Boolean(before ?? run.candidate);
  const count = (change: ExamComparison["change"]) => comparisons.filter((one) => one.change === change).length;
  const languages = shares.by_language.map(({ language, ...share }) => ({
    ...share,
    name: language ? languageTitle(language, i18n.language) : t("figures.noLanguage"),
  }));
  return (
    <>
      <dl className="mb-5 flex flex-wrap gap-x-10 gap-y-5">
        <Figure name={t("figures.passed")} value={percent(run)} hint={t("figures.of", { passed: run.passed, asked: run.asked })} />
        {isCompared && <Figure name={t("figures.worse")} value={count("worse")} />}
        {isCompared && <Figure name={t("figures.better")} value={count("better")} />}
        {shares.word_for_word.asked > 0 && (
          <Figure
            name={t("figures.wordForWord")}
            value={percent(shares.word_for_word)}
            hint={t("figures.wordForWordHint", { ...shares.word_for_word })}
          />
        )}
      </dl>
      <div className="mb-6 flex flex-wrap gap-x-10 gap-y-4">
        <ShareList title={t("figures.byLanguage")} shares={languages} />
        <ShareList
          title={t("figures.byEnd")}
          shares={shares.by_end.map(({ expected, ...share }) => ({ ...share, name: t(`expected.${expected}`) }))}
        />
      </div>
    </>
  );
}

function Answer({ name, outcome }: { name: string; outcome: ExamOutcome }) {
  const { t } = useTranslation("exam");
  const titles = [...new Set(outcome.sources.map(({ title }) => title))];
  return (
    <div className="flex min-w-0 flex-col gap-1.5">
      <p className="flex flex-wrap items-center gap-2 text-sm">
        <span className="text-ink-faint">{name}</span>
        <Badge tone={outcome.passed ? "good" : "bad"}>{t(outcome.passed ? "passedOne" : "notPassed")}</Badge>
        <span className="text-ink-soft">{t(`ends.${outcome.end}`)}</span>
      </p>
      {outcome.said ? (
        <blockquote dir="auto" className="rounded-xl bg-sunken px-3.5 py-2.5 whitespace-pre-wrap [overflow-wrap:anywhere]">
          {outcome.said}
        </blockquote>
      ) : (
        <p className="text-ink-soft">{t("nothingSaid")}</p>
      )}
      {outcome.faults.length > 0 && (
        <ul className="text-sm font-medium text-bad">
          {outcome.faults.map(({ code, fact }) => (
            <li key={`${code} ${fact ?? ""}`} className="[overflow-wrap:anywhere]">
              {t(`faults.${code}`, { fact: fact ?? "" })}
            </li>
          ))}
        </ul>
      )}
      {titles.length > 0 && (
        <p className="text-sm text-ink-faint [overflow-wrap:anywhere]">{t("sources", { titles: titles.join(", ") })}</p>
      )}
    </div>
  );
}

function Comparison({ comparison, isTrial }: { comparison: ExamComparison; isTrial: boolean }) {
  const { t } = useTranslation("exam");
  const [beforeName, nowName] = isTrial ? [t("live"), t("tried")] : [t("before"), t("now")];
  const { question, before, now, built_in: builtIn } = comparison;
  const isOther = builtIn && builtIn.model !== now.model;
  return (
    <Card className="flex min-w-0 flex-col gap-3 p-4">
      <div>
        <h4 dir="auto" className="font-medium [overflow-wrap:anywhere]">
          {question.text}
        </h4>
        <p className="text-sm text-ink-faint">{t(`expected.${question.expected}`)}</p>
      </div>
      <div className={before ? "grid gap-4 md:grid-cols-2" : ""}>
        {before && <Answer name={beforeName} outcome={before} />}
        <Answer name={nowName} outcome={now} />
      </div>
      {isOther && (
        <details>
          <summary className="cursor-pointer text-sm text-ink-soft">{t("builtIn")}</summary>
          <div className="mt-2">
            <Answer name={nowName} outcome={builtIn} />
          </div>
        </details>
      )}
    </Card>
  );
}

/** What one need not read is folded away. */
const FOLDED: Group[] = ["otherWords", "others"];

/** Why not every question was asked, where that is so. */
function BrokeOff({ run }: { run: ExamResults["run"] }) {
  const { t } = useTranslation(["exam", "settings"]);
  if (run.state === "waiting" || run.state === "running" || run.state === "done") return null;
  return (
    <div className="mb-5">
      {run.fault ? (
        <Notice tone="bad" role="status" title={t("exam:try.notTried")}>
          {t(`settings:model.faults.${run.fault}`)}
        </Notice>
      ) : (
        <Notice tone="warn" role="status">
          {t(`exam:ended.${run.state}`, { asked: run.asked, questions: run.questions })}
        </Notice>
      )}
    </div>
  );
}

export function ResultsBody({ results }: { results: ExamResults }) {
  const { t, i18n } = useTranslation("exam");
  const { run, before, comparisons } = results;
  const isTrial = Boolean(run.candidate);
  return (
    <div className="flex flex-col">
      <BrokeOff run={run} />
      {run.changes.length > 0 && (
        <p className="mb-4 text-ink-soft [overflow-wrap:anywhere]">
          {t("after", {
            changes: formatList(
              run.changes.map(({ title, change }) => t(`changes.${change}`, { title })),
              i18n.language,
            ),
          })}
        </p>
      )}
      {comparisons.length > 0 && <Figures results={results} />}
      {comparisons.length > 0 && (
        <p className="mb-3 text-sm text-ink-faint">
          {isTrial ? t("besideLive") : before ? t("beside", { when: exactTime(before.made_at, i18n.language) }) : t("first")}
        </p>
      )}
      {grouped(comparisons).map(({ group, all }) => (
        <details key={group} open={!FOLDED.includes(group)} className="mb-4">
          <summary className="cursor-pointer py-1.5 font-medium">
            {t(`groups.${group}`)} <span className="text-ink-faint tabular-nums">{all.length}</span>
          </summary>
          <div className="mt-2 flex flex-col gap-3">
            {all.map((comparison) => (
              <Comparison key={comparison.question.id} comparison={comparison} isTrial={isTrial} />
            ))}
          </div>
        </details>
      ))}
    </div>
  );
}

export function Results({ id }: { id: string }) {
  return <Loaded query={useQuery(runQuery(id))}>{(results) => <ResultsBody results={results} />}</Loaded>;
}
