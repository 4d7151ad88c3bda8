// One file an island, without a hash in its name: Django's static files carry the version.
import { defineConfig } from "vite";

const islands = ["answer", "unsent"];

export default defineConfig({
  build: {
    outDir: "../src/preceptor/platform/ui/static/islands",
    emptyOutDir: true,
    target: "es2022",
    lib: {
      entry: Object.fromEntries(islands.map((name) => [name, `src/${name}.ts`])),
      formats: ["es"],
      fileName: (_format, name) => `${name}.js`,
    },
  },
  test: {
    environment: "happy-dom",
    include: ["src/**/*.test.ts"],
  },
} as Parameters<typeof defineConfig>[0]);
