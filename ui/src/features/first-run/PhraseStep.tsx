// The recovery phrase: twelve words shown once, three asked back. Never kept in the page's cache.
import { useState, type FormEvent } from "react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Printer } from "lucide-react";
import { api, ApiError, dataOf } from "@/api/client";
import { key } from "@/api/keys";
import { useMe } from "@/api/me";
import { formatList } from "@/lib/lists";
import { Notice } from "@/ui/Badge";
import { Button } from "@/ui/Button";
import { Field, Input, SecretInput } from "@/ui/Field";
import { ErrorNotice } from "../common/ErrorNotice";

function Words({ words, onWritten }: { words: string[]; onWritten: () => void }) {
  const { t } = useTranslation("firstRun");
  return (
    <div className="flex flex-col gap-6">
      <ol className="grid grid-cols-2 gap-px overflow-hidden rounded-2xl bg-line ring-1 ring-line sm:grid-cols-3">
        {words.map((word, index) => (
          <li key={index} className="flex items-baseline gap-3 bg-surface px-4 py-3.5">
            <span className="w-5 text-end text-sm text-ink-faint">{index + 1}</span>
            <span className="font-serif text-lg font-medium">{word}</span>
          </li>
        ))}
      </ol>
      <Notice tone="brass">{t("phrase.onPaper")}</Notice>
      <div className="flex flex-wrap gap-3 print:hidden">
        <Button tone="primary" size="large" onClick={onWritten}>
          {t("phrase.written")}
        </Button>
        <Button size="large" icon={Printer} onClick={() => window.print()}>
          {t("phrase.print")}
        </Button>
      </div>
    </div>
  );
}

/** The words that were typed and are not those that were shown, by their places. */
function WrongWords({ wrong }: { wrong: readonly { position: number; word: string }[] }) {
  const { t, i18n } = useTranslation("firstRun");
  const words = formatList(
    wrong.map(({ position, word }) => t("phrase.typed", { position, word })),
    i18n.language,
  );
  return (
    <Notice tone="bad" role="alert">
      <span className="[overflow-wrap:anywhere]">{t("phrase.wrong", { count: wrong.length, words })}</span>
    </Notice>
  );
}

interface AskBackProps {
  positions: number[];
  onProven: () => void;
  onAgain: () => void;
  /** The words are gone, and new ones must be made. */
  onGone: () => void;
}

function AskBack({ positions, onProven, onAgain, onGone }: AskBackProps) {
  const { t } = useTranslation("firstRun");
  const queryClient = useQueryClient();
  const confirm = useMutation({
    mutationFn: (words: Record<string, string>) => api.POST("/api/v1/recovery-phrase/confirm", { body: { words } }),
    onSuccess: async () => {
      await Promise.all([queryClient.invalidateQueries({ queryKey: key("me") }), queryClient.invalidateQueries({ queryKey: key("home") })]);
      onProven();
    },
  });
  const error = confirm.error instanceof ApiError ? confirm.error : null;
  const isGone = error?.code === "phrase_gone";
  const wrong = positions
    .filter((position) => error?.code === "words_wrong" && String(position) in error.fields)
    .map((position) => ({ position, word: confirm.variables?.[position] ?? "" }));
  const isWrong = (position: number) => wrong.some((word) => word.position === position);
  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    confirm.mutate(
      Object.fromEntries(
        positions.map((position) => [
          String(position),
          String(form.get(String(position)))
            .trim()
            .toLowerCase(),
        ]),
      ),
    );
  };
  return (
    <form onSubmit={onSubmit} className="flex flex-col gap-5">
      {wrong.length > 0 ? <WrongWords wrong={wrong} /> : confirm.error && <ErrorNotice error={confirm.error} />}
      <p className="text-ink-soft">{t("phrase.askBack")}</p>
      <div className="grid gap-5 sm:grid-cols-3">
        {positions.map((position, index) => (
          <Field key={position} label={t("phrase.word", { position })} error={isWrong(position) ? t("phrase.notThis") : undefined}>
            <Input name={String(position)} required autoFocus={index === 0} autoComplete="off" autoCapitalize="none" spellCheck={false} />
          </Field>
        ))}
      </div>
      <div className="flex flex-wrap gap-3">
        {isGone ? (
          <Button tone="primary" size="large" onClick={onGone}>
            {t("phrase.replace")}
          </Button>
        ) : (
          <>
            <Button type="submit" tone="primary" size="large" busy={confirm.isPending}>
              {t("phrase.check")}
            </Button>
            <Button tone="quiet" size="large" onClick={onAgain}>
              {t("phrase.again")}
            </Button>
          </>
        )}
      </div>
    </form>
  );
}

export function PhraseStep({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation(["firstRun", "accounts", "common"]);
  const me = useMe();
  const [shown, setShown] = useState<{ words: string[]; asked: number[] } | null>(null);
  const [asking, setAsking] = useState(false);
  const [password, setPassword] = useState("");
  const proven = me.recovery_phrase === "confirmed";
  // A plain call, not a cached query: the words must not stay anywhere.
  const show = useMutation({
    mutationFn: () => dataOf(api.POST("/api/v1/recovery-phrase", { body: proven ? { password } : {} })),
    gcTime: 0,
  });

  if (shown && asking) {
    return (
      <AskBack
        positions={shown.asked}
        onAgain={() => setAsking(false)}
        onGone={() => {
          setShown(null);
          setAsking(false);
        }}
        onProven={() => {
          setShown(null);
          onDone();
        }}
      />
    );
  }
  if (shown) return <Words words={shown.words} onWritten={() => setAsking(true)} />;
  return (
    <form
      className="flex flex-col items-start gap-5"
      onSubmit={(event) => {
        event.preventDefault();
        show.mutate(undefined, { onSuccess: setShown });
      }}
    >
      {proven && (
        <>
          <Notice tone="good">{t("firstRun:phrase.proven")}</Notice>
          <Field label={t("accounts:password")} hint={t("firstRun:phrase.replaceHint")} className="w-full max-w-sm">
            <SecretInput
              autoComplete="current-password"
              required
              value={password}
              onChange={(event) => setPassword(event.target.value)}
              showLabel={t("common:showPassword")}
              hideLabel={t("common:hidePassword")}
            />
          </Field>
        </>
      )}
      {show.error && <ErrorNotice error={show.error} />}
      <p className="max-w-xl text-ink-soft">{t("firstRun:phrase.why")}</p>
      <Button type="submit" tone={proven ? "plain" : "primary"} size="large" busy={show.isPending}>
        {proven ? t("firstRun:phrase.replace") : t("firstRun:phrase.show")}
      </Button>
    </form>
  );
}
