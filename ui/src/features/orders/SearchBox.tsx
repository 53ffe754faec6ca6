// The box orders are looked for in. What is typed is looked for when the hand rests, not at every key.
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Search, X } from "lucide-react";
import { classes } from "@/lib/classes";
import { useShortcut } from "@/lib/shortcuts";
import { controlLook } from "@/ui/Field";
import { Icon } from "@/ui/Icon";

/** How long the hand rests before it is looked, in milliseconds. */
const REST = 250;

interface SearchBoxProps {
  /** What is looked for, as the address has it. */
  q: string;
  onSearch: (q: string) => void;
}

export function SearchBox({ q, onSearch }: SearchBoxProps) {
  const { t } = useTranslation("orders");
  const [typed, setTyped] = useState(q);
  const box = useRef<HTMLInputElement>(null);
  /** What this box said last, or heard of the address. */
  const said = useRef(q);
  useEffect(() => {
    if (q === said.current) return;
    said.current = q;
    setTyped(q);
  }, [q]);
  useEffect(() => {
    const next = typed.trim();
    if (next === said.current) return;
    const rest = setTimeout(() => {
      said.current = next;
      onSearch(next);
    }, REST);
    return () => clearTimeout(rest);
  }, [typed, onSearch]);
  useShortcut({ keys: "/", label: t("search.label"), group: t("title"), run: () => box.current?.focus() });
  const clear = () => {
    setTyped("");
    said.current = "";
    onSearch("");
    box.current?.focus();
  };
  return (
    <div className="relative mb-4">
      <Icon of={Search} className="pointer-events-none absolute start-3.5 top-1/2 -translate-y-1/2 text-ink-faint" />
      <input
        ref={box}
        type="search"
        value={typed}
        maxLength={200}
        autoComplete="off"
        aria-label={t("search.label")}
        placeholder={t("search.placeholder")}
        onChange={(event) => setTyped(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === "Escape" && typed) {
            event.preventDefault();
            clear();
          }
        }}
        className={classes(controlLook, "h-12 ps-10 pe-11 [&::-webkit-search-cancel-button]:hidden")}
      />
      {typed && (
        <button
          type="button"
          aria-label={t("search.clear")}
          onClick={clear}
          className="absolute end-0.5 top-0.5 grid size-11 place-items-center rounded-md text-ink-faint hover:text-ink"
        >
          <Icon of={X} />
        </button>
      )}
    </div>
  );
}
