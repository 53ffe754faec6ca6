// Two versions of the instructions on customers at the same time: begun against the one in use, looked at while it runs, ended for one.
import { useState } from "react";
import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, dataOf } from "@/api/client";
import { key } from "@/api/keys";
import type { AbSide, AbFigures, AbTest, AbTests as Tests, PromptView } from "@/api/types";
import { Notice } from "@/ui/Badge";
import { Button } from "@/ui/Button";
import { Field, Select } from "@/ui/Field";
import { exactTime } from "@/lib/dates";
import { formatCount, formatMicros, formatPercent, formatShare } from "@/lib/numbers";
import { ErrorNotice } from "../common/ErrorNotice";
import { Loaded } from "../common/Loaded";
import { Despite } from "../exam/TryFirst";

const SHIPPED = "shipped";

const testsQuery = queryOptions({ queryKey: key("replies", "ab-tests"), queryFn: () => dataOf(api.GET("/api/v1/replies/ab-tests")) });

function useVersionName() {
  const { t } = useTranslation("settings");
  return (version: number | null | undefined) => (version ? t("abTests.version", { version }) : t("prompts.usual"));
}

/** Keeps what the server said of the tests; what is in use may have changed with it. */
function useKeep() {
  const client = useQueryClient();
  return async (tests: Tests) => {
    client.setQueryData(testsQuery.queryKey, tests);
    await client.invalidateQueries({ queryKey: key("replies", "prompts") });
  };
}

function Verdict({ test }: { test: AbTest }) {
  const { t, i18n } = useTranslation("settings");
  const { outcome } = test;
  const points = (permille: number) => formatPercent(permille / 1000, i18n.language, 1);
  const between = { low: points(outcome.difference_low_permille), high: points(outcome.difference_high_permille) };
  const better = outcome.verdict === "a" || outcome.verdict === "b";
  return (
    <Notice tone={better ? "good" : "plain"} role="status">
      {t(`abTests.verdicts.${outcome.verdict}`, { count: outcome.least_conversations })}
      {outcome.verdict !== "too_few" && <span className="block text-sm text-ink-soft">{t("abTests.difference", between)}</span>}
    </Notice>
  );
}

const COUNTED = ["answered", "declined", "handed_over", "corrected", "bad"] as const;

