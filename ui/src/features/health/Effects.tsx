// Whether it helps: per signal what was sent, put aside and why, and what customers did afterwards, beside those nobody wrote to.
import { useState } from "react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { ArrowLeft, HeartPulse } from "lucide-react";
import type { SignalEffect } from "@/api/types";
import { formatCount } from "@/lib/numbers";
import { useTitle } from "@/lib/pageTitle";
import { Card, Page } from "@/ui/Card";
import { EmptyState } from "@/ui/EmptyState";
import { Icon } from "@/ui/Icon";
import { Segmented } from "@/ui/Segmented";
import { Loaded } from "../common/Loaded";
import { detectorName } from "./evidence";
import { effectsQuery } from "./ownQueries";
import { permille, shareWords, type Share } from "./shares";

const PERIODS = ["30", "90", "365"] as const;
type Period = (typeof PERIODS)[number];

const REASONS = ["wrong", "already_handled", "not_now", "other"] as const;

/** What became of the signals themselves. */
function Counts({ effect }: { effect: SignalEffect }) {
  const { t, i18n } = useTranslation("health");
  const dismissed = dismissedOf(effect);
  const line = (name: string, value: number) => (
    <div key={name} className="min-w-0">
      <dt className="text-sm text-ink-faint">{name}</dt>
      <dd className="font-serif text-xl">{formatCount(value, i18n.language)}</dd>
    </div>
  );
  const reasons = REASONS.filter((reason) => effect[reason] > 0).map(
    (reason) => `${t(`dismiss.reasons.${reason}`)}: ${formatCount(effect[reason], i18n.language)}`,
  );
  return (
    <>
      <dl className="grid grid-cols-2 gap-x-6 gap-y-3 sm:grid-cols-4">
        {line(t("status.pending"), effect.open)}
        {line(t("status.sent"), effect.sent)}
        {line(t("status.dismissed"), dismissed)}
        {line(t("status.self_resolved"), effect.self_resolved)}
        {effect.unreachable > 0 && line(t("effects.unreachable"), effect.unreachable)}
      </dl>
      {reasons.length > 0 && (
        <p className="mt-2 text-sm text-ink-faint">
          {t("effects.reasons")} {reasons.join(" · ")}
        </p>
      )}
    </>
  );
}

/** A share with the span it may really lie in drawn behind it. */
function Bar({ name, share, low, high }: { name: string; share: Share; low?: number; high?: number }) {
  const { t, i18n } = useTranslation("health");
  const { count, sample } = share;
  const of = t("effects.of", { count: sample, hit: formatCount(count, i18n.language), all: formatCount(sample, i18n.language) });
  const span =
    sample > 0 && low !== undefined && high !== undefined
      ? t("effects.span", { low: permille(low, i18n.language), high: permille(high, i18n.language) })
      : null;
  return (
    <div>
      <p className="flex flex-wrap items-baseline justify-between gap-x-4">
        <span className="min-w-0">{name}</span>
        <span className="font-medium">
          {shareWords(share, i18n.language)}{" "}
          <span className="text-sm font-normal text-ink-faint">{sample > 0 ? of : t("effects.none")}</span>
        </span>
      </p>
      {sample > 0 && (
        <div aria-hidden className="relative my-1.5 h-2 overflow-hidden rounded-full bg-sunken dark:bg-raised">
          {low !== undefined && high !== undefined && (
            <div
              className="absolute inset-y-0 bg-brass-line"
              style={{ insetInlineStart: `${low / 10}%`, width: `${(high - low) / 10}%` }}
            />
          )}
          <div
            className="absolute inset-y-0 w-1 rounded-full bg-brass"
            style={{ insetInlineStart: `calc(${(count / sample) * 100}% - ${(count / sample) * 4}px)` }}
          />
        </div>
      )}
      {span && <p className="text-sm text-ink-faint">{span}</p>}
    </div>
  );
}

/** "Who was written to came back more often": only where the figures say so. */
function useSentence(effect: SignalEffect): string {
  const { t, i18n } = useTranslation("health");
  const { back, after_sent: sent, dismissed_back_in_a_week: unasked } = effect;
  return t(`effects.sentence.${back.difference}`, {
    sent: shareWords(sent.back_in_a_week, i18n.language),
    unasked: shareWords(unasked, i18n.language),
  });
}

/** Detectors of links that are down, as the server names them. */
const LINKS = [
  "wa_disconnected",
  "webhook_silent",
  "never_connected",
  "fleet_wa_disconnected",
  "fleet_never_connected",
  "fleet_unreachable",
];

const isAboutALink = ({ detector }: SignalEffect) => LINKS.includes(detector);

