// Whether and where the assistant may look on the web for what the shop does not know. The key goes in and never comes out.
import { useState, type FormEvent } from "react";
import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, dataOf } from "@/api/client";
import { fieldErrors } from "@/api/errorWords";
import { key } from "@/api/keys";
import type { WebSearchSettings } from "@/api/types";
import { Notice } from "@/ui/Badge";
import { Choice } from "@/ui/Choice";
import { Field, Input, SecretInput, Textarea } from "@/ui/Field";
import { toast } from "@/ui/Toast";
import { ErrorNotice } from "../common/ErrorNotice";
import { Loaded } from "../common/Loaded";
import { Time } from "../common/Time";
import { differs, SaveRow } from "./SaveRow";
import { Section } from "./Section";
import { MICROS, WAYS, draftOf, switchedTo, toChange, type WebDraft } from "./webDraft";
import { WebTest } from "./WebTest";

const webQuery = queryOptions({ queryKey: key("web-search"), queryFn: () => dataOf(api.GET("/api/v1/web-search/settings")) });

interface FieldsProps {
  draft: WebDraft;
  errors: Record<string, string>;
  onChange: (draft: WebDraft) => void;
}

function Service({ draft, errors, onChange }: FieldsProps) {
  const { t } = useTranslation(["settings", "common"]);
  if (draft.way === "model") return null;
  if (draft.way === "searxng") {
    return (
      <Field label={t("settings:web.address")} hint={t("settings:web.addressHint")} error={errors.base_url} className="mt-5 max-w-xl">
        <Input
          type="url"
          required
          spellCheck={false}
          autoComplete="off"
          placeholder="https://search.example.com"
          value={draft.base_url ?? ""}
          onChange={(event) => onChange({ ...draft, base_url: event.target.value || null })}
        />
      </Field>
    );
  }
  return (
    <Field
      label={t("settings:model.key")}
      hint={draft.key_set ? t("settings:model.keySet") : t("settings:model.keyHint")}
      error={errors.key ?? errors.base_url}
      className="mt-5 max-w-xl"
    >
      <SecretInput
        autoComplete="off"
        placeholder={draft.key_set ? "••••••••••••••••" : undefined}
        value={draft.key ?? ""}
        onChange={(event) => onChange({ ...draft, key: event.target.value || undefined })}
        showLabel={t("common:showPassword")}
        hideLabel={t("common:hidePassword")}
      />
    </Field>
  );
}

function Sites({ draft, errors, onChange }: FieldsProps) {
  const { t } = useTranslation("settings");
  return (
    <Section title={t("web.sites")} description={t("web.sitesLead")}>
      <Field label={t("web.domains")} hint={t("web.domainsHint")} error={errors.domains} className="max-w-xl">
        <Textarea
          dir="ltr"
          rows={5}
          required
          spellCheck={false}
          autoCapitalize="none"
          placeholder={"example.com\nhelp.example.org"}
          value={draft.domains}
          onChange={(event) => onChange({ ...draft, domains: event.target.value })}
        />
      </Field>
    </Section>
  );
}

function Limits({ draft, errors, onChange, settings }: FieldsProps & { settings: WebSearchSettings }) {
  const { t } = useTranslation("settings");
  const today = settings.way === "off" ? undefined : t("web.today", { count: settings.today, limit: settings.daily_limit });
  return (
    <Section title={t("web.limits")} description={t("web.limitsLead")}>
      <div className="grid max-w-xl gap-5 sm:grid-cols-2">
        <Field label={t("web.dailyLimit")} hint={today} error={errors.daily_limit}>
          <Input
            type="number"
            inputMode="numeric"
            min={1}
            max={10_000}
            required
            value={draft.daily_limit}
            onChange={(event) => onChange({ ...draft, daily_limit: Number(event.target.value) })}
          />
        </Field>
        <Field label={t("web.price")} hint={t("web.priceHint")} error={errors.price_micros}>
          <Input
            type="number"
            inputMode="decimal"
            min={0}
            max={1}
            step={0.001}
            required
            value={draft.price_micros / MICROS}
            onChange={(event) => onChange({ ...draft, price_micros: Math.round(Number(event.target.value) * MICROS) })}
          />
        </Field>
      </div>
    </Section>
  );
}

/** What went wrong last. */
function LastFailure({ settings }: { settings: WebSearchSettings }) {
  const { t } = useTranslation("settings");
  if (!settings.fault) return null;
  return (
    <div className="mb-8">
      <Notice tone="bad" title={t(`web.faults.${settings.fault}`)}>
        {settings.failed_at && (
          <p>
            {t("web.failedAt")} <Time at={settings.failed_at} />
          </p>
        )}
        {settings.tried_at && (
          <p>
            {t("model.triedAt")} <Time at={settings.tried_at} />
          </p>
        )}
      </Notice>
    </div>
  );
}

function WebForm({ settings }: { settings: WebSearchSettings }) {
  const { t } = useTranslation(["settings", "common"]);
  const queryClient = useQueryClient();
  const [draft, setDraft] = useState(() => draftOf(settings));
  const save = useMutation({
    mutationFn: () => dataOf(api.PUT("/api/v1/web-search/settings", { body: toChange(draft) })),
    onSuccess: (saved) => {
      setDraft(draftOf(saved));
      queryClient.setQueryData(webQuery.queryKey, saved);
      toast({ title: t("common:saved"), tone: "good" });
    },
  });
  const errors = fieldErrors(save.error);
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  const fields = { draft, errors, onChange: setDraft };
  return (
    <form onSubmit={onSubmit}>
      {save.error && <ErrorNotice error={save.error} />}
      {settings.way !== "off" && <LastFailure settings={settings} />}
      <Section title={t("settings:web.title")} description={t("settings:web.lead")}>
        <Choice
          columns
          label={t("settings:web.title")}
          value={draft.way}
          onChange={(way) => setDraft(switchedTo(way, draft, settings))}
          options={WAYS.map((value) => ({
            value,
            label: t(`settings:web.ways.${value}`),
            description: t(`settings:web.waysHint.${value}`),
          }))}
        />
        {draft.way === "model" && !settings.model_can_search && (
          <div className="mt-5 max-w-xl">
            <Notice tone="warn" title={t("settings:web.faults.cannot_search")} />
          </div>
        )}
        {draft.way !== "off" && <Service {...fields} />}
      </Section>
      {draft.way !== "off" && (
        <>
          <Sites {...fields} />
          <Limits {...fields} settings={settings} />
          <Section title={t("settings:web.try")} description={t("settings:web.tryLead")}>
            <WebTest draft={draft} />
          </Section>
        </>
      )}
      <SaveRow changed={differs(draft, draftOf(settings))} busy={save.isPending} onUndo={() => setDraft(draftOf(settings))} />
    </form>
  );
}

export default function WebTab() {
  return <Loaded query={useQuery(webQuery)}>{(settings) => <WebForm settings={settings} />}</Loaded>;
}
