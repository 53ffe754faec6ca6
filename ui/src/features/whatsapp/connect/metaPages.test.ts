// Links lead to Meta and nowhere else, whatever an app calls its id.
import { describe, expect, it } from "vitest";
import { metaPage } from "./metaPages";

describe("metaPage", () => {
  it("leads to the app's own settings once its id is known", () => {
    expect(metaPage("appBasics", "1234567890")).toBe("https://developers.facebook.com/apps/1234567890/settings/basic/");
    expect(metaPage("appBasics")).toBe("https://developers.facebook.com/apps/");
  });
  it("takes nothing but digits for an id", () => expect(metaPage("appBasics", "../evil")).toBe("https://developers.facebook.com/apps/"));
});
