// Takes the README's pictures of the workbench as it stands on the embedded snapshot: `npm run pictures` (needs a build and a Chromium; CHROMIUM
// names it where it is not at /usr/bin/chromium). Look at them before committing.
import { spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const folder = join(root, "docs", "pictures");
const pictures = [
  { name: "verdict", path: "/?lang=en", scheme: "light", height: 1130 },
  { name: "rotation", path: "/rotation?lang=de", scheme: "dark", height: 760 },
] as const;

const serving = spawn(process.execPath, [join(root, "dist", "doors", "cli.js"), "serve", "--quiet"], {
  stdio: ["ignore", "pipe", "inherit"],
});
const base = await new Promise<string>((resolve, reject) => {
  let said = "";
  serving.stdout.on("data", (chunk: Buffer) => {
    said += chunk.toString();
    const found = /http:\/\/127\.0\.0\.1:\d+/.exec(said);
    if (found !== null) resolve(found[0]);
  });
  serving.on("exit", (code) => reject(new Error(`vorlauf serve ended with ${code}: ${said}`)));
});
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: process.getuid?.() === 0 ? ["--no-sandbox"] : [],
});
try {
  mkdirSync(folder, { recursive: true });
  for (const { name, path, scheme, height } of pictures) {
    const page = await browser.newPage({ viewport: { width: 1240, height }, colorScheme: scheme });
    await page.goto(base + path, { waitUntil: "networkidle", timeout: 300_000 });
    await page.locator("figure.chart .drawing[data-drawn]").first().waitFor({ timeout: 300_000 });
    await page.waitForTimeout(500);
    await page.screenshot({ path: join(folder, `${name}.png`) });
    await page.close();
    console.log(`docs/pictures/${name}.png`);
  }
} finally {
  await browser.close();
  serving.kill();
}
