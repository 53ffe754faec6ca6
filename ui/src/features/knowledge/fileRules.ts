// Which files can be read, told before anything is sent. The server decides again. Pure.

/** Bytes of one file. */
export const LARGEST_FILE = 25_000_000;

const READABLE = [
  "pdf",
  "docx",
  "txt",
  "md",
  "markdown",
  "html",
  "htm",
  "xhtml",
  "csv",
  "tsv",
  "docm",
  "dotx",
  "xlsx",
  "xlsm",
  "xls",
  "odt",
  "ods",
  "pptx",
  "rtf",
  "jpg",
  "jpeg",
  "png",
  "webp",
];

/** For the file chooser. */
export const ACCEPT = READABLE.map((ending) => `.${ending}`).join(",");

export type FileProblem = "empty" | "too_large" | "old_word" | "not_readable";

export function fileProblem(file: { name: string; size: number }): FileProblem | null {
  const ending = file.name.includes(".") ? (file.name.split(".").at(-1)?.toLowerCase() ?? "") : "";
  if (ending === "doc") return "old_word";
  if (!READABLE.includes(ending)) return "not_readable";
  if (file.size === 0) return "empty";
  return file.size > LARGEST_FILE ? "too_large" : null;
}
