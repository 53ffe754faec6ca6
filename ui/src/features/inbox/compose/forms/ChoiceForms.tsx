// The forms that ask a customer to choose: buttons, a list, a link.
import { useTranslation } from "react-i18next";
import { Plus, Trash2 } from "lucide-react";
import type { Limits, ListRow, OutgoingOf, Section } from "@/api/messageTypes";
import { Button, IconButton } from "@/ui/Button";
import { LimitedField } from "./LimitedField";
import { HeaderField } from "./HeaderField";
import { freshChoice, type FormProps } from "./types";

const changed = <T,>(list: readonly T[], at: number, part: Partial<T>): T[] =>
  list.map((item, index) => (index === at ? { ...item, ...part } : item));
const without = <T,>(list: readonly T[], at: number): T[] => list.filter((_item, index) => index !== at);

type Framed = OutgoingOf<"buttons" | "list" | "link">;

function Frame<T extends Framed>({ value, onChange, limits, fault, words }: FormProps<T> & { words: boolean }) {
  const { t } = useTranslation("inbox");
  return (
    <>
      <HeaderField
        header={value.header}
        onChange={(header) => onChange({ ...value, header })}
        most={limits.header_characters}
        error={fault("header.text") ?? fault("header.media_id")}
        words={words}
        limits={limits}
      />
      <LimitedField
        label={t("forms.text")}
        value={value.text}
        onChange={(text) => onChange({ ...value, text })}
        most={value.kind === "list" ? limits.list_body_characters : limits.body_characters}
        error={fault("text")}
        lines={3}
        autoFocus
      />
    </>
  );
}

function Footer<T extends Framed>({ value, onChange, limits, fault }: FormProps<T>) {
  const { t } = useTranslation("inbox");
  return (
    <LimitedField
      label={t("forms.footer")}
      value={value.footer ?? ""}
      onChange={(footer) => onChange({ ...value, footer })}
      most={limits.footer_characters}
      error={fault("footer")}
      optional
    />
  );
}

export function ButtonsForm(props: FormProps<OutgoingOf<"buttons">>) {
  const { t } = useTranslation("inbox");
  const { value, onChange, limits, fault } = props;
  return (
    <>
      <Frame {...props} words={false} />
      {value.buttons.map((button, index) => (
        <div key={button.id} className="flex items-start gap-1">
          <div className="min-w-0 flex-1">
            <LimitedField
              label={t("forms.button", { number: index + 1 })}
              value={button.title}
              onChange={(title) => onChange({ ...value, buttons: changed(value.buttons, index, { title }) })}
              most={limits.button_title_characters}
              error={fault(`buttons.${index}.title`)}
            />
          </div>
          {value.buttons.length > 1 && (
            <IconButton
              icon={Trash2}
              label={t("forms.removeButton", { number: index + 1 })}
              onClick={() => onChange({ ...value, buttons: without(value.buttons, index) })}
              className="mt-[1.65rem]"
            />
          )}
        </div>
      ))}
      {value.buttons.length < limits.buttons && (
        <Button
          size="small"
          icon={Plus}
          className="self-start"
          onClick={() => onChange({ ...value, buttons: [...value.buttons, freshChoice()] })}
        >
          {t("forms.addButton")}
        </Button>
      )}
      <Footer {...props} />
    </>
  );
}

interface RowsProps {
  section: Section;
  at: number;
  limits: Limits;
  fault: (path: string) => string | undefined;
  full: boolean;
  onChange: (rows: ListRow[]) => void;
}

