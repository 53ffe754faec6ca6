// A device is named in the reader's language; what is no browser known to the server stays as it is.
import { renderHook } from "@testing-library/react";
import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import { beforeAll, describe, expect, it } from "vitest";
import settings from "@/locales/it/settings.json";
import { useDeviceName } from "./deviceName";

beforeAll(() => i18next.use(initReactI18next).init({ lng: "it", resources: { it: { settings } } }));

describe("useDeviceName", () => {
  it("joins browser and system by the reader's own word", () => {
    const name = renderHook(useDeviceName).result.current;
    expect(name("Samsung Internet on Android")).toBe("Samsung Internet su Android");
    expect(name("Chrome on Linux")).toBe("Chrome su Linux");
    expect(name("Unknown device")).toBe("Dispositivo sconosciuto");
    expect(name("curl/8.5 on something else")).toBe("curl/8.5 on something else");
  });
});
