import { expect, test } from "vitest";
import { source } from "../../src/sources/hugging-face.ts";
import { pageSeparator } from "../../src/terms/source.ts";
import { noTools, textDocument } from "./document.ts";

// SYNTHETIC models in the structure of /api/models with expand.
const model = (id: string, downloads: number): unknown => ({
  _id: "x",
  id,
  createdAt: "2025-03-04T05:06:07.000Z",
  downloads,
  downloadsAllTime: downloads * 10,
  likes: 2,
  pipeline_tag: "robotics",
  safetensors: { total: 7e9 },
});
const query = { task: "robotics", most: 600 } as const;

test("models are entries with their downloads; one that came twice is rejected; the next page stands in the Link header of the same host", () => {
  const text = [JSON.stringify([model("a/b", 50), model("c/d", 40)]), JSON.stringify([model("c/d", 40)])].join(
    pageSeparator,
  );
  const reading = source.read(textDocument(text, "models"), query, noTools);
  expect(reading.observations.map((o) => [o.series, o.item, o.period, o.value, o.fields?.["parameters"]])).toEqual([
    ["hugging-face/robotics-models", "a/b", "2025-03-04", 50, 7e9],
    ["hugging-face/robotics-models", "c/d", "2025-03-04", 40, 7e9],
  ]);
  expect(reading.rejected).toMatchObject([{ count: 1 }]);
  const [asked] = source.requests(query);
  if (asked === undefined) throw new Error("no request");
  expect(asked.key).toEqual({ env: "HF_TOKEN", header: "authorization", scheme: "Bearer", optional: true });
  const raw = textDocument(text, "models");
  const link = '<https://huggingface.co/api/models?cursor=abc>; rel="next"';
  expect(source.next?.({ raw, asked, page: 1, link }, query)?.url).toBe("https://huggingface.co/api/models?cursor=abc");
  expect(source.next?.({ raw, asked, page: 2, link }, query)).toBeNull();
  expect(source.next?.({ raw, asked, page: 1, link: null }, query)).toBeNull();
  expect(() =>
    source.next?.({ raw, asked, page: 1, link: '<https://elsewhere.example/x>; rel="next"' }, query),
  ).toThrow(/huggingface\.co, got elsewhere/);
});

test("an error body and an empty list are refused", () => {
  expect(() => source.read(textDocument('{"error":"Rate limit reached"}', "x"), query, noTools)).toThrow(
    /asked too often/,
  );
  expect(() => source.read(textDocument("[]", "x"), query, noTools)).toThrow(/models, got none/);
});
