// Languages by their names, in the reader's language.

/** "it" or Meta's "pt_BR" in words; a code nobody knows stays as it is. */
export function languageName(code: string, reader: string): string {
  try {
    return new Intl.DisplayNames([reader], { type: "language" }).of(code.replace("_", "-")) ?? code;
  } catch {
    return code;
  }
}

/** The same where nothing stands before it: "Italiano", not "italiano" as within a sentence. */
export function languageTitle(code: string, reader: string): string {
  const [first = "", ...rest] = languageName(code, reader);
  return first.toLocaleUpperCase(reader) + rest.join("");
}
