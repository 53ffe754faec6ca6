// What is left to do, in the order that helps most. Gone when everything is done.
import { Link, type LinkProps } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Check, ChevronRight } from "lucide-react";
import { useMe } from "@/api/me";
import type { ChecklistItem, Home, Permission } from "@/api/types";
import { classes } from "@/lib/classes";
import { Icon } from "@/ui/Icon";
import { Progress } from "@/ui/Progress";

const places: Record<ChecklistItem, { link: Pick<LinkProps, "to" | "params">; permission?: Permission }> = {
  shop: { link: { to: "/welcome/$step", params: { step: "shop" } }, permission: "manage_shop" },
  knowledge: { link: { to: "/welcome/$step", params: { step: "knowledge" } }, permission: "write_knowledge" },
  practice: { link: { to: "/practice" }, permission: "use_practice" },
  recovery_phrase: { link: { to: "/welcome/$step", params: { step: "phrase" } }, permission: "make_backup" },
  whatsapp: { link: { to: "/whatsapp/connect" }, permission: "manage_connection" },
  model: { link: { to: "/settings/$tab", params: { tab: "model" } }, permission: "manage_model" },
  second_factor: { link: { to: "/settings/$tab", params: { tab: "account" } } },
  backup: { link: { to: "/settings/$tab", params: { tab: "backup" } }, permission: "make_backup" },
};

function Item({ id, done }: { id: ChecklistItem; done: boolean }) {
  const { t } = useTranslation("home");
  return (
    <li>
      <Link
        {...places[id].link}
        className="flex items-center gap-4 px-4 py-3.5 -outline-offset-2 transition-colors hover:bg-sunken sm:px-5 dark:hover:bg-raised"
      >
        <span
          className={classes(
            "grid size-7 shrink-0 place-items-center rounded-full",
            done ? "bg-good-tint text-good" : "ring-2 ring-line ring-inset",
          )}
        >
          {done && <Icon of={Check} size={16} />}
        </span>
        <span className="min-w-0 flex-1">
          <span className={classes("block font-medium", done && "text-ink-faint")}>
            {t(`checklist.${id}.title`)}
            {done && <span className="sr-only"> ({t("checklist.doneMark")})</span>}
          </span>
          {!done && <span className="block text-sm text-pretty text-ink-soft">{t(`checklist.${id}.why`)}</span>}
        </span>
        {!done && <Icon of={ChevronRight} className="shrink-0 text-ink-faint rtl:-scale-x-100" />}
      </Link>
    </li>
  );
}

export function Checklist({ items }: { items: Home["checklist"] }) {
  const { t } = useTranslation("home");
  const { permissions } = useMe();
  const mine = items.filter(({ id }) => {
    const { permission } = places[id];
    return !permission || permissions.includes(permission);
  });
  const done = mine.filter((item) => item.done).length;
  if (done === mine.length) return null;
  return (
    <section aria-labelledby="checklist">
      <header className="mb-4 flex flex-wrap items-end justify-between gap-x-6 gap-y-2">
        <div>
          <h2 id="checklist" className="font-serif text-xl font-medium">
            {t("checklist.title")}
          </h2>
          <p className="mt-0.5 text-ink-soft">{t("checklist.lead")}</p>
        </div>
        <div className="w-full sm:w-40">
          <p className="mb-1.5 sm:text-end text-sm text-ink-faint">{t("checklist.progress", { done, total: mine.length })}</p>
          <Progress value={done / mine.length} label={t("checklist.title")} />
        </div>
      </header>
      <ul className="divide-y divide-line overflow-hidden rounded-2xl bg-surface ring-1 ring-line">
        {mine.map((item) => (
          <Item key={item.id} {...item} />
        ))}
      </ul>
    </section>
  );
}
