// The owner's own instructions for the models: written, tried above, saved as a version, and any version taken back.
import { useState } from "react";
import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, dataOf } from "@/api/client";
import { fieldErrors } from "@/api/errorWords";
import { key } from "@/api/keys";
import type { PromptView } from "@/api/types";
import { Badge } from "@/ui/Badge";
import { Button } from "@/ui/Button";
import { DropdownMenu, MenuItem, MenuSeparator } from "@/ui/DropdownMenu";
import { Field, Select, Textarea } from "@/ui/Field";
import { Segmented } from "@/ui/Segmented";
import { toast } from "@/ui/Toast";
import { exactTime } from "@/lib/dates";
import { ErrorNotice } from "../common/ErrorNotice";
import { Loaded } from "../common/Loaded";
import { Despite, TryFirst } from "../exam/TryFirst";
import { AbTests } from "./AbTests";
import { Section } from "./Section";

const promptsQuery = queryOptions({ queryKey: key("replies", "prompts"), queryFn: () => dataOf(api.GET("/api/v1/replies/prompts")) });

/** What to begin from: as Shopbell brings it, or with what a trade must mind. */
function Begin({ prompt, onChoose }: { prompt: PromptView; onChoose: (text: string) => void }) {
  const { t } = useTranslation("settings");
  return (
    <DropdownMenu trigger={<Button>{t("prompts.beginFrom")}</Button>}>
      <MenuItem onSelect={() => onChoose(prompt.usual)}>{t("prompts.usual")}</MenuItem>
      <MenuSeparator />
      {prompt.starters.map(({ trade, text }) => (
        <MenuItem key={trade} onSelect={() => onChoose(text)}>
          {t(`prompts.trades.${trade}`)}
        </MenuItem>
      ))}
    </DropdownMenu>
  );
}

function Editor({ prompt, onTry }: { prompt: PromptView; onTry: (text: string) => void }) {
  const { t, i18n } = useTranslation(["settings", "common"]);
  const queryClient = useQueryClient();
  const [text, setText] = useState(prompt.text);
  const path = { params: { path: { name: prompt.name } } };
  const onSuccess = (saved: { prompts: PromptView[] }) => {
    queryClient.setQueryData(promptsQuery.queryKey, saved);
    toast({ title: t("common:saved"), tone: "good" });
  };
  const save = useMutation({
    mutationFn: (despite_exam: string | null) =>
      dataOf(api.POST("/api/v1/replies/prompts/{name}", { ...path, body: { text, despite_exam } })),
    onSuccess,
  });
  const choose = useMutation({
    mutationFn: ({ version, despite_exam = null }: { version: number | null; despite_exam?: string | null }) =>
      dataOf(api.PUT("/api/v1/replies/prompts/{name}", { ...path, body: { version, despite_exam } })),
    onSuccess,
  });
  const error = save.error ?? choose.error;
  const variables = [...prompt.must, ...prompt.may].map((name) => `{{${name}}}`).join(" ");
  return (
    <div className="flex flex-col gap-4">
      {error && <ErrorNotice error={error} />}
      <Despite error={save.error} busy={save.isPending} onSave={(reason) => save.mutate(reason)} />
      <Despite
        error={choose.error}
        busy={choose.isPending}
        onSave={(despite_exam) => choose.mutate({ version: choose.variables?.version ?? null, despite_exam })}
      />
      <Field label={t("settings:prompts.inUse")} className="max-w-md">
        <Select
          value={prompt.version ?? ""}
          disabled={choose.isPending}
          onChange={(event) => choose.mutate({ version: event.target.value === "" ? null : Number(event.target.value) })}
        >
          <option value="">{t("settings:prompts.usual")}</option>
          {prompt.versions.map(({ version, made_at }) => (
            <option key={version} value={version}>
              {t("settings:prompts.version", { version, when: exactTime(made_at, i18n.language) })}
            </option>
          ))}
        </Select>
      </Field>
      <Field label={t("settings:prompts.text")} hint={t("settings:prompts.textHint", { variables })} error={fieldErrors(save.error).text}>
        <Textarea rows={12} maxLength={8000} dir="auto" value={text} onChange={(event) => setText(event.target.value)} />
      </Field>
      <div className="flex flex-wrap items-center gap-3">
        <Button tone="primary" busy={save.isPending} disabled={text.trim() === prompt.text.trim()} onClick={() => save.mutate(null)}>
          {t("settings:prompts.save")}
        </Button>
        {prompt.name === "knowledge" && <Button onClick={() => onTry(text)}>{t("settings:prompts.try")}</Button>}
        {prompt.starters.length === 0 ? (
          <Button onClick={() => setText(prompt.usual)}>{t("settings:prompts.startOver")}</Button>
        ) : (
          <Begin prompt={prompt} onChoose={setText} />
        )}
        {prompt.version && <Badge tone="brass">{t("settings:prompts.own")}</Badge>}
      </div>
      <TryFirst candidate={{ kind: "prompt", name: prompt.name, text }} disabled={text.trim() === prompt.text.trim()} />
      {prompt.name === "knowledge" && <AbTests prompt={prompt} />}
    </div>
  );
}

export function PromptEditor({ onTry }: { onTry: (text: string) => void }) {
  const { t } = useTranslation("settings");
  const [name, setName] = useState<PromptView["name"]>("knowledge");
  return (
    <Section title={t("prompts.title")} description={t("prompts.lead")}>
      <Loaded query={useQuery(promptsQuery)}>
        {({ prompts }) => {
          const chosen = prompts.find((prompt) => prompt.name === name) ?? prompts[0];
          return (
            <div className="flex flex-col gap-5">
              <Segmented
                label={t("prompts.title")}
                value={name}
                onChange={setName}
                options={prompts.map((prompt) => ({ value: prompt.name, label: t(`prompts.names.${prompt.name}`) }))}
              />
              {chosen && <Editor key={`${chosen.name} ${chosen.version ?? 0}`} prompt={chosen} onTry={onTry} />}
            </div>
          );
        }}
      </Loaded>
    </Section>
  );
}
