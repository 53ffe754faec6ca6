// Two pastes from Meta's pages, then the number when there are several. What is pasted stays in this form only.
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { fieldErrors } from "@/api/errorWords";
import type { NewConnection, WhatsAppNumber } from "@/api/types";
import { formatPhone } from "@/lib/phone";
import { Button } from "@/ui/Button";
import { Choice } from "@/ui/Choice";
import { Field, SecretInput } from "@/ui/Field";
import { Progress } from "@/ui/Progress";
import { ErrorNotice } from "../common/ErrorNotice";
import { AppMap } from "./AppMap";
import { useConnect } from "./queries";
import { secretKind } from "./secretKind";

function Step({ number, title, children }: { number: number; title: string; children: React.ReactNode }) {
  return (
    <li className="grid grid-cols-[2rem_minmax(0,1fr)] gap-x-3">
      <span aria-hidden className="grid size-7 place-items-center rounded-full bg-brass-tint text-sm font-semibold text-brass">
        {number}
      </span>
      <div>
        <h2 className="mb-3 text-base leading-7 font-semibold">{title}</h2>
        {children}
      </div>
    </li>
  );
}

function NumberChoice({ numbers, busy, onChoose }: { numbers: WhatsAppNumber[]; busy: boolean; onChoose: (number: WhatsAppNumber) => void }) {
  const { t } = useTranslation("whatsapp");
  const [id, setId] = useState(numbers[0]?.id ?? "");
  return (
    <form
      className="flex flex-col gap-5"
      onSubmit={(event) => {
        event.preventDefault();
        const number = numbers.find((candidate) => candidate.id === id);
        if (number) onChoose(number);
      }}
    >
      <h2 className="font-serif text-xl font-medium">{t("connect.which")}</h2>
      <Choice
        label={t("connect.which")}
        value={id}
        onChange={setId}
        options={numbers.map((number) => ({ value: number.id, label: <bdi dir="ltr">{formatPhone(number.display_phone_number)}</bdi>, description: number.verified_name }))}
      />
      <div>
        <Button type="submit" tone="primary" size="large" busy={busy}>
          {t("connect.useNumber")}
        </Button>
      </div>
      {busy && <Progress label={t("connect.working")} />}
    </form>
  );
}

export function ConnectForm({ onDone, onCancel }: { onDone: () => void; onCancel?: () => void }) {
  const { t } = useTranslation(["whatsapp", "common"]);
  const [pasted, setPasted] = useState<NewConnection>({ access_token: "", app_secret: "" });
  const connect = useConnect();
  const errors = fieldErrors(connect.error);
  const send = (body: NewConnection) =>
    connect.mutate(body, {
      onSuccess: (connection) => {
        if (connection.status !== "choose_number") onDone();
      },
    });
  const numbers = connect.data?.status === "choose_number" ? (connect.data.numbers ?? []) : [];
  if (numbers.length > 0 && !connect.error) {
    return <NumberChoice numbers={numbers} busy={connect.isPending} onChoose={(number) => send({ ...pasted, phone_number_id: number.id, waba_id: number.waba_id })} />;
  }
  const swapped = (kind: "token" | "app_secret", value: string) => (secretKind(value) !== "unknown" && secretKind(value) !== kind ? t(`whatsapp:connect.not.${kind}`) : undefined);
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    send(pasted);
  };
  const words = { showLabel: t("common:showPassword"), hideLabel: t("common:hidePassword"), autoComplete: "off", required: true };
  return (
    <form onSubmit={onSubmit} className="flex flex-col gap-8">
      {connect.error && <ErrorNotice error={connect.error} />}
      <ol className="flex flex-col gap-8">
        <Step number={1} title={t("whatsapp:connect.tokenTitle")}>
          <Field label={t("whatsapp:connect.token")} hint={t("whatsapp:connect.tokenHint")} error={errors.access_token ?? swapped("token", pasted.access_token)}>
            <SecretInput {...words} placeholder="EAA…" value={pasted.access_token} onChange={(event) => setPasted({ ...pasted, access_token: event.target.value.trim() })} />
          </Field>
          <AppMap kind="token" />
        </Step>
        <Step number={2} title={t("whatsapp:connect.secretTitle")}>
          <Field label={t("whatsapp:connect.secret")} hint={t("whatsapp:connect.secretHint")} error={errors.app_secret ?? swapped("app_secret", pasted.app_secret)}>
            <SecretInput {...words} value={pasted.app_secret} onChange={(event) => setPasted({ ...pasted, app_secret: event.target.value.trim() })} />
          </Field>
          <AppMap kind="app_secret" />
        </Step>
      </ol>
      <div className="flex flex-wrap gap-3">
        <Button type="submit" tone="primary" size="large" busy={connect.isPending}>
          {t("whatsapp:connect.submit")}
        </Button>
        {onCancel && (
          <Button size="large" tone="quiet" onClick={onCancel}>
            {t("common:cancel")}
          </Button>
        )}
      </div>
      {connect.isPending && <Progress label={t("whatsapp:connect.working")} />}
    </form>
  );
}
