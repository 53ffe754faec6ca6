// In which languages the assistant answers by itself; whoever writes in another one gets a person.
import { useTranslation } from "react-i18next";
import { ChevronDown } from "lucide-react";
import type { RepliesSettings } from "@/api/types";
import { Button } from "@/ui/Button";
import { DropdownMenu, MenuTick } from "@/ui/DropdownMenu";
import { Icon } from "@/ui/Icon";
import { Segmented } from "@/ui/Segmented";
import { languageTitle } from "@/lib/languages";
import { Section } from "./Section";

/** Languages the assistant tells apart. */
const KNOWN = "ar bn cs da de el en es fa fi fr he hi hu id it ja ko ms nl pl pt ro ru sv sw th tl tr uk ur vi zh".split(" ");
/** Languages that are read with another one, and other names of one. */
const READ_AS: Record<string, string> = { no: "da", nb: "da", nn: "da", fil: "tl" };

interface LanguageFieldsProps {
  draft: RepliesSettings;
  shopLanguage: string;
  /** Only some are wanted; until one is chosen this cannot be saved. */
  only: boolean;
  onChange: (draft: RepliesSettings, only: boolean) => void;
}

export function LanguageFields({ draft, shopLanguage, only, onChange }: LanguageFieldsProps) {
  const { t, i18n } = useTranslation("settings");
  const chosen = draft.languages ?? [];
  const title = (tag: string) => languageTitle(tag, i18n.language);
  const sorted = [...KNOWN].sort((one, other) => title(one).localeCompare(title(other), i18n.language));
  const base = shopLanguage.split("-")[0] ?? "";
  const own = KNOWN.find((tag) => tag === (READ_AS[base] ?? base));
  const choose = (languages: string[], some = true) => onChange({ ...draft, languages }, some);
  const hint = [
    base &&
      own !== base &&
      (own ? t("languages.readAs", { language: title(base), as: title(own) }) : t("languages.unknown", { language: title(base) })),
    chosen.length === 0 && t("languages.choose"),
    chosen.length === 1 && t("languages.last"),
  ].filter(Boolean);
  return (
    <Section title={t("languages.title")} description={t("languages.lead")}>
      <div className="flex flex-wrap items-center gap-3">
        <Segmented
          label={t("languages.title")}
          value={only ? "some" : "every"}
          onChange={(which) => (which === "every" ? choose([], false) : choose(own ? [own] : []))}
          options={(["every", "some"] as const).map((value) => ({ value, label: t(`languages.${value}`) }))}
        />
        {only && (
          <DropdownMenu
            align="start"
            trigger={
              <Button className="h-auto min-h-10 max-w-full py-2 whitespace-normal pointer-coarse:h-auto pointer-coarse:min-h-11">
                {chosen.length === 0
                  ? t("languages.none")
                  : sorted
                      .filter((tag) => chosen.includes(tag))
                      .map(title)
                      .join(", ")}
                <Icon of={ChevronDown} size={16} className="ms-2 inline align-middle text-ink-faint" />
              </Button>
            }
          >
            {sorted.map((tag) => (
              <MenuTick
                key={tag}
                checked={chosen.includes(tag)}
                disabled={chosen.length === 1 && chosen[0] === tag}
                onChange={(on) => choose(on ? [...chosen, tag] : chosen.filter((other) => other !== tag))}
              >
                {title(tag)}
              </MenuTick>
            ))}
          </DropdownMenu>
        )}
      </div>
      {only && hint.length > 0 && (
        <p role="status" className="mt-3 text-sm text-pretty text-ink-soft">
          {hint.join(" ")}
        </p>
      )}
    </Section>
  );
}
