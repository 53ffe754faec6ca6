// Under a message that waits, failed or may be lost: what is the matter, and what to press.
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "@/api/me";
import type { Message, MessageError } from "@/api/types";
import { exactTime } from "@/lib/dates";
import { useNow } from "@/lib/now";
import { Button } from "@/ui/Button";
import { useSendingErrors } from "../../common/sendingErrors";
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

/** What is the matter and what to do, in the reader's language; what only Meta knows stays in its own words. */
function Reason({ error }: { error: MessageError | null | undefined }) {
  const { t, i18n } = useTranslation("inbox");
  const known = useSendingErrors().get(error?.code ?? "");
  const isUnknown = error?.code === "unknown";
  if (!error) return <strong className="font-semibold">{t("states.failed")}</strong>;
  if (error.code === "not_delivered") return <strong className="font-semibold">{t("trouble.notDelivered")}</strong>;
  if (!known || (isUnknown && i18n.language === "en"))
    return (
      <>
        <strong className="font-semibold">{error.message}</strong> {error.what_to_do}
      </>
    );
  return (
    <>
      <strong className="font-semibold">{known.meaning}</strong> {known.what_to_do}
      {isUnknown && (
        <span lang="en" className="mt-1 block">
          {error.message}
        </span>
      )}
    </>
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
      <p className="self-start [overflow-wrap:anywhere]">
        <Reason error={message.error} />
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
