/** How the page is built: hashed assets, no inline script or style (CSP). */
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  build: {
    target: "es2022",
    // A data: URL would need its own word in the CSP.
    assetsInlineLimit: 0,
    // The polyfill is an inline script; every browser with ES2022 preloads.
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
});
