// The door: e-mail and password, then the second factor for those who have one.
import { useState, type FormEvent } from "react";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { ApiError } from "@/api/client";
import type { Credentials } from "@/api/types";
import { Button } from "@/ui/Button";
import { Field, Input, SecretInput } from "@/ui/Field";
import { loneLink } from "@/ui/TextLink";
import { ErrorNotice } from "../common/ErrorNotice";
import { Door } from "./Door";
import { SecondFactorStep } from "./SecondFactorStep";
import { useEnter, useSignIn } from "./queries";

const asksSecondFactor = (error: unknown) => error instanceof ApiError && error.code === "second_factor_required";

export function SignInScreen() {
  const { t } = useTranslation(["accounts", "common"]);
  const { next } = useSearch({ strict: false });
  const navigate = useNavigate();
  const enter = useEnter();
  const signIn = useSignIn();
  const [credentials, setCredentials] = useState<Credentials | null>(null);

  const submit = (body: Credentials) =>
    signIn.mutate(body, {
      onSuccess: async (me) => {
        enter(me);
        await navigate({ to: next ?? "/", replace: true });
      },
      onError: (error) => {
        if (asksSecondFactor(error)) setCredentials(body);
      },
    });

  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    submit({ email: String(form.get("email")).trim(), password: String(form.get("password")) });
  };

  if (credentials) {
    return (
      <SecondFactorStep
        busy={signIn.isPending}
        error={asksSecondFactor(signIn.error) ? null : signIn.error}
        onCode={(second_factor) => submit({ ...credentials, second_factor })}
        onBack={() => setCredentials(null)}
      />
    );
  }
  return (
    <Door
      title={t("accounts:signIn.title")}
      lead={t("accounts:signIn.lead")}
      footer={
        <Link to="/forgotten-password" className={loneLink}>
          {t("accounts:signIn.forgotten")}
        </Link>
      }
    >
      <form onSubmit={onSubmit} className="flex flex-col gap-5">
        {signIn.error && <ErrorNotice error={signIn.error} />}
        <Field label={t("accounts:email")}>
          <Input name="email" type="email" autoComplete="username" required autoFocus />
        </Field>
        <Field label={t("accounts:password")}>
          <SecretInput
            name="password"
            autoComplete="current-password"
            required
            showLabel={t("common:showPassword")}
            hideLabel={t("common:hidePassword")}
          />
        </Field>
        <Button type="submit" tone="primary" size="large" busy={signIn.isPending}>
          {t("accounts:signIn.submit")}
        </Button>
      </form>
    </Door>
  );
}
