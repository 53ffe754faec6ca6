// The box while somebody speaks: a meter, pause, throw away, listen, send.
import { useState } from "react";
import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Check, Mic, Pause, Send, Trash2 } from "lucide-react";
import type { Limits, MessageMedia, StoredMedia } from "@/api/messageTypes";
import { uploadFile } from "@/api/upload";
import { ErrorNotice } from "@/features/common/ErrorNotice";
import { VoicePlayer } from "@/features/messages/media/VoicePlayer";
import { minutesAndSeconds } from "@/lib/dates";
import { formatBytes } from "@/lib/numbers";
import { Button, IconButton } from "@/ui/Button";
import { Notice } from "@/ui/Badge";
import { Icon } from "@/ui/Icon";
import { Progress } from "@/ui/Progress";
import { useRecorder } from "./useRecorder";

function Meter({ levels, live }: { levels: readonly number[]; live: boolean }) {
  return (
    <span aria-hidden dir="ltr" className="flex h-8 min-w-0 flex-1 items-center justify-end gap-[2px] overflow-hidden text-brass">
      {levels.map((level, index) => (
        <span
          key={index}
          className={live ? "w-[3px] shrink-0 rounded-full bg-current" : "w-[3px] shrink-0 rounded-full bg-current opacity-40"}
          style={{ height: `${Math.max(10, Math.round(level * 100))}%` }}
        />
      ))}
    </span>
  );
}

interface RecorderProps {
  limits: Limits;
  /** Where the recording is uploaded to. */
  uploadTo?: string;
  onSend: (media: MessageMedia) => void;
  onCancel: () => void;
}

function Listen({ made, limits, uploadTo = "/api/v1/media", onSend, onCancel }: RecorderProps & { made: { blob: File; address: string } }) {
  const { t, i18n } = useTranslation("inbox");
  const [share, setShare] = useState(0);
  const upload = useMutation({
    mutationFn: () => uploadFile<StoredMedia & MessageMedia>(uploadTo, made.blob, setShare),
    onSuccess: (stored) => onSend({ ...stored, voice: true, state: "ready" }),
  });
  return (
    <div className="flex flex-col gap-2">
      <div className="flex items-center gap-2">
        <IconButton icon={Trash2} label={t("voice.discard")} onClick={onCancel} />
        <div className="min-w-0 flex-1">
          <VoicePlayer id={made.address} local={made} voice bytes={made.blob.size} />
        </div>
        <IconButton
          icon={Send}
          label={t("voice.send")}
          tone="primary"
          disabled={upload.isPending}
          onClick={() => upload.mutate()}
          className="!size-11 rtl:[&>svg]:-scale-x-100"
        />
      </div>
      {upload.isPending && <Progress value={share} label={t("voice.sending")} />}
      {upload.error && <ErrorNotice error={upload.error} />}
      {made.blob.size > limits.voice_note_bytes && (
        <p className="text-sm text-warn">{t("voice.long", { size: formatBytes(limits.voice_note_bytes, i18n.language) })}</p>
      )}
    </div>
  );
}

export default function Recorder(props: RecorderProps) {
  const { onCancel } = props;
  const { t } = useTranslation(["inbox", "common"]);
  const recorder = useRecorder();
  const { state } = recorder;
  if (state === "ready" && recorder.made) return <Listen {...props} made={recorder.made} />;
  if (state === "refused" || state === "failed") {
    return (
      <Notice
        tone="warn"
        role="alert"
        title={t(state === "refused" ? "inbox:voice.refused" : "inbox:voice.failed")}
        action={<Button onClick={onCancel}>{t("common:close")}</Button>}
      >
        {state === "refused" && t("inbox:voice.refusedBody")}
      </Notice>
    );
  }
  const busy = state === "asking" || state === "finishing";
  const paused = state === "paused";
  return (
    <div
      role="group"
      aria-label={t("inbox:voice.recording")}
      className="flex items-center gap-2 rounded-xl bg-paper p-1.5 ring-2 ring-brass-mark ring-inset"
    >
      <IconButton icon={Trash2} label={t("inbox:voice.discard")} onClick={onCancel} />
      <span role="status" className="flex shrink-0 items-center gap-2 text-sm font-medium">
        <span className={paused || busy ? "size-2.5 rounded-full bg-ink-faint" : "size-2.5 animate-breathe rounded-full bg-bad"} />
        <span className="sr-only">{t(paused ? "inbox:voice.paused" : "inbox:voice.recording")}</span>
        <span aria-hidden>{minutesAndSeconds(recorder.seconds)}</span>
      </span>
      {state === "asking" ? (
        <span className="flex min-w-0 flex-1 items-center gap-2 truncate text-sm text-ink-soft">
          <Icon of={Mic} size={16} />
          {t("inbox:voice.asking")}
        </span>
      ) : (
        <Meter levels={recorder.levels} live={!paused} />
      )}
      <IconButton
        icon={paused ? Mic : Pause}
        label={paused ? t("inbox:voice.goOn") : t("inbox:voice.pause")}
        disabled={busy}
        onClick={paused ? recorder.goOn : recorder.pause}
      />
      <IconButton
        icon={Check}
        label={t("inbox:voice.stop")}
        tone="primary"
        disabled={busy || recorder.seconds < 0.5}
        onClick={recorder.stop}
        className="!size-11"
      />
    </div>
  );
}
