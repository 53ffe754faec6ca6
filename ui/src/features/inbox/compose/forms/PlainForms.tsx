// The forms that hand something over or ask for one thing: a place, a contact card, a request, products.
import { useState } from "react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Plus, Store, Trash2 } from "lucide-react";
import type { OutgoingOf } from "@/api/messageTypes";
import { shopQuery } from "@/features/shop/queries";
import { Button, IconButton } from "@/ui/Button";
import { Field, Input, Textarea } from "@/ui/Field";
import { Segmented } from "@/ui/Segmented";
import { LimitedField } from "./LimitedField";
import { coordinatesIn } from "./places";
import type { FormProps } from "./types";

const shown = (number: number) => (Number.isFinite(number) ? String(number) : "");

export function PlaceForm({ value, onChange, limits, fault }: FormProps<OutgoingOf<"location">>) {
  const { t } = useTranslation("inbox");
  const shop = useQuery(shopQuery).data;
  const [pasted, setPasted] = useState("");
  const [numbers, setNumbers] = useState({ latitude: shown(value.latitude), longitude: shown(value.longitude) });
  const set = (next: Partial<typeof numbers>) => {
    const both = { ...numbers, ...next };
    setNumbers(both);
    onChange({
      ...value,
      latitude: both.latitude.trim() === "" ? Number.NaN : Number(both.latitude.replace(",", ".")),
      longitude: both.longitude.trim() === "" ? Number.NaN : Number(both.longitude.replace(",", ".")),
    });
  };
  const paste = (text: string) => {
    setPasted(text);
    const found = coordinatesIn(text);
    if (found) set({ latitude: String(found.latitude), longitude: String(found.longitude) });
  };
  return (
    <>
      <Field
        label={t("forms.mapLink")}
        hint={t("forms.mapLinkHint")}
        error={pasted.trim() && !coordinatesIn(pasted) ? t("forms.mapLinkUnknown") : undefined}
      >
        <Input autoFocus value={pasted} onChange={(event) => paste(event.target.value)} />
      </Field>
      <div className="grid grid-cols-2 gap-3">
        <Field label={t("forms.latitude")} error={fault("latitude")}>
          <Input inputMode="decimal" value={numbers.latitude} onChange={(event) => set({ latitude: event.target.value })} />
        </Field>
        <Field label={t("forms.longitude")} error={fault("longitude")}>
          <Input inputMode="decimal" value={numbers.longitude} onChange={(event) => set({ longitude: event.target.value })} />
        </Field>
      </div>
      <LimitedField
        label={t("forms.placeName")}
        value={value.name ?? ""}
        onChange={(name) => onChange({ ...value, name })}
        most={limits.place_characters}
        error={fault("name")}
        optional
      />
      <LimitedField
        label={t("forms.placeAddress")}
        value={value.address ?? ""}
        onChange={(address) => onChange({ ...value, address })}
        most={limits.place_characters}
        error={fault("address")}
        optional
      />
      {shop?.address && (
        <Button
          size="small"
          icon={Store}
          className="self-start"
          onClick={() => onChange({ ...value, name: shop.name, address: shop.address ?? "" })}
        >
          {t("forms.shopAddress")}
        </Button>
      )}
    </>
  );
}

export function ContactForm({ value, onChange, limits, fault }: FormProps<OutgoingOf<"contacts">>) {
  const { t } = useTranslation(["inbox", "common"]);
  const shop = useQuery(shopQuery).data;
  const card = value.contacts[0] ?? { name: "", phones: [{ phone: "" }] };
  const set = (part: Partial<typeof card>) => onChange({ ...value, contacts: [{ ...card, ...part }] });
  const setPhone = (at: number, part: Partial<(typeof card.phones)[number]>) =>
    set({ phones: card.phones.map((phone, index) => (index === at ? { ...phone, ...part } : phone)) });
  return (
    <>
      <LimitedField
        autoFocus
        label={t("inbox:forms.contactName")}
        value={card.name}
        onChange={(name) => set({ name })}
        most={limits.contact_characters}
        error={fault("contacts.0.name")}
      />
      <LimitedField
        label={t("inbox:forms.organization")}
        value={card.organization ?? ""}
        onChange={(organization) => set({ organization })}
        most={limits.contact_characters}
        error={fault("contacts.0.organization")}
        optional
      />
      {card.phones.map((phone, at) => (
        <div key={at} className="flex items-start gap-1">
          <Field label={t("inbox:forms.phone")} error={fault(`contacts.0.phones.${at}.phone`)} className="flex-1">
            <Input type="tel" placeholder="+39 …" value={phone.phone} onChange={(event) => setPhone(at, { phone: event.target.value })} />
          </Field>
          {card.phones.length > 1 && (
            <IconButton
              icon={Trash2}
              label={t("common:remove")}
              onClick={() => set({ phones: card.phones.filter((_phone, index) => index !== at) })}
              className="mt-[1.65rem]"
            />
          )}
        </div>
      ))}
      <div className="flex flex-wrap gap-2">
        {card.phones.length < limits.contact_phones && (
          <Button size="small" icon={Plus} onClick={() => set({ phones: [...card.phones, { phone: "" }] })}>
            {t("inbox:forms.addPhone")}
          </Button>
        )}
        {shop?.phone && (
          <Button
            size="small"
            icon={Store}
            onClick={() => set({ name: shop.name, phones: [{ phone: shop.phone ?? "" }], ...(shop.email && { emails: [shop.email] }) })}
          >
            {t("inbox:forms.shopCard")}
          </Button>
        )}
      </div>
      <Field label={t("inbox:forms.email")} aside={t("common:optional")} error={fault("contacts.0.emails.0")}>
        <Input
          type="email"
          value={card.emails?.[0] ?? ""}
          onChange={(event) => set({ emails: event.target.value ? [event.target.value] : [] })}
        />
      </Field>
    </>
  );
}

