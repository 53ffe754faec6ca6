// The wizard that connects a number: two pastes, a choice, and the rest by itself. Every step may be left and come back to.
import { useState, type ReactNode } from "react";
import { useQuery } from "@tanstack/react-query";
import { Navigate, useNavigate, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Inspection } from "@/api/types";
import { fieldErrors } from "@/api/errorWords";
import { classes } from "@/lib/classes";
import { Notice } from "@/ui/Badge";
import { Button } from "@/ui/Button";
import { Loaded } from "../../common/Loaded";
import { useAddNumber, connectionsQuery, oneConnectionQuery, useInspect } from "../queries";
import { Digits } from "../NumberName";
import { SectionPage } from "../SectionPage";
import { AppStep } from "./AppStep";
import { ChecksStep } from "./ChecksStep";
import { CodeStep } from "./CodeStep";
import { Finding, Problems, TokenFindings } from "./Findings";
import { HelloStep } from "./HelloStep";
import { NumberStep } from "./NumberStep";
import { PasteStep } from "./PasteStep";
import { isUnfinished, needsCode, resumeAt, STEPS, type Step, type WizardPlace } from "./steps";
import { WayStep } from "./WayStep";

function StepMarks({ current }: { current: Step }) {
  const { t } = useTranslation("whatsapp");
  const at = STEPS.indexOf(current);
  return (
    <ol aria-label={t("wizard.progress", { step: at + 1, total: STEPS.length })} className="mb-6 flex items-center gap-1.5">
      {STEPS.map((step, index) => (
        <li
          key={step}
          aria-current={step === current ? "step" : undefined}
          className={classes("h-1.5 rounded-full", index === at ? "w-8 bg-brass-mark" : index < at ? "w-4 bg-brass-line" : "w-4 bg-line")}
        >
          <span className="sr-only">{t(`wizard.${step}.title`)}</span>
        </li>
      ))}
    </ol>
  );
}

function useGo() {
  const navigate = useNavigate();
  return (place: WizardPlace) => void navigate({ to: "/whatsapp/connect", search: place });
}

/** The pasted values live here and nowhere else; a reload forgets them. */
function Pasting({ step }: { step: Step }) {
  const { t } = useTranslation("whatsapp");
  const go = useGo();
  const [token, setToken] = useState("");
  const [secret, setSecret] = useState("");
  const [found, setFound] = useState<Inspection | null>(null);
  const inspect = useInspect();
  const add = useAddNumber();
  const errors = fieldErrors(inspect.error ?? add.error);
  const ask = (withSecret: boolean) =>
    inspect.mutate({ access_token: token, ...(withSecret && { app_secret: secret }) }, { onSuccess: setFound });
  const blocked = found?.problems.some((problem) => problem.blocking) ?? true;

  if (step === "token") {
    return (
      <PasteStep
        kind="token"
        value={token}
        error={errors.access_token}
        onChange={(value) => {
          setToken(value);
          setFound(null);
          inspect.reset();
        }}
        inspect={inspect}
        onInspect={() => ask(false)}
        findings={found && <TokenFindings inspection={found} />}
        fine={found !== null && !blocked}
        onNext={() => go({ step: "secret" })}
      />
    );
  }
  // Whoever reloads in the middle begins at the first paste: nothing pasted is kept.
  if (!found) return <Navigate to="/whatsapp/connect" search={{ step: "token" }} replace />;
  if (step === "secret") {
    const verdict = secret ? found?.secret : undefined;
    return (
      <PasteStep
        kind="app_secret"
        value={secret}
        error={errors.app_secret}
        onChange={(value) => {
          setSecret(value);
          setFound((now) => now && { ...now, secret: "untested" });
        }}
        inspect={inspect}
        onInspect={() => ask(true)}
        findings={
          verdict &&
          verdict !== "untested" && (
            <ul aria-live="polite" className="rounded-xl bg-surface px-4 py-1 ring-1 ring-line">
              <Finding verdict={verdict === "right" ? "ok" : "fail"} title={t(`wizard.secret.${verdict}`)} />
              {verdict === "wrong" && <Problems inspection={found} />}
            </ul>
          )
        }
        appId={found.token.app_id ?? undefined}
        fine={verdict === "right"}
        onNext={() => go({ step: "number" })}
      />
    );
  }
  return (
    <NumberStep
      inspection={found}
      busy={add.isPending}
      error={add.error}
      onAgain={() => ask(true)}
      onChoose={(phone_number_id, waba_id) =>
        add.mutate(
          { access_token: token, app_secret: secret, phone_number_id, waba_id },
          { onSuccess: (connection) => go({ number: connection.id, step: needsCode(connection) ? "code" : "checks" }) },
        )
      }
    />
  );
}

