// One template: how it stands with Meta, what the customer sees, and the ways to change it or take it away.
import { useState } from "react";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Pencil, Send, Trash2 } from "lucide-react";
import type { Template } from "@/api/types";
import { useMay } from "@/api/me";
import { Badge, Notice } from "@/ui/Badge";
import { Button } from "@/ui/Button";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { toast } from "@/ui/Toast";
import { languageTitle } from "@/lib/languages";
import { Loaded } from "../common/Loaded";
import { Time } from "../common/Time";
import { useToastError } from "../common/notify";
import { SectionPage } from "../whatsapp/SectionPage";
import { draftOf, examplesOf } from "./draft";
import { QualityBadge, StatusBadge } from "./looks";
import { PhonePreview, TemplatePreview } from "./PhonePreview";
import { templateQuery, useDeleteTemplate, useSubmitTemplate } from "./queries";
import { TemplateEditor } from "./TemplateEditor";

/** Why it stands so: in the reader's words where the reason is one that is known, and in Meta's, marked as such. */
function Reason({ template }: { template: Template }) {
  const { t, i18n } = useTranslation("templates");
  const { status_reason: reason, status_reason_words: words } = template;
  if (!reason) return null;
  const known = i18n.exists(`templates:reasons.${reason}`);
  return (
    <Notice tone={template.status === "rejected" || template.status === "disabled" ? "bad" : "warn"} title={t("reason")}>
      {known && <p>{t(`reasons.${reason}` as "reasons.SCAM")}</p>}
      {words && (
        <p className={known ? "mt-1.5 text-sm" : undefined}>
          {t("reasonWords")}{" "}
          <q dir="auto" lang="en" className="[overflow-wrap:anywhere]">
            {words}
          </q>
        </p>
      )}
      {!known && !words && <bdi>{reason}</bdi>}
    </Notice>
  );
}

function Facts({ template }: { template: Template }) {
  const { t, i18n } = useTranslation("templates");
  return (
    <div className="flex flex-col gap-4">
      <p className="flex flex-wrap gap-2">
        <StatusBadge status={template.status} />
        <Badge>{t(`category.${template.category}`)}</Badge>
        <QualityBadge quality={template.quality} />
        {template.practice && <Badge tone="brass">{t("practice")}</Badge>}
      </p>
      <p className="text-pretty text-ink-soft">{t(`statusMeaning.${template.status}`)}</p>
      <Reason template={template} />
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-6 gap-y-2">
        <dt className="text-ink-faint">{t("editor.language")}</dt>
        <dd>{languageTitle(template.language, i18n.language)}</dd>
        <dt className="text-ink-faint">{t("changed")}</dt>
        <dd>
          <Time at={template.updated_at} exact />
        </dd>
      </dl>
      {template.variables.length > 0 && (
        <div>
          <h2 className="mb-2 font-serif text-lg font-medium">{t("variablesTitle")}</h2>
          <ul className="divide-y divide-line">
            {template.variables.map((variable) => (
              <li key={variable.name} className="flex flex-wrap justify-between gap-x-4 gap-y-1 py-2">
                <span>
                  {variable.in === "button" ? (
                    t("editor.buttonVariable", { number: (variable.button_index ?? 0) + 1 })
                  ) : (
                    <code>{`{{${variable.name}}}`}</code>
                  )}
                </span>
                <span dir="auto" className="text-ink-faint [overflow-wrap:anywhere]">
                  {variable.example}
                </span>
              </li>
            ))}
          </ul>
        </div>
      )}
    </div>
  );
}

function Actions({ template, onEdit }: { template: Template; onEdit: () => void }) {
  const { t } = useTranslation(["templates", "common"]);
  const [deleting, setDeleting] = useState(false);
  const navigate = useNavigate();
  const submit = useSubmitTemplate(template.id);
  const remove = useDeleteTemplate(template.id);
  const onError = useToastError();
  return (
    <>
      {template.status === "draft" && (
        <Button
          tone="primary"
          icon={Send}
          busy={submit.isPending}
          onClick={() =>
            submit.mutate(undefined, { onError, onSuccess: () => toast({ title: t("templates:editor.submitted"), tone: "good" }) })
          }
        >
          {t("templates:editor.submit")}
        </Button>
      )}
      {template.editable && (
        <Button icon={Pencil} onClick={onEdit}>
          {t("common:edit")}
        </Button>
      )}
      <Button tone="quietDanger" icon={Trash2} onClick={() => setDeleting(true)}>
        {t("common:delete")}
      </Button>
      <ConfirmDialog
        open={deleting}
        onOpenChange={setDeleting}
        title={t("templates:deleteTitle", { name: template.name })}
        description={template.status === "draft" ? t("templates:deleteDraftBody") : t("templates:deleteBody")}
        confirmLabel={t("common:delete")}
        cancelLabel={t("common:cancel")}
        busy={remove.isPending}
        onConfirm={() => remove.mutate(undefined, { onError, onSuccess: () => void navigate({ to: "/whatsapp/templates" }) })}
      />
    </>
  );
}

function Shown({ template }: { template: Template }) {
  const { t } = useTranslation("templates");
  const mayManage = useMay("manage_templates");
  const [editing, setEditing] = useState(false);
  return (
    <SectionPage
      title={<bdi>{template.name}</bdi>}
      back={{ to: "/whatsapp/templates", label: t("title") }}
      action={mayManage && !editing && <Actions template={template} onEdit={() => setEditing(true)} />}
    >
      {editing ? (
        <TemplateEditor
          initial={draftOf(template)}
          template={template}
          onCancel={() => setEditing(false)}
          onSaved={() => setEditing(false)}
        />
      ) : (
        <div className="grid items-start gap-10 md:grid-cols-[minmax(0,1fr)_22rem]">
          <div className="flex flex-col gap-5">
            <Facts template={template} />
            {!template.editable && template.not_editable_because && (
              <p className="text-sm text-ink-faint">{t(`notEditable.${template.not_editable_because}`)}</p>
            )}
          </div>
          <PhonePreview label={t("preview.title")}>
            <TemplatePreview draft={template} values={examplesOf(template)} />
          </PhonePreview>
        </div>
      )}
    </SectionPage>
  );
}

export function TemplateScreen() {
  const { templateId } = useParams({ from: "/signed-in/shell/whatsapp/templates/$templateId" });
  const template = useQuery(templateQuery(templateId));
  return <Loaded query={template}>{(data) => <Shown key={data.id} template={data} />}</Loaded>;
}
