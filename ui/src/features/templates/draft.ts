// A template on its way: begun empty, from a starter, or from one that exists.
import type { TemplateDraft, TemplateStarter, Template, TemplateButton } from "@/api/types";
import { variablesOf } from "./limits";

/** Languages Meta reviews templates in that small shops ask for; more can follow. */
export const TEMPLATE_LANGUAGES = [
  "en",
  "en_GB",
  "en_US",
  "it",
  "es",
  "pt_BR",
  "pt_PT",
  "fr",
  "de",
  "nl",
  "id",
  "hi",
  "ur",
  "ar",
  "tr",
  "pl",
  "ro",
  "zh_CN",
  "th",
];

export const CATEGORIES = ["utility", "marketing"] as const;
export const HEADERS = ["text", "image", "video", "document", "location"] as const;
export const BUTTONS = ["quick_reply", "url", "phone_number", "copy_code"] as const;

export function emptyDraft(language: string): TemplateDraft {
  return { name: "", language, category: "utility", header: null, body: "", footer: null, buttons: [], examples: {}, submit: false };
}

export function draftOfStarter({ name, language, category, header, body, footer, buttons, examples }: TemplateStarter): TemplateDraft {
  return {
    name,
    language: language ?? "en",
    category,
    header,
    body,
    footer,
    buttons: buttons ?? [],
    examples: examples ?? {},
    submit: false,
  };
}

export function draftOf(template: Template): TemplateDraft {
  const { connection_id, name, language, category, header, body, footer, buttons } = template;
  return { connection_id, name, language, category, header, body, footer, buttons, examples: examplesOf(template), submit: false };
}

export function examplesOf(template: Template): Record<string, string> {
  return Object.fromEntries(template.variables.map((variable) => [variable.name, variable.example ?? ""]));
}

export function newButton(type: TemplateButton["type"]): TemplateButton {
  return { type, text: "", ...(type === "url" && { url: "https://" }), ...(type === "phone_number" && { phone_number: "+" }) };
}

/** What is sent: no examples of variables that are gone, nothing empty that may be absent. */
export function toBody(draft: TemplateDraft, submit: boolean): TemplateDraft {
  const names = variablesOf(draft).map((variable) => variable.name);
  return {
    ...draft,
    footer: draft.footer?.trim() || null,
    body: draft.body.trim(),
    examples: Object.fromEntries(names.flatMap((name) => (draft.examples[name] ? [[name, draft.examples[name].trim()]] : []))),
    submit,
  };
}
