import { expect, test } from "vitest";
import { source } from "../../src/sources/arxiv-oai.ts";
import { pageSeparator } from "../../src/terms/source.ts";
import { noTools, textDocument } from "./document.ts";

// SYNTHETIC records in the format arXivRaw.
const record = (id: string, first: string, categories: string, status = ""): string =>
  `<record><header${status}><identifier>oai:arXiv.org:${id}</identifier><datestamp>2026-11-01</datestamp></header><metadata><arXivRaw xmlns="http://arxiv.org/OAI/arXivRaw/"><id>${id}</id><version version="v1"><date>${first}</date><size>1kb</size></version><version version="v2"><date>Mon, 2 Nov 2026 10:00:00 GMT</date></version><title>A &amp; B</title><categories>${categories}</categories></arXivRaw></metadata></record>`;
const page = (records: string, token = ""): string =>
  `<?xml version="1.0"?><OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><responseDate>2026-11-22T00:00:00Z</responseDate><request verb="ListRecords" set="cs:cs:RO" from="2026-09-01">x</request><ListRecords>${records}<resumptionToken>${token}</resumptionToken></ListRecords></OAI-PMH>`;
const query = { field: "robotics", from: "2026-09" } as const;
const read = (text: string, known = "2026-11-22T00:00:00Z"): ReturnType<typeof source.read> =>
  source.read(textDocument(text, "oai", known), query, noTools);

test("papers are counted by the month of their first version; older, unfinished, deleted and repeated ones are rejected by name", () => {
  const first = [
    record("2609.1", "Tue, 1 Sep 2026 00:00:01 GMT", "cs.RO cs.AI"),
    record("2609.2", "Wed, 30 Sep 2026 23:59:59 GMT", "eess.SY cs.RO"),
    record("2610.1", "Thu, 1 Oct 2026 01:00:00 GMT", "cs.RO cs.LG"),
  ].join("");
  const second = [
    record("1901.1", "Wed, 2 Jan 2019 01:00:00 GMT", "cs.RO"),
    record("2611.1", "Sun, 1 Nov 2026 01:00:00 GMT", "cs.RO"),
    record("2610.1", "Thu, 1 Oct 2026 01:00:00 GMT", "cs.RO cs.LG"),
    record("2609.9", "Tue, 1 Sep 2026 00:00:01 GMT", "cs.RO", ' status="deleted"'),
  ].join("");
  const reading = read(`${page(first, "next|1001")}${pageSeparator}${page(second)}`);
  const values = Object.fromEntries(reading.observations.map((o) => [`${o.series} ${o.period}`, o.value]));
  expect(values).toMatchObject({
    "arxiv/robotics/papers 2026-09": 2,
    "arxiv/robotics/papers 2026-10": 1,
    "arxiv/ai-x-robotics/papers 2026-09": 1,
    "arxiv/ai-x-robotics/share 2026-09": 0.5,
    "arxiv/ai-x-robotics/share 2026-10": 1,
    "arxiv/cs-lg-x-robotics/papers 2026-10": 1,
  });
  expect(Object.keys(values).some((key) => key.endsWith("2026-11"))).toBe(false);
  expect(Object.fromEntries(reading.rejected.map((r) => [r.reason, r.count]))).toEqual({
    "first submitted before the harvest's first month, changed since": 1,
    "month not over two days before the harvest": 1,
    "came twice": 1,
    "record deleted": 1,
  });
});

test("a month counts as complete from its end's third day on", () => {
  const one = page(record("2610.1", "Thu, 1 Oct 2026 01:00:00 GMT", "cs.RO"));
  expect(read(one, "2026-11-02T23:00:00Z").observations.some((o) => o.period === "2026-10")).toBe(false);
  expect(read(one, "2026-11-03T00:00:00Z").observations.some((o) => o.period === "2026-10")).toBe(true);
});

test("a token asks for the next page; a cut answer, a record without a date and plain text are refused; entities are not expanded", () => {
  const [asked] = source.requests(query);
  if (asked === undefined) throw new Error("no request");
  expect(asked.url).toBe(
    "https://oaipmh.arxiv.org/oai?verb=ListRecords&metadataPrefix=arXivRaw&set=cs:cs:RO&from=2026-09-01",
  );
  expect(source.next?.({ raw: textDocument(page("", "a|b"), "x"), asked, page: 1, link: null }, query)?.url).toBe(
    "https://oaipmh.arxiv.org/oai?verb=ListRecords&resumptionToken=a%7Cb",
  );
  expect(source.next?.({ raw: textDocument(page(""), "x"), asked, page: 1, link: null }, query)).toBeNull();
  expect(() => read(page(record("1", "x", "cs.RO")).slice(0, -30))).toThrowError(
    expect.objectContaining({ code: "source-changed" }),
  );
  expect(() => read(page(record("1", "2026-09-01", "cs.RO")))).toThrow(/a date like/);
  expect(() => read("Rate exceeded.")).toThrow(/asked too often/);
  const bomb = `<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>${page(record("1", "&b;", "cs.RO")).replace(/^<\?xml[^>]*>/, "")}`;
  expect(() => read(bomb)).toThrowError(expect.objectContaining({ code: "source-changed" }));
});
