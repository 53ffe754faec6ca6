// What the assistant did for one answer, step by step: intent, passages, checks, time, tokens and price.
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Check, X } from "lucide-react";
import { useMay } from "@/api/me";
import type { Run } from "@/api/types";
import { Loaded } from "@/features/common/Loaded";
import { Time } from "@/features/common/Time";
import { classes } from "@/lib/classes";
import { formatCount, formatMicros, formatPercent } from "@/lib/numbers";
import { Badge } from "@/ui/Badge";
import { Icon } from "@/ui/Icon";
import { WebLink } from "../WebLink";
import { runQuery } from "../queries";
import { useDuration, useRunWords } from "./runWords";

/** What a trace shows of a run, kept or only tried. */
type Told = Pick<
  Run,
  "calls" | "checks" | "cost" | "decision" | "intent" | "model" | "passages" | "reason" | "steps" | "tier" | "usage"
> & { state?: Run["state"]; rules?: Run["rules"]; verdict?: Run["verdict"] };

function Section({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <section className="flex flex-col gap-2">
      <h3 className="text-sm font-medium text-ink-faint">{title}</h3>
      {children}
    </section>
  );
}

function Verdict({ run }: { run: Told }) {
  const { t } = useTranslation("inbox");
  const words = useRunWords();
  const sent = run.decision === "suggest" || run.decision === "send";
  return (
    <div className="flex flex-wrap items-center gap-2">
      <Badge tone={sent ? "good" : run.decision ? "brass" : "plain"}>
        {run.decision ? words.decision(run.decision) : run.state && words.state(run.state)}
      </Badge>
      {run.reason && <span className="text-ink-soft">{words.reason(run.reason)}</span>}
      {run.intent && (
        <span className="text-ink-soft">
          {t("trace.intent")}: <strong className="font-medium text-ink">{words.intent(run.intent)}</strong>
        </span>
      )}
      {run.tier && <span className="text-ink-soft">{words.tier(run.tier)}</span>}
      {run.rules?.map((rule) => (
        <span key={rule.id} className="text-ink-soft">
          {t("trace.rule")}: <bdi className="font-medium text-ink">{rule.name}</bdi>
        </span>
      ))}
    </div>
  );
}

/** What somebody of the team thought of it. */
function Thought({ verdict }: { verdict: NonNullable<Run["verdict"]> }) {
  const { t } = useTranslation("inbox");
  return (
    <Section title={t("judge.trace.title")}>
      <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <Badge tone={verdict.verdict === "good" ? "good" : "warn"}>{t(`judge.trace.${verdict.verdict}`)}</Badge>
        {verdict.reason && <bdi className="min-w-0 [overflow-wrap:anywhere]">{verdict.reason}</bdi>}
        <span className="text-sm text-ink-faint">
          {verdict.by && (
            <>
              <bdi>{verdict.by}</bdi> ·{" "}
            </>
          )}
          <Time at={verdict.at} />
        </span>
      </p>
    </Section>
  );
}

function Steps({ run }: { run: Told }) {
  const words = useRunWords();
  const duration = useDuration();
  const longest = Math.max(1, ...run.steps.map((step) => step.duration_ms ?? 0));
  return (
    <ol className="flex flex-col gap-2">
      {run.steps.map((step, index) => (
        <li key={index} className="grid grid-cols-[1fr_auto] items-baseline gap-x-4 gap-y-1">
          <span className="min-w-0">
            <bdi className="font-medium">{words.step(step.name)}</bdi>
            {/* A space between the two keeps them apart from either side; one of them may read the other way. */}
            {step.outcome && " "}
            {step.outcome && <bdi className="text-ink-soft [overflow-wrap:anywhere]">{words.outcome(step.name, step.outcome)}</bdi>}
          </span>
          <span className="text-sm text-ink-faint">
            {step.duration_ms === null || step.duration_ms === undefined ? "…" : duration(step.duration_ms)}
          </span>
          <span aria-hidden className="col-span-2 h-1 rounded-full bg-line">
            <span
              className="block h-full min-w-1 rounded-full bg-brass-mark"
              style={{ width: `${((step.duration_ms ?? 0) / longest) * 100}%` }}
            />
          </span>
        </li>
      ))}
    </ol>
  );
}

