// `npm test`: installs and builds what is missing, finds (or, as root on Debian, installs) a browser, runs the tests,
// says what was skipped and why, and ends with one line of counts.
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureBuilt, ensureInstalled, runTool } from "./bootstrap.mjs";

ensureInstalled();
ensureBuilt();

const places = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];
const findBrowser = () => process.env.CHROMIUM ?? places.find((p) => existsSync(p));
if (findBrowser() === undefined && process.getuid?.() === 0 && existsSync("/usr/bin/apt-get")) {
  console.error("vorlauf: installing Chromium for the browser tests ...");
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  spawnSync("apt-get", ["update", "-qq"], { stdio: "ignore", env });
  spawnSync("apt-get", ["install", "-y", "-qq", "--no-install-recommends", "chromium"], { stdio: "ignore", env });
}
const hasRedis = () => spawnSync("redis-server", ["--version"], { stdio: "ignore" }).status === 0;
if (!hasRedis() && process.getuid?.() === 0 && existsSync("/usr/bin/apt-get")) {
  console.error("vorlauf: installing redis-server for the queue tests ...");
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive", RUNLEVEL: "1" };
  spawnSync("apt-get", ["update", "-qq"], { stdio: "ignore", env });
  spawnSync("apt-get", ["install", "-y", "-qq", "--no-install-recommends", "redis-server"], { stdio: "ignore", env });
}
if (!hasRedis()) console.error("vorlauf: no redis-server found; the queue tests are skipped (install it to run them).");
const browser = findBrowser();
if (browser === undefined)
  console.error("vorlauf: no Chromium found; the browser tests are skipped (install it, or set CHROMIUM to its path).");

const scratch = mkdtempSync(join(tmpdir(), "vorlauf-test-"));
const report = join(scratch, "report.json");
const run = runTool(
  "vitest/vitest.mjs",
  ["run", "--reporter=default", "--reporter=json", `--outputFile.json=${report}`, ...process.argv.slice(2)],
  {
    stdio: ["ignore", "inherit", "inherit"],
    env: { ...process.env, NODE_ENV: "test", NO_COLOR: "1", ...(browser === undefined ? {} : { CHROMIUM: browser }) },
  },
);
let result = null;
try {
  result = JSON.parse(readFileSync(report, "utf8"));
} catch (cause) {
  console.error(`vorlauf: the test runner left no report (${cause.message})`);
}
rmSync(scratch, { recursive: true, force: true });
if (result !== null) {
  const skipped = result.testResults.flatMap((file) =>
    file.assertionResults.filter((t) => t.status === "pending" || t.status === "skipped"),
  );
  const reasons = new Map();
  for (const test of skipped) {
    const reason = /\[needs ([^\]]+)\]/.exec(test.fullName)?.[1] ?? "no reason given";
    reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  }
  for (const [reason, count] of reasons) console.log(`skipped ${count}: needs ${reason}`);
  const brokenFiles = result.testResults.filter(
    (file) => file.status === "failed" && file.assertionResults.length === 0,
  ).length;
  console.log(
    `${result.numPassedTests} passed, ${result.numFailedTests + brokenFiles} failed, ${result.numPendingTests} skipped`,
  );
}
process.exit(run.status === 0 && result !== null && result.numPassedTests > 0 ? 0 : 1);