function Rows({ section, at, limits, fault, full, onChange }: RowsProps) {
  const { t } = useTranslation("inbox");
  return (
    <>
      {section.rows.map((row, index) => (
        <div key={row.id} className="flex items-start gap-1 border-s-2 border-line ps-3">
          <div className="grid min-w-0 flex-1 gap-2 sm:grid-cols-2">
            <LimitedField
              label={t("forms.row", { number: index + 1 })}
              value={row.title}
              onChange={(title) => onChange(changed(section.rows, index, { title }))}
              most={limits.row_title_characters}
              error={fault(`sections.${at}.rows.${index}.title`)}
            />
            <LimitedField
              label={t("forms.description")}
              value={row.description ?? ""}
              onChange={(description) => onChange(changed(section.rows, index, { description }))}
              most={limits.row_description_characters}
              error={fault(`sections.${at}.rows.${index}.description`)}
              optional
            />
          </div>
          {section.rows.length > 1 && (
            <IconButton
              icon={Trash2}
              label={t("forms.removeRow", { number: index + 1 })}
              onClick={() => onChange(without(section.rows, index))}
              className="mt-[1.65rem]"
            />
          )}
        </div>
      ))}
      {!full && (
        <Button size="small" icon={Plus} className="self-start" onClick={() => onChange([...section.rows, freshChoice()])}>
          {t("forms.addRow")}
        </Button>
      )}
    </>
  );
}

export function ListForm(props: FormProps<OutgoingOf<"list">>) {
  const { t } = useTranslation("inbox");
  const { value, onChange, limits, fault } = props;
  const rows = value.sections.reduce((sum, section) => sum + section.rows.length, 0);
  const full = rows >= limits.list_rows;
  const several = value.sections.length > 1;
  const set = (at: number, part: Partial<Section>) => onChange({ ...value, sections: changed(value.sections, at, part) });
  return (
    <>
      <Frame {...props} words />
      <LimitedField
        label={t("forms.listButton")}
        hint={t("forms.listButtonHint")}
        value={value.button}
        onChange={(button) => onChange({ ...value, button })}
        most={limits.list_button_characters}
        error={fault("button")}
      />
      {value.sections.map((section, at) => (
        <fieldset key={at} className="flex flex-col gap-3">
          <legend className="sr-only">{t("forms.section", { number: at + 1 })}</legend>
          {several && (
            <div className="flex items-start gap-1">
              <div className="min-w-0 flex-1">
                <LimitedField
                  label={t("forms.section", { number: at + 1 })}
                  value={section.title ?? ""}
                  onChange={(title) => set(at, { title })}
                  most={limits.section_title_characters}
                  error={fault(`sections.${at}.title`)}
                />
              </div>
              <IconButton
                icon={Trash2}
                label={t("forms.removeSection", { number: at + 1 })}
                onClick={() => onChange({ ...value, sections: without(value.sections, at) })}
                className="mt-[1.65rem]"
              />
            </div>
          )}
          <Rows section={section} at={at} limits={limits} fault={fault} full={full} onChange={(next) => set(at, { rows: next })} />
        </fieldset>
      ))}
      <p className="text-sm text-ink-faint">{t("forms.rowsLeft", { count: limits.list_rows - rows })}</p>
      {!full && value.sections.length < limits.list_sections && (
        <Button
          size="small"
          tone="quiet"
          icon={Plus}
          className="self-start"
          onClick={() => onChange({ ...value, sections: [...value.sections, { title: "", rows: [freshChoice()] }] })}
        >
          {t("forms.addSection")}
        </Button>
      )}
      <Footer {...props} />
    </>
  );
}

export function LinkForm(props: FormProps<OutgoingOf<"link">>) {
  const { t } = useTranslation("inbox");
  const { value, onChange, limits, fault } = props;
  return (
    <>
      <Frame {...props} words={false} />
      <LimitedField
        label={t("forms.linkTitle")}
        value={value.title}
        onChange={(title) => onChange({ ...value, title })}
        most={limits.link_title_characters}
        error={fault("title")}
      />
      <LimitedField
        label={t("forms.url")}
        type="url"
        placeholder="https://"
        value={value.url}
        onChange={(url) => onChange({ ...value, url })}
        most={limits.url_characters}
        error={fault("url")}
      />
      <Footer {...props} />
    </>
  );
}
