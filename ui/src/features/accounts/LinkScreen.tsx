// A link from the owner: an invitation or a new password. It works once and for a limited time.
import { useState, type FormEvent } from "react";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { ApiError } from "@/api/client";
import { fieldErrors } from "@/api/errorWords";
import { Button } from "@/ui/Button";
import { Field, Input } from "@/ui/Field";
import { Progress } from "@/ui/Progress";
import { loneLink } from "@/ui/TextLink";
import { ErrorNotice } from "../common/ErrorNotice";
import { Door } from "./Door";
import { NewPasswordField } from "./NewPasswordField";
import { passwordLinkQuery, useChoosePassword, useEnter } from "./queries";

const asksSecondFactor = (error: unknown) => error instanceof ApiError && error.code.startsWith("second_factor");

const asksFirst = (error: unknown) => error instanceof ApiError && error.code === "second_factor_required";

function Spent() {
  const { t } = useTranslation("accounts");
  return (
    <Door title={t("link.spentTitle")} lead={t("link.spentBody")}>
      <Link to="/sign-in" className={loneLink}>
        {t("forgotten.back")}
      </Link>
    </Door>
  );
}

export function LinkScreen() {
  const { t } = useTranslation(["accounts", "common"]);
  const { token = "" } = useParams({ strict: false });
  const link = useQuery(passwordLinkQuery(token));
  const choose = useChoosePassword(token);
  const enter = useEnter();
  const navigate = useNavigate();
  const [password, setPassword] = useState("");

  if (link.error instanceof ApiError && (link.error.status === 404 || link.error.status === 410)) return <Spent />;
  if (!link.data) {
    return (
      <Door title={t("accounts:link.checking")}>
        {link.error ? <ErrorNotice error={link.error} onRetry={() => void link.refetch()} /> : <Progress label={t("common:loading")} />}
      </Door>
    );
  }
  const invited = link.data.kind === "invitation";
  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const code = new FormData(event.currentTarget).get("code");
    choose.mutate(
      { password, ...(code && { second_factor: String(code).trim() }) },
      {
        onSuccess: async (me) => {
          enter(me);
          await navigate({ to: "/", replace: true });
        },
      },
    );
  };
  return (
    <Door
      title={invited ? t("accounts:link.welcome", { name: link.data.name || link.data.email }) : t("accounts:link.resetTitle")}
      lead={t("accounts:link.lead", { email: link.data.email })}
    >
      <form onSubmit={onSubmit} className="flex flex-col gap-5">
        {choose.error && !fieldErrors(choose.error).password && !asksFirst(choose.error) && <ErrorNotice error={choose.error} />}
        <input type="hidden" name="username" autoComplete="username" value={link.data.email} readOnly />
        <NewPasswordField value={password} onChange={setPassword} error={fieldErrors(choose.error).password} autoFocus />
        {asksSecondFactor(choose.error) && (
          <Field label={t("accounts:secondFactor.code")}>
            <Input name="code" autoComplete="one-time-code" required autoFocus />
          </Field>
        )}
        <Button type="submit" tone="primary" size="large" busy={choose.isPending}>
          {invited ? t("accounts:link.join") : t("accounts:link.save")}
        </Button>
      </form>
    </Door>
  );
}
