// Whom a broadcast is for: by label, by when they last wrote, by language. Consent is looked at anyway.
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, dataOf } from "@/api/client";
import { key } from "@/api/keys";
import type { Segment } from "@/api/types";
import { classes } from "@/lib/classes";
import { Field, Select } from "@/ui/Field";
import { LanguageOptions } from "../common/LanguageOptions";
import { SHOP_LANGUAGES } from "../shop/languages";

const DAYS = [7, 30, 90, 180, 365];

const labelsQuery = { queryKey: key("labels"), queryFn: async () => (await dataOf(api.GET("/api/v1/labels"))).items };

function Labels({ chosen, onChange }: { chosen: string[]; onChange: (labels: string[]) => void }) {
  const { t } = useTranslation("broadcasts");
  const labels = useQuery(labelsQuery).data ?? [];
  if (labels.length === 0) return null;
  return (
    <fieldset className="min-w-0">
      <legend className="mb-1.5 text-sm font-medium">{t("segment.labels")}</legend>
      <div className="flex flex-wrap gap-2">
        {labels.map((label) => {
          const on = chosen.includes(label.id);
          return (
            <label
              key={label.id}
              className={classes(
                "inline-flex min-h-9 cursor-pointer pointer-coarse:min-h-11 items-center gap-2 rounded-full px-3 text-sm ring-1 ring-inset focus-within:ring-2 focus-within:ring-brass-mark",
                on ? "bg-brass-tint text-brass ring-brass-line" : "bg-surface ring-line",
              )}
            >
              <input
                type="checkbox"
                className="accent-brass"
                checked={on}
                onChange={() => onChange(on ? chosen.filter((id) => id !== label.id) : [...chosen, label.id])}
              />
              <bdi>{label.name}</bdi>
            </label>
          );
        })}
      </div>
      <p className="mt-1.5 text-sm text-ink-faint">{t("segment.labelsHint")}</p>
    </fieldset>
  );
}

export function SegmentFields({ segment, onChange }: { segment: Segment; onChange: (segment: Segment) => void }) {
  const { t } = useTranslation("broadcasts");
  const days = (name: "last_seen_within_days" | "last_seen_before_days") => (
    <Field label={t(`segment.${name}`)}>
      <Select
        value={segment[name] ?? ""}
        onChange={(event) => onChange({ ...segment, [name]: event.target.value ? Number(event.target.value) : null })}
      >
        <option value="">{t("segment.any")}</option>
        {DAYS.map((count) => (
          <option key={count} value={count}>
            {t("segment.days", { count })}
          </option>
        ))}
      </Select>
    </Field>
  );
  return (
    <div className="flex flex-col gap-5">
      <Labels chosen={segment.labels ?? []} onChange={(labels) => onChange({ ...segment, labels })} />
      <div className="grid gap-5 sm:grid-cols-3">
        {days("last_seen_within_days")}
        {days("last_seen_before_days")}
        <Field label={t("segment.language")}>
          <Select value={segment.language ?? ""} onChange={(event) => onChange({ ...segment, language: event.target.value || null })}>
            <option value="">{t("segment.any")}</option>
            <LanguageOptions codes={SHOP_LANGUAGES} />
          </Select>
        </Field>
      </div>
    </div>
  );
}
