/// <reference types="vitest/config" />
// How the screens are built and tested. The result in dist/ is embedded in the server's binary.
import { fileURLToPath } from "node:url";
import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

// The server the dev build talks to: `shopbell demo` unless told otherwise.
const server = process.env.SHOPBELL_SERVER ?? "http://127.0.0.1:8420";

export default defineConfig({
  plugins: [react(), tailwindcss()],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  build: {
    target: "es2022",
    // Nothing is inlined as data: addresses, so the content policy stays `'self'` alone.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: { proxy: { "/api": server } },
  test: {
    environment: "jsdom",
    setupFiles: ["src/setup-tests.ts"],
    include: ["src/**/*.test.{ts,tsx}"],
  },
});
