// The recovery phrase: twelve words shown once, three asked back. Never kept in the page's cache.
import { useState, type FormEvent } from "react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Printer } from "lucide-react";
import { api, dataOf } from "@/api/client";
import { fieldErrors } from "@/api/errorWords";
import { key } from "@/api/keys";
import { useMe } from "@/api/me";
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

function AskBack({ positions, onProven, onAgain }: { positions: number[]; onProven: () => void; onAgain: () => void }) {
  const { t } = useTranslation("firstRun");
  const queryClient = useQueryClient();
  const confirm = useMutation({
    mutationFn: (words: Record<string, string>) => api.POST("/api/v1/recovery-phrase/confirm", { body: { words } }),
    onSuccess: async () => {
      await Promise.all([queryClient.invalidateQueries({ queryKey: key("me") }), queryClient.invalidateQueries({ queryKey: key("home") })]);
      onProven();
    },
  });
  const errors = fieldErrors(confirm.error);
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
      {confirm.error && Object.keys(errors).length === 0 && <ErrorNotice error={confirm.error} />}
      <p className="text-ink-soft">{t("phrase.askBack")}</p>
      <div className="grid gap-5 sm:grid-cols-3">
        {positions.map((position, index) => (
          <Field key={position} label={t("phrase.word", { position })} error={errors[`words.${position}`] ?? errors[String(position)]}>
            <Input name={String(position)} required autoFocus={index === 0} autoComplete="off" autoCapitalize="none" spellCheck={false} />
          </Field>
        ))}
      </div>
      <div className="flex flex-wrap gap-3">
        <Button type="submit" tone="primary" size="large" busy={confirm.isPending}>
          {t("phrase.check")}
        </Button>
        <Button tone="quiet" size="large" onClick={onAgain}>
          {t("phrase.again")}
        </Button>
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
