// Writes one template: the form, the customer's phone beside it, and the two ways on: keep it here, or hand it to Meta.
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Eye, Send } from "lucide-react";
import type { TemplateDraft, Template } from "@/api/types";
import { fieldErrors } from "@/api/errorWords";
import { Notice } from "@/ui/Badge";
import { Button } from "@/ui/Button";
import { Choice } from "@/ui/Choice";
import { Field, Input, Select } from "@/ui/Field";
import { toFirstFault } from "@/ui/firstFault";
import { Sheet } from "@/ui/Dialog";
import { toast } from "@/ui/Toast";
import { ErrorNotice } from "../common/ErrorNotice";
import { LanguageOptions } from "../common/LanguageOptions";
import { BodyEditor, Examples } from "./BodyEditor";
import { ButtonsEditor } from "./ButtonsEditor";
import { CATEGORIES, TEMPLATE_LANGUAGES, toBody } from "./draft";
import { useFieldErrors, type EditorPart } from "./fields";
import { HeaderEditor } from "./HeaderEditor";
import { countOf, LIMITS, problemsOf, toName } from "./limits";
import { PhonePreview, TemplatePreview } from "./PhonePreview";
import { useSaveTemplate } from "./queries";

interface TemplateEditorProps {
  initial: TemplateDraft;
  /** The one being changed; none for a new one. */
  template?: Template;
  onSaved: (template: Template) => void;
  onCancel?: () => void;
}

function NamePart({ draft, change, errorOf, fixed }: EditorPart & { fixed: boolean }) {
  const { t } = useTranslation("templates");
  const languages = TEMPLATE_LANGUAGES.includes(draft.language) ? TEMPLATE_LANGUAGES : [draft.language, ...TEMPLATE_LANGUAGES];
  return (
    <>
      <div className="grid gap-5 sm:grid-cols-2">
        <Field label={t("editor.name")} hint={t("editor.nameHint")} error={errorOf("name")}>
          <Input
            dir="ltr"
            value={draft.name}
            disabled={fixed}
            autoComplete="off"
            spellCheck={false}
            onChange={(event) => change({ name: toName(event.target.value) })}
          />
        </Field>
        <Field label={t("editor.language")} error={errorOf("language")}>
          <Select value={draft.language} disabled={fixed} onChange={(event) => change({ language: event.target.value })}>
            <LanguageOptions codes={languages} />
          </Select>
        </Field>
      </div>
      <div className="flex flex-col gap-1.5">
        <p className="text-sm font-medium">{t("editor.category")}</p>
        <Choice
          label={t("editor.category")}
          columns
          disabled={fixed}
          value={draft.category}
          onChange={(category) => change({ category })}
          options={CATEGORIES.map((value) => ({ value, label: t(`category.${value}`), description: t(`categoryHint.${value}`) }))}
        />
        {errorOf("category") && <p className="text-sm font-medium text-bad">{errorOf("category")}</p>}
      </div>
    </>
  );
}

export function TemplateEditor({ initial, template, onSaved, onCancel }: TemplateEditorProps) {
  const { t } = useTranslation(["templates", "common"]);
  const [draft, setDraft] = useState(initial);
  const [tried, setTried] = useState(false);
  const [looking, setLooking] = useState(false);
  const save = useSaveTemplate(template?.id);
  const problems = problemsOf(draft);
  const server = fieldErrors(save.error);
  const errorOf = useFieldErrors(problems, server, tried);
  const change = (patch: Partial<TemplateDraft>) => setDraft((now) => ({ ...now, ...patch }));
  const part: EditorPart = { draft, change, errorOf };
  const known = template !== undefined && template.status !== "draft";

  const keep = (submit: boolean) => {
    if (submit && Object.keys(problems).length > 0) {
      setTried(true);
      return;
    }
    save.mutate(toBody(draft, submit), {
      onSuccess: (saved) => {
        toast({ title: submit ? t("templates:editor.submitted") : t("common:saved"), tone: "good" });
        onSaved(saved);
      },
      onError: () => setTried(true),
    });
  };
  const preview = (
    <PhonePreview label={t("templates:preview.title")}>
      <TemplatePreview draft={draft} values={draft.examples} />
    </PhonePreview>
  );
  return (
    <div className="grid items-start gap-10 xl:grid-cols-[minmax(0,1fr)_22rem]">
      <form
        className="flex min-w-0 flex-col gap-6"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          keep(true);
          if (Object.keys(problems).length > 0) toFirstFault(event.currentTarget);
        }}
      >
        {known && <Notice tone="note">{t("templates:editor.reviewAgain")}</Notice>}
        {save.error && <ErrorNotice error={save.error} />}
        <NamePart {...part} fixed={known} />
        <HeaderEditor {...part} />
        <BodyEditor {...part} />
        <Field label={t("templates:editor.footer")} aside={`${countOf(draft.footer ?? "")}/${LIMITS.footer}`} error={errorOf("footer")}>
          <Input dir="auto" value={draft.footer ?? ""} onChange={(event) => change({ footer: event.target.value })} />
        </Field>
        <ButtonsEditor {...part} />
        <Examples {...part} />
        {tried && Object.keys(problems).length > 0 && (
          <Notice tone="warn">{t("templates:editor.someMissing", { count: Object.keys(problems).length })}</Notice>
        )}
        <div className="sticky bottom-0 z-10 -mx-4 flex flex-wrap gap-2 border-t border-line bg-paper px-4 py-3 sm:static sm:mx-0 sm:border-0 sm:p-0">
          <Button type="submit" tone="primary" icon={Send} busy={save.isPending && save.variables.submit}>
            {t("templates:editor.submit")}
          </Button>
          {!known && (
            <Button busy={save.isPending && !save.variables.submit} disabled={!draft.name} onClick={() => keep(false)}>
              {t("templates:editor.keep")}
            </Button>
          )}
          {onCancel && (
            <Button tone="quiet" onClick={onCancel}>
              {t("common:cancel")}
            </Button>
          )}
          <Button tone="quiet" icon={Eye} className="ms-auto xl:hidden" onClick={() => setLooking(true)}>
            {t("templates:preview.show")}
          </Button>
        </div>
      </form>
      <div className="sticky top-8 hidden xl:block">{preview}</div>
      <Sheet open={looking} onOpenChange={setLooking} title={t("templates:preview.title")} closeLabel={t("common:close")}>
        {preview}
      </Sheet>
    </div>
  );
}
