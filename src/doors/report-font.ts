import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const file = "@fontsource-variable/inter/files/inter-latin-wght-normal.woff2";
let rule: string | null = null;

/** The workbench's typeface (Inter, SIL Open Font License 1.1; Latin letters and figures) as a style rule that holds the font itself: a report looks the same on a machine that lacks it. */
export function reportFont(): string {
  rule ??= `@font-face{font-family:"Inter Variable";font-weight:100 900;font-style:normal;src:url(data:font/woff2;base64,${readFileSync(createRequire(import.meta.url).resolve(file)).toString("base64")}) format("woff2")}\n`;
  return rule;
}
