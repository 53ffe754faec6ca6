// Chooses a template, fills it, and shows it as the customer will see it.
import { useDeferredValue, useState, type FormEvent } from "react";
import { queryOptions, useMutation, useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { ChevronLeft, LayoutTemplate, Send } from "lucide-react";
import { errorFrom } from "@/api/client";
import { key } from "@/api/keys";
import type { Limits, Outgoing, Place, StoredMedia, Template } from "@/api/messageTypes";
import type { Page } from "@/api/types";
import { uploadFile } from "@/api/upload";
import { ErrorNotice } from "@/features/common/ErrorNotice";
import { Loaded } from "@/features/common/Loaded";
import { MessageBody } from "@/features/messages/MessageBody";
import { Badge } from "@/ui/Badge";
import { Button, IconButton } from "@/ui/Button";
import { Field, Input } from "@/ui/Field";
import { Progress } from "@/ui/Progress";
import { languageTitle } from "@/lib/languages";
import { acceptOf } from "../files/fileKinds";
import { coordinatesIn } from "../forms/places";
import { missingOf, renderedOf, tidyValue } from "./fill";

/** Templates of one look; a search finds the others. */
const MOST = 50;

const templatesQuery = (q: string) =>
  queryOptions({
    queryKey: key("templates", "sendable", q),
    queryFn: async () => {
      const answer = await fetch(
        `/api/v1/whatsapp/templates?${new URLSearchParams({ status: "approved", limit: String(MOST), ...(q && { q }) })}`,
      );
      if (!answer.ok) throw await errorFrom(answer);
      const page = (await answer.json()) as Page<Template>;
      return page.items.filter((template) => template.sendable);
    },
  });

interface TemplateBoxProps {
  /** The customer's name, offered for a value called name. */
  customer: string;
  limits: Limits;
  onSend: (outgoing: Outgoing) => Promise<void>;
}

function Chooser({ onChoose }: { onChoose: (template: Template) => void }) {
  const { t, i18n } = useTranslation(["inbox", "common"]);
  const [q, setQ] = useState("");
  const query = useQuery(templatesQuery(useDeferredValue(q.trim())));
  return (
    <div className="flex flex-col gap-2">
      <Input
        type="search"
        value={q}
        aria-label={t("inbox:template.search")}
        placeholder={t("inbox:template.search")}
        onChange={(event) => setQ(event.target.value)}
      />
      <Loaded query={query}>
        {(templates) =>
          templates.length === 0 ? (
            <p className="px-1 py-2 text-sm text-ink-soft">{t(q ? "inbox:template.noHit" : "inbox:template.none")}</p>
          ) : (
            <ul aria-label={t("inbox:template.list")} className="flex max-h-[32vh] flex-col gap-1 overflow-y-auto">
              {templates.map((template) => (
                <li key={template.id}>
                  <button
                    type="button"
                    onClick={() => onChoose(template)}
                    className="w-full rounded-lg px-3 py-2 text-start hover:bg-sunken dark:hover:bg-raised"
                  >
                    <span className="flex items-center gap-2">
                      <span className="min-w-0 flex-1 truncate font-medium">{template.name.replaceAll("_", " ")}</span>
                      <span className="shrink-0 text-xs text-ink-faint">{languageTitle(template.language, i18n.language)}</span>
                      <Badge tone={template.category === "marketing" ? "warn" : "plain"}>
                        {t(
                          `inbox:template.category.${template.category === "marketing" || template.category === "authentication" ? template.category : "utility"}`,
                        )}
                      </Badge>
                    </span>
                    <span dir="auto" className="line-clamp-2 text-sm text-ink-soft">
                      {template.body}
                    </span>
                  </button>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </div>
  );
}

type HeaderValue = { media_id?: string; location?: Place };

/** The file or place a header wants. */
function HeaderValueField({
  type,
  limits,
  value,
  onChange,
}: {
  type: "image" | "video" | "document" | "location";
  limits: Limits;
  value: HeaderValue;
  onChange: (value: HeaderValue) => void;
}) {
  const { t } = useTranslation("inbox");
  const [share, setShare] = useState(0);
  const upload = useMutation({
    mutationFn: (file: File) => uploadFile<StoredMedia>("/api/v1/media", file, setShare),
    onSuccess: (stored) => onChange({ media_id: stored.id }),
  });
  if (type === "location") {
    return (
      <Field label={t("forms.mapLink")} hint={t("forms.mapLinkHint")}>
        <Input
          onChange={(event) => {
            const found = coordinatesIn(event.target.value);
            onChange(found ? { location: found } : {});
          }}
        />
      </Field>
    );
  }
  return (
    <Field label={t(`template.header.${type}`)} hint={value.media_id ? t("template.headerHere") : undefined}>
      <input
        type="file"
        accept={acceptOf([type], limits)}
        onChange={(event) => event.target.files?.[0] && upload.mutate(event.target.files[0])}
        className="w-full text-sm"
      />
      {upload.isPending && <Progress value={share} label={t(`template.header.${type}`)} />}
      {upload.error && <ErrorNotice error={upload.error} />}
    </Field>
  );
}

function Filler({ template, customer, limits, onSend, onBack }: TemplateBoxProps & { template: Template; onBack: () => void }) {
  const { t } = useTranslation(["inbox", "common"]);
  const guess = Object.fromEntries(
    template.variables.filter(({ name }) => /^(customer_?)?(first_?)?name$/i.test(name)).map(({ name }) => [name, customer]),
  );
  const [values, setValues] = useState<Record<string, string>>(guess);
  const [header, setHeader] = useState<HeaderValue>({});
  const send = useMutation({ mutationFn: onSend });
  const type = template.header?.type;
  const wants = type && type !== "text" ? type : null;
  const ready = missingOf(template, values).length === 0 && (!wants || header.media_id !== undefined || header.location !== undefined);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (ready) send.mutate({ kind: "template", template_id: template.id, variables: values, ...(wants && { header }) });
  };
  return (
    <form onSubmit={submit} className="grid gap-4 sm:grid-cols-[1fr_minmax(0,20rem)]">
      <div className="flex min-w-0 flex-col gap-3">
        <p className="flex items-center gap-1 font-medium">
          <IconButton
            icon={ChevronLeft}
            label={t("inbox:template.back")}
            size="small"
            onClick={onBack}
            className="rtl:[&>svg]:-scale-x-100"
          />
          {template.name.replaceAll("_", " ")}
        </p>
        {wants && <HeaderValueField type={wants} limits={limits} value={header} onChange={setHeader} />}
        {template.variables.map(({ name, example, in: place, button_index }) => (
          <Field
            key={name}
            label={
              place === "button"
                ? t("inbox:template.buttonValue", { button: template.buttons[button_index ?? 0]?.text ?? name })
                : name.replaceAll("_", " ")
            }
            hint={example ? t("inbox:template.example", { example }) : undefined}
          >
            <Input
              dir="auto"
              value={values[name] ?? ""}
              onChange={(event) => setValues({ ...values, [name]: tidyValue(event.target.value) })}
            />
          </Field>
        ))}
        {send.error && <ErrorNotice error={send.error} />}
      </div>
      <div className="flex min-w-0 flex-col gap-3">
        <div className="ms-auto w-fit max-w-full rounded-2xl rounded-ee-md bg-ink px-3.5 py-2.5 text-on-ink">
          <MessageBody
            message={{
              id: "preview",
              kind: "template",
              text: template.body,
              content: { ...renderedOf(template, values), ...(header.media_id && { header }) },
            }}
          />
        </div>
        <p className="text-end text-sm text-ink-faint">{t("inbox:template.charged")}</p>
        <Button type="submit" tone="primary" icon={Send} disabled={!ready} busy={send.isPending} className="self-end">
          {t("inbox:template.send")}
        </Button>
      </div>
    </form>
  );
}

interface OpenableProps extends TemplateBoxProps {
  open: boolean;
  onOpen?: () => void;
}

export default function TemplateBox({ open, onOpen, ...props }: OpenableProps) {
  const { t } = useTranslation("inbox");
  const [chosen, setChosen] = useState<Template | null>(null);
  if (!open) {
    return (
      <Button icon={LayoutTemplate} tone="primary" className="self-start" onClick={onOpen}>
        {t("template.choose")}
      </Button>
    );
  }
  return (
    <section aria-label={t("template.label")} className="max-h-[55vh] overflow-y-auto sm:max-h-[60vh]">
      {chosen ? <Filler key={chosen.id} {...props} template={chosen} onBack={() => setChosen(null)} /> : <Chooser onChoose={setChosen} />}
    </section>
  );
}
