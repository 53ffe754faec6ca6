// The rules of these screens. The floors are the important one:
// ui, lib <- api <- features <- app, routes. A file imports only from floors below its own.
import js from "@eslint/js";
import jsxA11y from "eslint-plugin-jsx-a11y";
import reactHooks from "eslint-plugin-react-hooks";
import globals from "globals";
import tseslint from "typescript-eslint";
import { effectReturns } from "./lint/effect-returns.js";
import { featureFaces } from "./lint/feature-faces.js";

const noMarkup = {
  selector:
    "JSXAttribute[name.name='dangerouslySetInnerHTML'], MemberExpression[property.name='innerHTML'], MemberExpression[property.name='outerHTML'], CallExpression[callee.property.name='insertAdjacentHTML']",
  message: "Markup is never made from text: what customers and pages write is untrusted.",
};

/** Says which folders a floor may not import from. */
function floor(files, forbidden, why) {
  return {
    files,
    rules: {
      "no-restricted-imports": [
        "error",
        { patterns: forbidden.map((folder) => ({ group: [`@/${folder}`, `@/${folder}/*`, `**/${folder}/*`], message: why })) },
      ],
    },
  };
}

export default tseslint.config(
  { ignores: ["dist", "src/api/types.gen.ts", "test-results", "playwright-report"] },
  js.configs.recommended,
  ...tseslint.configs.strict,
  jsxA11y.flatConfigs.recommended,
  reactHooks.configs.flat.recommended,
  {
    files: ["**/*.{ts,tsx}"],
    languageOptions: { globals: globals.browser },
    plugins: { ours: { rules: { "effect-returns": effectReturns, "feature-faces": featureFaces } } },
    rules: {
      "ours/effect-returns": "error",
      "ours/feature-faces": "error",
      "no-restricted-syntax": ["error", noMarkup],
      "no-console": "error",
      "max-lines": ["error", { max: 400 }],
      "@typescript-eslint/consistent-type-imports": "error",
      "jsx-a11y/no-autofocus": "off",
    },
  },
  { files: ["public/*.js"], languageOptions: { globals: globals.browser, sourceType: "script" }, rules: { "no-var": "off" } },
  floor(["src/ui/**"], ["api", "features", "app", "routes"], "ui/ holds primitives: no product word, no fetch."),
  floor(["src/lib/**"], ["ui", "api", "features", "app", "routes"], "lib/ is the ground floor."),
  floor(["src/api/**"], ["ui", "features", "app", "routes"], "api/ stands on lib/ alone."),
  floor(["src/features/**"], ["app", "routes"], "A feature never reaches up into the shell."),
);
