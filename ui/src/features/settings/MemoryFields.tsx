// Whether customers are asked if something they told of themselves may be remembered, and what that means for them.
import { queryOptions, useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, dataOf } from "@/api/client";
import { key } from "@/api/keys";
import { useMay } from "@/api/me";
import type { RepliesSettings } from "@/api/types";
import { Notice } from "@/ui/Badge";
import { Switch } from "@/ui/Switch";
import { Section } from "./Section";

const llmQuery = queryOptions({ queryKey: key("llm"), queryFn: () => dataOf(api.GET("/api/v1/llm/settings")) });

export function MemoryFields({ draft, onChange }: { draft: RepliesSettings; onChange: (draft: RepliesSettings) => void }) {
  const { t } = useTranslation("settings");
  const mayRead = useMay("manage_model");
  const llm = useQuery({ ...llmQuery, enabled: mayRead });
  return (
    <Section title={t("replies.remember")} description={t("replies.rememberLead")}>
      <div className="flex max-w-xl items-start justify-between gap-4">
        <span>
          <span className="font-medium">{t("replies.remembers")}</span>
          <span className="block text-sm text-pretty text-ink-faint">{t("replies.remembersHint")}</span>
        </span>
        <Switch
          label={t("replies.remembers")}
          checked={draft.remembers ?? false}
          onChange={(remembers) => onChange({ ...draft, remembers })}
        />
      </div>
      {llm.data?.chat.provider === "builtin" && (
        <div className="mt-4 max-w-xl">
          <Notice>{t("replies.remembersBuiltIn")}</Notice>
        </div>
      )}
    </Section>
  );
}
