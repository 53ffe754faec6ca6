// What the assistant does by itself, how long it listens first, what it says when it does not know, what a month may cost.
import { useState, type FormEvent } from "react";
import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, dataOf } from "@/api/client";
import { fieldErrors } from "@/api/errorWords";
import { key } from "@/api/keys";
import type { AiMode, RepeatOrder, RepliesSettings } from "@/api/types";
import { Choice } from "@/ui/Choice";
import { Field, Input, Textarea } from "@/ui/Field";
import { Segmented } from "@/ui/Segmented";
import { toast } from "@/ui/Toast";
import { languageTitle } from "@/lib/languages";
import { ErrorNotice } from "../common/ErrorNotice";
import { Loaded } from "../common/Loaded";
import { shopQuery } from "../shop/queries";
import { BudgetFields } from "./BudgetFields";
import { LanguageFields } from "./LanguageFields";
import { MemoryFields } from "./MemoryFields";
import { ModelCosts } from "./ModelCosts";
import { PersonalityFields } from "./PersonalityFields";
import { differs, SaveRow } from "./SaveRow";
import { Section } from "./Section";

const repliesQuery = queryOptions({ queryKey: key("replies"), queryFn: () => dataOf(api.GET("/api/v1/replies/settings")) });
/** The longest wait for another piece, in seconds. */
const LONGEST_WAIT = 12;
/** Languages the shop can have words of its own in. */
const LANGUAGES = ["en", "it", "es", "pt", "id", "hi", "ur", "ar"];
const MODES: AiMode[] = ["answer", "suggest", "off"];
const REPEATS: RepeatOrder[] = ["person", "customer"];

/** A text left empty is said in our words. */
function filled(texts: Record<string, string> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(texts).filter(([, text]) => text.trim() !== ""));
}

function RepliesForm({ settings, shopLanguage }: { settings: RepliesSettings; shopLanguage: string }) {
  const { t, i18n } = useTranslation(["settings", "common"]);
  const queryClient = useQueryClient();
  const [draft, setDraft] = useState(settings);
  const [onlySome, setOnlySome] = useState((settings.languages ?? []).length > 0);
  const noneChosen = onlySome && (draft.languages ?? []).length === 0;
  const languages = [
    ...new Set([shopLanguage, "en", ...Object.keys(settings.decline_text ?? {}), ...Object.keys(settings.hand_off_text ?? {})]),
  ].filter((tag) => LANGUAGES.includes(tag));
  const [language, setLanguage] = useState(languages[0] ?? "en");
  const save = useMutation({
    mutationFn: (body: RepliesSettings) => dataOf(api.PUT("/api/v1/replies/settings", { body })),
    onSuccess: (saved) => {
      setDraft(saved);
      queryClient.setQueryData(repliesQuery.queryKey, saved);
      toast({ title: t("common:saved"), tone: "good" });
    },
  });
  const errors = fieldErrors(save.error);
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    // No language at all would be saved as every one.
    if (noneChosen) return;
    save.mutate({ ...draft, decline_text: filled(draft.decline_text), hand_off_text: filled(draft.hand_off_text) });
  };
  return (
    <form onSubmit={onSubmit}>
      {save.error && <ErrorNotice error={save.error} />}
      <Section title={t("settings:replies.mode")} description={t("settings:replies.modeLead")}>
        <Choice
          label={t("settings:replies.mode")}
          value={draft.mode}
          onChange={(mode) => setDraft({ ...draft, mode })}
          options={MODES.map((mode) => ({
            value: mode,
            label: t(`settings:replies.modes.${mode}`),
            description: t(`settings:replies.modesHint.${mode}`),
          }))}
        />
      </Section>
      <Section title={t("settings:replies.wait")} description={t("settings:replies.waitLead")}>
        <Field label={t("settings:replies.waitLabel")} error={errors.burst_wait_ms} className="max-w-48">
          <Input
            type="number"
            inputMode="decimal"
            min={0}
            max={LONGEST_WAIT}
            step={0.1}
            required
            value={draft.burst_wait_ms / 1000}
            onChange={(event) => setDraft({ ...draft, burst_wait_ms: Math.round(Number(event.target.value) * 1000) })}
          />
        </Field>
      </Section>
      <Section title={t("settings:replies.words")} description={t("settings:replies.wordsLead")}>
        <Segmented
          small
          className="mb-4"
          label={t("settings:replies.language")}
          value={language}
          onChange={setLanguage}
          options={languages.map((value) => ({ value, label: languageTitle(value, i18n.language) }))}
        />
        <div className="grid gap-5">
          <Field label={t("settings:replies.decline")} error={errors.decline_text}>
            <Textarea
              rows={2}
              maxLength={1000}
              lang={language}
              dir="auto"
              value={draft.decline_text?.[language] ?? ""}
              onChange={(event) => setDraft({ ...draft, decline_text: { ...draft.decline_text, [language]: event.target.value } })}
            />
          </Field>
          <Field label={t("settings:replies.handOff")} error={errors.hand_off_text}>
            <Textarea
              rows={2}
              maxLength={1000}
              lang={language}
              dir="auto"
              value={draft.hand_off_text?.[language] ?? ""}
              onChange={(event) => setDraft({ ...draft, hand_off_text: { ...draft.hand_off_text, [language]: event.target.value } })}
            />
          </Field>
        </div>
      </Section>
      <LanguageFields
        draft={draft}
        shopLanguage={shopLanguage}
        only={onlySome}
        onChange={(next, only) => {
          setDraft(next);
          setOnlySome(only);
        }}
      />
      <PersonalityFields draft={draft} errors={errors} onChange={setDraft} />
      <Section title={t("settings:replies.repeat")} description={t("settings:replies.repeatLead")}>
        <Choice
          label={t("settings:replies.repeat")}
          value={draft.repeat_order ?? "person"}
          onChange={(repeat_order) => setDraft({ ...draft, repeat_order })}
          options={REPEATS.map((value) => ({
            value,
            label: t(`settings:replies.repeats.${value}`),
            description: t(`settings:replies.repeatsHint.${value}`),
          }))}
        />
      </Section>
      <MemoryFields draft={draft} onChange={setDraft} />
      <BudgetFields draft={draft} errors={errors} onChange={setDraft} />
      <SaveRow
        changed={differs(draft, settings)}
        busy={save.isPending}
        disabled={noneChosen}
        onUndo={() => {
          setDraft(settings);
          setOnlySome((settings.languages ?? []).length > 0);
        }}
      />
    </form>
  );
}

export default function RepliesTab() {
  const replies = useQuery(repliesQuery);
  const shop = useQuery(shopQuery);
  return (
    <Loaded query={replies}>
      {(settings) => (
        <>
          <RepliesForm settings={settings} shopLanguage={shop.data?.language ?? ""} key={shop.data?.language} />
          <div className="mt-8">
            <ModelCosts />
          </div>
        </>
      )}
    </Loaded>
  );
}
