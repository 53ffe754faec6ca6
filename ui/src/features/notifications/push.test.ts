// What a browser is called, and what it can do.
import { describe, expect, it } from "vitest";
import { deviceName, support } from "./push";

describe("push", () => {
  it("names browsers by what they are, not by whom they claim to be like", () => {
    const named = {
      "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0 Mobile Safari/537.36":
        "Chrome · Android",
      "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0 Safari/537.36 Edg/142.0":
        "Edge · Windows",
      "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1":
        "Safari · iOS",
      "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0": "Firefox · Linux",
      "": "Browser",
    };
    for (const [agent, name] of Object.entries(named)) expect(deviceName(agent)).toBe(name);
  });

  it("says why a browser cannot ring", () => {
    expect(["insecure", "unsupported", "home-screen"]).toContain(support());
  });
});
