import { existsSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { build } from "vite";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Serving, serveWorkbench } from "../../src/doors/server.ts";
import { partIds } from "../../src/terms/part.ts";
import { days, reportDay, syntheticSupply } from "../fixtures/workbench/synthetic.ts";

const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
const here = existsSync(executablePath);
const inBrowser = (name: string, run: () => Promise<void>): void =>
  test.skipIf(!here)(`${name}${here ? "" : " [needs Chromium: set CHROMIUM to its path]"}`, run, 60_000);

let serving: Serving;
let browser: Browser;
let context: BrowserContext;
let page: Page;
const complaints: string[] = [];
const outside: string[] = [];

beforeAll(async () => {
  if (!here) return;
  const web = mkdtempSync(join(tmpdir(), "vorlauf-pages-"));
  await build({
    configFile: fileURLToPath(new URL("../../vite.config.ts", import.meta.url)),
    logLevel: "error",
    build: { outDir: web, emptyOutDir: true },
  });
  serving = await serveWorkbench(syntheticSupply, { web });
  browser = await chromium.launch({
    executablePath,
    args: [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
  context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: "en-GB" });
  page = await context.newPage();
  page.on("console", (m) => {
    if (m.type() === "error" || m.type() === "warning") complaints.push(m.text());
  });
  page.on("pageerror", (e) => complaints.push(e.message));
  page.on("request", (r) => {
    if (!r.url().startsWith(serving.url) && !/^(blob|data):/.test(r.url())) outside.push(r.url());
  });
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await serving?.close();
});

async function open(path: string): Promise<void> {
  await page.goto(new URL(path, serving.url).href);
  await page.waitForSelector("h1");
}

const query = (): URLSearchParams => new URL(page.url()).searchParams;
const drawn = async (): Promise<void> => {
  await page.waitForSelector(".drawing[data-drawn] svg.vl-chart");
};

inBrowser(
  "the verdict shows finding, indicators, claims and what this is not, and the address says day, language and mode",
  async () => {
    await open("/");
    await page.waitForFunction(() => location.search.includes("asOf="));
    expect([query().get("asOf"), query().get("lang"), query().get("mode")]).toEqual([days.at(-1), "en", "strict"]);
    expect(await page.textContent("h1")).toContain("quarter of expansion");
    expect(await page.locator("table.indicators tbody").count()).toBe(3);
    expect(await page.locator("table.claims tbody tr").count()).toBe(10);
    expect(await page.locator("table.indicators thead").innerText()).toMatch(/Level[\s\S]*Direction[\s\S]*Confidence/);
    expect(await page.textContent(".colophon")).toContain("Not investment advice. Not affiliated with ARK Invest.");
    await drawn();
  },
);

inBrowser("every page opens without an error, draws what it has and names its day on every chart", async () => {
  const titles = new Set<string>();
  const paths = [...partIds.map((p) => `/${p}`), "/data", "/time", "/series?id=sec/msft/capex"];
  for (const path of paths) {
    await open(`${path}${path.includes("?") ? "&" : "?"}asOf=${reportDay}&lang=en&mode=strict`);
    expect(await page.locator(".colophon").innerText(), path).toContain("Not investment advice");
    expect(await page.title(), path).toMatch(/^\S.* · 9 Feb 2026 · Vorlauf$/);
    titles.add(await page.title());
    const charts = page.locator("figure.chart");
    for (let i = 0; i < (await charts.count()); i++) {
      const chart = charts.nth(i);
      await chart.locator("svg.vl-chart").waitFor({ timeout: 5000 });
      expect(await chart.locator("> footer").innerText(), path).toContain("as of 9 Feb 2026");
      expect(await chart.locator(".drawing").getAttribute("role")).toBe("img");
      expect((await chart.locator(".drawing").getAttribute("aria-label")) ?? "", path).toMatch(
        /(chart|Matrix), \d+ series/,
      );
    }
  }
  expect(titles.size).toBe(paths.length);
  expect([...titles]).toContain("sec/msft/capex · 9 Feb 2026 · Vorlauf");
});

inBrowser("by keyboard alone: skip link, the slider by arrow, shift and arrow to the next claim change", async () => {
  await open(`/?asOf=${reportDay}&lang=en&mode=strict`);
  await page.keyboard.press("Tab");
  expect(await page.evaluate(() => document.activeElement?.className)).toBe("skip");
  const slider = page.getByRole("slider");
  for (let i = 0; i < 40 && !(await slider.evaluate((e) => e === document.activeElement)); i++)
    await page.keyboard.press("Tab");
  expect(await slider.evaluate((e) => e === document.activeElement)).toBe(true);
  const next = days.find((d) => d > reportDay);
  await page.keyboard.press("ArrowRight");
  expect(query().get("asOf")).toBe(next);
  expect(await slider.getAttribute("aria-valuetext")).toBe(
    next === undefined ? "" : await page.locator(".as-of .day strong").innerText(),
  );
  await page.keyboard.press("Shift+ArrowRight");
  expect(query().get("asOf")).toBe(days.filter((_, i) => i % 17 === 3).find((d) => d > (next ?? "")));
  await page.keyboard.press("ArrowLeft");
  expect(days.indexOf(query().get("asOf") ?? "") % 17).toBe(2);
});

inBrowser(
  "a step of the slider onto a day already fetched shows its numbers and asks the server nothing for them",
  async () => {
    await open(`/?asOf=${reportDay}&lang=en&mode=strict`);
    await drawn();
    await page.waitForLoadState("networkidle");
    await page.waitForTimeout(600);
    const next = days.find((d) => d > reportDay) ?? "";
    const asked: string[] = [];
    const listen = (request: { url: () => string }): void => {
      if (request.url().includes("/api/verdict")) asked.push(new URL(request.url()).searchParams.get("asOf") ?? "");
    };
    page.on("request", listen);
    const before = await page.locator(".lead .value .num").first().innerText();
    await page.locator(".as-of .step").last().click();
    await page.waitForFunction((old) => document.querySelector(".lead .value .num")?.textContent !== old, before);
    page.off("request", listen);
    expect(asked).not.toContain(next);
    expect(await page.locator(".lead .changed[data-turn] .delta").first().innerText()).toMatch(/^[+−]\d/);
  },
);

inBrowser(
  "why opens the way to the document with hash, place and address; Escape closes it and gives the focus back",
  async () => {
    await open(`/cycle?asOf=${reportDay}&lang=en&mode=strict`);
    const why = page.locator(".facts .why");
    await why.focus();
    await page.keyboard.press("Enter");
    const panel = page.getByRole("dialog");
    await panel.getByText("SHA-256").first().waitFor({ state: "attached" });
    const text = (await panel.textContent()) ?? "";
    expect(text).toMatch(/[0-9a-f]{64}/);
    expect(text).toContain("the primary document is not held");
    expect(query().get("why")).toBe("cycle");
    await page.keyboard.press("Escape");
    expect(await panel.count()).toBe(0);
    expect(await why.evaluate((e) => e === document.activeElement)).toBe(true);
  },
);

inBrowser("hovering shows value, period, day of knowing and document; arrows walk along the chart", async () => {
  await open(`/cycle?asOf=${reportDay}&lang=en&mode=strict`);
  await drawn();
  const drawing = page.locator(".drawing").first();
  const box = await drawing.boundingBox();
  if (box === null) throw new TypeError("the chart has no box");
  await page.mouse.move(box.x + box.width * 0.4, box.y + box.height * 0.8);
  const note = page.locator(".hover");
  await note.waitFor();
  expect(await note.innerText()).toMatch(/USD [\d.]+ bn[\s\S]*Q\d 20\d\d[\s\S]*observed/);
  await note.getByText("Known 29 Oct 2025").waitFor();
  await page.mouse.move(0, 0);
  await drawing.focus();
  await page.keyboard.press("End");
  const last = await note.innerText();
  await page.keyboard.press("ArrowLeft");
  expect(await note.innerText()).not.toBe(last);
});

inBrowser(
  "the table behind a chart and a CSV download hold the same values; a formula in a label is escaped",
  async () => {
    await open(`/rotation?asOf=${reportDay}&lang=en&mode=strict`);
    const chart = page.locator("figure.chart").first();
    await chart.getByRole("button", { name: "Data", exact: true }).click();
    const rows = await chart.locator("tbody tr").count();
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      chart.getByRole("button", { name: "Download CSV" }).click(),
    ]);
    const stream = await download.createReadStream();
    let csv = "";
    for await (const piece of stream) csv += String(piece);
    expect(csv.trim().split("\r\n").length).toBe(rows + 1);
    expect(csv).toContain("USD million, SAAR");
    expect(download.suggestedFilename()).toBe("vorlauf-rotation-roads-against-data-centres-2026-02-09.csv");
  },
);

