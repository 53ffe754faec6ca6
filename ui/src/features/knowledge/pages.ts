// The text of a document with pages: a form feed on a line of its own parts them.
const BREAK = "\f";

export function pagesOf(text: string): string[] {
  return text.split(BREAK).map((page) => page.replace(/^\n+|\n+$/g, ""));
}

export function textOf(pages: string[]): string {
  return pages.join(`\n${BREAK}\n`);
}
