// Under a message that waits, failed or may be lost: what is the matter, and what to press.
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "@/api/me";
import type { Message } from "@/api/types";
import { exactTime } from "@/lib/dates";
import { useNow } from "@/lib/now";
import { Button } from "@/ui/Button";
import { undoTimeLeft, useMendMessage, useUndoSend } from "../compose/sending";

/** How often the seconds to undo are counted, in milliseconds. */
const BEAT = 250;

function UndoLine({ message, conversation }: { message: Message; conversation: string }) {
  const { t } = useTranslation(["inbox", "common"]);
  const [left, setLeft] = useState(() => undoTimeLeft(message.id, performance.now()));
  const undo = useUndoSend(conversation);
  const counting = left > 0;
  useEffect(() => {
    if (!counting) return undefined;
    const timer = setInterval(() => setLeft(undoTimeLeft(message.id, performance.now())), BEAT);
    return () => clearInterval(timer);
  }, [counting, message.id]);
  if (!counting) return null;
  return (
    <p className="flex items-center gap-2 text-sm text-ink-faint">
      {t("inbox:trouble.leaving", { seconds: Math.ceil(left / 1000) })}
      <Button size="small" busy={undo.isPending} onClick={() => undo.mutate(message)}>
        {t("common:undo")}
      </Button>
    </p>
  );
}

function Failed({ message, conversation }: { message: Message; conversation: string }) {
  const { t, i18n } = useTranslation(["inbox", "common"]);
  const { retry } = useMendMessage(conversation);
  const mayReply = useMay("reply");
  const now = useNow();
  const from = message.error?.retry_from;
  const waits = from != null && new Date(from) > now;
  const may = message.error?.may_retry !== false && !waits;
  return (
    <div className="flex max-w-md flex-col items-end gap-1.5 rounded-xl bg-bad-tint px-3 py-2 text-sm text-bad">
      <p className="self-start">
        <strong className="font-semibold">{message.error?.message ?? t("inbox:states.failed")}</strong> {message.error?.what_to_do}
      </p>
      {waits && <p className="self-start">{t("inbox:trouble.againFrom", { time: exactTime(from, i18n.language) })}</p>}
      {mayReply && may && (
        <Button size="small" busy={retry.isPending} onClick={() => retry.mutate(message.id)}>
          {t("common:retry")}
        </Button>
      )}
    </div>
  );
}

function Unsure({ message, conversation }: { message: Message; conversation: string }) {
  const { t } = useTranslation("inbox");
  const { settle } = useMendMessage(conversation);
  const mayReply = useMay("reply");
  const say = (delivered: boolean) => settle.mutate({ id: message.id, delivered });
  return (
    <div className="flex max-w-md flex-col gap-2 rounded-xl bg-warn-tint px-3 py-2 text-sm text-warn">
      <p>
        <strong className="font-semibold">{t("trouble.unsure")}</strong> {t("trouble.unsureBody")}
      </p>
      {mayReply && (
        <p className="flex flex-wrap justify-end gap-2">
          <Button size="small" busy={settle.isPending} onClick={() => say(true)}>
            {t("trouble.arrived")}
          </Button>
          <Button size="small" busy={settle.isPending} onClick={() => say(false)}>
            {t("trouble.lost")}
          </Button>
        </p>
      )}
    </div>
  );
}

export function Trouble({ message, conversation }: { message: Message; conversation: string }) {
  if (message.state === "queued") return <UndoLine key={message.id} message={message} conversation={conversation} />;
  if (message.state === "failed") return <Failed message={message} conversation={conversation} />;
  if (message.state === "unsure") return <Unsure message={message} conversation={conversation} />;
  return null;
}
