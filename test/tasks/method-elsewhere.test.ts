import { expect, test } from "vitest";
import { methodSupply } from "../../src/tasks/method-elsewhere.ts";

const entry = new URL("../../src/doors/method-thread.ts", import.meta.url);
const bounds = { seconds: 40, memoryMb: 512, atOnce: 1, waiting: 0 };
const csv = "date,x\n2020,1\n2021,2\n2022,4\n";

test("a thread of its own gives the answer, and an error with its code and facts", async () => {
  const supply = methodSupply(entry, bounds);
  const result = await supply.runMethod("level", csv, { lag: 1 });
  expect(result.values.find((v) => v.name === "change")?.value).toBe(2);
  await expect(supply.runMethod("level", "date,x\n2020,one\n2021,2\n", {})).rejects.toMatchObject({
    code: "input-invalid",
    message: expect.stringContaining("line 2, column x: got one"),
  });
});

test("what takes longer than its time is ended and says so, and the next one is answered", async () => {
  const supply = methodSupply(entry, { ...bounds, seconds: 0.01 });
  await expect(supply.runMethod("level", csv, {})).rejects.toThrow("method level: got no answer within 0.01 s");
  await expect(methodSupply(entry, bounds).runMethod("level", csv, { lag: 1 })).resolves.toMatchObject({
    method: "level",
  });
});

test("more at once than allowed are refused, an unknown method before any thread is started", async () => {
  const supply = methodSupply(entry, bounds);
  const first = supply.runMethod("level", csv, { lag: 1 });
  await expect(supply.runMethod("level", csv, {})).rejects.toThrow("calculations at once: got 2");
  await first;
  await expect(supply.runMethod("levl", csv, {})).rejects.toMatchObject({
    code: "unknown-id",
    facts: { near: ["level"] },
  });
});
