// The same figures told apart: by what was wanted, by source, by prompt, by model, by language.
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Quality, QualityDimension, QualityOf } from "@/api/types";
import { languageTitle } from "@/lib/languages";
import { formatCount } from "@/lib/numbers";
import { Card, CardHeader } from "@/ui/Card";
import { Field, Select } from "@/ui/Field";
import { duration, FEW, percent, shareOf, SHARES } from "./figures";
import type { Pressed } from "./queries";

const INTENTS = ["knowledge", "chitchat", "clarification", "order", "hand_off", "out_of_scope"] as const;

export function useValueName(): (dimension: QualityDimension, of: Pick<QualityOf, "value" | "name">) => string {
  const { t, i18n } = useTranslation("quality");
  return (dimension, { value, name }) => {
    if (value == null) return t(`apart.none.${dimension}`);
    const intent = INTENTS.find((each) => each === value);
    if (dimension === "intent" && intent) return t(`apart.intents.${intent}`);
    if (dimension === "language") return languageTitle(value, i18n.language);
    if (dimension === "model" && value === "builtin") return t("apart.builtIn");
    if (dimension === "prompt_version") return t("apart.version", { version: value });
    return name ?? (dimension === "source" ? t("apart.gone") : value);
  };
}

export function Apart({ quality, onOpen }: { quality: Quality; onOpen: (pressed: Pressed, of: string) => void }) {
  const { t, i18n } = useTranslation("quality");
  const [dimension, setDimension] = useState<QualityDimension>("intent");
  const nameOf = useValueName();
  const values = quality.by.find((by) => by.dimension === dimension)?.values ?? [];
  const number = (of: QualityOf, figure: Pressed["figure"], words: string, count: number) => (
    <button
      type="button"
      disabled={count === 0}
      onClick={() => onOpen({ figure, by: dimension, value: of.value ?? null }, nameOf(dimension, of))}
      className="tabular-nums enabled:hover:text-brass enabled:hover:underline pointer-coarse:min-h-11"
    >
      {words}
    </button>
  );
  const share = (of: QualityOf, name: (typeof SHARES)[number]) => {
    const value = shareOf(of.figures[name]);
    const { count, sample } = of.figures[name];
    const parts = `${formatCount(count, i18n.language)}/${formatCount(sample, i18n.language)}`;
    return (
      <>
        {number(of, name, value === null ? parts : percent(value, i18n.language), count)}
        {value !== null && <span className="block text-xs text-ink-faint">{parts}</span>}
      </>
    );
  };
  const answered = ({ figures }: QualityOf) => shareOf({ count: figures.answered, sample: figures.turns });
  return (
    <Card label={t("apart.title")}>
      <CardHeader
        title={t("apart.title")}
        description={t(`apart.leads.${dimension}`)}
        action={
          <Field label={t("apart.by")}>
            <Select value={dimension} onChange={(event) => setDimension(event.target.value as QualityDimension)}>
              {quality.by.map((by) => (
                <option key={by.dimension} value={by.dimension}>
                  {t(`apart.dimensions.${by.dimension}`)}
                </option>
              ))}
            </Select>
          </Field>
        }
      />
      <div className="-mx-1 overflow-x-auto px-1">
        <table className="w-full min-w-[38rem] text-sm">
          <thead className="text-ink-faint">
            <tr>
              <th scope="col" className="py-2 pe-4 text-start font-medium">
                {t(`apart.dimensions.${dimension}`)}
              </th>
              {[t("figures.turns"), t("figures.answered"), ...SHARES.map((name) => t(`short.${name}`)), t("short.first_answer")].map(
                (title) => (
                  <th key={title} scope="col" className="py-2 ps-3 text-end font-medium">
                    {title}
                  </th>
                ),
              )}
            </tr>
          </thead>
          <tbody className="divide-y divide-line">
            {values.map((of) => {
              const part = answered(of);
              const { answered: whole, first_answer: first } = of.figures;
              return (
                <tr key={of.value ?? ""} className="align-top">
                  <th scope="row" className="max-w-56 py-2.5 pe-4 text-start font-normal [overflow-wrap:anywhere]">
                    <bdi>{nameOf(dimension, of)}</bdi>
                    {of.figures.turns < FEW && <span className="block text-xs text-warn">{t("few")}</span>}
                  </th>
                  <td className="py-2.5 text-end">{number(of, "turns", formatCount(of.figures.turns, i18n.language), of.figures.turns)}</td>
                  <td className="py-2.5 text-end">
                    {number(of, "answered", part === null ? formatCount(whole, i18n.language) : percent(part, i18n.language), whole)}
                  </td>
                  {SHARES.map((name) => (
                    <td key={name} className="py-2.5 ps-3 text-end">
                      {share(of, name)}
                    </td>
                  ))}
                  <td className="py-2.5 ps-3 text-end">
                    {number(of, "first_answer", first.median_ms == null ? "–" : duration(first.median_ms, i18n.language), first.sample)}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </Card>
  );
}
