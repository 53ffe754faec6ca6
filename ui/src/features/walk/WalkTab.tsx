// The walk: the whole way of a customer, gone from the practice phone, once a month or when somebody wants it.
import { useState } from "react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Footprints } from "lucide-react";
import type { Walk } from "@/api/types";
import { exactTime } from "@/lib/dates";
import { Button } from "@/ui/Button";
import { EmptyState } from "@/ui/EmptyState";
import { Field, Select } from "@/ui/Field";
import { Switch } from "@/ui/Switch";
import { ErrorNotice } from "../common/ErrorNotice";
import { Loaded } from "../common/Loaded";
import { Section } from "../settings/Section";
import { settingsQuery, useChangeSettings, useStartWalk, walksQuery } from "./queries";
import { Report } from "./Report";
import { brokeOff, isUnderWay } from "./walk";

function Walks({ walks }: { walks: Walk[] }) {
  const { t, i18n } = useTranslation("walk");
  const [chosen, setChosen] = useState<string | null>(null);
  const underWay = walks.find(isUnderWay);
  const over = walks.filter((walk) => walk !== underWay);
  const shown = over.find(({ id }) => id === chosen) ?? over[0];
  if (walks.length === 0) {
    return (
      <EmptyState
        icon={Footprints}
        title={t("empty")}
        action={
          <Button asChild>
            <Link to="/settings/$tab" params={{ tab: "exam" }}>
              {t("exam")}
            </Link>
          </Button>
        }
      >
        {t("emptyLead")}
      </EmptyState>
    );
  }
  const choice = (walk: Walk) => {
    const said = t("choice", { when: exactTime(walk.made_at, i18n.language), passed: walk.passed, tried: walk.tried });
    return brokeOff(walk) ? t("brokeOff", { said, state: t(`states.${walk.state}`) }) : said;
  };
  if (underWay) return <Report key={underWay.id} id={underWay.id} />;
  return (
    <>
      {shown && over.length > 1 && (
        <Field label={t("choose")} className="mb-6 max-w-md">
          <Select value={shown.id} onChange={(event) => setChosen(event.target.value)}>
            {over.map((walk) => (
              <option key={walk.id} value={walk.id}>
                {choice(walk)}
              </option>
            ))}
          </Select>
        </Field>
      )}
      {shown && <Report key={shown.id} id={shown.id} />}
    </>
  );
}

function ByItself() {
  const { t } = useTranslation("walk");
  const settings = useQuery(settingsQuery);
  const change = useChangeSettings();
  return (
    <Section title={t("settings.title")}>
      <Loaded query={settings}>
        {({ monthly }) => (
          <div className="flex items-start justify-between gap-4">
            <span>
              <span className="font-medium">{t("settings.label")}</span>
              <span className="block text-sm text-pretty text-ink-faint">{t("settings.hint")}</span>
            </span>
            <Switch
              label={t("settings.label")}
              checked={monthly}
              disabled={change.isPending}
              onChange={(wanted) => change.mutate({ monthly: wanted })}
            />
          </div>
        )}
      </Loaded>
    </Section>
  );
}

export default function WalkTab() {
  const { t } = useTranslation("walk");
  const walks = useQuery(walksQuery);
  const start = useStartWalk();
  const busy = (walks.data ?? []).some(isUnderWay);
  return (
    <>
      <Section
        title={t("title")}
        description={t("lead")}
        action={
          <Button icon={Footprints} tone="primary" busy={start.isPending} disabled={busy || !walks.data} onClick={() => start.mutate()}>
            {t("start")}
          </Button>
        }
      >
        {start.error && <ErrorNotice error={start.error} />}
        <Loaded query={walks}>{(all) => <Walks walks={all} />}</Loaded>
      </Section>
      <ByItself />
    </>
  );
}
