// One of the shop's own signals: named, built or written, tried out, kept. What is typed stays whatever the server says.
import { useState } from "react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { ArrowLeft, Search } from "lucide-react";
import { fieldErrors } from "@/api/errorWords";
import { useMay } from "@/api/me";
import type { OwnSignal, OwnSignalDraft, SignalPurpose } from "@/api/types";
import { useTitle } from "@/lib/pageTitle";
import { Button } from "@/ui/Button";
import { Card, Page } from "@/ui/Card";
import { Choice } from "@/ui/Choice";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { EmptyState } from "@/ui/EmptyState";
import { Field, Input } from "@/ui/Field";
import { Icon } from "@/ui/Icon";
import { Segmented } from "@/ui/Segmented";
import { toast } from "@/ui/Toast";
import { Loaded } from "../common/Loaded";
import { useToastError } from "../common/notify";
import { draftOf, faultsOf, NAME_LIMIT, NEW_DRAFT, questionOf, type OwnDraft, type OwnFault } from "./own";
import { OwnFields } from "./OwnFields";
import { OwnPreview, OwnRefusal } from "./OwnPreview";
import { FIRST_SQL, OwnSql } from "./OwnSql";
import { ownSignalsQuery, preview, useDeleteOwn, useKeepOwn } from "./ownQueries";

type Kind = "built" | "sql";

/** What is typed, and what is wrong with it once somebody asked. */
function useOwn(kept: OwnSignal | undefined) {
  const [name, setName] = useState(kept?.name ?? "");
  const [purpose, setPurpose] = useState<SignalPurpose>(kept?.purpose ?? "marketing");
  const [kind, setKind] = useState<Kind>(kept?.sql ? "sql" : "built");
  const [draft, setDraft] = useState<OwnDraft>(kept?.question ? draftOf(kept.question) : NEW_DRAFT);
  const [sql, setSql] = useState(kept?.sql ?? FIRST_SQL);
  /** What was wanted last: to see whom it finds, for which it needs no name yet, or to keep it. */
  const [asked, setAsked] = useState<"try" | "keep" | null>(null);
  const faults: OwnFault[] = kind === "built" ? faultsOf(draft) : [];
  const what: OwnSignalDraft = kind === "built" ? { purpose, question: questionOf(draft) } : { purpose, sql };
  return { name, setName, purpose, setPurpose, kind, setKind, draft, setDraft, sql, setSql, asked, setAsked, faults, what };
}

function Delete({ own }: { own: OwnSignal }) {
  const { t } = useTranslation(["health", "common"]);
  const [open, setOpen] = useState(false);
  const navigate = useNavigate();
  const remove = useDeleteOwn();
  const onError = useToastError();
  return (
    <>
      <Button tone="quietDanger" onClick={() => setOpen(true)}>
        {t("health:own.delete.action")}
      </Button>
      <ConfirmDialog
        open={open}
        onOpenChange={setOpen}
        title={t("health:own.delete.title", { name: own.name })}
        description={t("health:own.delete.body")}
        confirmLabel={t("health:own.delete.action")}
        cancelLabel={t("common:cancel")}
        busy={remove.isPending}
        onConfirm={() =>
          remove.mutate(own.id, {
            onSuccess: () => {
              toast({ title: t("health:own.delete.done"), tone: "good" });
              void navigate({ to: "/health/detectors" });
            },
            onError,
          })
        }
      />
    </>
  );
}