/** Where a passage stood before they were put into another order. */
function Moved({ from, to }: { from: number | null | undefined; to: number }) {
  const { t, i18n } = useTranslation("inbox");
  if (!from || from === to) return null;
  return <span>{t("trace.placeBefore", { place: formatCount(from, i18n.language) })}</span>;
}

function Passages({ run }: { run: Told }) {
  const { t, i18n } = useTranslation("inbox");
  if (run.passages.length === 0) return <p className="text-ink-soft">{t("trace.noPassages")}</p>;
  return (
    <ul className="flex flex-col gap-2">
      {run.passages.map((passage, index) => (
        <li key={passage.chunk_id ?? index} className="rounded-xl bg-sunken px-3.5 py-3">
          <p className="flex flex-wrap items-baseline justify-between gap-x-3 gap-y-0.5">
            {passage.source_id ? (
              <Link
                to="/knowledge/$sourceId"
                params={{ sourceId: passage.source_id }}
                className="min-w-0 font-medium underline-offset-2 [overflow-wrap:anywhere] hover:underline pointer-coarse:-my-2.75 pointer-coarse:py-2.75"
              >
                {passage.title}
              </Link>
            ) : passage.url ? (
              <WebLink url={passage.url}>{passage.title}</WebLink>
            ) : (
              <span className="min-w-0 font-medium [overflow-wrap:anywhere]">{passage.title}</span>
            )}
            <span className="flex shrink-0 items-center gap-2 text-sm text-ink-faint">
              <Moved from={passage.place_before} to={index + 1} />
              {passage.cited && <Badge tone="good">{t("trace.cited")}</Badge>}
              {typeof passage.support === "number" && t("trace.support", { share: formatPercent(passage.support, i18n.language) })}
            </span>
          </p>
          {passage.url && (
            <p dir="ltr" className="text-start text-sm text-ink-faint [overflow-wrap:anywhere]">
              {t("trace.fromTheWeb")} {passage.url}
            </p>
          )}
          <p dir="auto" className="mt-1 line-clamp-4 text-sm whitespace-pre-wrap text-ink-soft [overflow-wrap:anywhere]">
            {passage.passage}
          </p>
        </li>
      ))}
    </ul>
  );
}

/** What a sentence rests on, where that is more than the sentence itself. */
function quotes(check: Run["checks"][number]) {
  const all = [check.evidence, ...(check.also ?? []).map((also) => also.text)];
  return [...new Set(all)].filter((quote) => quote && quote !== check.text);
}

function Checks({ checks, passages }: { checks: Run["checks"]; passages: Run["passages"] }) {
  const { t } = useTranslation("inbox");
  const words = useRunWords();
  // A page of the web is nobody's word but its own.
  const kind = (check: Run["checks"][number]) =>
    check.kind === "record" && passages[check.passage ?? -1]?.url ? t("trace.pagesWords") : words.check(check.kind);
  if (checks.length === 0) return <p className="text-ink-soft">{t("trace.noChecks")}</p>;
  return (
    <ul className="flex flex-col gap-1.5">
      {checks.map((check, index) => (
        <li key={index} className="flex items-start gap-2">
          <Icon
            of={check.supported ? Check : X}
            size={17}
            className={classes("mt-0.5 shrink-0", check.supported ? "text-good" : "text-bad")}
          />
          <span className="min-w-0 [overflow-wrap:anywhere]">
            <span className="text-ink-soft">{kind(check)}:</span> <bdi>{check.text}</bdi>
            {quotes(check).map((quote) => (
              <span key={quote} className="mt-0.5 block border-s-2 border-line ps-3 text-sm text-ink-soft">
                <q dir="auto">{quote}</q>
              </span>
            ))}
            <span className={check.supported ? "sr-only" : "block text-sm text-bad"}>
              {" "}
              {check.supported ? t("trace.passed") : t("trace.failed")}
            </span>
          </span>
        </li>
      ))}
    </ul>
  );
}

