// The assistant was asked and has no draft: the reason, where the draft would stand.
import { useTranslation } from "react-i18next";
import { Bell, X } from "lucide-react";
import { IconButton } from "@/ui/Button";
import { Icon } from "@/ui/Icon";
import { useRunWords } from "./runWords";
import type { NoDraft } from "./useAsked";
import { WhyButton } from "./WhyButton";

export function NoDraftNotice({ none, onDismiss }: { none: NoDraft; onDismiss: () => void }) {
  const { t } = useTranslation(["inbox", "common"]);
  const words = useRunWords();
  const reason =
    none.why === "decided"
      ? none.reason
        ? `${words.reason(none.reason)}.`
        : t("inbox:noDraft.decided")
      : none.why === "stopped"
        ? ""
        : t(`inbox:noDraft.${none.why}`);
  return (
    <section
      role="status"
      aria-label={t("inbox:noDraft.title")}
      className="flex shrink-0 items-start gap-3 border-t border-line bg-sunken px-4 py-3 dark:bg-raised"
    >
      <Icon of={Bell} size={16} className="mt-1 shrink-0 text-ink-faint" />
      <p className="min-w-0 flex-1 text-pretty">
        <span className="font-medium">{t("inbox:noDraft.title")}.</span> <span className="text-ink-soft">{reason}</span>
      </p>
      {"run" in none && <WhyButton run={none.run} />}
      <IconButton icon={X} size="small" label={t("common:close")} onClick={onDismiss} />
    </section>
  );
}