function Figures({ test }: { test: AbTest }) {
  const { t, i18n } = useTranslation("settings");
  const versionName = useVersionName();
  const { a, b } = test.outcome;
  const rows: { name: string; of: (side: AbFigures) => string }[] = [
    { name: t("abTests.figures.conversations"), of: (side) => formatCount(side.conversations, i18n.language) },
    { name: t("abTests.figures.went_well"), of: (side) => formatShare(side.went_well, side.conversations, i18n.language) },
    { name: t("abTests.figures.turns"), of: (side) => formatCount(side.turns, i18n.language) },
    ...COUNTED.map((name) => ({
      name: t(`abTests.figures.${name}`),
      of: (side: AbFigures) =>
        side.turns > 0 ? `${formatCount(side[name], i18n.language)} (${formatShare(side[name], side.turns, i18n.language)})` : "–",
    })),
    {
      name: t("abTests.figures.cost"),
      of: (side) => (side.conversations > 0 ? formatMicros(side.cost_micros / side.conversations, i18n.language) : "–"),
    },
  ];
  const head = (side: AbSide, version: number | null | undefined) => (
    <th scope="col" className="py-2 ps-3 text-end font-medium">
      {t(`abTests.sides.${side}`)} <span className="block font-normal text-ink-faint">{versionName(version)}</span>
    </th>
  );
  return (
    <table className="w-full max-w-xl text-sm">
      <thead>
        <tr className="align-top">
          <th scope="col" className="py-2 pe-3 text-start font-medium text-ink-faint">
            {t("abTests.figures.title")}
          </th>
          {head("a", test.a_version)}
          {head("b", test.b_version)}
        </tr>
      </thead>
      <tbody className="divide-y divide-line">
        {rows.map(({ name, of }) => (
          <tr key={name} className="align-top">
            <th scope="row" className="py-2 pe-3 text-start font-normal">
              {name}
            </th>
            <td className="py-2 ps-3 text-end tabular-nums">{of(a)}</td>
            <td className="py-2 ps-3 text-end tabular-nums">{of(b)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Running({ test }: { test: AbTest }) {
  const { t, i18n } = useTranslation("settings");
  const keep = useKeep();
  const end = useMutation({
    mutationFn: ({ chosen, despite_exam = null }: { chosen: AbSide; despite_exam?: string | null }) =>
      dataOf(api.POST("/api/v1/replies/ab-tests/{id}/end", { params: { path: { id: test.id } }, body: { chosen, despite_exam } })),
    onSuccess: keep,
  });
  return (
    <div className="flex flex-col gap-4">
      <p className="text-ink-soft">
        {t("abTests.since", { when: exactTime(test.started_at, i18n.language), until: exactTime(test.counted_up_to, i18n.language) })}
      </p>
      <Verdict test={test} />
      <Figures test={test} />
      {end.error && <ErrorNotice error={end.error} />}
      <Despite
        error={end.error}
        busy={end.isPending}
        onSave={(despite_exam) => end.variables && end.mutate({ chosen: end.variables.chosen, despite_exam })}
      />
      <div className="flex flex-wrap gap-3">
        {(["a", "b"] as const).map((chosen) => (
          <Button
            key={chosen}
            tone={test.outcome.verdict === chosen ? "primary" : undefined}
            busy={end.isPending && end.variables.chosen === chosen}
            disabled={end.isPending}
            onClick={() => end.mutate({ chosen })}
          >
            {t(`abTests.end.${chosen}`)}
          </Button>
        ))}
      </div>
    </div>
  );
}

function Start({ prompt }: { prompt: PromptView }) {
  const { t, i18n } = useTranslation("settings");
  const keep = useKeep();
  const [version, setVersion] = useState("");
  const start = useMutation({
    mutationFn: (despite_exam: string | null) => {
      const body = { version: version === SHIPPED ? null : Number(version), despite_exam };
      return dataOf(api.POST("/api/v1/replies/ab-tests", { body }));
    },
    onSuccess: keep,
  });
  const others = prompt.versions.filter((other) => other.version !== prompt.version);
  if (others.length === 0 && !prompt.version) return <p className="max-w-xl text-ink-soft">{t("abTests.nothingToTry")}</p>;
  return (
    <div className="flex flex-col gap-4">
      {start.error && <ErrorNotice error={start.error} />}
      <Despite error={start.error} busy={start.isPending} onSave={(reason) => start.mutate(reason)} />
      <div className="flex flex-wrap items-end gap-3">
        <Field label={t("abTests.against")} className="min-w-0 flex-1 basis-64 sm:max-w-md">
          <Select value={version} onChange={(event) => setVersion(event.target.value)}>
            <option value="" disabled>
              {t("abTests.choose")}
            </option>
            {prompt.version && <option value={SHIPPED}>{t("prompts.usual")}</option>}
            {others.map((other) => (
              <option key={other.version} value={other.version}>
                {t("prompts.version", { version: other.version, when: exactTime(other.made_at, i18n.language) })}
              </option>
            ))}
          </Select>
        </Field>
        <Button busy={start.isPending} disabled={version === ""} onClick={() => start.mutate(null)}>
          {t("abTests.start")}
        </Button>
      </div>
    </div>
  );
}

function Ended({ tests }: { tests: AbTest[] }) {
  const { t, i18n } = useTranslation("settings");
  const versionName = useVersionName();
  const day = (moment: string | null | undefined) => (moment ? exactTime(moment, i18n.language) : "");
  return (
    <div className="mt-6 flex flex-col gap-2">
      <h4 className="text-sm font-medium text-ink-faint">{t("abTests.ended")}</h4>
      {tests.map((test) => (
        <details key={test.id} className="rounded-md border border-line px-4 py-3">
          <summary className="cursor-pointer">
            {t("abTests.endedFor", {
              version: versionName(test.chosen === "b" ? test.b_version : test.a_version),
              when: day(test.ended_at),
            })}
          </summary>
          <div className="mt-4 flex flex-col gap-4">
            <Verdict test={test} />
            <Figures test={test} />
          </div>
        </details>
      ))}
    </div>
  );
}

export function AbTests({ prompt }: { prompt: PromptView }) {
  const { t } = useTranslation("settings");
  return (
    <section className="mt-4 border-t border-line pt-6">
      <h3 className="font-medium">{t("abTests.title")}</h3>
      <p className="mt-1 mb-4 max-w-xl text-pretty text-ink-soft">{t("abTests.lead")}</p>
      <Loaded query={useQuery(testsQuery)}>
        {({ running, ended }) => (
          <>
            {running ? <Running test={running} /> : <Start key={prompt.version ?? 0} prompt={prompt} />}
            {ended.length > 0 && <Ended tests={ended} />}
          </>
        )}
      </Loaded>
    </section>
  );
}
