// What a feature may import from another is its face, however the import is written.
import { existsSync } from "node:fs";
import { RuleTester } from "eslint";
import { describe, expect, it } from "vitest";
import { FACES, featureFaces } from "./feature-faces.js";

RuleTester.describe = describe;
RuleTester.it = it;

const from = (file, code) => ({ filename: `/shop/ui/src/features/${file}`, code });
const hidden = [{ messageId: "hidden" }];

new RuleTester({ languageOptions: { ecmaVersion: 2024, sourceType: "module" } }).run("feature-faces", featureFaces, {
  valid: [
    from("inbox/thread/Thread.tsx", 'import { a } from "../header/CustomerPanel";'),
    from("inbox/header/CustomerPanel.tsx", 'import { a } from "@/features/consent/ConsentPanel";'),
    from("first-run/PracticeStep.tsx", 'const a = () => import("../practice/Phone");'),
    from("prices/PricesScreen.tsx", 'import { a } from "../common/Time"; import b from "react";'),
    { filename: "/shop/ui/src/routes.tsx", code: 'import a from "@/features/inbox/place";' },
  ],
  invalid: [
    { ...from("practice/Phone.tsx", 'import { a } from "@/features/inbox/compose/sending";'), errors: hidden },
    { ...from("practice/parts/Line.tsx", 'import { a } from "../../inbox/place";'), errors: hidden },
    { ...from("home/HomeScreen.tsx", 'const a = () => import("../outbox/OutboxScreen");'), errors: hidden },
    { ...from("home/HomeScreen.tsx", 'export { a } from "../unheard/of";'), errors: hidden },
  ],
});

describe("the table", () => {
  it("names files that are there", () => {
    const named = Object.entries(FACES).flatMap(([feature, files]) =>
      files.filter((file) => file !== "*").map((file) => `src/features/${feature}/${file}`),
    );
    expect(named.filter((path) => !existsSync(`${path}.ts`) && !existsSync(`${path}.tsx`))).toEqual([]);
  });
});
