// The buttons under the message: quick answers, links, a call, a code to copy.
import { useTranslation } from "react-i18next";
import { Plus, Trash2 } from "lucide-react";
import type { TemplateButton } from "@/api/types";
import { Button, IconButton } from "@/ui/Button";
import { DropdownMenu, MenuItem } from "@/ui/DropdownMenu";
import { Field, Input } from "@/ui/Field";
import { BUTTONS, newButton } from "./draft";
import type { EditorPart } from "./fields";
import { countOf, LIMITS } from "./limits";

function ButtonFields({
  button,
  index,
  onChange,
  errorOf,
}: {
  button: TemplateButton;
  index: number;
  onChange: (button: TemplateButton) => void;
  errorOf: EditorPart["errorOf"];
}) {
  const { t } = useTranslation("templates");
  const path = `buttons.${index}`;
  return (
    <div className="grid min-w-0 flex-1 gap-3 sm:grid-cols-2">
      {button.type !== "copy_code" && (
        <Field label={t("editor.buttonText")} aside={`${countOf(button.text)}/${LIMITS.buttonText}`} error={errorOf(`${path}.text`)}>
          <Input dir="auto" value={button.text} onChange={(event) => onChange({ ...button, text: event.target.value })} />
        </Field>
      )}
      {button.type === "url" && (
        <Field label={t("editor.url")} hint={t("editor.urlHint", { sample: "{{1}}" })} error={errorOf(`${path}.url`)}>
          <Input
            dir="ltr"
            type="url"
            inputMode="url"
            value={button.url ?? ""}
            onChange={(event) => onChange({ ...button, url: event.target.value.trim() })}
          />
        </Field>
      )}
      {button.type === "phone_number" && (
        <Field label={t("editor.phone")} error={errorOf(`${path}.phone_number`)}>
          <Input
            dir="ltr"
            type="tel"
            value={button.phone_number ?? ""}
            onChange={(event) => onChange({ ...button, phone_number: event.target.value })}
          />
        </Field>
      )}
      {button.type === "copy_code" && <p className="text-sm text-ink-soft sm:col-span-2">{t("editor.copyCodeHint")}</p>}
    </div>
  );
}

export function ButtonsEditor({ draft, change, errorOf }: EditorPart) {
  const { t } = useTranslation(["templates", "common"]);
  const { buttons } = draft;
  const set = (index: number, button: TemplateButton | null) =>
    change({ buttons: buttons.flatMap((other, at) => (at !== index ? [other] : button ? [button] : [])) });
  return (
    <fieldset className="min-w-0">
      <legend className="mb-1.5 flex w-full items-baseline justify-between gap-3 text-sm font-medium">
        {t("templates:editor.buttons")}
        <span className="font-normal text-ink-faint">
          {buttons.length}/{LIMITS.buttons}
        </span>
      </legend>
      {buttons.length > 0 && (
        <ul className="mb-3 flex flex-col gap-3">
          {buttons.map((button, index) => (
            <li key={index} className="rounded-xl bg-sunken p-4">
              <div className="mb-2 flex items-center justify-between gap-2">
                <p className="text-sm font-medium text-ink-soft">{t(`templates:buttons.${button.type}`)}</p>
                <IconButton
                  icon={Trash2}
                  size="small"
                  label={t("templates:editor.removeButton", { number: index + 1 })}
                  onClick={() => set(index, null)}
                />
              </div>
              <ButtonFields button={button} index={index} errorOf={errorOf} onChange={(next) => set(index, next)} />
            </li>
          ))}
        </ul>
      )}
      {errorOf("buttons") && <p className="mb-2 text-sm font-medium text-bad">{errorOf("buttons")}</p>}
      {buttons.length < LIMITS.buttons && (
        <DropdownMenu align="start" trigger={<Button icon={Plus}>{t("templates:editor.addButton")}</Button>}>
          {BUTTONS.map((type) => (
            <MenuItem key={type} onSelect={() => change({ buttons: [...buttons, newButton(type)] })}>
              {t(`templates:buttons.${type}`)}
            </MenuItem>
          ))}
        </DropdownMenu>
      )}
    </fieldset>
  );
}
