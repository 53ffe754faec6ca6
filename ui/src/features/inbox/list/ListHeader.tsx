// Above the conversations: which queue, and narrowing it by name or label.
import { useState } from "react";
import { Link } from "@tanstack/react-router";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { ListFilter, Search, X } from "lucide-react";
import { classes } from "@/lib/classes";
import { Button, IconButton } from "@/ui/Button";
import { DropdownMenu, MenuItem, MenuLabel } from "@/ui/DropdownMenu";
import { controlLook } from "@/ui/Field";
import { Icon } from "@/ui/Icon";
import { useInboxPlace, useInboxSteps } from "../place";
import { labelsQuery } from "../queries";
import { LabelDot } from "./LabelChip";
import { QueueMenu } from "./QueuePane";

function LabelFilter() {
  const { t } = useTranslation("inbox");
  const { filters } = useInboxPlace();
  const { filter, kept } = useInboxSteps();
  const labels = useQuery(labelsQuery).data ?? [];
  const chosen = labels.find((label) => label.id === filters.label);
  if (labels.length === 0) return null;
  if (chosen) {
    return (
      <Button
        size="small"
        className="max-w-32"
        aria-label={t("list.clearLabel", { name: chosen.name })}
        onClick={() => filter(kept.q ? { q: kept.q } : {})}
      >
        <span className="flex min-w-0 items-center gap-1.5">
          <LabelDot color={chosen.color} />
          <span className="truncate">{chosen.name}</span>
          <Icon of={X} size={14} />
        </span>
      </Button>
    );
  }
  return (
    <DropdownMenu trigger={<IconButton icon={ListFilter} label={t("list.byLabel")} size="small" />}>
      <MenuLabel>{t("list.byLabel")}</MenuLabel>
      {labels.map((label) => (
        <MenuItem key={label.id} onSelect={() => filter({ ...kept, label: label.id })}>
          <span className="flex items-center gap-2">
            <LabelDot color={label.color} />
            {label.name}
          </span>
        </MenuItem>
      ))}
    </DropdownMenu>
  );
}

function NameFilter() {
  const { t } = useTranslation("inbox");
  const { filters } = useInboxPlace();
  const { filter, kept } = useInboxSteps();
  const [typed, setTyped] = useState(filters.q ?? "");
  const look = (text: string) => {
    setTyped(text);
    const label = kept.label ? { label: kept.label } : {};
    filter(text.trim() ? { ...label, q: text.trim() } : label);
  };
  return (
    <label className="relative min-w-0 flex-1">
      <span className="sr-only">{t("list.byName")}</span>
      <Icon of={Search} size={15} className="pointer-events-none absolute start-2.5 top-1/2 -translate-y-1/2 text-ink-faint" />
      <input
        type="search"
        value={typed}
        placeholder={t("list.byName")}
        onChange={(event) => look(event.target.value)}
        className={classes(controlLook, "h-9 pointer-coarse:h-11 ps-8 text-sm [&::-webkit-search-cancel-button]:hidden")}
      />
    </label>
  );
}

export function ListHeader() {
  const { t } = useTranslation("inbox");
  const { queue } = useInboxPlace();
  return (
    <header className="flex shrink-0 flex-col gap-2 border-b border-line px-4 pt-3 pb-3">
      <div className="flex items-center justify-between gap-2 xl:hidden [html:has([data-customer-panel])_&]:max-2xl:flex">
        <QueueMenu />
        <Link
          to="/inbox/search"
          search={{}}
          aria-label={t("search.open")}
          title={t("search.open")}
          className="grid size-11 shrink-0 place-items-center rounded-lg text-ink-soft hover:bg-sunken hover:text-ink dark:hover:bg-raised"
        >
          <Icon of={Search} size={20} />
        </Link>
      </div>
      <div className="flex items-center gap-2">
        <NameFilter key={queue ?? "all"} />
        <LabelFilter />
      </div>
    </header>
  );
}