function Finishing({ number, step }: { number: string; step: Step | undefined }) {
  const go = useGo();
  const connection = useQuery(oneConnectionQuery(number));
  return (
    <Loaded query={connection}>
      {(data) => {
        const here = step === "code" || step === "checks" || step === "hello" ? step : resumeAt(data);
        switch (here) {
          case "code":
            return <CodeStep connection={data} onNext={() => go({ number, step: "checks" })} />;
          case "hello":
            return <HelloStep connection={data} />;
          default:
            return <ChecksStep connection={data} onNext={() => go({ number, step: "hello" })} />;
        }
      }}
    </Loaded>
  );
}

/** Offers to go on with what was begun. */
function Begun() {
  const { t } = useTranslation("whatsapp");
  const go = useGo();
  const begun = (useQuery(connectionsQuery).data ?? []).filter(isUnfinished);
  return begun.map((connection) => (
    <div key={connection.id} className="mb-6">
      <Notice
        tone="brass"
        action={
          <Button size="small" onClick={() => go({ number: connection.id })}>
            {t("numbers.finish")}
          </Button>
        }
      >
        {t("wizard.begun")} <Digits connection={connection} />
      </Notice>
    </div>
  ));
}

function before(step: Step, number: string | undefined): WizardPlace | null {
  if (step === "hello") return { step: "checks", ...(number && { number }) };
  if (step === "code" || step === "checks" || step === "way") return null;
  return { step: STEPS[STEPS.indexOf(step) - 1] ?? "way" };
}

export function ConnectScreen() {
  const { t } = useTranslation(["whatsapp", "common"]);
  const { step, number } = useSearch({ from: "/signed-in/shell/whatsapp/connect" });
  const go = useGo();
  const connection = useQuery({ ...oneConnectionQuery(number ?? ""), enabled: number !== undefined });
  const shown: Step = number
    ? (step ?? (connection.data ? resumeAt(connection.data) : "checks"))
    : step === "app" || step === "token" || step === "secret" || step === "number"
      ? step
      : "way";
  const back = before(shown, number);
  let body: ReactNode;
  if (number) body = <Finishing number={number} step={step} />;
  else if (shown === "way") {
    body = (
      <>
        <Begun />
        <WayStep onNext={() => go({ step: "app" })} />
      </>
    );
  } else if (shown === "app") body = <AppStep onNext={() => go({ step: "token" })} />;
  else body = <Pasting step={shown} />;
  return (
    <div className="max-w-2xl">
      <StepMarks current={shown} />
      <SectionPage
        title={t(`whatsapp:wizard.${shown}.title`)}
        description={t(`whatsapp:wizard.${shown}.lead`)}
        {...(shown === "way" && { back: { to: "/whatsapp" as const, label: t("whatsapp:numbers.title") } })}
      >
        {body}
        {back && (
          <div className="mt-8 border-t border-line pt-4">
            <Button tone="quiet" onClick={() => go(back)}>
              {t("common:back")}
            </Button>
          </div>
        )}
      </SectionPage>
    </div>
  );
}
