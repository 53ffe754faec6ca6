// Paste an address: the site is read by the server page by page, and what was read is shown before the way goes on.
import { useState, type FormEvent } from "react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { fieldErrors } from "@/api/errorWords";
import { Button } from "@/ui/Button";
import { Field, Input } from "@/ui/Field";
import { ErrorNotice } from "../common/ErrorNotice";
import { shopQuery } from "../shop/queries";
import { useAddSource, useDeleteSource } from "../knowledge/queries";
import { SourceOutcome, useSource } from "../knowledge/SourceOutcome";

const withScheme = (address: string) => (/^https?:\/\//i.test(address) ? address : `https://${address}`);

function Given({ id, onDone, onAnother }: { id: string; onDone: () => void; onAnother: () => void }) {
  const { t } = useTranslation(["firstRun", "common"]);
  const source = useSource(id).data;
  // The first page of a site is enough to go on with; the others follow by themselves.
  const begun = source?.state === "working" && (source.site?.documents ?? 0) > 0;
  const state = begun ? "ready" : source?.state;
  // What could not be read is of no use to anybody.
  const remove = useDeleteSource(onAnother);
  const another = () => (state === "failed" ? remove.mutate(id) : onAnother());
  return (
    <div className="flex flex-col gap-6">
      <SourceOutcome id={id} />
      <div className="flex flex-wrap gap-3">
        {state !== "failed" && (
          <Button tone={state === "ready" ? "primary" : "quiet"} size="large" onClick={onDone}>
            {state === "ready" ? t("common:next") : t("firstRun:knowledge.meanwhile")}
          </Button>
        )}
        {(state === "ready" || state === "failed") && (
          <Button tone={state === "failed" ? "primary" : "quiet"} size="large" busy={remove.isPending} onClick={another}>
            {t("firstRun:knowledge.another")}
          </Button>
        )}
      </div>
    </div>
  );
}

export function AddressForm({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation("firstRun");
  const shop = useQuery(shopQuery);
  const add = useAddSource();
  const [given, setGiven] = useState<{ id: string; url: string } | null>(null);
  const [typed, setTyped] = useState<string | null>(null);
  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const url = withScheme(String(new FormData(event.currentTarget).get("url")).trim());
    add.mutate({ kind: "site", url }, { onSuccess: ({ id }) => setGiven({ id, url }) });
  };
  if (given) {
    return (
      <Given
        id={given.id}
        onDone={onDone}
        onAnother={() => {
          setTyped(given.url);
          setGiven(null);
        }}
      />
    );
  }
  return (
    <form onSubmit={onSubmit} className="flex flex-col gap-5">
      {add.error && <ErrorNotice error={add.error} />}
      <Field label={t("knowledge.addressLabel")} hint={t("knowledge.addressHint")} error={fieldErrors(add.error).url}>
        <Input
          key={shop.data?.website}
          name="url"
          inputMode="url"
          required
          placeholder="https://"
          defaultValue={typed ?? shop.data?.website}
          autoComplete="url"
          autoCapitalize="none"
          spellCheck={false}
        />
      </Field>
      <div>
        <Button type="submit" tone="primary" size="large" busy={add.isPending}>
          {t("knowledge.read")}
        </Button>
      </div>
    </form>
  );
}
