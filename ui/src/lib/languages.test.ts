// Languages by name: as within a sentence, and as where nothing stands before them.
import { expect, it } from "vitest";
import { languageName, languageTitle } from "./languages";

it("names a language in the reader's, and leaves alone what nobody knows", () => {
  expect(languageName("de", "it")).toBe("tedesco");
  expect(languageName("pt_BR", "en")).toBe("Brazilian Portuguese");
  expect(languageName("not a tag", "en")).toBe("not a tag");
});

it("begins with a capital where it begins", () => {
  expect(languageTitle("de", "it")).toBe("Tedesco");
  expect(languageTitle("el", "el")).toBe("Ελληνικά");
});
