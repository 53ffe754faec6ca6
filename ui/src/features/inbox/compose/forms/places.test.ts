// Links of the usual maps, and plain numbers, are understood.
import { describe, expect, it } from "vitest";
import { coordinatesIn } from "./places";

describe("coordinatesIn", () => {
  it("reads numbers and map links", () => {
    const here = { latitude: 44.4949, longitude: 11.3426 };
    for (const text of [
      "44.4949, 11.3426",
      "(44.4949 11.3426)",
      "geo:44.4949,11.3426?z=17",
      "https://www.openstreetmap.org/?mlat=44.4949&mlon=11.3426#map=17/44.5/11.3",
      "https://www.openstreetmap.org/#map=17/44.4949/11.3426",
      "https://www.google.com/maps/@44.4949,11.3426,17z",
      "https://www.google.com/maps/place/X/data=!3m1!4b1!3d44.4949!4d11.3426",
      "https://maps.google.com/?q=44.4949,11.3426",
      "https://maps.apple.com/?ll=44.4949%2C11.3426",
    ])
      expect(coordinatesIn(text), text).toEqual(here);
  });

  it("reads nothing into anything else", () => {
    for (const text of ["", "Via Roma 12, 40124", "https://maps.app.goo.gl/abc", "200, 11"]) expect(coordinatesIn(text), text).toBeNull();
  });
});