function Editor({ kept }: { kept: OwnSignal | undefined }) {
  const { t } = useTranslation("health");
  const mayWriteSql = useMay("write_signal_sql");
  const own = useOwn(kept);
  const navigate = useNavigate();
  const tried = useMutation({ mutationFn: preview });
  const keep = useKeepOwn();
  const server = { ...fieldErrors(keep.error), ...fieldErrors(tried.error) };
  const nameFault = own.asked === "keep" && own.name.trim() === "";
  const nameError = nameFault || server.name ? t("own.faults.name", { most: NAME_LIMIT }) : undefined;
  const touch = () => {
    tried.reset();
    keep.reset();
  };

  function tryOut() {
    own.setAsked("try");
    keep.reset();
    if (own.faults.length === 0) tried.mutate(own.what);
  }

  function save() {
    own.setAsked("keep");
    if (own.faults.length > 0 || own.name.trim() === "") return;
    keep.mutate(
      { id: kept?.id ?? null, body: { ...own.what, name: own.name, on: kept?.on ?? true } },
      {
        onSuccess: () => {
          toast({ title: t("own.saved"), tone: "good" });
          void navigate({ to: "/health/detectors" });
        },
      },
    );
  }

  const refusal = keep.error ?? tried.error;
  return (
    <div className="flex flex-col gap-6">
      <Card className="flex flex-col gap-6">
        <Field label={t("own.name")} hint={t("own.nameHint")} error={nameError}>
          <Input
            dir="auto"
            maxLength={NAME_LIMIT}
            value={own.name}
            onChange={(event) => {
              own.setName(event.target.value);
              keep.reset();
            }}
          />
        </Field>
        {(mayWriteSql || kept?.sql) && (
          <Segmented
            label={t("own.kind.label")}
            value={own.kind}
            onChange={(kind) => {
              own.setKind(kind);
              touch();
            }}
            options={[
              { value: "built", label: t("own.kind.built") },
              { value: "sql", label: t("own.kind.sql") },
            ]}
          />
        )}
        {own.kind === "built" ? (
          <OwnFields
            draft={own.draft}
            faults={own.asked ? own.faults : []}
            onChange={(change) => {
              own.setDraft({ ...own.draft, ...change });
              touch();
            }}
          />
        ) : (
          <OwnSql
            sql={own.sql}
            onChange={(sql) => {
              own.setSql(sql);
              touch();
            }}
          />
        )}
        <div className="border-t border-line pt-5">
          <p className="mb-2 font-medium">{t("own.purpose.label")}</p>
          <Choice
            columns
            label={t("own.purpose.label")}
            value={own.purpose}
            onChange={(purpose) => {
              own.setPurpose(purpose);
              touch();
            }}
            options={(["marketing", "utility"] as const).map((value) => ({
              value,
              label: t(`own.purpose.${value}`),
              description: t(`own.purpose.${value}Hint`),
            }))}
          />
        </div>
        {Boolean(refusal) && <OwnRefusal error={refusal} />}
        <div className="flex flex-wrap gap-2 max-sm:[&>*]:flex-1">
          <Button icon={Search} busy={tried.isPending} onClick={tryOut}>
            {t("own.preview.action")}
          </Button>
          <Button tone="primary" busy={keep.isPending} onClick={save}>
            {kept ? t("own.save") : t("own.make")}
          </Button>
          {kept && <Delete own={kept} />}
        </div>
      </Card>
      {tried.data && <OwnPreview preview={tried.data} />}
    </div>
  );
}

export function OwnScreen() {
  const { t } = useTranslation("health");
  const { ownId = "new" } = useParams({ strict: false });
  const query = useQuery(ownSignalsQuery);
  const isNew = ownId === "new";
  const title = isNew ? t("own.newTitle") : t("own.editTitle");
  useTitle(title);
  return (
    <Page
      above={
        <Link to="/health/detectors" className="inline-flex items-center gap-1.5 text-ink-soft hover:text-ink">
          <Icon of={ArrowLeft} size={16} className="rtl:-scale-x-100" />
          {t("lookedFor")}
        </Link>
      }
      title={title}
      description={t("own.lead")}
    >
      {isNew ? (
        <Editor kept={undefined} />
      ) : (
        <Loaded query={query}>
          {(all) => {
            const kept = all.find((one) => one.id === ownId);
            return kept ? <Editor key={kept.id} kept={kept} /> : <EmptyState title={t("own.goneTitle")}>{t("own.goneBody")}</EmptyState>;
          }}
        </Loaded>
      )}
    </Page>
  );
}
