// A file that cannot be read is refused before it is sent, with the reason.
import { describe, expect, it } from "vitest";
import { fileProblem, LARGEST_FILE } from "./fileRules";

describe("fileProblem", () => {
  it("takes what can be read, whatever the case of its name", () => {
    expect(fileProblem({ name: "Listino 2026.PDF", size: 1200 })).toBeNull();
    expect(fileProblem({ name: "orari.docx", size: LARGEST_FILE })).toBeNull();
  });

  it("says what is wrong", () => {
    expect(fileProblem({ name: "foto.heic", size: 10 })).toBe("not_readable");
    expect(fileProblem({ name: "listino", size: 10 })).toBe("not_readable");
    expect(fileProblem({ name: "vecchio.doc", size: 10 })).toBe("old_word");
    expect(fileProblem({ name: "listino.pdf", size: 0 })).toBe("empty");
    expect(fileProblem({ name: "listino.pdf", size: LARGEST_FILE + 1 })).toBe("too_large");
  });
});
