import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { openStore } from "../../src/store/open.ts";
import { explain } from "../../src/tasks/explain.ts";
import { append, freshFolder, handDocument, type Row } from "../store/by-hand.ts";

const tag = "us-gaap:PaymentsToAcquirePropertyPlantAndEquipment";

/** SYNTHETIC (structure only): the entry that sec-ixbrl makes of a printed fact. */
function passage(accession: string, interval: string, value: number): Row {
  return {
    series: "sec/aa/passages",
    item: `${accession} ${tag} USD ${interval}`,
    period: interval.slice(-10),
    value,
    fields: {
      accession,
      form: "10-Q",
      tag,
      interval,
      heading: "STATEMENTS OF CASH FLOWS",
      note: "(In millions)",
      columns: "Six Months Ended",
      row: "Purchases of property",
      printed: `(${value / 1e6})`,
      scale: 6,
      negated: false,
    },
  };
}

const [half, quarter] = ["2025-01-01..2025-06-30", "2025-01-01..2025-03-31"];
const [a, b, c] = ["0000000001-25-000002", "0000000001-25-000001", "0000000001-26-000001"];

function sha256Of(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

async function explained(
  value: number,
  printed: readonly (readonly [string, string, number])[],
  asOf: string,
): ReturnType<typeof explain> {
  const folder = freshFolder();
  const url = `https://www.sec.gov/Archives/edgar/data/1/${a.replaceAll("-", "")}/${a}-index.htm`;
  const locator = `${a} 10-Q ${tag} USD ${half} minus ${b} 10-Q ${tag} USD ${quarter}`;
  await append(folder, [
    handDocument("facts", "2025-08-01", [
      {
        series: "sec/aa/capex",
        period: "2025-Q2",
        value,
        origin: { document: sha256Of("facts"), url, locator, kind: "primary" },
      },
    ]),
    handDocument(
      "filings",
      "2026-05-01",
      printed.map(([accession, interval, v]) => passage(accession, interval, v)),
    ),
  ]);
  const store = await openStore(folder, { readOnly: true });
  const context = { store, asOf, mode: "strict" as const, computed: { parts: [], claims: [] } };
  const walk = await explain("sec/aa/capex@2025-Q2", context);
  store.close();
  return walk;
}

test("a difference of two filings shows both rows, and that they give it", async () => {
  const { passages } = await explained(
    30e6,
    [
      [a, half, 50e6],
      [b, quarter, 20e6],
    ],
    "2026-06-01",
  );
  expect(passages).toMatchObject({ byPassages: 30e6, agrees: true });
  expect(passages?.facts.map((f) => f.says.en)).toEqual([
    `Printed in ${a} (10-Q): table “STATEMENTS OF CASH FLOWS (In millions)”, columns “Six Months Ended”, row “Purchases of property”: (50), in units of 10^6, that is 50,000,000.`,
    `Printed in ${b} (10-Q): table “STATEMENTS OF CASH FLOWS (In millions)”, columns “Six Months Ended”, row “Purchases of property”: (20), in units of 10^6, that is 20,000,000.`,
  ]);
});

test("a filing that prints something else is reported as a disagreement", async () => {
  const { passages } = await explained(
    31e6,
    [
      [a, half, 50e6],
      [b, quarter, 20e6],
    ],
    "2026-06-01",
  );
  expect(passages?.agrees).toBe(false);
  expect(passages?.says.en).toBe("DISAGREES: the filings print 30,000,000 USD, the series holds 31,000,000.");
  expect(passages?.says.de).toContain("WIDERSPRUCH");
});

test("a filing that is not held is named with its page; another one that prints the same fact is named as another", async () => {
  const one = await explained(30e6, [[c, half, 50e6]], "2026-06-01");
  expect(one.passages).toMatchObject({ agrees: null, byPassages: null });
  expect(one.passages?.facts[0]?.says.en).toContain(`${a} (10-Q) is not held; the same fact is printed in ${c} (10-Q)`);
  expect(one.passages?.facts[1]).toMatchObject({
    printed: null,
    url: "https://www.sec.gov/Archives/edgar/data/1/000000000125000001/0000000001-25-000001-index.htm",
  });
  // The copies of the filings became known in May 2026: before that they are not shown.
  const before = await explained(
    30e6,
    [
      [a, half, 50e6],
      [b, quarter, 20e6],
    ],
    "2026-04-30",
  );
  expect(before.passages?.facts.map((f) => f.printed)).toEqual([null, null]);
});
