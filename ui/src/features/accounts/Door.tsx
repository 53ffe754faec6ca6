// The frame of every screen before the shop: the shop front on one side, one small form on the other.
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { isAppLanguage, LANGUAGES, setLanguage } from "@/lib/i18n";
import { useTitle } from "@/lib/pageTitle";
import { Bell } from "@/ui/Bell";
import { Segmented } from "@/ui/Segmented";

export function Door({
  title,
  lead,
  children,
  footer,
  wide = false,
}: {
  title: ReactNode;
  lead?: ReactNode;
  children: ReactNode;
  footer?: ReactNode;
  wide?: boolean;
}) {
  const { t, i18n } = useTranslation(["accounts", "common"]);
  useTitle(typeof title === "string" ? title : null);
  return (
    <div className="grid min-h-dvh lg:grid-cols-[minmax(22rem,5fr)_7fr]">
      <aside className="relative hidden overflow-hidden bg-night text-on-night lg:flex lg:flex-col lg:justify-between lg:p-12">
        <p className="flex items-center gap-3 text-lg font-semibold tracking-tight">
          <Bell size={24} className="text-brass-mark" />
          Shopbell
        </p>
        <Bell size={620} className="absolute -end-56 -bottom-28 text-brass-mark opacity-[0.09]" />
        <p className="relative max-w-sm font-serif text-[2.75rem] leading-[1.08] font-medium text-balance">{t("accounts:door.line")}</p>
        <p className="relative max-w-xs text-on-night-soft">{t("accounts:door.promise")}</p>
      </aside>
      <div className="flex min-w-0 flex-col px-5 py-5 sm:px-10">
        <header className="flex items-center justify-between">
          <p className="flex items-center gap-2.5 font-semibold lg:invisible">
            <span className="grid size-9 place-items-center rounded-lg bg-night text-brass-mark">
              <Bell size={18} />
            </span>
            Shopbell
          </p>
          <Segmented
            small
            label={t("accounts:door.language")}
            value={i18n.language}
            onChange={(language) => isAppLanguage(language) && void setLanguage(language)}
            options={LANGUAGES.map((value) => ({ value, label: value.toUpperCase() }))}
          />
        </header>
        <main className={`mx-auto flex w-full flex-1 flex-col justify-center py-10 ${wide ? "max-w-xl" : "max-w-sm"}`}>
          <h1 className="font-serif text-[2rem] leading-tight font-medium text-balance">{title}</h1>
          {lead && <p className="mt-2 text-pretty text-ink-soft">{lead}</p>}
          <div className="mt-7">{children}</div>
          {footer && <div className="mt-6 text-ink-soft">{footer}</div>}
        </main>
      </div>
    </div>
  );
}
