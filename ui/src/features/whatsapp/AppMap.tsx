// A small drawing of Meta's page with the place to look marked in brass, and the way there in words.
import { useTranslation } from "react-i18next";
import { ChevronRight } from "lucide-react";
import { Icon } from "@/ui/Icon";

const PLACE = { token: { row: 3, field: 46 }, app_secret: { row: 1, field: 28 }, permissions: { row: 3, field: 28 }, number: { row: 2, field: 22 } } as const;

export function AppMap({ kind }: { kind: keyof typeof PLACE }) {
  const { t } = useTranslation("whatsapp");
  const { row, field } = PLACE[kind];
  const path = t(`connect.path.${kind}`).split(" > ");
  return (
    <figure className="mt-4 flex flex-wrap items-center gap-x-5 gap-y-3 rounded-xl bg-sunken p-4">
      <svg viewBox="0 0 132 84" aria-hidden className="w-36 shrink-0 rounded-md text-line-strong">
        <rect width="132" height="84" rx="5" className="fill-surface" />
        <rect width="34" height="84" rx="5" className="fill-line" />
        {[0, 1, 2, 3, 4, 5].map((line) => (
          <rect key={line} x="6" y={10 + line * 11} width={line === row ? 24 : 18 + ((line * 7) % 8)} height="4" rx="2" className={line === row ? "fill-brass-mark" : "fill-line-strong opacity-40"} />
        ))}
        <rect x="44" y="10" width="46" height="5" rx="2.5" className="fill-line-strong opacity-60" />
        <rect x="44" y={field - 6} width="30" height="3" rx="1.5" className="fill-line-strong opacity-40" />
        <rect x="44" y={field} width="78" height="12" rx="3" className="fill-brass-tint stroke-brass-mark" strokeWidth="1.5" />
        <circle cx="50" cy={field + 6} r="1.6" className="fill-brass-mark" />
        <circle cx="56" cy={field + 6} r="1.6" className="fill-brass-mark" />
        <circle cx="62" cy={field + 6} r="1.6" className="fill-brass-mark" />
        <rect x="44" y={field + 20} width="64" height="3" rx="1.5" className="fill-line-strong opacity-30" />
        <rect x="44" y={field + 26} width="52" height="3" rx="1.5" className="fill-line-strong opacity-30" />
      </svg>
      <figcaption className="min-w-0 flex-1 basis-52 text-sm text-ink-soft">
        <span className="mb-1 block text-ink-faint">{t("connect.whereToLook")}</span>
        <span className="flex flex-wrap items-center gap-1">
          {path.map((part, index) => (
            <span key={part} className="flex items-center gap-1">
              <span className={index === path.length - 1 ? "font-semibold text-ink" : ""}>{part}</span>
              {index < path.length - 1 && <Icon of={ChevronRight} size={14} className="text-ink-faint rtl:-scale-x-100" />}
            </span>
          ))}
        </span>
      </figcaption>
    </figure>
  );
}
