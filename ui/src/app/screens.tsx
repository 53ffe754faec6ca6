// The screens nobody asks for: nothing here, not yours, broken.
import { Component, useEffect, type ReactNode } from "react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Lock, MapPinOff, TriangleAlert } from "lucide-react";
import { useErrorWords } from "@/api/errorWords";
import { ApiError } from "@/api/client";
import { describe, tellScreenError } from "@/api/screenErrors";
import { useTitle } from "@/lib/pageTitle";
import { Button } from "@/ui/Button";
import { EmptyState } from "@/ui/EmptyState";

export function NotFound() {
  const { t } = useTranslation();
  useTitle(t("notFound.title"));
  return (
    <main>
      <EmptyState
        icon={MapPinOff}
        title={t("notFound.title")}
        wholeScreen
        className="min-h-[60dvh] justify-center"
        action={
          <Button asChild tone="primary">
            <Link to="/">{t("notFound.home")}</Link>
          </Button>
        }
      >
        {t("notFound.body")}
      </EmptyState>
    </main>
  );
}

export function Forbidden() {
  const { t } = useTranslation();
  return (
    <EmptyState icon={Lock} title={t("forbidden.title")} wholeScreen className="min-h-[60dvh] justify-center">
      {t("forbidden.body")}
    </EmptyState>
  );
}

/** What the router shows when a screen could not load or broke. */
export function Broken({ error }: { error: unknown }) {
  const { t } = useTranslation();
  const words = useErrorWords();
  const ours = error instanceof ApiError ? words(error) : null;
  useEffect(() => {
    if (!(error instanceof ApiError)) tellScreenError(error);
  }, [error]);
  const known = ours ? null : describe(error, "");
  return (
    <EmptyState
      icon={TriangleAlert}
      title={ours ? t("errors.loadTitle") : t("errors.screenTitle")}
      wholeScreen
      className="min-h-[60dvh] justify-center"
      action={
        <Button tone="primary" onClick={() => location.reload()}>
          {t("errors.reload")}
        </Button>
      }
    >
      {ours ? [ours.title, ours.description].filter(Boolean).join(" ") : t("errors.screenBody")}
      {known && (
        <details className="mt-4 text-start text-sm text-ink-faint">
          <summary className="cursor-pointer">{t("errors.details")}</summary>
          <code dir="ltr" className="mt-2 block [overflow-wrap:anywhere]">
            {known.message} {known.place}
          </code>
        </details>
      )}
    </EmptyState>
  );
}

/** The last net: catches what breaks outside the router's own. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { error: Error | null }> {
  override state: { error: Error | null } = { error: null };

  static getDerivedStateFromError(error: Error) {
    return { error };
  }

  override render() {
    return this.state.error ? <Broken error={this.state.error} /> : this.props.children;
  }
}
