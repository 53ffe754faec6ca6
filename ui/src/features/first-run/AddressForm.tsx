// Paste an address: the page is fetched and read by the server.
import type { FormEvent } from "react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { fieldErrors } from "@/api/errorWords";
import { Button } from "@/ui/Button";
import { Field, Input } from "@/ui/Field";
import { ErrorNotice } from "../common/ErrorNotice";
import { shopQuery } from "../shop/queries";
import { useAddSource } from "../knowledge/queries";

const withScheme = (address: string) => (/^https?:\/\//i.test(address) ? address : `https://${address}`);

export function AddressForm({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation("firstRun");
  const shop = useQuery(shopQuery);
  const add = useAddSource();
  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const url = withScheme(String(new FormData(event.currentTarget).get("url")).trim());
    add.mutate({ kind: "page", url }, { onSuccess: onDone });
  };
  return (
    <form onSubmit={onSubmit} className="flex flex-col gap-5">
      {add.error && <ErrorNotice error={add.error} />}
      <Field label={t("knowledge.addressLabel")} hint={t("knowledge.addressHint")} error={fieldErrors(add.error).url}>
        <Input key={shop.data?.website} name="url" inputMode="url" required placeholder="https://" defaultValue={shop.data?.website} autoComplete="url" autoCapitalize="none" spellCheck={false} />
      </Field>
      <div>
        <Button type="submit" tone="primary" size="large" busy={add.isPending}>
          {t("knowledge.read")}
        </Button>
      </div>
    </form>
  );
}
