// A file: its name, size and pages, its first page or lines, and two ways to have it. It is never opened inside this page.
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ArrowUpRight, Download, File as FileIcon, FileSpreadsheet, FileText, Film, Presentation } from "lucide-react";
import type { MessageMedia } from "@/api/messageTypes";
import { formatBytes } from "@/lib/numbers";
import { Icon, type LucideIcon } from "@/ui/Icon";
import { useKindName } from "../kinds";
import { thumbnailAddress, useMediaAddress } from "./address";

function iconOf(type: string): LucideIcon {
  if (type.startsWith("video/")) return Film;
  if (/spreadsheet|excel|csv/.test(type)) return FileSpreadsheet;
  if (/presentation|powerpoint/.test(type)) return Presentation;
  return /pdf|text|word/.test(type) ? FileText : FileIcon;
}

/** "PDF" of "application/pdf" or "menu.pdf". */
export function shortType(media: MessageMedia): string | null {
  const ending = /\.([a-z0-9]{1,5})$/i.exec(media.filename ?? "")?.[1];
  return (ending ?? /^[a-z]+\/([a-z0-9]{2,5})$/.exec(media.mime_type ?? "")?.[1])?.toUpperCase() ?? null;
}

export function DocumentCard({ id, media, kind }: { id: string; media: MessageMedia; kind: string }) {
  const { t, i18n } = useTranslation("messages");
  const kindName = useKindName();
  const [seen, setSeen] = useState(true);
  const address = useMediaAddress()(id);
  const facts = [
    shortType(media),
    media.bytes ? formatBytes(media.bytes, i18n.language) : null,
    media.pages ? t("document.pages", { count: media.pages }) : null,
  ].filter(Boolean);
  const opens = media.mime_type === "application/pdf";
  return (
    <div className="w-[min(20rem,68vw)] max-w-full">
      {media.thumbnail && seen && (
        <img
          src={thumbnailAddress(id)}
          alt=""
          loading="lazy"
          onError={() => setSeen(false)}
          className="mb-2 h-36 w-full rounded-lg bg-sunken object-cover object-top"
        />
      )}
      {!media.thumbnail && media.preview_text && (
        <p
          dir="auto"
          aria-label={t("document.firstLines")}
          className="mb-2 line-clamp-5 rounded-lg bg-current/7 px-3 py-2 text-sm whitespace-pre-line [overflow-wrap:anywhere]"
        >
          {media.preview_text}
        </p>
      )}
      <div className="flex items-start gap-2.5">
        <Icon of={iconOf(media.mime_type ?? "")} size={26} className="mt-0.5 shrink-0 opacity-75" />
        <div className="min-w-0 flex-1">
          <p dir="auto" className="font-medium [overflow-wrap:anywhere]">
            {media.filename ?? kindName(kind)}
          </p>
          <p className="text-sm opacity-80">{facts.join(" · ")}</p>
        </div>
      </div>
      <p className="mt-2 flex flex-wrap gap-x-4 gap-y-1 text-sm font-medium">
        {opens && (
          <a
            href={address}
            target="_blank"
            rel="noopener noreferrer"
            className="inline-flex items-center gap-1.5 py-0.5 underline underline-offset-2"
          >
            <Icon of={ArrowUpRight} size={15} className="rtl:-scale-x-100" />
            {t("document.open")}
          </a>
        )}
        <a href={address} download={media.filename ?? ""} className="inline-flex items-center gap-1.5 py-0.5 underline underline-offset-2">
          <Icon of={Download} size={15} />
          {t("media.download")}
        </a>
      </p>
    </div>
  );
}
