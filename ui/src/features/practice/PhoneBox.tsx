// What the customer writes with: words, files, a voice note, a place, a card, and what only customers can send.
import { lazy, Suspense, useRef, useState, type FormEvent, type KeyboardEvent } from "react";
import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Mic, Send, X } from "lucide-react";
import type { Limits, Outgoing } from "@/api/messageTypes";
import type { PracticeCustomer } from "@/api/types";
import { uploadFile } from "@/api/upload";
import { useToastError } from "@/features/common/notify";
import { useLimits } from "@/features/inbox/compose/limits";
import type { Formed } from "@/features/inbox/compose/forms/types";
import { IconButton } from "@/ui/Button";
import { Progress } from "@/ui/Progress";
import { Skeleton } from "@/ui/Skeleton";
import { AnswersDialog } from "./AnswersDialog";
import type { PhoneLine, Said } from "./queries";
import { fileSaying, formSaying, type Saying } from "./sayings";
import { SendMenu } from "./SendMenu";

const FormDialog = lazy(() => import("@/features/inbox/compose/forms/FormDialog"));
const Recorder = lazy(() => import("@/features/inbox/compose/voice/Recorder"));

/** Characters of one message. */
const LONGEST = 4096;
const UPLOAD = "/api/v1/practice/media";

interface PhoneBoxProps {
  customer: PracticeCustomer;
  say: (said: Said) => void;
  answering: PhoneLine | null;
  onAnswered: () => void;
  /** A form the phone opens by itself, such as when the shop asks for a place. */
  form: Formed | null;
  onForm: (form: Formed | null) => void;
}

/** Uploads a file to the phone, then says it. */
function useFile(say: (saying: Saying) => void) {
  const toastError = useToastError();
  const [share, setShare] = useState(0);
  const upload = useMutation({
    mutationFn: ({ file }: { file: File; caption: string }) => uploadFile<{ id: string }>(UPLOAD, file, setShare),
    onSuccess: (stored, { file, caption }) => say(fileSaying(stored.id, file, caption)),
    onError: toastError,
  });
  return { send: upload.mutate, share: upload.isPending ? share : null };
}

function Forms({
  form,
  limits,
  say,
  onForm,
}: {
  form: Formed;
  limits: Limits;
  say: (saying: Saying) => void;
  onForm: (form: null) => void;
}) {
  const send = (outgoing: Outgoing) => {
    const saying = formSaying(outgoing);
    if (saying) say(saying);
    return Promise.resolve();
  };
  return (
    <Suspense>
      <FormDialog start={form} limits={limits} onSend={send} onClose={() => onForm(null)} />
    </Suspense>
  );
}

export function PhoneBox({ customer, say: post, answering, onAnswered, form, onForm }: PhoneBoxProps) {
  const { t } = useTranslation(["practice", "inbox"]);
  const [text, setText] = useState("");
  const [speaking, setSpeaking] = useState(false);
  const [filling, setFilling] = useState(false);
  const chooser = useRef<HTMLInputElement>(null);
  const limits = useLimits();
  const say = (saying: Saying) => {
    post({ saying, quoted: answering?.id });
    onAnswered();
  };
  const file = useFile(say);
  const submit = (event?: FormEvent) => {
    event?.preventDefault();
    const trimmed = text.trim();
    if (trimmed === "") return;
    say({ kind: "text", text: trimmed });
    setText("");
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    submit();
  };
  const choose = (accept: string) => {
    if (!chooser.current) return;
    chooser.current.accept = accept;
    chooser.current.click();
  };
  if (speaking && limits) {
    return (
      <div className="p-3">
        <Suspense fallback={<Skeleton className="h-14" />}>
          <Recorder
            limits={limits}
            uploadTo={UPLOAD}
            onCancel={() => setSpeaking(false)}
            onSend={(media) => {
              setSpeaking(false);
              if (media.id) say({ kind: "audio", media_id: media.id, voice: true });
            }}
          />
        </Suspense>
      </div>
    );
  }
  return (
    <form onSubmit={submit} className="flex shrink-0 flex-col gap-2 p-3">
      {answering && (
        <p className="flex items-center gap-2 border-s-2 border-brass-mark bg-surface ps-3 pe-1 text-sm text-ink-soft dark:bg-raised">
          <span dir="auto" className="min-w-0 flex-1 truncate">
            {answering.text || t("inbox:bubble.quote")}
          </span>
          <IconButton icon={X} label={t("inbox:compose.noQuote")} size="small" onClick={onAnswered} />
        </p>
      )}
      {file.share !== null && <Progress value={file.share} label={t("practice:send.uploading")} />}
      <div className="flex items-end gap-1.5">
        <input
          ref={chooser}
          type="file"
          hidden
          onChange={(event) => {
            const chosen = event.target.files?.[0];
            if (chosen) file.send({ file: chosen, caption: text.trim() });
            if (chosen) setText("");
            event.target.value = "";
          }}
        />
        {limits && <SendMenu customer={customer.id} onFile={choose} onForm={onForm} onAnswers={() => setFilling(true)} say={say} />}
        <textarea
          rows={1}
          dir="auto"
          value={text}
          maxLength={LONGEST}
          aria-label={t("practice:placeholder", { name: customer.name })}
          placeholder={t("practice:placeholder", { name: customer.name })}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={onKeyDown}
          className="field-sizing-content placeholder-shown:overflow-hidden placeholder-shown:text-ellipsis placeholder-shown:whitespace-nowrap max-h-32 min-h-11 min-w-0 flex-1 resize-none rounded-3xl bg-surface px-4 py-2.5 text-base leading-snug ring-1 ring-line-strong/60 ring-inset focus:ring-2 focus:ring-brass-mark focus:outline-none dark:bg-raised"
        />
        {text.trim() === "" && limits ? (
          <IconButton icon={Mic} label={t("inbox:voice.start")} onClick={() => setSpeaking(true)} className="!size-11 !rounded-full" />
        ) : (
          <IconButton
            type="submit"
            icon={Send}
            label={t("practice:sendIt")}
            tone="primary"
            disabled={text.trim() === ""}
            className="!size-11 !rounded-full rtl:[&>svg]:-scale-x-100"
          />
        )}
      </div>
      {filling && <AnswersDialog onSend={say} onClose={() => setFilling(false)} />}
      {form && limits && <Forms form={form} limits={limits} say={say} onForm={onForm} />}
    </form>
  );
}
