// A file of what stands on a page, as table programs read it. A cell never becomes a formula there.
import { offerFile } from "./offerFile";

/** What such a program would calculate; a number below zero is only a number. */
const FORMULA = /^[=+@\t\r-]/;
const NUMBER = /^-?\d+(\.\d+)?$/;

function cell(text: string): string {
  const safe = FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** The text of the file: numbers have a point, whatever the reader's language. */
export const csvOf = (lines: readonly (readonly string[])[]): string => lines.map((line) => `${line.map(cell).join(",")}\r\n`).join("");

/** Gives the reader the file. The mark in front tells table programs that it is UTF-8. */
export const offerCsv = (lines: readonly (readonly string[])[], name: string): void =>
  offerFile(new Blob(["\ufeff", csvOf(lines)], { type: "text/csv;charset=utf-8" }), name);
