// What a file says, put into words by a machine: shown beneath it, and never as if the customer had written it.
import { useTranslation } from "react-i18next";
import { AudioLines, FileText, ScanEye, TriangleAlert } from "lucide-react";
import type { MessageFileWords } from "@/api/messageTypes";
import { Icon } from "@/ui/Icon";

const FAULTS = ["no_file", "too_long", "nothing", "unclear", "refused", "unreachable", "too_slow", "budget_spent", "for_person"] as const;

const ICONS = { audio: AudioLines, image: ScanEye, document: FileText } as const;

export function FileWords({ kind, words }: { kind: string; words: MessageFileWords }) {
  const { t } = useTranslation("messages");
  const what = kind === "audio" || kind === "image" ? kind : "document";
  const fault = FAULTS.find((known) => known === words.fault);
  return (
    <div role="group" aria-label={t(`fileWords.names.${what}`)} className="max-w-[min(28rem,68vw)] border-t border-current/20 pt-1.5">
      {words.state === "waiting" && (
        <p role="status" className="text-sm opacity-80">
          {t(`fileWords.waiting.${what}`)}
        </p>
      )}
      {words.text && (
        <>
          <p className="flex flex-wrap items-center gap-x-1.5 pb-0.5 text-xs opacity-80">
            <Icon of={ICONS[what]} size={14} className="shrink-0" />
            <span className="font-medium">{t(`fileWords.names.${what}`)}</span>
            {words.model && <span>{`· ${t(`fileWords.byMachine.${what}`)}`}</span>}
          </p>
          <p dir="auto" lang={words.language ?? undefined} className="text-start whitespace-pre-wrap [overflow-wrap:anywhere]">
            {words.text}
          </p>
        </>
      )}
      {words.state === "failed" && (
        <p className="flex items-start gap-1.5 text-sm opacity-80">
          <Icon of={TriangleAlert} size={15} className="mt-0.5 shrink-0" />
          {t(`fileWords.failed.${fault ?? "unreachable"}`)}
        </p>
      )}
    </div>
  );
}
