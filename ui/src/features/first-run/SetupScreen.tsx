// The very first screen of a new shop: who holds the setup code becomes its owner.
import { useState, type FormEvent } from "react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { api, dataOf } from "@/api/client";
import { fieldErrors } from "@/api/errorWords";
import { key } from "@/api/keys";
import type { NewSetup } from "@/api/types";
import { Button } from "@/ui/Button";
import { CopyButton } from "@/ui/CopyButton";
import { Field, Input } from "@/ui/Field";
import { Door } from "../accounts/Door";
import { NewPasswordField } from "../accounts/NewPasswordField";
import { useEnter } from "../accounts/queries";
import { ErrorNotice } from "../common/ErrorNotice";

/** Where the setup code is, for somebody who has never opened a terminal. */
function WhereTheCodeIs({ command }: { command: string }) {
  const { t } = useTranslation(["firstRun", "common"]);
  return (
    <span className="flex flex-col gap-2">
      <span className="text-pretty">{t("firstRun:setup.codeWhere")}</span>
      <span className="flex items-center gap-2 rounded-lg bg-sunken py-1.5 ps-3 pe-1.5 text-ink">
        <code dir="ltr" className="min-w-0 flex-1 font-mono text-sm [overflow-wrap:anywhere]">
          {command}
        </code>
        <CopyButton iconOnly text={command} label={t("firstRun:setup.copyCommand")} copiedLabel={t("common:copied")} />
      </span>
      <span className="text-pretty">{t("firstRun:setup.codeElsewhere")}</span>
    </span>
  );
}

export function SetupScreen() {
  const { t, i18n } = useTranslation(["firstRun", "accounts"]);
  const setup = useQuery({ queryKey: key("setup"), queryFn: () => dataOf(api.GET("/api/v1/setup")) });
  const begin = useMutation({ mutationFn: (body: NewSetup) => dataOf(api.POST("/api/v1/setup", { body })) });
  const enter = useEnter();
  const navigate = useNavigate();
  const [password, setPassword] = useState("");
  const errors = fieldErrors(begin.error);
  const command = setup.data?.setup_code_command;

  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = (name: string) => String(form.get(name)).trim();
    begin.mutate(
      { setup_code: text("setup_code"), business_name: text("business_name"), email: text("email"), password, language: i18n.language },
      {
        onSuccess: async (me) => {
          enter(me);
          await navigate({ to: "/welcome/$step", params: { step: "phrase" }, replace: true });
        },
      },
    );
  };

  return (
    <Door title={t("firstRun:setup.title")} lead={t("firstRun:setup.lead")}>
      <form onSubmit={onSubmit} className="flex flex-col gap-5">
        {begin.error && Object.keys(errors).length === 0 && <ErrorNotice error={begin.error} />}
        <Field
          label={t("firstRun:setup.code")}
          hint={command ? <WhereTheCodeIs command={command} /> : t("firstRun:setup.codeHint")}
          error={errors.setup_code}
        >
          <Input name="setup_code" required autoFocus autoComplete="off" autoCapitalize="none" spellCheck={false} className="font-mono" />
        </Field>
        <Field label={t("firstRun:setup.business")} error={errors.business_name}>
          <Input
            name="business_name"
            required
            maxLength={100}
            autoComplete="organization"
            placeholder={t("firstRun:setup.businessExample")}
          />
        </Field>
        <Field label={t("accounts:email")} error={errors.email}>
          <Input name="email" type="email" required autoComplete="username" />
        </Field>
        <NewPasswordField label={t("accounts:password")} value={password} onChange={setPassword} error={errors.password} />
        <Button type="submit" tone="primary" size="large" busy={begin.isPending}>
          {t("firstRun:setup.submit")}
        </Button>
      </form>
    </Door>
  );
}
