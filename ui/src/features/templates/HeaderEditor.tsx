// What stands above the message: nothing, a line, a picture, a film, a file or a place.
import { useState } from "react";
import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { CircleCheck, Upload } from "lucide-react";
import type { HeaderType } from "@/api/types";
import { fieldErrors } from "@/api/errorWords";
import { uploadFile } from "@/api/upload";
import { Field, Input, Select } from "@/ui/Field";
import { Icon } from "@/ui/Icon";
import { Progress } from "@/ui/Progress";
import { ErrorNotice } from "../common/ErrorNotice";
import type { EditorPart } from "./fields";
import { HEADERS } from "./draft";
import { countOf, LIMITS } from "./limits";

const ACCEPT: Record<string, string> = { image: "image/jpeg,image/png", video: "video/mp4", document: "application/pdf" };

/** Meta wants to see one sample of the picture, film or file. */
function SampleFile({
  type,
  mediaId,
  error,
  onStored,
}: {
  type: HeaderType;
  mediaId: string | null | undefined;
  error: string | undefined;
  onStored: (id: string) => void;
}) {
  const { t } = useTranslation("templates");
  const [share, setShare] = useState(0);
  const upload = useMutation({
    mutationFn: (file: File) => uploadFile<{ id: string }>("/api/v1/media", file, setShare),
    onSuccess: (media) => onStored(media.id),
  });
  return (
    <div className="flex flex-col gap-2">
      <label className="flex cursor-pointer items-center gap-3 rounded-xl border-2 border-dashed border-line-strong/50 px-4 py-3 focus-within:border-brass-mark hover:border-brass-mark">
        <Icon of={mediaId ? CircleCheck : Upload} className={mediaId ? "text-good" : "text-brass"} />
        <span className="min-w-0 flex-1">
          <span className="block font-medium">{upload.variables?.name ?? t("editor.sample")}</span>
          <span className="block text-sm text-ink-faint">{t("editor.sampleHint")}</span>
        </span>
        <input
          type="file"
          className="sr-only"
          accept={ACCEPT[type]}
          onChange={(event) => {
            const file = event.target.files?.[0];
            if (file) upload.mutate(file);
            event.target.value = "";
          }}
        />
      </label>
      {upload.isPending && <Progress value={share} label={t("editor.sample")} />}
      {upload.error &&
        (fieldErrors(upload.error).file ? (
          <p className="text-sm text-bad">{fieldErrors(upload.error).file}</p>
        ) : (
          <ErrorNotice error={upload.error} />
        ))}
      {error && <p className="text-sm font-medium text-bad">{error}</p>}
    </div>
  );
}

export function HeaderEditor({ draft, change, errorOf }: EditorPart) {
  const { t } = useTranslation(["templates", "common"]);
  const { header } = draft;
  return (
    <div className="flex flex-col gap-3">
      <Field label={t("templates:editor.header")} aside={t("common:optional")}>
        <Select
          value={header?.type ?? "none"}
          onChange={(event) =>
            change({
              header:
                event.target.value === "none"
                  ? null
                  : { type: event.target.value as HeaderType, text: event.target.value === "text" ? "" : null },
            })
          }
        >
          <option value="none">{t("templates:headers.none")}</option>
          {HEADERS.map((type) => (
            <option key={type} value={type}>
              {t(`templates:headers.${type}`)}
            </option>
          ))}
        </Select>
      </Field>
      {header?.type === "text" && (
        <Field
          label={t("templates:editor.headerText")}
          aside={`${countOf(header.text ?? "")}/${LIMITS.header}`}
          error={errorOf("header.text")}
        >
          <Input dir="auto" value={header.text ?? ""} onChange={(event) => change({ header: { ...header, text: event.target.value } })} />
        </Field>
      )}
      {header && header.type !== "text" && header.type !== "location" && (
        <SampleFile
          key={header.type}
          type={header.type}
          mediaId={header.media_id}
          error={errorOf("header.media_id") ?? errorOf("header")}
          onStored={(media_id) => change({ header: { ...header, media_id } })}
        />
      )}
    </div>
  );
}
