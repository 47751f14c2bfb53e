import { expect, test } from "vitest";
import { source } from "../../src/sources/openrouter.ts";
import { noTools, textDocument } from "./document.ts";

test("prices per token become prices per million; a router without a price is rejected; a price that is no number is refused", () => {
  const read = (pricing: unknown, id = "maker/m"): ReturnType<typeof source.read> =>
    source.read(textDocument(JSON.stringify({ data: [{ id, pricing }] }), "models.json"), {}, noTools);
  expect(read({ prompt: "0.000000075", completion: "0.0000003" }).observations[0]?.fields).toMatchObject({
    input: 0.075,
    output: 0.3,
    cacheRead: null,
    source: "openrouter",
  });
  expect(read({ prompt: "-1", completion: "-1" }, "openrouter/auto")).toMatchObject({
    observations: [],
    rejected: [{ count: 1 }],
  });
  expect(() => read({ prompt: "free", completion: "0" })).toThrowError(
    expect.objectContaining({ code: "source-changed" }),
  );
  expect(() => source.read(textDocument('{"error":{"message":"down"}}', "x"), {}, noTools)).toThrowError(
    expect.objectContaining({ code: "source-unreachable" }),
  );
});
