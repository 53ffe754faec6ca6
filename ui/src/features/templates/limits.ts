// What WhatsApp allows in a template, and what is wrong with one while it is being written. Knows nothing of React.
import type { TemplateDraft, TemplateButton, TemplateVariable } from "@/api/types";

/** Lengths in characters, counts in pieces, as Meta sets them. */
export const LIMITS = {
  name: 512,
  header: 60,
  body: 1024,
  footer: 60,
  buttons: 10,
  buttonText: 25,
  url: 2000,
  phone: 20,
  code: 15,
} as const;

export type Problem =
  | "needed"
  | "tooLong"
  | "nameCharacters"
  | "variableAtEdge"
  | "variablesTouch"
  | "tooManyVariables"
  | "oneVariable"
  | "urlStart"
  | "urlVariableEnd"
  | "phoneDigits"
  | "noVariables"
  | "tooManyButtons"
  | "mixedFormats";

export type Problems = Partial<Record<string, Problem>>;

const VARIABLE = /\{\{\s*([^{}]*?)\s*\}\}/g;
/** A body needs this many words for each variable and one more, or Meta refuses it. */
const WORDS_FOR_EACH = 2;

function namesIn(text: string): string[] {
  return [...new Set([...text.matchAll(VARIABLE)].map((match) => match[1] ?? "").filter(Boolean))];
}

/** The name under which a button's one variable is filled. */
export const buttonVariable = (index: number) => `button_${index}`;

/** Characters as Meta counts them. */
export const countOf = (text: string) => [...text].length;

/** Everything a sender must fill, in the order it is read. */
export function variablesOf(draft: Pick<TemplateDraft, "header" | "body" | "buttons">): TemplateVariable[] {
  const header = draft.header?.type === "text" ? namesIn(draft.header.text ?? "") : [];
  const body = namesIn(draft.body).filter((name) => !header.includes(name));
  const buttons = draft.buttons.flatMap((button, index) =>
    needsExample(button) ? [{ name: buttonVariable(index), in: "button" as const, button_index: index }] : [],
  );
  return [...header.map((name) => ({ name, in: "header" as const })), ...body.map((name) => ({ name, in: "body" as const })), ...buttons];
}

function needsExample(button: TemplateButton): boolean {
  return button.type === "copy_code" || (button.type === "url" && namesIn(button.url ?? "").length > 0);
}

function bodyProblem(body: string): Problem | undefined {
  const text = body.trim();
  if (!text) return "needed";
  if (countOf(body) > LIMITS.body) return "tooLong";
  const names = namesIn(text);
  if (names.some((name) => /^\d+$/.test(name)) && names.some((name) => !/^\d+$/.test(name))) return "mixedFormats";
  if (/^\{\{[^{}]*\}\}/.test(text) || /\{\{[^{}]*\}\}[\s.!?,;:]*$/.test(text)) return "variableAtEdge";
  if (/\}\}\s*\{\{/.test(text)) return "variablesTouch";
  const words = text.replace(VARIABLE, " ").split(/\s+/).filter(Boolean).length;
  if (names.length > 0 && words < names.length * WORDS_FOR_EACH + 1) return "tooManyVariables";
  return undefined;
}

function headerProblem(draft: TemplateDraft): Problem | undefined {
  if (draft.header?.type !== "text") return undefined;
  const text = draft.header.text ?? "";
  if (!text.trim()) return "needed";
  if (countOf(text) > LIMITS.header) return "tooLong";
  return namesIn(text).length > 1 ? "oneVariable" : undefined;
}

function urlProblem(url: string): Problem | undefined {
  if (!url.trim()) return "needed";
  if (url.length > LIMITS.url) return "tooLong";
  if (!/^https?:\/\/[^\s/]+\.[^\s/]+/i.test(url)) return "urlStart";
  const variables = [...url.matchAll(VARIABLE)];
  if (variables.length > 1 || (variables.length === 1 && !url.endsWith("}}"))) return "urlVariableEnd";
  return undefined;
}

function buttonProblems(button: TemplateButton, index: number): Problems {
  const problems: Problems = {};
  const set = (field: string, problem: Problem | undefined) => {
    if (problem) problems[`buttons.${index}.${field}`] = problem;
  };
  if (button.type !== "copy_code")
    set(
      "text",
      !button.text.trim()
        ? "needed"
        : countOf(button.text) > LIMITS.buttonText
          ? "tooLong"
          : namesIn(button.text).length > 0
            ? "noVariables"
            : undefined,
    );
  if (button.type === "url") set("url", urlProblem(button.url ?? ""));
  if (button.type === "phone_number")
    set("phone_number", /^\+?[\d\s().-]{6,20}$/.test(button.phone_number ?? "") ? undefined : "phoneDigits");
  return problems;
}

/** What stands between this draft and Meta, by the same paths the server uses. */
export function problemsOf(draft: TemplateDraft): Problems {
  const problems: Problems = {};
  const set = (field: string, problem: Problem | undefined) => {
    if (problem) problems[field] = problem;
  };
  set(
    "name",
    !draft.name ? "needed" : !/^[a-z0-9_]+$/.test(draft.name) ? "nameCharacters" : draft.name.length > LIMITS.name ? "tooLong" : undefined,
  );
  set("header.text", headerProblem(draft));
  if (draft.header && draft.header.type !== "text" && draft.header.type !== "location" && !draft.header.media_id)
    set("header.media_id", "needed");
  set("body", bodyProblem(draft.body));
  const footer = draft.footer ?? "";
  set("footer", countOf(footer) > LIMITS.footer ? "tooLong" : namesIn(footer).length > 0 ? "noVariables" : undefined);
  if (draft.buttons.length > LIMITS.buttons) set("buttons", "tooManyButtons");
  draft.buttons.forEach((button, index) => Object.assign(problems, buttonProblems(button, index)));
  for (const variable of variablesOf(draft)) if (!draft.examples[variable.name]?.trim()) set(`examples.${variable.name}`, "needed");
  return problems;
}

/** A name Meta accepts, made of what somebody typed. */
export function toName(text: string): string {
  return text
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9_]+/g, "_")
    .slice(0, LIMITS.name);
}

export interface Filled {
  text: string;
  /** Stands where a variable was. */
  variable?: string;
}

/** A text cut at its variables, each with what stands in its place; nothing given leaves its name. */
export function filled(text: string, values: Record<string, string>): Filled[] {
  const pieces: Filled[] = [];
  let at = 0;
  for (const match of text.matchAll(VARIABLE)) {
    const name = match[1] ?? "";
    if (match.index > at) pieces.push({ text: text.slice(at, match.index) });
    pieces.push({ text: values[name]?.trim() || match[0], variable: name });
    at = match.index + match[0].length;
  }
  if (at < text.length) pieces.push({ text: text.slice(at) });
  return pieces;
}
