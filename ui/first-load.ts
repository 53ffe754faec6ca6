// Fails the build when what a browser fetches before the first screen grows past its limit.
import { gzipSync } from "node:zlib";
import type { Plugin } from "vite";

/** The most script before the first screen, gzipped, in bytes. */
const LIMIT = 190_000;

interface Chunk {
  type: "chunk" | "asset";
  fileName: string;
  isEntry?: boolean;
  facadeModuleId?: string | null;
  code?: string;
  imports?: string[];
}

export function firstLoad(): Plugin {
  return {
    name: "first-load",
    apply: "build",
    generateBundle(_options, bundle) {
      const files = bundle as unknown as Record<string, Chunk>;
      const needed = new Set<string>();
      const add = (fileName: string) => {
        if (needed.has(fileName)) return;
        needed.add(fileName);
        files[fileName]?.imports?.forEach(add);
      };
      // The entry, what it imports, and the words every screen needs in the longer of the two languages.
      for (const chunk of Object.values(files))
        if (chunk.isEntry || chunk.facadeModuleId?.endsWith("/locales/it/index.ts")) add(chunk.fileName);
      const size = [...needed].reduce((sum, fileName) => sum + gzipSync(files[fileName]?.code ?? "", { level: 9 }).byteLength, 0);
      if (size > LIMIT) this.error(`The first load is ${size} bytes of gzipped script; the limit is ${LIMIT}.`);
      this.info(`first load: ${size} of ${LIMIT} bytes of gzipped script`);
    },
  };
}
