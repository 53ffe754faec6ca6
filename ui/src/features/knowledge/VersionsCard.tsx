// What a source said before: which versions there are, what each differs in from now, and the way back.
import { useState } from "react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { ChevronDown, Undo2 } from "lucide-react";
import { useMay } from "@/api/me";
import type { KnowledgeSourceDetail, SourceVersion } from "@/api/types";
import { Loaded } from "@/features/common/Loaded";
import { classes } from "@/lib/classes";
import { exactTime } from "@/lib/dates";
import { Button } from "@/ui/Button";
import { Card, CardHeader } from "@/ui/Card";
import { Icon } from "@/ui/Icon";
import { toast } from "@/ui/Toast";
import { aroundChanges, diffOf, textOf, type Line } from "./diff";
import { useBringBack, versionQuery, versionsQuery } from "./queries";

const LOOKS: Record<Line["kind"], string> = {
  same: "text-ink-soft",
  gone: "bg-bad-tint text-bad line-through",
  new: "bg-good-tint text-good",
};

function Difference({ source, version }: { source: KnowledgeSourceDetail; version: SourceVersion }) {
  const { t } = useTranslation("knowledge");
  const query = useQuery(versionQuery(source.id, version.id));
  return (
    <Loaded query={query}>
      {(said) => (
        <div
          // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
          tabIndex={0}
          role="region"
          aria-label={t("versions.difference")}
          className="max-h-96 overflow-y-auto rounded-xl bg-sunken p-3 text-sm dark:bg-surface"
        >
          {aroundChanges(diffOf(textOf(said), textOf(source))).map((line, index) =>
            line === null ? (
              <p key={index} aria-hidden className="text-ink-faint">
                …
              </p>
            ) : (
              <p key={index} dir="auto" className={classes("min-h-5 whitespace-pre-wrap [overflow-wrap:anywhere]", LOOKS[line.kind])}>
                {line.kind !== "same" && <span className="sr-only">{t(`versions.${line.kind}`)}: </span>}
                {line.text}
              </p>
            ),
          )}
        </div>
      )}
    </Loaded>
  );
}

function Entry({ source, version }: { source: KnowledgeSourceDetail; version: SourceVersion }) {
  const { t, i18n } = useTranslation("knowledge");
  const [open, setOpen] = useState(false);
  const back = useBringBack(source.id);
  const mayWrite = useMay("write_knowledge");
  const when = exactTime(version.replaced_at, i18n.language);
  return (
    <li className="flex flex-col gap-3 py-3">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <button
          type="button"
          aria-expanded={open}
          onClick={() => setOpen(!open)}
          className="flex min-h-10 min-w-0 items-center gap-2 rounded-lg text-start hover:text-brass"
        >
          <Icon of={ChevronDown} className={classes("transition-transform", !open && "-rotate-90 rtl:rotate-90")} />
          {t(version.replaced_by === "person" ? "versions.untilPerson" : "versions.untilReading", { when })}
        </button>
        {mayWrite && source.kind !== "shop" && (
          <Button
            size="small"
            icon={Undo2}
            busy={back.isPending}
            onClick={() => back.mutate(version.id, { onSuccess: () => toast({ title: t("versions.broughtBack"), tone: "good" }) })}
          >
            {t("versions.bringBack")}
          </Button>
        )}
      </div>
      {open && <Difference source={source} version={version} />}
    </li>
  );
}

export function VersionsCard({ source }: { source: KnowledgeSourceDetail }) {
  const { t } = useTranslation("knowledge");
  const query = useQuery(versionsQuery(source.id));
  const versions = query.data?.items ?? [];
  if (versions.length === 0) return null;
  return (
    <Card>
      <CardHeader title={t("versions.title")} description={t("versions.body")} />
      <ol aria-label={t("versions.title")} className="divide-y divide-line">
        {versions.map((version) => (
          <Entry key={version.id} source={source} version={version} />
        ))}
      </ol>
    </Card>
  );
}