function Afterwards({ effect }: { effect: SignalEffect }) {
  const { t } = useTranslation("health");
  const sentence = useSentence(effect);
  const { after_sent: sent, back } = effect;
  const unasked = effect.dismissed_back_in_a_week;
  const hasCases = sent.back_in_a_week.sample > 0 || unasked.sample > 0;
  return (
    <div className="mt-5 border-t border-line pt-5">
      <p className="text-pretty">{sentence}</p>
      {hasCases && (
        <div className="mt-4 flex flex-col gap-4">
          <h3 className="text-sm font-medium text-ink-soft">{t("effects.back")}</h3>
          <Bar name={t("effects.written")} share={sent.back_in_a_week} low={back.sent_low_permille} high={back.sent_high_permille} />
          <Bar name={t("effects.notWritten")} share={unasked} low={back.dismissed_low_permille} high={back.dismissed_high_permille} />
        </div>
      )}
      <details className="mt-4">
        <summary className="cursor-pointer text-sm text-ink-soft">{t("effects.more")}</summary>
        <div className="mt-3 flex flex-col gap-3">
          <Bar name={t("effects.replied")} share={sent.replied_in_a_day} />
          <Bar name={t("effects.wrote")} share={sent.wrote_in_a_week} />
          <Bar name={t("effects.wroteUnasked")} share={effect.dismissed_wrote_in_a_week} />
          <Bar name={t("effects.ordered")} share={sent.ordered_in_a_week} />
          <Bar name={t("effects.orderedUnasked")} share={effect.dismissed_ordered_in_a_week} />
          {isAboutALink(effect) && (
            <>
              <Bar name={t("effects.reconnected")} share={sent.reconnected_in_a_week} />
              <Bar name={t("effects.reconnectedUnasked")} share={effect.dismissed_reconnected_in_a_week} />
            </>
          )}
        </div>
      </details>
    </div>
  );
}

/** Whether there is anything to compare: somebody was written to, or somebody nobody wrote to has had their time. */
const isNews = (effect: SignalEffect) => effect.sent > 0 || effect.dismissed_back_in_a_week.sample > 0;

const dismissedOf = (effect: SignalEffect) => REASONS.reduce((sum, reason) => sum + effect[reason], 0);

/** Signals nobody was written to about: a line each, of what there is. */
function Quiet({ effects }: { effects: SignalEffect[] }) {
  const { t, i18n } = useTranslation("health");
  return (
    <Card className="mt-4">
      <h2 className="font-serif text-lg leading-snug font-medium">{t("effects.quiet")}</h2>
      <ul className="mt-2 divide-y divide-line">
        {effects.map((effect) => (
          <li key={effect.detector} className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-0.5 py-2.5">
            <span className="min-w-0 [overflow-wrap:anywhere]">
              <bdi>{detectorName(effect.detector, effect.title)}</bdi>
            </span>
            <span className="text-sm text-ink-soft">
              {[
                { name: t("status.pending"), count: effect.open },
                { name: t("status.dismissed"), count: dismissedOf(effect) },
                { name: t("status.self_resolved"), count: effect.self_resolved },
                { name: t("effects.unreachable"), count: effect.unreachable },
              ]
                .filter(({ count }) => count > 0)
                .map(({ name, count }) => `${name}: ${formatCount(count, i18n.language)}`)
                .join(" · ")}
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
}

function EffectCard({ effect }: { effect: SignalEffect }) {
  const id = `effect-${effect.detector}`;
  return (
    <li aria-labelledby={id} className="rounded-2xl bg-surface p-5 ring-1 ring-line sm:p-6">
      <h2 id={id} className="mb-4 font-serif text-lg leading-snug font-medium [overflow-wrap:anywhere]">
        <bdi>{detectorName(effect.detector, effect.title)}</bdi>
      </h2>
      <Counts effect={effect} />
      <Afterwards effect={effect} />
    </li>
  );
}

function Effects({ all }: { all: SignalEffect[] }) {
  const { t } = useTranslation("health");
  const sorted = [...all].sort((one, other) => other.sent - one.sent || other.open - one.open);
  const quiet = sorted.filter((effect) => !isNews(effect));
  return (
    <>
      <ul aria-label={t("effects.title")} className="flex flex-col gap-4 empty:hidden">
        {sorted.filter(isNews).map((effect) => (
          <EffectCard key={effect.detector} effect={effect} />
        ))}
      </ul>
      {quiet.length > 0 && <Quiet effects={quiet} />}
    </>
  );
}

export function EffectsScreen() {
  const { t } = useTranslation("health");
  const [period, setPeriod] = useState<Period>("90");
  const query = useQuery(effectsQuery(Number(period)));
  useTitle(t("effects.title"));
  return (
    <Page
      above={
        <Link to="/health" className="inline-flex items-center gap-1.5 text-ink-soft hover:text-ink">
          <Icon of={ArrowLeft} size={16} className="rtl:-scale-x-100" />
          {t("title")}
        </Link>
      }
      title={t("effects.title")}
      description={t("effects.lead")}
    >
      <div className="mb-5">
        <Segmented
          small
          label={t("effects.period")}
          value={period}
          onChange={setPeriod}
          options={PERIODS.map((value) => ({ value, label: t("effects.days", { count: Number(value) }) }))}
        />
      </div>
      <Loaded query={query}>
        {(all) =>
          all.length === 0 ? (
            <EmptyState icon={HeartPulse} title={t("effects.empty.title")}>
              {t("effects.empty.body")}
            </EmptyState>
          ) : (
            <Effects all={all} />
          )
        }
      </Loaded>
      <Card className="mt-6">
        <p className="text-sm text-pretty text-ink-soft">{t("effects.how")}</p>
      </Card>
    </Page>
  );
}
