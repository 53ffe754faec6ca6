// The steps of a walk in the order of the way: what was written, what was read, and whether it was as it should be.
import { useTranslation } from "react-i18next";
import { Check, Circle, CircleDashed, Minus, X, type LucideIcon } from "lucide-react";
import type { WalkOutcome, WalkStep } from "@/api/types";
import { classes } from "@/lib/classes";
import { Badge } from "@/ui/Badge";
import { Icon } from "@/ui/Icon";
import { formatSeconds } from "./walk";

interface Look {
  icon: LucideIcon;
  colours: string;
  words: "passed" | "failed" | "waiting" | "asked" | "leftOut";
}

function lookOf({ state, passed }: WalkStep): Look {
  if (state === "left_out") return { icon: Minus, colours: "bg-sunken text-ink-faint dark:bg-line", words: "leftOut" };
  if (state === "waiting") return { icon: Circle, colours: "bg-sunken text-ink-faint dark:bg-line", words: "waiting" };
  if (state === "asked") return { icon: CircleDashed, colours: "bg-brass-tint text-brass", words: "asked" };
  return passed
    ? { icon: Check, colours: "bg-good-tint text-good", words: "passed" }
    : { icon: X, colours: "bg-bad-tint text-bad", words: "failed" };
}

function Said({ name, words }: { name: string; words: string }) {
  return (
    <div>
      <p className="text-sm text-ink-faint">{name}</p>
      <blockquote dir="auto" className="mt-1 rounded-xl bg-sunken px-3.5 py-2.5 whitespace-pre-wrap [overflow-wrap:anywhere]">
        {words}
      </blockquote>
    </div>
  );
}

function Faults({ outcome }: { outcome: WalkOutcome }) {
  const { t } = useTranslation("walk");
  if (outcome.faults.length === 0) return null;
  const lines = ["who", "wants", "question", "language", "reason", "next"] as const;
  const named = (fact: string) => {
    const line = lines.find((one) => one === fact);
    return line ? t(`cardLines.${line}`) : fact;
  };
  return (
    <ul className="text-sm font-medium text-bad">
      {outcome.faults.map(({ code, fact }) => (
        <li key={`${code} ${fact ?? ""}`} className="[overflow-wrap:anywhere]">
          {t(`faults.${code}`, { fact: code === "card_lacks" ? named(fact ?? "") : (fact ?? "") })}
        </li>
      ))}
    </ul>
  );
}

function Outcome({ step }: { step: WalkStep }) {
  const { t, i18n } = useTranslation("walk");
  const { outcome, kind } = step;
  const wrote = kind === "picture" && step.state !== "waiting" ? t("pictureOfNote") : outcome.said;
  const isAnswer = step.state === "done" && wrote && !outcome.faults.some(({ code }) => code === "not_sent" || code === "silence");
  return (
    <div className="mt-3 flex flex-col gap-3 empty:hidden">
      {wrote && <Said name={t("customer")} words={wrote} />}
      {outcome.read && <Said name={t("shop")} words={outcome.read} />}
      {isAnswer && !outcome.read && <p className="text-ink-soft">{t("nothingRead")}</p>}
      <Faults outcome={outcome} />
      {kind === "told" && outcome.read && typeof outcome.says_when === "boolean" && (
        <p className="text-sm text-ink-soft">{t(outcome.says_when ? "saysWhen" : "saysNoTime")}</p>
      )}
      {outcome.end && (
        <p className="text-sm text-ink-faint [overflow-wrap:anywhere]">
          {[
            t(`ends.${outcome.end}`),
            typeof outcome.took_ms === "number" && t("took", { time: formatSeconds(outcome.took_ms, i18n.language) }),
            outcome.sources.length > 0 && t("sources", { titles: outcome.sources.join(", ") }),
          ]
            .filter(Boolean)
            .join(" · ")}
        </p>
      )}
    </div>
  );
}

function Row({ step }: { step: WalkStep }) {
  const { t } = useTranslation("walk");
  const { icon, colours, words } = lookOf(step);
  const { change, kind, outcome, state } = step;
  return (
    <li className="flex gap-4 border-t border-line py-5 first:border-t-0 first:pt-0">
      <span className={classes("mt-0.5 grid size-7 shrink-0 place-items-center rounded-full", colours)}>
        <Icon of={icon} size={16} />
      </span>
      <div className="min-w-0 flex-1">
        <div className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
          <h3 className={classes("font-medium", (state === "left_out" || state === "waiting") && "text-ink-soft")}>{t(`steps.${kind}`)}</h3>
          <span className="sr-only">{t(words)}</span>
          {change === "worse" && <Badge tone="bad">{t("change.worse")}</Badge>}
          {change === "better" && <Badge tone="good">{t("change.better")}</Badge>}
          {state === "left_out" && <Badge>{t("leftOut")}</Badge>}
        </div>
        <p className="text-sm text-pretty text-ink-faint">{outcome.left_out ? t(`leftOutWhy.${outcome.left_out}`) : t(`should.${kind}`)}</p>
        <Outcome step={step} />
      </div>
    </li>
  );
}

export function WalkSteps({ steps }: { steps: WalkStep[] }) {
  return (
    <ol className="max-w-3xl">
      {steps.map((step) => (
        <Row key={step.kind} step={step} />
      ))}
    </ol>
  );
}
