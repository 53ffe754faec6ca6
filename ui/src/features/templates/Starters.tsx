// Five messages most shops need, to begin from instead of an empty page.
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { ChevronRight } from "lucide-react";
import type { TemplateStarter } from "@/api/types";
import { Icon } from "@/ui/Icon";
import { Skeleton } from "@/ui/Skeleton";
import { Loaded } from "../common/Loaded";
import { filled } from "./limits";
import { startersQuery } from "./queries";

export function Starters({ language, onChoose }: { language: string; onChoose: (starter: TemplateStarter) => void }) {
  const { t } = useTranslation("templates");
  const starters = useQuery(startersQuery(language));
  return (
    <Loaded query={starters} skeleton={<Skeleton className="h-40 rounded-2xl" />}>
      {(items) => (
        <ul className="grid gap-3 sm:grid-cols-2">
          {items.map((starter) => (
            <li key={starter.key}>
              <button
                type="button"
                onClick={() => onChoose(starter)}
                className="flex h-full w-full items-start gap-3 rounded-2xl bg-surface p-4 text-start ring-1 ring-line transition-shadow ring-inset hover:ring-line-strong"
              >
                <span className="min-w-0 flex-1">
                  <span className="block font-medium">{starter.title}</span>
                  <span className="mt-0.5 line-clamp-3 block text-sm text-ink-soft">
                    {filled(starter.body, starter.examples ?? {})
                      .map((piece) => piece.text)
                      .join("")}
                  </span>
                  <span className="mt-2 block text-sm text-ink-faint">{t(`category.${starter.category}`)}</span>
                </span>
                <Icon of={ChevronRight} className="mt-0.5 shrink-0 text-ink-faint rtl:-scale-x-100" />
              </button>
            </li>
          ))}
        </ul>
      )}
    </Loaded>
  );
}
