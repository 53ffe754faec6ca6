// What stands above a message with buttons: nothing, words, or a picture.
import { useState } from "react";
import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { ImageUp } from "lucide-react";
import type { Header, Limits, StoredMedia } from "@/api/messageTypes";
import { uploadFile } from "@/api/upload";
import { ErrorNotice } from "@/features/common/ErrorNotice";
import { thumbnailAddress } from "@/features/messages/media/address";
import { Icon } from "@/ui/Icon";
import { Progress } from "@/ui/Progress";
import { Segmented } from "@/ui/Segmented";
import { acceptOf, largest, needsRemake, typeOf } from "../files/fileKinds";
import { remadePicture } from "../files/pictures";
import { LimitedField } from "./LimitedField";

interface HeaderFieldProps {
  header: Header | undefined;
  onChange: (header: Header | undefined) => void;
  most: number;
  error?: string | undefined;
  /** Only words are taken here. */
  words: boolean;
  limits: Limits;
}

function PictureField({ header, onChange, limits }: Pick<HeaderFieldProps, "header" | "onChange" | "limits">) {
  const { t } = useTranslation("inbox");
  const [share, setShare] = useState(0);
  const upload = useMutation({
    mutationFn: async (file: File) => {
      const fit = needsRemake(typeOf(file), file.size, limits) ? await remadePicture(file, largest("image", limits)) : file;
      return uploadFile<StoredMedia>("/api/v1/media", fit, setShare);
    },
    onSuccess: (stored) => onChange({ media_id: stored.id }),
  });
  return (
    <div className="flex flex-col gap-2">
      <label className="flex cursor-pointer items-center gap-3 rounded-lg border border-dashed border-line-strong/60 px-3 py-2.5 focus-within:border-brass-mark hover:border-brass-mark">
        {header?.media_id ? (
          <img src={thumbnailAddress(header.media_id)} alt="" className="size-12 rounded-md object-cover" />
        ) : (
          <Icon of={ImageUp} className="text-brass" />
        )}
        <span className="text-sm font-medium">{t(header?.media_id ? "forms.otherPicture" : "forms.choosePicture")}</span>
        <input
          type="file"
          accept={acceptOf(["image"], limits)}
          className="sr-only"
          onChange={(event) => event.target.files?.[0] && upload.mutate(event.target.files[0])}
        />
      </label>
      {upload.isPending && <Progress value={share} label={t("forms.choosePicture")} />}
      {upload.error && <ErrorNotice error={upload.error} />}
    </div>
  );
}

export function HeaderField({ header, onChange, most, error, words, limits }: HeaderFieldProps) {
  const { t } = useTranslation("inbox");
  const [kind, setKind] = useState<"words" | "picture">(header?.media_id ? "picture" : "words");
  if (words)
    return (
      <LimitedField
        label={t("forms.header")}
        value={header?.text ?? ""}
        onChange={(text) => onChange(text ? { text } : undefined)}
        most={most}
        error={error}
        optional
      />
    );
  return (
    <div className="flex flex-col gap-2">
      <Segmented
        small
        className="self-start"
        label={t("forms.header")}
        value={kind}
        onChange={(next) => {
          setKind(next);
          onChange(undefined);
        }}
        options={[
          { value: "words", label: t("forms.headerWords") },
          { value: "picture", label: t("forms.headerPicture") },
        ]}
      />
      {kind === "words" ? (
        <LimitedField
          label={t("forms.header")}
          value={header?.text ?? ""}
          onChange={(text) => onChange(text ? { text } : undefined)}
          most={most}
          error={error}
          optional
        />
      ) : (
        <PictureField header={header} onChange={onChange} limits={limits} />
      )}
    </div>
  );
}
