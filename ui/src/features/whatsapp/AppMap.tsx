// A drawing of Meta's page: its menu, its heading, and the place to press marked in brass.
import { useTranslation } from "react-i18next";
import { classes } from "@/lib/classes";

/** Which line of the menu is open on each page. */
const OPEN = { app: 0, token: 1, app_secret: 1, permissions: 1, number: 1 } as const;

/** Letters that fit before a word is cut, by the width it has. */
const cut = (text: string, letters: number) => (text.length > letters ? `${text.slice(0, letters - 1)}…` : text);

export function AppMap({ kind }: { kind: keyof typeof OPEN }) {
  const { t } = useTranslation("whatsapp");
  const menu = t(`pictures.${kind}.menu`).split(" | ");
  const words = { title: t(`pictures.${kind}.title`), field: t(`pictures.${kind}.field`), press: t(`pictures.${kind}.press`) };
  return (
    <figure>
      <svg viewBox="0 0 360 150" role="img" aria-label={t("pictures.label", words)} className="w-full max-w-md rounded-lg ring-1 ring-line">
        <rect width="360" height="150" className="fill-surface" />
        <rect width="360" height="18" className="fill-line" />
        {[10, 20, 30].map((x) => (
          <circle key={x} cx={x} cy="9" r="2.6" className="fill-line-strong opacity-50" />
        ))}
        <rect x="44" y="4.5" width="150" height="9" rx="4.5" className="fill-surface" />
        <text x="51" y="11.6" className="fill-ink-faint text-[7px]">
          {t(`pictures.${kind}.site`)}
        </text>
        <rect y="18" width="108" height="132" className="fill-sunken" />
        {menu.map((line, index) => (
          <g key={line}>
            {index === OPEN[kind] && <rect x="6" y={27 + index * 19} width="96" height="15" rx="4" className="fill-brass-tint" />}
            <text
              x="13"
              y={37.5 + index * 19}
              className={classes("text-[8.5px]", index === OPEN[kind] ? "fill-brass font-semibold" : "fill-ink-soft")}
            >
              {cut(line, 20)}
            </text>
          </g>
        ))}
        <text x="122" y="42" className="fill-ink text-[12px] font-semibold">
          {cut(words.title, 34)}
        </text>
        <rect x="122" y="54" width="222" height="24" rx="5" className="fill-surface stroke-line-strong" />
        <text x="130" y="69" className="fill-ink-soft text-[9px]">
          {cut(words.field, 42)}
        </text>
        <rect
          x="122"
          y="92"
          width={Math.max(60, words.press.length * 5.4 + 22)}
          height="22"
          rx="5"
          className="fill-brass-tint stroke-brass-mark"
          strokeWidth="2"
        />
        <text x="133" y="106.5" className="fill-ink text-[9.5px] font-semibold">
          {words.press}
        </text>
        <path
          d="M0 0 l0 13 l3.4 -3.2 l2.6 6 l2.6 -1.1 l-2.6 -5.9 l4.8 -0.4 z"
          transform={`translate(${116 + Math.max(60, words.press.length * 5.4 + 22)} 108)`}
          className="fill-ink stroke-surface"
          strokeWidth="0.8"
        />
      </svg>
    </figure>
  );
}
