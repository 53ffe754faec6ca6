// The files that will be sent, above the box: a look at each, how far it has come, and what is wrong with it.
import { useTranslation } from "react-i18next";
import { CircleAlert, FileText, Film, Music, RotateCw, X } from "lucide-react";
import { useErrorWords } from "@/api/errorWords";
import { thumbnailAddress } from "@/features/messages/media/address";
import { classes } from "@/lib/classes";
import { formatBytes } from "@/lib/numbers";
import { IconButton } from "@/ui/Button";
import { Icon } from "@/ui/Icon";
import { Progress } from "@/ui/Progress";
import type { Tray, TrayItem } from "./useTray";

function Look({ item }: { item: TrayItem }) {
  const square =
    "grid size-12 shrink-0 place-items-center overflow-hidden rounded-lg bg-surface text-ink-faint ring-1 ring-line dark:bg-sunken";
  if (item.kind === "image" || item.kind === "sticker") {
    const address = item.preview ?? (item.media?.id ? thumbnailAddress(item.media.id) : undefined);
    return <span className={square}>{address && <img src={address} alt="" className="size-full object-cover" />}</span>;
  }
  return (
    <span className={square}>
      <Icon of={item.kind === "video" ? Film : item.kind === "audio" ? Music : FileText} size={22} />
    </span>
  );
}

function Row({ item, tray }: { item: TrayItem; tray: Tray }) {
  const { t, i18n } = useTranslation(["inbox", "common"]);
  const words = useErrorWords();
  const { problem } = item;
  const bad = problem
    ? t(`inbox:files.${problem.code}`, { size: problem.code === "size" ? formatBytes(problem.bytes, i18n.language) : "" })
    : item.error
      ? words(item.error).title
      : null;
  return (
    <li className={classes("flex items-center gap-3 rounded-xl py-1.5 ps-1.5 pe-1", bad ? "bg-bad-tint" : "bg-sunken dark:bg-raised")}>
      <Look item={item} />
      <div className="min-w-0 flex-1">
        <p className="truncate text-sm font-medium">{item.name}</p>
        {bad ? (
          <p role="alert" className="flex items-start gap-1.5 text-sm text-bad">
            <Icon of={CircleAlert} size={15} className="mt-0.5 shrink-0" />
            {bad}
          </p>
        ) : (
          <p className="text-xs text-ink-faint dark:text-ink-soft">
            {formatBytes(item.bytes, i18n.language)}
            {item.remade && ` · ${t("inbox:files.remade")}`}
          </p>
        )}
        {(item.state === "uploading" || item.state === "preparing") && (
          <div className="mt-1">
            <Progress {...(item.state === "uploading" && { value: item.share })} label={t("inbox:files.uploading", { name: item.name })} />
          </div>
        )}
      </div>
      {item.state === "failed" && <IconButton icon={RotateCw} label={t("common:retry")} size="small" onClick={() => tray.retry(item)} />}
      <IconButton
        icon={X}
        label={t(item.state === "uploading" ? "inbox:files.stop" : "inbox:files.remove", { name: item.name })}
        size="small"
        onClick={() => tray.remove(item.key)}
      />
    </li>
  );
}

export function TrayList({ tray }: { tray: Tray }) {
  const { t } = useTranslation("inbox");
  if (tray.items.length === 0) return null;
  return (
    <ul aria-label={t("files.label")} className="grid max-h-[34vh] gap-1.5 overflow-y-auto sm:grid-cols-2">
      {tray.items.map((item) => (
        <Row key={item.key} item={item} tray={tray} />
      ))}
    </ul>
  );
}
