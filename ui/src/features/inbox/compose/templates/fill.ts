// Fills a template's holes for the eye. The server fills them for the customer. Pure.
import type { Template } from "@/api/messageTypes";

const HOLE = /\{\{\s*([\w]+)\s*\}\}/g;

/** A hole without a value keeps its name, so that nobody overlooks it. */
export function fill(text: string, values: Record<string, string>): string {
  return text.replaceAll(HOLE, (hole, name: string) => values[name]?.trim() || hole);
}

/** What MessageBody draws of a template: the same shape the thread keeps. */
export function renderedOf(template: Template, values: Record<string, string>) {
  const header = template.header?.type === "text" ? fill(template.header.text ?? "", values) : null;
  const buttons = template.buttons.map((button, index) => ({
    type: button.type,
    text: button.text,
    ...(button.url && { url: button.url.replace(HOLE, () => values[`button_${index}`]?.trim() || "…") }),
  }));
  return { kind: "template", rendered: { header, body: fill(template.body, values), footer: template.footer ?? null, buttons } };
}

/** Values WhatsApp refuses: no line breaks, no tabs, no more than four spaces in a row. */
export const tidyValue = (value: string) => value.replaceAll(/[\n\t]+/g, " ").replaceAll(/ {5,}/g, "    ");

export const missingOf = (template: Template, values: Record<string, string>) =>
  template.variables.filter(({ name }) => !values[name]?.trim()).map(({ name }) => name);