/** Each question to a model or a service, with what it used: a search counts no tokens, and what failed cost none. */
function Calls({ calls }: { calls: Run["calls"] }) {
  const { t, i18n } = useTranslation("inbox");
  const seesAmounts = useMay("see_amounts");
  const words = useRunWords();
  const used = ({ usage, cost }: Run["calls"][number]) => {
    const read = usage.input_tokens + usage.cached_input_tokens + (usage.cache_write_tokens ?? 0);
    const count = (tokens: number) => formatCount(tokens, i18n.language);
    const parts = [
      read + usage.output_tokens > 0 &&
        t("trace.tokens", { read: count(read), cached: count(usage.cached_input_tokens), written: count(usage.output_tokens) }),
      seesAmounts && !!cost && formatMicros(cost, i18n.language),
    ];
    return parts.filter(Boolean).join(" · ");
  };
  return (
    <ul className="flex flex-col gap-1.5">
      {calls.map((call, index) => (
        <li key={index} className="flex flex-wrap items-baseline justify-between gap-x-4">
          <span className="min-w-0 [overflow-wrap:anywhere]">
            <span className="text-ink-soft">{words.task(call.task)}:</span> <bdi>{words.model(call.model)}</bdi>
            {call.fault && <span className="text-bad"> {words.fault(call.fault)}</span>}
          </span>
          <span className="text-sm text-ink-faint">{used(call)}</span>
        </li>
      ))}
    </ul>
  );
}

function Bill({ run }: { run: Told }) {
  const { t, i18n } = useTranslation("inbox");
  const duration = useDuration();
  const seesAmounts = useMay("see_amounts");
  const total = run.steps.reduce((sum, step) => sum + (step.duration_ms ?? 0), 0);
  const facts = [
    { name: t("trace.total"), value: duration(total) },
    run.model && { name: t("trace.model"), value: run.model === "builtin" ? t("trace.builtIn") : run.model },
    run.usage && {
      name: t("trace.tokensIn"),
      value: formatCount(run.usage.input_tokens + run.usage.cached_input_tokens + (run.usage.cache_write_tokens ?? 0), i18n.language),
    },
    run.usage && { name: t("trace.tokensOut"), value: formatCount(run.usage.output_tokens, i18n.language) },
    seesAmounts &&
      typeof run.cost === "number" && {
        name: t("trace.price"),
        value: run.cost === 0 ? t("trace.free") : formatMicros(run.cost, i18n.language),
      },
  ].filter((fact) => fact !== null && fact !== false && fact !== undefined && fact !== "");
  return (
    <dl className="flex flex-wrap gap-x-8 gap-y-3 border-t border-line pt-4">
      {facts.map((fact) => (
        <div key={fact.name}>
          <dt className="text-sm text-ink-faint">{fact.name}</dt>
          <dd className="font-medium">{fact.value}</dd>
        </div>
      ))}
    </dl>
  );
}

export function RunDetails({ run }: { run: Told }) {
  const { t } = useTranslation("inbox");
  return (
    <div className="flex flex-col gap-6">
      <Verdict run={run} />
      {run.verdict && <Thought verdict={run.verdict} />}
      <Section title={t("trace.steps")}>
        <Steps run={run} />
      </Section>
      <Section title={t("trace.passages")}>
        <Passages run={run} />
      </Section>
      <Section title={t("trace.checks")}>
        <Checks checks={run.checks} passages={run.passages} />
      </Section>
      {run.calls.length > 0 && (
        <Section title={t("trace.calls")}>
          <Calls calls={run.calls} />
        </Section>
      )}
      <Bill run={run} />
    </div>
  );
}

export function Trace({ run }: { run: string }) {
  return <Loaded query={useQuery(runQuery(run))}>{(data) => <RunDetails run={data} />}</Loaded>;
}
