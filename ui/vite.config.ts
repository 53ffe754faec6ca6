/// <reference types="vitest/config" />
// How the screens are built and tested. The result in dist/ is embedded in the server's binary.
import { fileURLToPath } from "node:url";
import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { firstLoad } from "./first-load.ts";
import { precompressed } from "./precompress.ts";

// The server the dev build talks to: `shopbell demo` unless told otherwise.
const server = process.env.SHOPBELL_SERVER ?? "http://127.0.0.1:8420";

export default defineConfig({
  plugins: [react(), tailwindcss(), firstLoad(), precompressed()],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  build: {
    target: "es2022",
    // Nothing is inlined as data: addresses, so the content policy stays `'self'` alone.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        // A few files that change rarely instead of fifty tiny ones: quicker over one connection, kept longer by browsers.
        codeSplitting: {
          groups: [
            {
              name: "framework",
              test: /node_modules[\\/](react|react-dom|scheduler|@tanstack[\\/](react-router|router-core|history|react-store|store|react-query|query-core)|i18next|react-i18next|openapi-fetch)[\\/]/,
            },
            // What the shell itself needs; primitives only some screens use come with those screens.
            {
              name: "base",
              test: /src[\\/](lib(?![\\/](marks|links|csv|money)\.)|api(?![\\/](blocks|upload|backup|messageTypes)\.)|ui(?![\\/](Tabs|Choice|Segmented|Popover|Switch|Dialog|ConfirmDialog|CommandPalette|Field|Kbd|CopyButton|LoadMore)\.))[\\/]/,
            },
          ],
        },
      },
    },
  },
  // The host stays as the browser knows it: the server refuses what comes from another web site.
  server: { proxy: { "/api": { target: server, changeOrigin: false } } },
  test: {
    environment: "jsdom",
    setupFiles: ["src/setup-tests.ts"],
    // In milliseconds; the program is built beside them.
    testTimeout: 30_000,
    include: ["src/**/*.test.{ts,tsx}", "lint/*.test.js"],
  },
});