export function RequestForm({ value, onChange, limits, fault }: FormProps<OutgoingOf<"location_request" | "contact_request">>) {
  const { t } = useTranslation("inbox");
  return (
    <LimitedField
      autoFocus
      label={t("forms.text")}
      hint={t(value.kind === "location_request" ? "forms.placeRequestHint" : "forms.phoneRequestHint")}
      value={value.text}
      onChange={(text) => onChange({ ...value, text })}
      most={limits.body_characters}
      error={fault("text")}
      lines={3}
    />
  );
}

type ProductMessage = OutgoingOf<"product" | "products" | "catalog">;

function switched(value: ProductMessage, kind: ProductMessage["kind"]): ProductMessage {
  const text = value.text ?? "";
  const catalog = "catalog_id" in value ? value.catalog_id : "";
  if (kind === "product") return { kind, catalog_id: catalog, product_id: "", text };
  if (kind === "catalog") return { kind, text };
  return { kind, header: { text: "" }, text, catalog_id: catalog, sections: [{ title: "", product_ids: [] }] };
}

/** One id a line. */
const idsIn = (text: string) =>
  text
    .split(/[\n,;]+/)
    .map((id) => id.trim())
    .filter(Boolean);

export function ProductForm({ value, onChange, limits, fault }: FormProps<ProductMessage>) {
  const { t } = useTranslation("inbox");
  const [ids, setIds] = useState(value.kind === "products" ? (value.sections[0]?.product_ids.join("\n") ?? "") : "");
  const section = value.kind === "products" ? (value.sections[0] ?? { title: "", product_ids: [] }) : null;
  return (
    <>
      <Segmented
        label={t("forms.products")}
        value={value.kind}
        onChange={(kind) => onChange(switched(value, kind))}
        options={[
          { value: "product", label: t("forms.oneProduct") },
          { value: "products", label: t("forms.severalProducts") },
          { value: "catalog", label: t("forms.wholeCatalog") },
        ]}
      />
      {value.kind === "products" && (
        <LimitedField
          label={t("forms.headerRequired")}
          value={value.header.text ?? ""}
          onChange={(text) => onChange({ ...value, header: { text } })}
          most={limits.header_characters}
          error={fault("header.text")}
        />
      )}
      <LimitedField
        label={t("forms.text")}
        value={value.text ?? ""}
        onChange={(text) => onChange({ ...value, text })}
        most={limits.body_characters}
        error={fault("text")}
        lines={2}
        optional={value.kind === "product"}
      />
      {value.kind !== "catalog" && (
        <LimitedField
          label={t("forms.catalogId")}
          hint={t("forms.catalogIdHint")}
          value={value.catalog_id}
          onChange={(catalog_id) => onChange({ ...value, catalog_id })}
          most={limits.product_id_characters}
          error={fault("catalog_id")}
        />
      )}
      {value.kind === "product" && (
        <LimitedField
          label={t("forms.productId")}
          value={value.product_id}
          onChange={(product_id) => onChange({ ...value, product_id })}
          most={limits.product_id_characters}
          error={fault("product_id")}
        />
      )}
      {value.kind === "products" && section && (
        <>
          <LimitedField
            label={t("forms.sectionTitle")}
            value={section.title}
            onChange={(title) => onChange({ ...value, sections: [{ ...section, title }] })}
            most={limits.section_title_characters}
            error={fault("sections.0.title")}
          />
          <Field
            label={t("forms.productIds")}
            hint={t("forms.productIdsHint")}
            error={fault("sections.0.product_ids")}
            aside={`${section.product_ids.length}/${limits.products}`}
          >
            <Textarea
              rows={3}
              value={ids}
              onChange={(event) => {
                setIds(event.target.value);
                onChange({ ...value, sections: [{ ...section, product_ids: idsIn(event.target.value).slice(0, limits.products) }] });
              }}
            />
          </Field>
        </>
      )}
      <LimitedField
        label={t("forms.footer")}
        value={value.footer ?? ""}
        onChange={(footer) => onChange({ ...value, footer })}
        most={limits.footer_characters}
        error={fault("footer")}
        optional
      />
    </>
  );
}
