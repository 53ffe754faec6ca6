// The whole business in one file: make one, take it along, see when the last was proven.
import { useState } from "react";
import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Archive, Download, ShieldCheck } from "lucide-react";
import { api, dataOf } from "@/api/client";
import { key } from "@/api/keys";
import { saveBackup } from "@/api/backup";
import { useMe } from "@/api/me";
import type { Backup } from "@/api/types";
import { formatBytes } from "@/lib/numbers";
import { Badge, Notice } from "@/ui/Badge";
import { Button } from "@/ui/Button";
import { EmptyState } from "@/ui/EmptyState";
import { Icon } from "@/ui/Icon";
import { Progress } from "@/ui/Progress";
import { toast } from "@/ui/Toast";
import { Loaded } from "../common/Loaded";
import { Row, Rows } from "../common/Rows";
import { Time } from "../common/Time";
import { useToastError } from "../common/notify";
import { Section } from "./Section";

const backupsQuery = queryOptions({ queryKey: key("backups"), queryFn: () => dataOf(api.GET("/api/v1/backups")) });

function PhraseNotice() {
  const { t } = useTranslation("settings");
  const me = useMe();
  if (me.recovery_phrase === "confirmed") return null;
  return (
    <div className="mb-6">
      <Notice
        tone="warn"
        title={t("backup.phraseTitle")}
        action={
          <Button asChild>
            <Link to="/welcome/$step" params={{ step: "phrase" }}>
              {t("backup.phraseAction")}
            </Link>
          </Button>
        }
      >
        {t("backup.phraseBody")}
      </Notice>
    </div>
  );
}

function BackupRow({ backup }: { backup: Backup }) {
  const { t, i18n } = useTranslation("settings");
  return (
    <Row
      lead={
        <Icon
          of={backup.verified_at ? ShieldCheck : Archive}
          size={20}
          className={backup.verified_at ? "shrink-0 text-good" : "shrink-0 text-ink-faint"}
        />
      }
      title={<Time at={backup.made_at} exact />}
      aside={backup.verified_at ? <Badge tone="good">{t("backup.proven")}</Badge> : <Badge>{t("backup.notProven")}</Badge>}
    >
      {backup.name} · {formatBytes(backup.bytes, i18n.language)}
    </Row>
  );
}

export default function BackupTab() {
  const { t } = useTranslation(["settings", "common"]);
  const queryClient = useQueryClient();
  const backups = useQuery(backupsQuery);
  const [received, setReceived] = useState(0);
  const { i18n } = useTranslation();
  const make = useMutation({
    mutationFn: () => saveBackup(setReceived),
    onSuccess: async (name) => {
      toast({ title: t("settings:backup.made"), description: name, tone: "good" });
      await Promise.all([
        queryClient.invalidateQueries({ queryKey: key("backups") }),
        queryClient.invalidateQueries({ queryKey: key("home") }),
      ]);
    },
    onError: useToastError(),
  });
  return (
    <Section
      title={t("settings:tabs.backup")}
      description={t("settings:backup.lead")}
      action={
        <Button tone="primary" icon={Download} busy={make.isPending} onClick={() => make.mutate()}>
          {t("settings:backup.make")}
        </Button>
      }
    >
      <PhraseNotice />
      {make.isPending && (
        <div className="mb-6 flex flex-col gap-2">
          <Progress label={t("settings:backup.making")} />
          <p className="text-sm text-ink-faint">
            {t("settings:backup.making")} {received > 0 && formatBytes(received, i18n.language)}
          </p>
        </div>
      )}
      <Loaded query={backups}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState icon={Archive} title={t("settings:backup.emptyTitle")}>
              {t("settings:backup.emptyBody")}
            </EmptyState>
          ) : (
            <Rows label={t("settings:tabs.backup")}>
              {items.map((backup) => (
                <BackupRow key={backup.name} backup={backup} />
              ))}
            </Rows>
          )
        }
      </Loaded>
    </Section>
  );
}
