// The team's time in the cost of a customer kept: whether it counts, and what an hour of it costs.
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { fieldErrors } from "@/api/errorWords";
import { useMay } from "@/api/me";
import { formatMicros } from "@/lib/numbers";
import { regional } from "@/lib/region";
import { Button } from "@/ui/Button";
import { Card, CardHeader } from "@/ui/Card";
import { Field, Input } from "@/ui/Field";
import { toast } from "@/ui/Toast";
import { ErrorNotice } from "../common/ErrorNotice";
import { readAmount } from "./amounts";
import { useTeamCost } from "./queries";

const MILLION = 1_000_000;

/** As somebody types it: with their own decimal sign, and nothing between the thousands. */
const dollars = (micros: number, language: string) =>
  new Intl.NumberFormat(regional(language), { useGrouping: false, maximumFractionDigits: 6 }).format(micros / MILLION);

/** What was typed, in millionths of a dollar; nothing for nothing, and no value for what is no amount. */
function microsOf(typed: string): number | null | undefined {
  if (typed.trim() === "") return null;
  const amount = readAmount(typed);
  return amount === null || amount.startsWith("-") ? undefined : Math.round(Number(amount) * MILLION);
}

function CostForm({ micros }: { micros: number | null }) {
  const { t, i18n } = useTranslation(["orders", "common"]);
  const save = useTeamCost();
  /** Nothing while nobody has typed: then the field says what holds. */
  const [typed, setTyped] = useState<string | null>(null);
  const [wrong, setWrong] = useState(false);
  const errors = fieldErrors(save.error);
  return (
    <form
      className="flex flex-col gap-4"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        const wanted = typed === null ? micros : microsOf(typed);
        setWrong(wanted === undefined);
        if (wanted === undefined) return;
        save.mutate(wanted, {
          onSuccess: () => {
            setTyped(null);
            toast({ title: t("common:saved"), tone: "good" });
          },
        });
      }}
    >
      {save.error && Object.keys(errors).length === 0 && <ErrorNotice error={save.error} />}
      <Field
        label={t("orders:revenue.time.field")}
        aside={t("common:optional")}
        hint={t("orders:revenue.time.hint")}
        error={wrong ? t("orders:faults.amount") : errors.hourly_cost_micros}
        className="max-w-80"
      >
        <Input
          inputMode="decimal"
          autoComplete="off"
          value={typed ?? (micros === null ? "" : dollars(micros, i18n.language))}
          onChange={(event) => setTyped(event.target.value)}
        />
      </Field>
      <div>
        <Button type="submit" busy={save.isPending}>
          {t("common:save")}
        </Button>
      </div>
    </form>
  );
}

export function TeamCost({ micros }: { micros: number | null }) {
  const { t, i18n } = useTranslation("orders");
  const manages = useMay("manage_prices");
  return (
    <Card className="xl:col-span-2">
      <CardHeader
        title={t("revenue.time.title")}
        description={micros === null ? t("revenue.time.none") : t("revenue.time.counts", { value: formatMicros(micros, i18n.language) })}
      />
      {manages && <CostForm micros={micros} />}
    </Card>
  );
}
