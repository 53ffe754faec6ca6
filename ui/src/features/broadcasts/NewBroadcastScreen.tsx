// A new broadcast: which template, what is filled in, for whom. It is kept as a draft; nothing leaves from here.
import { useState, type FormEvent } from "react";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { MessageSquareDashed } from "lucide-react";
import type { Segment, Template } from "@/api/types";
import { fieldErrors } from "@/api/errorWords";
import { Button } from "@/ui/Button";
import { EmptyState } from "@/ui/EmptyState";
import { Field, Input, Select } from "@/ui/Field";
import { languageName } from "@/lib/languages";
import { ErrorNotice } from "../common/ErrorNotice";
import { Loaded } from "../common/Loaded";
import { examplesOf } from "../templates/draft";
import { PhonePreview, TemplatePreview } from "../templates/PhonePreview";
import { sendableQuery } from "../templates/queries";
import { SectionPage } from "../whatsapp/SectionPage";
import { useMakeBroadcast } from "./queries";
import { SegmentFields } from "./SegmentFields";

/** What the server puts the customer's own name in place of. */
const CONTACT_NAME = "{{contact.name}}";

function VariableField({
  name,
  label,
  value,
  error,
  onChange,
}: {
  name: string;
  label: string;
  value: string;
  error: string | undefined;
  onChange: (value: string) => void;
}) {
  const { t } = useTranslation("broadcasts");
  const isName = value === CONTACT_NAME;
  return (
    <Field
      label={label}
      error={error}
      aside={
        <button
          type="button"
          className="font-medium text-brass underline decoration-brass-line underline-offset-4 pointer-coarse:-my-3 pointer-coarse:py-3"
          onClick={() => onChange(isName ? "" : CONTACT_NAME)}
        >
          {isName ? t("writeText") : t("useName")}
        </button>
      }
    >
      {isName ? (
        <Input readOnly value={t("contactName")} className="bg-brass-tint text-brass" />
      ) : (
        <Input name={name} dir="auto" required value={value} onChange={(event) => onChange(event.target.value)} />
      )}
    </Field>
  );
}

/** Media at the head of a message is not offered for many yet; the server would ask for a file. */
const forMany = (template: Template) => !template.header || template.header.type === "text";

function BroadcastForm({ templates }: { templates: Template[] }) {
  const { t, i18n } = useTranslation(["broadcasts", "templates", "common"]);
  const navigate = useNavigate();
  const make = useMakeBroadcast();
  const [name, setName] = useState("");
  const [templateId, setTemplateId] = useState(templates[0]?.id ?? "");
  const [values, setValues] = useState<Record<string, string>>({});
  const [segment, setSegment] = useState<Segment>({});
  const template = templates.find((candidate) => candidate.id === templateId);
  const errors = fieldErrors(make.error);
  if (!template) return null;
  const shown = Object.fromEntries(
    template.variables.map((variable) => [
      variable.name,
      values[variable.name] === CONTACT_NAME
        ? t("broadcasts:someName")
        : values[variable.name] || (examplesOf(template)[variable.name] ?? ""),
    ]),
  );
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    const variables = Object.fromEntries(template.variables.map((variable) => [variable.name, values[variable.name] ?? ""]));
    make.mutate(
      { name: name.trim(), template_id: template.id, variables, segment },
      {
        onSuccess: (broadcast) =>
          void navigate({ to: "/whatsapp/broadcasts/$broadcastId", params: { broadcastId: broadcast.id }, replace: true }),
      },
    );
  };
  return (
    <div className="grid items-start gap-10 xl:grid-cols-[minmax(0,1fr)_22rem]">
      <form onSubmit={onSubmit} className="flex min-w-0 flex-col gap-6">
        {make.error && Object.keys(errors).length === 0 && <ErrorNotice error={make.error} />}
        <Field label={t("broadcasts:name")} hint={t("broadcasts:nameHint")} error={errors.name}>
          <Input required maxLength={100} value={name} onChange={(event) => setName(event.target.value)} />
        </Field>
        <Field label={t("broadcasts:template")} error={errors.template_id}>
          <Select
            value={templateId}
            onChange={(event) => {
              setTemplateId(event.target.value);
              setValues({});
            }}
          >
            {templates.map((candidate) => (
              <option key={candidate.id} value={candidate.id}>
                {candidate.name} · {languageName(candidate.language, i18n.language)} · {t(`templates:category.${candidate.category}`)}
              </option>
            ))}
          </Select>
        </Field>
        {template.variables.length > 0 && (
          <div className="grid gap-5 sm:grid-cols-2">
            {template.variables.map((variable) => (
              <VariableField
                key={variable.name}
                name={variable.name}
                label={
                  variable.in === "button"
                    ? t("templates:editor.buttonVariable", { number: (variable.button_index ?? 0) + 1 })
                    : variable.name
                }
                value={values[variable.name] ?? ""}
                error={errors[`variables.${variable.name}`]}
                onChange={(value) => setValues({ ...values, [variable.name]: value })}
              />
            ))}
          </div>
        )}
        <div>
          <h2 className="font-serif text-lg font-medium">{t("broadcasts:segment.title")}</h2>
          <p className="mt-0.5 mb-4 text-ink-soft">{t("broadcasts:segment.lead")}</p>
          <SegmentFields segment={segment} onChange={setSegment} />
        </div>
        <div className="flex flex-wrap items-center gap-3">
          <Button type="submit" tone="primary" size="large" busy={make.isPending}>
            {t("broadcasts:toPreview")}
          </Button>
          <span className="text-sm text-ink-faint">{t("broadcasts:nothingLeaves")}</span>
        </div>
      </form>
      <PhonePreview label={t("templates:preview.title")}>
        <TemplatePreview draft={template} values={shown} />
      </PhonePreview>
    </div>
  );
}

export function NewBroadcastScreen() {
  const { t } = useTranslation("broadcasts");
  const templates = useQuery(sendableQuery);
  return (
    <SectionPage title={t("newTitle")} description={t("newLead")} back={{ to: "/whatsapp/broadcasts", label: t("title") }}>
      <Loaded query={templates}>
        {(items) =>
          items.some(forMany) ? (
            <BroadcastForm templates={items.filter(forMany)} />
          ) : (
            <EmptyState
              icon={MessageSquareDashed}
              title={t("noTemplateTitle")}
              action={
                <Button asChild tone="primary">
                  <Link to="/whatsapp/templates/new">{t("makeTemplate")}</Link>
                </Button>
              }
            >
              {t("noTemplateBody")}
            </EmptyState>
          )
        }
      </Loaded>
    </SectionPage>
  );
}
