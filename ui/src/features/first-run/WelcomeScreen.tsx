// The frame of the first run: where you are, one thing to do, and the way past it.
import type { ReactNode } from "react";
import { Link, Navigate, useNavigate, useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { ArrowLeft } from "lucide-react";
import { useMe } from "@/api/me";
import { classes } from "@/lib/classes";
import { Bell } from "@/ui/Bell";
import { Button } from "@/ui/Button";
import { Icon } from "@/ui/Icon";
import { takeFocus } from "@/ui/takeFocus";
import { KnowledgeStep } from "./KnowledgeStep";
import { PhraseStep } from "./PhraseStep";
import { PracticeStep } from "./PracticeStep";
import { ShopStep } from "./ShopStep";
import { WhatsAppStep } from "./WhatsAppStep";
import { isStep, stepAfter, stepBefore, STEPS, type Step } from "./steps";
import { useTitle } from "@/lib/pageTitle";

function StepMarks({ current }: { current: Step }) {
  const { t } = useTranslation("firstRun");
  const at = STEPS.indexOf(current);
  return (
    <ol aria-label={t("progress", { step: at + 1, total: STEPS.length })} className="flex items-center gap-1.5">
      {STEPS.map((step, index) => (
        <li
          key={step}
          aria-current={step === current ? "step" : undefined}
          className={classes(
            "h-1.5 rounded-full transition-all",
            index === at ? "w-8 bg-brass-mark" : index < at ? "w-4 bg-brass-line" : "w-4 bg-line",
          )}
        >
          <span className="sr-only">{t(`steps.${step}`)}</span>
        </li>
      ))}
    </ol>
  );
}

function bodyOf(step: Step, onDone: () => void): ReactNode {
  switch (step) {
    case "phrase":
      return <PhraseStep onDone={onDone} />;
    case "shop":
      return <ShopStep onDone={onDone} />;
    case "knowledge":
      return <KnowledgeStep onDone={onDone} />;
    case "practice":
      return <PracticeStep onDone={onDone} />;
    case "whatsapp":
      return <WhatsAppStep />;
  }
}

export function WelcomeScreen() {
  const { t } = useTranslation(["firstRun", "common"]);
  const { step } = useParams({ strict: false });
  const { shop } = useMe();
  const navigate = useNavigate();
  useTitle(isStep(step) ? t(`firstRun:steps.${step}`) : null);
  if (!isStep(step)) return <Navigate to="/" replace />;
  const goOn = () => {
    const next = stepAfter(step);
    void (next ? navigate({ to: "/welcome/$step", params: { step: next } }) : navigate({ to: "/" }));
  };
  const before = stepBefore(step);
  return (
    <div className="flex min-h-dvh flex-col">
      <header className="sticky top-0 z-10 flex items-center justify-between gap-4 bg-paper px-4 py-3 sm:px-8">
        <p className="flex min-w-0 items-center gap-3">
          <span className="grid size-9 shrink-0 place-items-center rounded-lg bg-night text-brass-mark">
            <Bell size={18} />
          </span>
          <span className="hidden truncate font-semibold sm:block">{shop.name}</span>
        </p>
        <StepMarks current={step} />
        <Button tone="quiet" size="small" onClick={goOn}>
          {t("common:skip")}
        </Button>
      </header>
      <main className="mx-auto w-full max-w-2xl flex-1 px-4 pt-8 pb-20 sm:px-8 sm:pt-14">
        {before && (
          <Link
            to="/welcome/$step"
            params={{ step: before }}
            className="mb-4 inline-flex items-center gap-1.5 text-ink-soft hover:text-ink pointer-coarse:mb-2 pointer-coarse:min-h-11"
          >
            <Icon of={ArrowLeft} size={16} className="rtl:-scale-x-100" />
            {t("common:back")}
          </Link>
        )}
        <div key={step} className="animate-rise">
          <h1
            ref={takeFocus}
            tabIndex={-1}
            className="font-serif text-[2rem] leading-tight font-medium text-balance outline-none sm:text-4xl"
          >
            {t(`firstRun:${step}.title`)}
          </h1>
          <p className="mt-3 mb-8 text-lg text-pretty text-ink-soft">{t(`firstRun:${step}.lead`)}</p>
          {bodyOf(step, goOn)}
        </div>
      </main>
    </div>
  );
}
