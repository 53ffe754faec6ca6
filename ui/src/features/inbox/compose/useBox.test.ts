// Files and words become as few messages as they can: the words go under the first file that takes any.
import { describe, expect, it } from "vitest";
import { outgoingOf } from "./useBox";

const picture = { kind: "image", name: "a.jpg", media: { id: "1" } } as const;
const sound = { kind: "audio", name: "a.mp3", media: { id: "2" } } as const;
const paper = { kind: "document", name: "menu.pdf", media: { id: "3" } } as const;
const sent = (...args: Parameters<typeof outgoingOf>) => outgoingOf(...args).map(({ outgoing }) => outgoing);

describe("outgoingOf", () => {
  it("puts the words under the first file that takes any", () => {
    expect(sent([sound, picture, paper], " Look ", true)).toEqual([
      { kind: "audio", media_id: "2", voice: false },
      { kind: "image", media_id: "1", text: "Look" },
      { kind: "document", media_id: "3", filename: "menu.pdf" },
    ]);
  });

  it("sends the words after files that take none", () => {
    expect(sent([sound], "Listen https://a.it", false)).toEqual([
      { kind: "audio", media_id: "2", voice: false },
      { kind: "text", text: "Listen https://a.it", link_preview: false },
    ]);
  });

  it("says nothing of previews where there is no link", () => {
    expect(sent([], "Hello", false)).toEqual([{ kind: "text", text: "Hello" }]);
  });
});
