// How long customers who went quiet are kept.
import { useState, type FormEvent } from "react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { PrivacySettings } from "@/api/types";
import { Button } from "@/ui/Button";
import { Field, Select } from "@/ui/Field";
import { toast } from "@/ui/Toast";
import { Loaded } from "../common/Loaded";
import { keepingQuery, useKeep } from "./queries";

/** What is offered, in months; another number set through the API is shown as well. */
const MONTHS = [6, 12, 24, 36, 60, 120];

function Form({ settings }: { settings: PrivacySettings }) {
  const { t } = useTranslation(["settings", "common"]);
  const keep = useKeep();
  const [months, setMonths] = useState(settings.keep_months);
  const offered = [...new Set([...MONTHS, ...(settings.keep_months ? [settings.keep_months] : [])])].sort((one, other) => one - other);
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    keep.mutate(months ?? null, { onSuccess: () => toast({ title: t("common:saved"), tone: "good" }) });
  };
  return (
    <form onSubmit={onSubmit} className="flex max-w-md flex-col gap-4">
      <Field label={t("settings:keeping.label")} hint={t("settings:keeping.hint")}>
        <Select value={months ?? ""} onChange={(event) => setMonths(event.target.value === "" ? null : Number(event.target.value))}>
          <option value="">{t("settings:keeping.forGood")}</option>
          {offered.map((count) => (
            <option key={count} value={count}>
              {t("settings:keeping.months", { count })}
            </option>
          ))}
        </Select>
      </Field>
      <div>
        <Button type="submit" tone="primary" busy={keep.isPending}>
          {t("common:save")}
        </Button>
      </div>
    </form>
  );
}

export function Keeping() {
  const settings = useQuery(keepingQuery);
  return <Loaded query={settings}>{(data) => <Form settings={data} />}</Loaded>;
}
