// What every form of the composer is given, and which forms there are.
import type { Limits, Outgoing, OutgoingOf } from "@/api/messageTypes";

export const FORMS = ["location", "contacts", "buttons", "list", "link", "location_request", "contact_request", "product"] as const;
export type FormKind = (typeof FORMS)[number];

export interface FormProps<T extends Outgoing> {
  value: T;
  onChange: (value: T) => void;
  limits: Limits;
  /** The words beside a field, when something is wrong with it. */
  fault: (path: string) => string | undefined;
}

/** Which form makes this message; null for what no form makes. */
export function formOf(outgoing: Outgoing): FormKind | null {
  if (outgoing.kind === "products" || outgoing.kind === "catalog") return "product";
  return FORMS.find((form) => form === outgoing.kind) ?? null;
}

export type Formed = OutgoingOf<FormKind | "products" | "catalog">;

let last = 0;
/** An id no other choice of the message has; customers never see it. */
function freshId(): string {
  last += 1;
  return `${Date.now().toString(36)}-${last}`;
}
export const freshChoice = () => ({ id: freshId(), title: "" });

/** An empty message of a form. */
export function emptyOf(form: FormKind, text: string): Formed {
  switch (form) {
    case "location":
      return { kind: "location", latitude: Number.NaN, longitude: Number.NaN };
    case "contacts":
      return { kind: "contacts", contacts: [{ name: "", phones: [{ phone: "" }] }] };
    case "buttons":
      return { kind: "buttons", text, buttons: [freshChoice(), freshChoice()] };
    case "list":
      return { kind: "list", text, button: "", sections: [{ rows: [freshChoice(), freshChoice()] }] };
    case "link":
      return { kind: "link", text, title: "", url: "" };
    case "location_request":
    case "contact_request":
      return { kind: form, text };
    case "product":
      return { kind: "product", catalog_id: "", product_id: "", ...(text && { text }) };
  }
}

/** Without what was left empty: the server takes absence, not empty words. */
export function tidied<T extends Outgoing>(outgoing: T): T {
  const clean = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(clean);
    if (typeof value !== "object" || value === null) return typeof value === "string" ? value.trim() : value;
    const pairs = Object.entries(value).map(([key, inner]) => [key, clean(inner)] as const);
    return Object.fromEntries(
      pairs.filter(
        ([, inner]) =>
          inner !== "" &&
          inner !== undefined &&
          !(Array.isArray(inner) && inner.length === 0) &&
          !(typeof inner === "object" && inner !== null && Object.keys(inner).length === 0),
      ),
    );
  };
  return clean(outgoing) as T;
}
