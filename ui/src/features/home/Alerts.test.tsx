// Every alert has its words in both languages, with its figures, and shows its way out only to whoever may take it.
import { describe, expect, it } from "vitest";
import english from "@/locales/en/home.json";
import italian from "@/locales/it/home.json";
import document from "../../../../docs/openapi.json";

const ids: string[] = document.components.schemas.AlertId.enum;

const needed: Record<string, string[]> = {
  disk_full: ["{{free}}"],
  disk_low: ["{{free}}"],
  webhooks_unread: ["{{ago}}"],
  backup_failing: ["{{ago}}"],
  backup_unverified: ["{{ago}}"],
  backup_old: ["{{ago}}"],
  screens_broke: ["{{count}}", "{{ago}}"],
};

describe.each([
  ["English", english.alerts],
  ["Italian", italian.alerts],
])("alerts in %s", (_, alerts) => {
  const words = alerts as unknown as Record<string, Record<string, string> | string>;

  it.each(ids)("says what %s is, what to do and where", (id) => {
    const said = words[id] as Record<string, string>;
    const titles = Object.entries(said).filter(([key]) => /^title(_\w+)?$/.test(key));
    expect(titles.length).toBeGreaterThan(0);
    expect(said.todo).toMatch(/\.$/);
    expect(said.link).toBeTruthy();
    for (const figure of needed[id] ?? []) expect(Object.values(said).join(" ")).toContain(figure);
  });

  it("knows no alert that is not one", () => {
    expect(
      Object.keys(words)
        .filter((key) => key !== "title")
        .sort(),
    ).toEqual([...ids].sort());
  });
});