inBrowser("PNG and SVG carry title, source and day", async () => {
  await open(`/cycle?asOf=${reportDay}&lang=de&mode=strict`);
  await drawn();
  const chart = page.locator("figure.chart").first();
  const [png] = await Promise.all([
    page.waitForEvent("download"),
    chart.getByRole("button", { name: "Herunterladen PNG" }).click(),
  ]);
  const bytes: Buffer[] = [];
  for await (const piece of await png.createReadStream()) bytes.push(Buffer.from(piece));
  expect(Buffer.concat(bytes).subarray(1, 4).toString()).toBe("PNG");
  expect(Buffer.concat(bytes).length).toBeGreaterThan(10_000);
  const [svg] = await Promise.all([
    page.waitForEvent("download"),
    chart.getByRole("button", { name: "Herunterladen SVG" }).click(),
  ]);
  let text = "";
  for await (const piece of await svg.createReadStream()) text += String(piece);
  expect(text).toContain("Quelle: SEC EDGAR, Census Bureau · Stand 9. Febr. 2026");
  expect(text).not.toContain("var(--");
});

inBrowser("German is whole: no English word of the interface is left, numbers carry a decimal comma", async () => {
  await open(`/?asOf=${reportDay}&lang=de&mode=strict`);
  await drawn();
  expect(await page.evaluate(() => document.documentElement.lang)).toBe("de");
  const text = await page.locator("body").innerText();
  for (const english of [
    "as of",
    "Early indicator",
    "cannot tell",
    "not built",
    "Evidence",
    "Source:",
    "Not investment advice",
    "Why",
    "falling",
    "rising",
  ])
    expect(text).not.toContain(english);
  expect(text).toContain("nicht entscheidbar");
  expect(text).toMatch(/\d,\d/);
  expect(text).not.toMatch(/\d\.\d+ %/);
});

