// Lays a .br and a .gz beside every built file worth it, so that the program sends them as they are and compresses nothing.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import type { Plugin } from "vite";

/** Smaller files fit into one packet anyway, in bytes. */
const WORTH = 1024;
/** Fonts and pictures are compressed already. */
const KINDS = /\.(js|css|html|svg|json|webmanifest)$/;

/** Compresses what lies in `folder`; an encoding that saves nothing is left out. */
export function precompress(folder: string): void {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !KINDS.test(entry.name)) continue;
    const path = join(entry.parentPath, entry.name);
    const plain = readFileSync(path);
    if (plain.byteLength < WORTH) continue;
    const encoded = {
      br: brotliCompressSync(plain, {
        params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY, [constants.BROTLI_PARAM_SIZE_HINT]: plain.byteLength },
      }),
      gz: gzipSync(plain, { level: 9 }),
    };
    for (const [ending, bytes] of Object.entries(encoded))
      if (bytes.byteLength < plain.byteLength) writeFileSync(`${path}.${ending}`, bytes);
  }
}

export function precompressed(): Plugin {
  let folder = "";
  return {
    name: "precompressed",
    apply: "build",
    configResolved(config) {
      folder = join(config.root, config.build.outDir);
      if (config.build.outDir.startsWith("/")) folder = config.build.outDir;
    },
    // Everything is written by then, what lies in public/ too.
    closeBundle() {
      precompress(folder);
    },
  };
}
