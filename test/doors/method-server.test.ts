import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Serving, serveWorkbench } from "../../src/doors/server.ts";
import { methodSheets, runMethod } from "../../src/tasks/method.ts";
import type { MethodSheet } from "../../src/terms/method.ts";
import { syntheticSupply } from "../fixtures/workbench/synthetic.ts";

const web = mkdtempSync(join(tmpdir(), "vorlauf-web-"));
writeFileSync(join(web, "index.html"), "<!doctype html><title>Vorlauf</title>");

let serving: Serving;
beforeAll(async () => {
  const methods = {
    methods: async () => methodSheets(),
    runMethod: async (id: string, csv: string, options: unknown) => runMethod(id, csv, options),
  };
  serving = await serveWorkbench({ ...syntheticSupply, ...methods }, { web });
});
afterAll(() => serving.close());

const json = { "Content-Type": "application/json" };
const post = (path: string, body: unknown, headers: Record<string, string> = json): Promise<Response> =>
  fetch(`${serving.url}${path}`, {
    method: "POST",
    headers,
    body: typeof body === "string" ? body : JSON.stringify(body),
  });

test("the list of methods is there, with what each takes", async () => {
  const sheets: readonly MethodSheet[] = await (await fetch(`${serving.url}api/methods`)).json();
  expect(sheets.find((s) => s.id === "pelt")?.options.find((o) => o.name === "minSegment")?.takes.de).toBe(
    "eine ganze Zahl von 1 bis 9999",
  );
  expect((await fetch(`${serving.url}methods`)).status).toBe(200);
});

test("a file is calculated: the mean of 1, 1, 1, 9, 9, 9 changes after the third", async () => {
  const csv = "t,x\n1,1\n2,1.1\n3,0.9\n4,9\n5,9.1\n6,8.9\n";
  const answer = await post("api/methods/pelt", { csv, options: { penalty: 1 } });
  expect(answer.status).toBe(200);
  expect((await answer.json()).tables[0].rows.map((r: unknown[]) => r.slice(0, 2))).toEqual([
    ["1", "3"],
    ["4", "6"],
  ]);
});

test("wrong files and options are answered with 400 and the fix, unknown methods with 404", async () => {
  const bad = await post("api/methods/pelt", { csv: "t,x\n1,1\n2,b\n", options: {} });
  expect([bad.status, (await bad.json()).error.message]).toEqual([
    400,
    expect.stringContaining("line 3, column x: got b"),
  ]);
  expect((await post("api/methods/pelts", { csv: "t,x\n1,1\n", options: {} })).status).toBe(404);
  expect((await post("api/methods/pelt", { file: "/etc/passwd" })).status).toBe(400);
  expect((await post("api/methods/pelt", "not json")).status).toBe(400);
});

test("only JSON, only from this site, only to a method, and not without end", async () => {
  const question = { csv: "t,x\n1,1\n", options: {} };
  expect((await post("api/methods/pelt", JSON.stringify(question), { "Content-Type": "text/plain" })).status).toBe(405);
  expect((await post("api/methods/pelt", question, { ...json, Origin: "http://elsewhere.example" })).status).toBe(403);
  expect((await post("api/verdict", question)).status).toBe(405);
  const large = await post("api/methods/pelt", { csv: "x".repeat(2_100_000), options: {} });
  expect([large.status, (await large.json()).error.message]).toEqual([
    400,
    expect.stringContaining("more than 2000000 bytes"),
  ]);
});