inBrowser("what moved is reached from the comparison and names each group with its signed share", async () => {
  await page.goto(`${serving.url}?asOf=2026-06-02&lang=en&compare=${reportDay}`);
  await page.locator(".as-of").getByRole("link", { name: "What moved" }).click();
  await page.locator("table.news").first().waitFor();
  expect(await page.locator("h1").innerText()).toContain("9 Feb 2026");
  const row = await page.locator("table.news").first().locator("tbody tr").first().innerText();
  expect(row).toContain("+14.0 pp");
  expect(row).toContain("sec/msft");
  expect(new URL(page.url()).pathname).toBe("/news");
  expect(complaints).toEqual([]);
});

inBrowser(
  "the time machine: what became known that day, what moved, and every change of a claim by keyboard",
  async () => {
    const day = days.find((d, i) => d > reportDay && (i - 3) % 34 === 0) ?? "";
    const turned = days.indexOf(day);
    await open(`/time?asOf=${days[turned - 1]}&lang=en&mode=strict`);
    await page.locator("table.strips").waitFor();
    expect(await page.locator("table.strips tbody tr").count()).toBe(10);
    expect(await page.locator("h1").innerText()).toMatch(/^1 value became known on /);
    await page.getByRole("slider").focus();
    await page.keyboard.press("ArrowRight");
    expect(query().get("asOf")).toBe(day);
    const moved = page.locator("table.moves");
    await moved.getByText("holds").waitFor();
    const turn = page.locator(".turns li").last();
    expect(await turn.innerText()).toMatch(/open\s*→\s*holds/);
    const later = page.locator(".turns button").first();
    await later.focus();
    await page.keyboard.press("Enter");
    expect(days.indexOf(query().get("asOf") ?? "")).toBeGreaterThan(turned);
    await open(`/time?asOf=${reportDay}&lang=en&mode=strict`);
    await page.getByText("The report's claims were made on this day").waitFor();
    expect(await page.locator("table.moves tbody tr", { hasText: "holds" }).count()).toBe(0);
    await page.getByLabel("Series", { exact: true }).selectOption("sec/msft/capex");
    await page
      .locator("figure.chart", { hasText: "were revised after their first release" })
      .locator("svg.vl-chart")
      .waitFor();
  },
);

