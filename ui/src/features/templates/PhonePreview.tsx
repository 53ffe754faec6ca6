// What the customer will see, on a small phone: the message as WhatsApp lays it out, variables in their places.
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Copy, ExternalLink, FileText, Image, List, MapPin, Phone, Reply, Video, type LucideIcon } from "lucide-react";
import type { ButtonType, HeaderType, TemplateDraft } from "@/api/types";
import { useMe } from "@/api/me";
import { clockTime } from "@/lib/dates";
import { Icon } from "@/ui/Icon";
import { filled } from "./limits";
import { marked } from "./marks";

/** More buttons than this are folded behind "all options" by WhatsApp. */
const BUTTONS_SHOWN = 3;

const headerIcons: Record<Exclude<HeaderType, "text">, LucideIcon> = { image: Image, video: Video, document: FileText, location: MapPin };
const buttonIcons: Record<ButtonType, LucideIcon> = { quick_reply: Reply, url: ExternalLink, phone_number: Phone, copy_code: Copy };

/** Stands for the n-th variable while the marks around it are read; nobody types it. */
const HOLD = /\uE000(\d+)\uE001/;

function Filled({ text, values }: { text: string; values: Record<string, string> }) {
  const pieces = filled(text, values);
  const held = pieces.map((piece, index) => (piece.variable === undefined ? piece.text : `\uE000${index}\uE001`)).join("");
  return marked(held, (plain) =>
    plain.split(HOLD).map((part, index) =>
      index % 2 === 0 ? (
        part
      ) : (
        <span key={index} className="rounded bg-brass-tint px-1 text-brass">
          {pieces[Number(part)]?.text}
        </span>
      ),
    ),
  );
}

export interface PreviewButton {
  type: ButtonType;
  text: string;
}

export function MessagePreview({
  header,
  body,
  footer,
  buttons,
}: {
  header?: ReactNode;
  body: ReactNode;
  footer?: string | null;
  buttons: PreviewButton[];
}) {
  const { t, i18n } = useTranslation("templates");
  const shown = buttons.length > BUTTONS_SHOWN ? buttons.slice(0, BUTTONS_SHOWN - 1) : buttons;
  return (
    <div
      dir="auto"
      className="w-full max-w-[19rem] overflow-hidden rounded-2xl rounded-es-md bg-surface text-start ring-1 ring-line dark:bg-raised"
    >
      <div className="px-3.5 pt-2.5 pb-1.5">
        {header}
        <p className="leading-relaxed whitespace-pre-wrap [overflow-wrap:anywhere]">{body}</p>
        {footer && <p className="mt-1.5 text-sm text-ink-faint [overflow-wrap:anywhere]">{footer}</p>}
        <p aria-hidden className="text-end text-xs text-ink-faint">
          {clockTime(new Date(), i18n.language)}
        </p>
      </div>
      {shown.map((button, index) => (
        <p key={index} className="flex min-h-10 items-center justify-center gap-2 border-t border-line px-3 py-2 font-medium text-brass">
          <Icon of={buttonIcons[button.type]} size={16} className="shrink-0" />
          <span className="min-w-0 [overflow-wrap:anywhere]">{button.text}</span>
        </p>
      ))}
      {buttons.length > BUTTONS_SHOWN && (
        <p className="flex min-h-10 items-center justify-center gap-2 border-t border-line px-3 py-2 font-medium text-brass">
          <Icon of={List} size={16} />
          {t("preview.allOptions")}
        </p>
      )}
    </div>
  );
}

export function PhonePreview({ label, children }: { label: string; children: ReactNode }) {
  const { shop } = useMe();
  return (
    <figure aria-label={label} className="mx-auto w-full max-w-[22rem] overflow-hidden rounded-[2rem] bg-sunken ring-1 ring-line">
      <figcaption aria-hidden className="flex items-center gap-3 border-b border-line bg-night px-5 py-3.5 text-on-night">
        <span className="grid size-8 shrink-0 place-items-center rounded-full bg-brass-mark/25 text-sm font-semibold">
          {[...shop.name][0]}
        </span>
        <span className="truncate font-medium">{shop.name}</span>
      </figcaption>
      <div className="flex min-h-52 flex-col justify-end px-4 py-5">{children}</div>
    </figure>
  );
}

function HeaderPreview({ draft, values }: { draft: Pick<TemplateDraft, "header">; values: Record<string, string> }) {
  const { t } = useTranslation("templates");
  const { header } = draft;
  if (!header) return null;
  if (header.type === "text") {
    return (
      <p className="mb-1 font-semibold [overflow-wrap:anywhere]">
        <Filled text={header.text ?? ""} values={values} />
      </p>
    );
  }
  return (
    <p className="-mx-2 -mt-1 mb-2 flex h-28 flex-col items-center justify-center gap-1.5 rounded-xl bg-sunken text-sm text-ink-faint">
      <Icon of={headerIcons[header.type]} size={24} />
      {t(`headers.${header.type}`)}
    </p>
  );
}

/** A template as it stands in the editor or the list. */
export function TemplatePreview({
  draft,
  values,
}: {
  draft: Pick<TemplateDraft, "header" | "body" | "footer" | "buttons">;
  values: Record<string, string>;
}) {
  const { t } = useTranslation("templates");
  return (
    <MessagePreview
      header={<HeaderPreview draft={draft} values={values} />}
      body={draft.body ? <Filled text={draft.body} values={values} /> : <span className="text-ink-faint">{t("preview.empty")}</span>}
      footer={draft.footer}
      buttons={draft.buttons.map((button) => ({ type: button.type, text: button.text || t(`buttons.${button.type}`) }))}
    />
  );
}
