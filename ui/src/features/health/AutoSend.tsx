// What goes by itself: per signal how often it was wrong, whether it may, and the owner's bounds. Off until somebody says so.
import { useState } from "react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { ArrowLeft } from "lucide-react";
import { fieldErrors } from "@/api/errorWords";
import { useMay } from "@/api/me";
import type { DetectorAutoSend, SignalAutoSend } from "@/api/types";
import { timeAgo } from "@/lib/dates";
import { useNow } from "@/lib/now";
import { formatCount, formatPercent } from "@/lib/numbers";
import { useTitle } from "@/lib/pageTitle";
import { Badge, Notice } from "@/ui/Badge";
import { Button } from "@/ui/Button";
import { Card, CardHeader, Page } from "@/ui/Card";
import { Field, Input } from "@/ui/Field";
import { Icon } from "@/ui/Icon";
import { Switch } from "@/ui/Switch";
import { toast } from "@/ui/Toast";
import { Loaded } from "../common/Loaded";
import { useToastError } from "../common/notify";
import { Row, Rows } from "../common/Rows";
import { detectorName } from "./evidence";
import { autoSendQuery, useAutoSend, useBounds } from "./ownQueries";
import { permille } from "./shares";

function Bounds({ auto }: { auto: SignalAutoSend }) {
  const { t } = useTranslation("health");
  const [wrong, setWrong] = useState(String(auto.wrong_percent));
  const [minutes, setMinutes] = useState(String(auto.undo_minutes));
  const save = useBounds();
  const onError = useToastError();
  const errors = fieldErrors(save.error);
  const number = (text: string) => (/^\d{1,9}$/.test(text.trim()) ? Number(text) : 0);
  return (
    <Card>
      <CardHeader title={t("auto.bounds.title")} description={t("auto.bounds.lead")} />
      <form
        className="flex flex-wrap items-start gap-5"
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate(
            { wrong_percent: number(wrong), undo_minutes: number(minutes) },
            { onSuccess: () => toast({ title: t("auto.bounds.saved"), tone: "good" }), onError },
          );
        }}
      >
        <Field
          label={t("auto.bounds.wrong")}
          hint={t("auto.bounds.wrongHint")}
          error={errors.wrong_percent && t("auto.bounds.wrongFault")}
          className="basis-56 grow"
        >
          <Input inputMode="numeric" maxLength={9} value={wrong} onChange={(event) => setWrong(event.target.value)} />
        </Field>
        <Field
          label={t("auto.bounds.minutes")}
          hint={t("auto.bounds.minutesHint")}
          error={errors.undo_minutes && t("auto.bounds.minutesFault")}
          className="basis-56 grow"
        >
          <Input inputMode="numeric" maxLength={9} value={minutes} onChange={(event) => setMinutes(event.target.value)} />
        </Field>
        <Button type="submit" busy={save.isPending} className="sm:mt-6.5">
          {t("own.save")}
        </Button>
      </form>
    </Card>
  );
}

/** How often it was wrong, as far as that can be told. */
function Measured({ one, auto }: { one: DetectorAutoSend; auto: SignalAutoSend }) {
  const { t, i18n } = useTranslation("health");
  const { count, sample } = one.wrong;
  if (sample === 0) return <>{t("auto.noCases", { least: auto.least_cases })}</>;
  const named = {
    count: sample,
    wrong: formatCount(count, i18n.language),
    cases: formatCount(sample, i18n.language),
    high: permille(one.high_permille, i18n.language),
    least: auto.least_cases,
    bound: formatPercent(auto.wrong_percent / 100, i18n.language),
  };
  return (
    <>
      {t("auto.measured", named)} {one.not_yet ? t(`auto.notYet.${one.not_yet}`, named) : t("auto.may", named)}
    </>
  );
}

function DetectorLine({ one, auto }: { one: DetectorAutoSend; auto: SignalAutoSend }) {
  const { t, i18n } = useTranslation("health");
  const now = useNow();
  const may = useMay("automate_signals");
  const change = useAutoSend();
  const onError = useToastError();
  const name = detectorName(one.detector, one.title);
  const ago = one.changed_at ? timeAgo(one.changed_at, i18n.language, now) : "";
  return (
    <Row
      title={<bdi>{name}</bdi>}
      aside={one.on ? <Badge tone="good">{t("auto.on")}</Badge> : undefined}
      action={
        may && (
          <Switch
            label={t("auto.switch", { name })}
            checked={one.on}
            disabled={change.isPending || (!one.on && Boolean(one.not_yet))}
            onChange={(on) => change.mutate({ detector: one.detector, on }, { onError })}
          />
        )
      }
    >
      <span className="block">
        <Measured one={one} auto={auto} />
      </span>
      {one.off_reason && <span className="mt-1 block text-warn">{t(`auto.fellBack.${one.off_reason}`, { ago })}</span>}
      {!one.off_reason && one.changed_by && (
        <span className="mt-1 block">{t(one.on ? "auto.switchedOn" : "auto.switchedOff", { name: one.changed_by.name, ago })}</span>
      )}
    </Row>
  );
}

export function AutoSendScreen() {
  const { t } = useTranslation("health");
  const query = useQuery(autoSendQuery);
  const may = useMay("automate_signals");
  useTitle(t("auto.title"));
  return (
    <Page
      above={
        <Link to="/health" className="inline-flex items-center gap-1.5 text-ink-soft hover:text-ink">
          <Icon of={ArrowLeft} size={16} className="rtl:-scale-x-100" />
          {t("title")}
        </Link>
      }
      title={t("auto.title")}
      description={t("auto.lead")}
    >
      <Loaded query={query}>
        {(auto) => (
          <div className="flex flex-col gap-6">
            {may ? <Bounds key={`${auto.wrong_percent}-${auto.undo_minutes}`} auto={auto} /> : <Notice>{t("auto.ownersOnly")}</Notice>}
            <Rows label={t("auto.title")}>
              {auto.detectors.map((one) => (
                <DetectorLine key={one.detector} one={one} auto={auto} />
              ))}
            </Rows>
            <p className="text-sm text-ink-faint">{t("auto.how", { days: auto.days, count: auto.least_cases })}</p>
          </div>
        )}
      </Loaded>
    </Page>
  );
}
