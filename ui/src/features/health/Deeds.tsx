// What can be done about a signal: send it, change its message, put it aside, say why not. Everybody may send; who edits is a hint.
import { useState } from "react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { CalendarClock, Ellipsis, Pencil, Send, X } from "lucide-react";
import { ApiError } from "@/api/client";
import { useErrorWords } from "@/api/errorWords";
import { useMe } from "@/api/me";
import type { Signal } from "@/api/types";
import { relativeTime } from "@/lib/dates";
import { useNow } from "@/lib/now";
import { Notice } from "@/ui/Badge";
import { Button, IconButton } from "@/ui/Button";
import { DropdownMenu, MenuItem } from "@/ui/DropdownMenu";
import { useToastError } from "../common/notify";
import { againstAt, againstId } from "./Before";
import { useOpenDialog } from "./dialogs";
import { useApprove, useSnooze } from "./queries";
import { BringBack } from "./BringBack";
import { useEditedBy } from "./editedBy";
import { useSentWords, useTellWithUndo } from "./sentWords";
import { MENDED_AT } from "./mendedAt";

/** Refusals after which the card goes: they are told where they can still be read. */
const GOES = ["signal_sent", "signal_dismissed", "signal_resolved", "blocked", "suppressed"];

/** Where it is said that no template carries the message. */
export const missingId = (id: string) => `missing-${id}`;

const goesWith = (error: unknown) => error instanceof ApiError && GOES.includes(error.code);

function Refusal({ error }: { error: unknown }) {
  const words = useErrorWords()(error);
  return (
    <Notice tone="warn" role="alert" title={words.title}>
      {words.description}
    </Notice>
  );
}

function SendButton({ signal, onGone, onRefused }: { signal: Signal; onGone: () => void; onRefused: (error: unknown) => void }) {
  const { t } = useTranslation("health");
  const approve = useApprove(signal.id);
  const toastError = useToastError();
  const { tellSent } = useSentWords();
  const against = againstAt(signal, useNow());
  // Without a template outside the 24 hours, without consent or against a limit it would only be refused. The reason stands above;
  // the button stays reachable, so that it is read out with it.
  if (signal.missing_template || against)
    return (
      <Button
        tone="primary"
        icon={Send}
        className="max-sm:w-full"
        aria-disabled
        title={t(against ? "card.against" : "card.noTemplate")}
        aria-describedby={against ? againstId(signal.id) : missingId(signal.id)}
      >
        {t("deeds.approve")}
      </Button>
    );
  return (
    <Button
      tone="primary"
      icon={Send}
      className="max-sm:w-full"
      busy={approve.isPending}
      onClick={() =>
        approve.mutate(signal.draft?.version, {
          onSuccess: (sent) => {
            onRefused(null);
            tellSent(sent);
            onGone();
          },
          onError: (error) => {
            if (!goesWith(error)) return onRefused(error);
            toastError(error);
            onGone();
          },
        })
      }
    >
      {t("deeds.approve")}
    </Button>
  );
}

function Mend({ detector }: { detector: string }) {
  const { t } = useTranslation("health");
  const { permissions } = useMe();
  const place = MENDED_AT[detector];
  if (!place || !permissions.includes(place.permission)) return null;
  return (
    <Button asChild tone="primary" className="max-sm:flex-1">
      <Link {...place.link}>{t(`todo.${place.words}`)}</Link>
    </Button>
  );
}

interface RarerProps {
  signal: Signal;
  onGone: () => void;
}

/** Putting it aside for a while, and saying why not: under one button on a phone, where four would fill the screen. */
function Rarer({ signal, onGone }: RarerProps) {
  const { t, i18n } = useTranslation("health");
  const openDialog = useOpenDialog();
  const snooze = useSnooze(signal.id);
  const tell = useTellWithUndo();
  const onError = useToastError();
  const dismiss = () => openDialog({ kind: "dismiss", signal, onGone });
  const putAside = () =>
    snooze.mutate(undefined, {
      onSuccess: ({ snoozed_until }) => {
        const when = snoozed_until ? relativeTime(snoozed_until, i18n.language) : "";
        tell(signal.id, t("deeds.snoozed", { when }));
        onGone();
      },
      onError,
    });
  return (
    <>
      {signal.status === "pending" && (
        <Button icon={CalendarClock} busy={snooze.isPending} className="max-sm:hidden" onClick={putAside}>
          {t("deeds.snooze")}
        </Button>
      )}
      <Button tone="quiet" icon={X} className="max-sm:hidden" onClick={dismiss}>
        {t("deeds.dismiss")}
      </Button>
      <div className="sm:hidden">
        <DropdownMenu trigger={<IconButton icon={Ellipsis} label={t("deeds.more")} tone="plain" disabled={snooze.isPending} />}>
          {signal.status === "pending" && (
            <MenuItem icon={CalendarClock} onSelect={putAside}>
              {t("deeds.snooze")}
            </MenuItem>
          )}
          <MenuItem icon={X} onSelect={dismiss}>
            {t("deeds.dismiss")}
          </MenuItem>
        </DropdownMenu>
      </div>
    </>
  );
}

/** `onGone` is told when the signal is decided, while its card still stands. */
export function Deeds({ signal, onGone }: { signal: Signal; onGone: () => void }) {
  const { t } = useTranslation("health");
  const openDialog = useOpenDialog();
  const [refused, setRefused] = useState<unknown>(null);
  const editedByOther = useEditedBy(signal) !== null;
  return (
    <div className="mt-4 flex flex-col gap-3">
      {Boolean(refused) && <Refusal error={refused} />}
      <div className="flex flex-wrap gap-2">
        {signal.contact && signal.draft && <SendButton signal={signal} onGone={onGone} onRefused={setRefused} />}
        {!signal.contact && <Mend detector={signal.detector} />}
        {signal.contact && !editedByOther && (
          <Button icon={Pencil} className="max-sm:flex-1" onClick={() => openDialog({ kind: "edit", signal, onGone })}>
            {signal.draft ? t("deeds.edit") : t("deeds.write")}
          </Button>
        )}
        {signal.status === "snoozed" && <BringBack signal={signal} onGone={onGone} />}
        <Rarer signal={signal} onGone={onGone} />
      </div>
    </div>
  );
}
