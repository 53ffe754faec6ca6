// Meta calls or writes to the number, and a person reads the code out.
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { MessageSquareText, PhoneCall } from "lucide-react";
import type { NumberConnection } from "@/api/types";
import { fieldErrors } from "@/api/errorWords";
import { Button } from "@/ui/Button";
import { Field, Input } from "@/ui/Field";
import { ErrorNotice } from "../../common/ErrorNotice";
import { Digits } from "../NumberName";
import { useSendCode, useVerifyCode } from "../queries";

export function CodeStep({ connection, onNext }: { connection: NumberConnection; onNext: () => void }) {
  const { t, i18n } = useTranslation(["whatsapp", "common"]);
  const [code, setCode] = useState("");
  const send = useSendCode(connection.id);
  const verify = useVerifyCode(connection.id);
  const ask = (method: "sms" | "voice") => send.mutate({ method, language: i18n.language });
  return (
    <div className="flex flex-col gap-6">
      <p className="text-ink-soft">
        {t("whatsapp:wizard.code.to")} <Digits connection={connection} />
      </p>
      <div className="flex flex-wrap gap-3">
        <Button
          icon={MessageSquareText}
          size="large"
          tone={send.isSuccess ? "plain" : "primary"}
          busy={send.isPending && send.variables.method === "sms"}
          onClick={() => ask("sms")}
        >
          {t("whatsapp:wizard.code.sms")}
        </Button>
        <Button icon={PhoneCall} size="large" busy={send.isPending && send.variables.method === "voice"} onClick={() => ask("voice")}>
          {t("whatsapp:wizard.code.voice")}
        </Button>
      </div>
      {send.error && <ErrorNotice error={send.error} />}
      <form
        className="flex flex-col gap-5"
        onSubmit={(event) => {
          event.preventDefault();
          verify.mutate(code, { onSuccess: onNext });
        }}
      >
        <Field
          label={t("whatsapp:wizard.code.field")}
          hint={send.isSuccess ? t("whatsapp:wizard.code.sent") : undefined}
          error={fieldErrors(verify.error).code}
          className="max-w-48"
        >
          <Input
            required
            dir="ltr"
            inputMode="numeric"
            autoComplete="one-time-code"
            pattern="[0-9]{6}"
            maxLength={6}
            className="h-12 text-center font-mono text-xl tracking-[0.3em]"
            value={code}
            onChange={(event) => setCode(event.target.value.replace(/\D/g, ""))}
          />
        </Field>
        {verify.error && !fieldErrors(verify.error).code && <ErrorNotice error={verify.error} />}
        <div>
          <Button type="submit" tone="primary" size="large" busy={verify.isPending} disabled={code.length !== 6}>
            {t("whatsapp:wizard.code.check")}
          </Button>
        </div>
      </form>
    </div>
  );
}
