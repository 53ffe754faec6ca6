// The message itself, with its count, its variables, and an example for each of them.
import { useRef } from "react";
import { useTranslation } from "react-i18next";
import { Braces } from "lucide-react";
import { Button } from "@/ui/Button";
import { DropdownMenu, MenuItem } from "@/ui/DropdownMenu";
import { Field, Input, Textarea } from "@/ui/Field";
import type { EditorPart } from "./fields";
import { countOf, LIMITS, variablesOf } from "./limits";

/** Names offered for a variable; any other may be typed. */
const OFFERED = ["name", "order", "date", "time", "amount"] as const;

export function BodyEditor({ draft, change, errorOf }: EditorPart) {
  const { t } = useTranslation("templates");
  const box = useRef<HTMLDivElement>(null);
  const insert = (name: string) => {
    const area = box.current?.querySelector("textarea");
    const at = area?.selectionStart ?? draft.body.length;
    const end = area?.selectionEnd ?? at;
    change({ body: `${draft.body.slice(0, at)}{{${name}}}${draft.body.slice(end)}` });
  };
  return (
    <div ref={box} className="flex flex-col gap-2">
      <Field
        label={t("editor.body")}
        aside={`${countOf(draft.body)}/${LIMITS.body}`}
        hint={t("editor.bodyHint", { sample: `{{${t("variables.name.key")}}}` })}
        error={errorOf("body")}
      >
        <Textarea dir="auto" rows={7} value={draft.body} onChange={(event) => change({ body: event.target.value })} />
      </Field>
      <div>
        <DropdownMenu
          align="start"
          trigger={
            <Button size="small" icon={Braces}>
              {t("editor.addVariable")}
            </Button>
          }
        >
          {OFFERED.map((name) => (
            <MenuItem
              key={name}
              onSelect={() => insert(t(`variables.${name}.key`))}
              aside={<code className="text-xs text-ink-faint">{`{{${t(`variables.${name}.key`)}}}`}</code>}
            >
              {t(`variables.${name}.label`)}
            </MenuItem>
          ))}
        </DropdownMenu>
      </div>
    </div>
  );
}

export function Examples({ draft, change, errorOf }: EditorPart) {
  const { t } = useTranslation("templates");
  const variables = variablesOf(draft);
  if (variables.length === 0) return null;
  return (
    <fieldset className="min-w-0 rounded-xl bg-sunken p-4">
      <legend className="float-start mb-3 w-full">
        <span className="block text-sm font-medium">{t("editor.examples")}</span>
        <span className="block text-sm text-ink-faint">{t("editor.examplesHint")}</span>
      </legend>
      <div className="clear-both grid gap-3 sm:grid-cols-2">
        {variables.map((variable) => (
          <Field
            key={variable.name}
            label={
              variable.in === "button" ? (
                t("editor.buttonVariable", { number: (variable.button_index ?? 0) + 1 })
              ) : (
                <code>{`{{${variable.name}}}`}</code>
              )
            }
            error={errorOf(`examples.${variable.name}`)}
          >
            <Input
              dir="auto"
              value={draft.examples[variable.name] ?? ""}
              onChange={(event) => change({ examples: { ...draft.examples, [variable.name]: event.target.value } })}
            />
          </Field>
        ))}
      </div>
    </fieldset>
  );
}
