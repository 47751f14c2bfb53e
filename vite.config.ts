import { fileURLToPath } from "node:url";
import { defineConfig, type UserConfig } from "vite";
import solid from "vite-plugin-solid";

/** The pages of the workbench: src/doors/web -> dist/web, hashed files, nothing inlined (the content policy allows files only). */
const config: UserConfig = defineConfig({
  root: fileURLToPath(new URL("./src/doors/web/", import.meta.url)),
  base: "/",
  plugins: [solid()],
  build: {
    outDir: fileURLToPath(new URL("./dist/web/", import.meta.url)),
    emptyOutDir: true,
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 700,
  },
});
export default config;
