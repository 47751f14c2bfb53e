import { writeFileSync } from "node:fs";
import { createInterface } from "node:readline/promises";
import { thesisOf } from "../tasks/workbench.ts";
import { VorlaufError } from "../terms/errors.ts";
import { isDate } from "../terms/period.ts";

/** What the guided start asks for; every answer has a default that makes a file which can be judged. */
export interface Answers {
  readonly id: string;
  readonly title: string;
  readonly author: string;
  readonly published: string;
  readonly claim: string;
  readonly measure: string;
  readonly period: string;
  readonly change: boolean;
  readonly is: "above" | "below" | "at-least";
  readonly of: number;
  readonly unit: string;
  readonly resolves: string;
  readonly probability: number | null;
}

const example: Answers = {
  id: "my-thesis",
  title: "Output of computers rises",
  author: "Your name, where and when you argued it",
  published: "2026-11-22",
  claim: "In December 2027 the output of computers and electronics is at least 5 % above a year earlier.",
  measure: "series/fred/ipg3341s",
  period: "2027-12",
  change: true,
  is: "at-least",
  of: 0.05,
  unit: "share",
  resolves: "2028-01-31",
  probability: null,
};

/** A commented thesis file from answers; the template where none are given. */
export function thesisTemplate(answers: Answers = example): string {
  const q = (text: string): string => JSON.stringify(text);
  const fromSeries = answers.measure.startsWith("series/");
  return `# A thesis: who says what, and how it will be decided. Check it: vorlauf thesis check FILE; judge it: vorlauf thesis show FILE.
# Every field: docs/thesis.md. After \`vorlauf schema thesis > thesis.schema.json\` an editor with YAML support explains each field as you type:
# yaml-language-server: $schema=./thesis.schema.json
id: ${answers.id}
title: { en: ${q(answers.title)}, de: ${q(answers.title)} }
citation: ${q(answers.author)}
published: ${answers.published}
# Lists that repeat your own figures: they cannot confirm a claim.
# own: [ark/figures]
claims:
  - id: first-claim
    # One falsifiable sentence in each language.
    says: { en: ${q(answers.claim)}, de: ${q(answers.claim)} }
    # measure: a line or forecast of a part (vorlauf cycle --json names them, for example cycle/capex-2026-four),
    #          or series/ID of any series of the store (vorlauf series list). Of a series also:
    #          period: 2027-12 (left out: the newest), change: year (on a year earlier, as a share), over: ID (divided by another).
    # is: above, below, at-least, or about (with tolerance: 0.05).
    test:
      measure: ${answers.measure}
${fromSeries && answers.period !== "" ? `      period: ${q(answers.period)}\n` : ""}${fromSeries && answers.change ? "      change: year\n" : ""}      is: ${answers.is}
      of: ${answers.of}
      unit: ${q(answers.unit)}
    # resolution: about a later number, open with a probability until the day; standing: about the present, judged every day.
    judged: resolution
    opens: ${answers.published}
    resolves: ${answers.resolves}
    # Reports come late: the value known this many days after resolves counts.
    lagDays: 60
    source: "Publisher and document that decide"
    finePrint: { en: "Definitions and edge cases.", de: "Definitionen und Grenzfälle." }
${answers.probability === null ? "    # Your own probability; scored beside the model's once the claim is decided.\n    # authorProbability: 0.8\n" : `    authorProbability: ${answers.probability}\n`}`;
}

/**
 * Starts a thesis file: asks where somebody can answer (a terminal), else writes the commented template.
 * @throws "input-invalid" when the file exists, or cannot be written
 */
export async function startThesis(file: string): Promise<void> {
  const asks = process.stdin.isTTY === true && process.stdout.isTTY === true;
  const text = thesisTemplate(asks ? await ask() : { ...example, published: new Date().toISOString().slice(0, 10) });
  thesisOf(text, file);
  try {
    writeFileSync(file, text, { flag: "wx" });
  } catch (cause) {
    const taken = cause instanceof Error && "code" in cause && cause.code === "EEXIST";
    throw new VorlaufError(
      "input-invalid",
      {
        what: "thesis file",
        got: file,
        fix: taken
          ? "The file exists and is not overwritten; name another."
          : "It cannot be written there; name another place.",
      },
      { cause },
    );
  }
  process.stdout.write(`${file}\n`);
  process.stderr.write(`Next: edit it, then \`vorlauf thesis check ${file}\` and \`vorlauf thesis show ${file}\`.\n`);
}

async function ask(): Promise<Answers> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const one = async (
    question: string,
    before: string,
    fits: (answer: string) => boolean,
    why: string,
  ): Promise<string> => {
    for (;;) {
      const answer = (await terminal.question(`${question} [${before}] `)).trim() || before;
      if (fits(answer)) return answer;
      process.stdout.write(`  ${why}\n`);
    }
  };
  const any = (): boolean => true;
  const today = new Date().toISOString().slice(0, 10);
  try {
    const id = await one(
      "Id (lower-case words joined by hyphens)",
      example.id,
      (a) => /^[a-z0-9]+(-[a-z0-9]+)*$/.test(a),
      "Lower-case words joined by hyphens, for example my-thesis.",
    );
    const title = await one("Title", example.title, any, "");
    const author = await one("Who argues it, where and when", example.author, any, "");
    const claim = await one("First claim, one sentence that can turn out wrong", example.claim, any, "");
    const measure = await one(
      "Measure (series/ID, or a line such as cycle/capex-2026-four)",
      example.measure,
      (a) => /^[a-z0-9-]+(\/[a-z0-9.-]+)+$/.test(a),
      "A path such as series/fred-md/indpro; vorlauf series list shows the series.",
    );
    const series = measure.startsWith("series/");
    const period = series
      ? await one(
          "Period that counts (2027, 2027-Q4, 2027-12)",
          example.period,
          (a) => /^\d{4}(-Q[1-4]|-\d{2}(-\d{2})?)?$/.test(a),
          "Written as 2027, 2027-Q4 or 2027-12.",
        )
      : "";
    const change =
      series &&
      (await one(
        "Change on a year earlier instead of the value? (yes, no)",
        "no",
        (a) => /^(yes|no)$/.test(a),
        "yes or no.",
      )) === "yes";
    const is = await one(
      "Comparison (above, below, at-least)",
      example.is,
      (a) => a === "above" || a === "below" || a === "at-least",
      "above, below or at-least.",
    );
    const of = Number(
      await one("Threshold", String(example.of), (a) => Number.isFinite(Number(a)), "A number with a decimal point."),
    );
    const unit = await one(
      "Unit of the threshold (the measure's own; share for a change)",
      change ? "share" : example.unit,
      any,
      "",
    );
    const resolves = await one(
      "Day on which it resolves",
      example.resolves,
      (a) => isDate(a) && a >= today,
      `A day from ${today} on, as YYYY-MM-DD.`,
    );
    const given = await one(
      "Your own probability, 0 to 1 (or none)",
      "none",
      (a) => a === "none" || (Number(a) >= 0 && Number(a) <= 1),
      "A number from 0 to 1, or none.",
    );
    return {
      id,
      title,
      author,
      published: today,
      claim,
      measure,
      period,
      change,
      is: is === "above" || is === "below" ? is : "at-least",
      of,
      unit,
      resolves,
      probability: given === "none" ? null : Number(given),
    };
  } finally {
    terminal.close();
  }
}
