import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { VorlaufError } from "../terms/errors.ts";

const run = promisify(execFile);
const places: readonly string[] = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/usr/bin/google-chrome-stable",
  "/usr/bin/microsoft-edge",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
  "C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe",
];

/**
 * An HTML page printed to PDF by the Chromium of this machine, which sees nothing but the file. The times that the browser
 * stamps are set to the as-of day, so that the same browser gives the same bytes.
 * @throws "input-invalid" when no browser is found, or it does not print
 */
export async function printPdf(html: string, asOf: string): Promise<Uint8Array> {
  const named = process.env["CHROMIUM"];
  const browser = named ?? places.find((p) => existsSync(p));
  if (browser === undefined || !existsSync(browser))
    throw new VorlaufError("input-invalid", {
      what: "--format",
      got:
        named === undefined
          ? "pdf, but no Chromium, Chrome or Edge was found"
          : `pdf, but CHROMIUM names ${named}, which is not there`,
      fix: "Set CHROMIUM to the path of one, or use --format html and print it from your browser.",
    });
  const folder = mkdtempSync(join(tmpdir(), "vorlauf-print-"));
  try {
    const [page, out] = [join(folder, "report.html"), join(folder, "report.pdf")];
    writeFileSync(page, html);
    const sandbox = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
    await run(
      browser,
      [
        "--headless",
        "--disable-gpu",
        "--disable-background-networking",
        "--no-first-run",
        ...sandbox,
        `--user-data-dir=${join(folder, "profile")}`,
        "--no-pdf-header-footer",
        `--print-to-pdf=${out}`,
        `file://${page}`,
      ],
      { timeout: 120_000 },
    );
    return stamped(readFileSync(out), asOf);
  } catch (cause) {
    if (cause instanceof VorlaufError) throw cause;
    throw new VorlaufError(
      "input-invalid",
      {
        what: "--format",
        got: `pdf, but ${browser} did not print`,
        fix: "Use --format html and print it from your browser.",
      },
      { cause },
    );
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** The dates inside a PDF set to the end of a day; the bytes keep their number, so every offset inside stays right. */
export function stamped(pdf: Uint8Array, asOf: string): Uint8Array {
  const text = Buffer.from(pdf).toString("latin1");
  const digits = `${asOf.replaceAll("-", "")}235959`;
  return Buffer.from(text.replace(/(\/(?:CreationDate|ModDate) ?\(D:)\d{14}/g, `$1${digits}`), "latin1");
}