inBrowser("a step of the slider changes every headline within 100 ms, whatever the server is doing", async () => {
  await page.route("**/api/verdict*", async (route) => {
    await new Promise((done) => setTimeout(done, 1500));
    await route.continue().catch(() => undefined);
  });
  try {
    const told = page.waitForResponse((r) => r.url().includes("/api/timeline"));
    await open(`/?asOf=${days[40]}&lang=en&mode=strict`);
    await told;
    await page.waitForTimeout(300);
    await page.getByRole("slider").focus();
    const took = await page.evaluate(async () => {
      const slider = document.querySelector<HTMLInputElement>(".as-of input[type=range]");
      const number = (): string =>
        [".lead.verdict", "table.indicators"].map((s) => document.querySelector(s)?.textContent ?? "").join();
      const times: number[] = [];
      for (let i = 0; i < 12; i++) {
        const [before, start] = [number(), performance.now()];
        slider?.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight", bubbles: true, cancelable: true }));
        while (number() === before && performance.now() - start < 1000) await new Promise(requestAnimationFrame);
        times.push(performance.now() - start);
      }
      return times;
    });
    console.info(`slider step, median of 12 [ms]: ${took.sort((a, b) => a - b)[6]?.toFixed(0)}`);
    expect(took[6]).toBeLessThan(100);
    expect(await page.locator(".behindnote").count()).toBe(1);
  } finally {
    await page.unroute("**/api/verdict*");
  }
});

inBrowser("a comparison shows the other day's value before the arrow, and the address holds it", async () => {
  await open(`/?asOf=${reportDay}&lang=en&mode=strict&compare=2025-06-02`);
  await page.locator(".old").first().waitFor();
  expect(await page.locator(".lead .value").innerText()).toMatch(/^[\d.]+ → [\d.]+ quarters/);
});

inBrowser("below 900 pixels there is one column and nothing is wider than the page", async () => {
  await page.setViewportSize({ width: 400, height: 800 });
  for (const path of ["/", "/cycle", "/thesis", "/data", "/reinforcement", "/time", "/news", "/backtests"]) {
    await open(`${path}?asOf=${reportDay}&lang=de&mode=strict`);
    await page.waitForTimeout(200);
    expect(await page.evaluate(() => document.documentElement.scrollWidth), path).toBeLessThanOrEqual(400);
  }
  await page.setViewportSize({ width: 1280, height: 900 });
});

inBrowser("an unknown page and an unknown series say so; a broken day is refused in the server's words", async () => {
  const wrong = complaints.length;
  await open("/nowhere");
  expect(await page.textContent("h1")).toBe("There is no such page.");
  await page.goto(new URL("/series?id=sec/msft/capx&lang=en", serving.url).href);
  await page.getByRole("alert").waitFor();
  expect(await page.getByRole("alert").innerText()).toContain(
    'unknown series "sec/msft/capx"; did you mean sec/msft/capex?',
  );
  complaints.splice(wrong);
});

inBrowser("no complaint in the console and no request to anywhere else, all the way through", async () => {
  expect(complaints).toEqual([]);
  expect(outside).toEqual([]);
});
