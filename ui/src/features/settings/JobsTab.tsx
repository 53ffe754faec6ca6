// Work that gave up, and work that waits. Dead jobs are tried again or let go here; below stands what broke on screens.
import { useState } from "react";
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { CircleCheck } from "lucide-react";
import { api, dataOf } from "@/api/client";
import { key } from "@/api/keys";
import { useMay } from "@/api/me";
import type { Job, JobState } from "@/api/types";
import { Badge } from "@/ui/Badge";
import { Button } from "@/ui/Button";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { EmptyState } from "@/ui/EmptyState";
import { Segmented } from "@/ui/Segmented";
import { toast } from "@/ui/Toast";
import { PagedList } from "../common/PagedList";
import { pagedQuery } from "../common/pages";
import { Row } from "../common/Rows";
import { Time } from "../common/Time";
import { useToastError } from "../common/notify";
import { ScreenErrors } from "./ScreenErrors";
import { Section } from "./Section";

const jobsQuery = (state: JobState) =>
  pagedQuery<Job>(key("jobs", state), (cursor) => dataOf(api.GET("/api/v1/jobs", { params: { query: { cursor, state } } })));
const STATES: JobState[] = ["dead", "waiting", "running"];

export default function JobsTab() {
  const { t, i18n } = useTranslation(["settings", "common"]);
  // Work newer than these screens is shown by its own name, made readable.
  const nameOf = (kind: string) => {
    const key = kind.replaceAll(".", "_");
    return i18n.exists(`settings:jobs.kinds.${key}`) ? t(`settings:jobs.kinds.${key as "deliver"}`) : kind.replaceAll(/[._]/g, " ");
  };
  const queryClient = useQueryClient();
  const mayManage = useMay("manage_jobs");
  const onError = useToastError();
  const [state, setState] = useState<JobState>("dead");
  const [leaving, setLeaving] = useState<Job | null>(null);
  const jobs = useInfiniteQuery(jobsQuery(state));
  const onSettled = () => queryClient.invalidateQueries({ queryKey: key("jobs") });
  const retry = useMutation({
    mutationFn: (id: string) => api.POST("/api/v1/jobs/{id}/retry", { params: { path: { id } } }),
    onSuccess: () => toast({ title: t("settings:jobs.retried"), tone: "good" }),
    onSettled,
    onError,
  });
  const drop = useMutation({
    mutationFn: (id: string) => api.DELETE("/api/v1/jobs/{id}", { params: { path: { id } } }),
    onSettled,
    onError,
  });
  return (
    <>
      <Section title={t("settings:tabs.jobs")} description={t("settings:jobs.lead")}>
        <Segmented
          className="mb-5"
          label={t("settings:jobs.filter")}
          value={state}
          onChange={setState}
          options={STATES.map((value) => ({ value, label: t(`settings:jobs.states.${value}`) }))}
        />
        <PagedList
          query={jobs}
          label={t("settings:tabs.jobs")}
          empty={
            <EmptyState icon={CircleCheck} title={t("settings:jobs.emptyTitle")}>
              {t("settings:jobs.emptyBody")}
            </EmptyState>
          }
        >
          {(job) => (
            <Row
              key={job.id}
              title={nameOf(job.kind)}
              aside={<Badge tone={job.state === "dead" ? "bad" : "plain"}>{t("settings:jobs.attempts", { count: job.attempts })}</Badge>}
              action={
                mayManage &&
                job.state === "dead" && (
                  <>
                    <Button size="small" tone="quiet" onClick={() => setLeaving(job)}>
                      {t("settings:jobs.drop")}
                    </Button>
                    <Button size="small" onClick={() => retry.mutate(job.id)}>
                      {t("common:retry")}
                    </Button>
                  </>
                )
              }
            >
              {job.last_error && <span className="block text-ink-soft">{job.last_error}</span>}
              <Time at={job.run_at} />
            </Row>
          )}
        </PagedList>
        <ConfirmDialog
          open={leaving !== null}
          onOpenChange={() => setLeaving(null)}
          title={t("settings:jobs.dropTitle")}
          description={t("settings:jobs.dropBody")}
          confirmLabel={t("settings:jobs.drop")}
          cancelLabel={t("common:cancel")}
          onConfirm={() => {
            if (leaving) drop.mutate(leaving.id);
            setLeaving(null);
          }}
        />
      </Section>
      <ScreenErrors />
    </>
  );
}
