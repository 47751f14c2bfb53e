import { createHash } from "node:crypto";
import { z } from "zod";
import type { Report } from "../tasks/report.ts";
import { VorlaufError } from "../terms/errors.ts";
import type { Mode } from "../terms/panel.ts";
import { partIds } from "../terms/part.ts";
import type { Lang } from "../terms/text.ts";

/** The forms of a report. */
export type ReportFormat = "html" | "md" | "pdf" | "xlsx";

/** Id, state and value of a headline, line or claim (its probability). */
type Standing = readonly [id: string, state: string, value: number | null];

/** What a report carries so that it can be made again and compared: inputs, options, hash of the result, every number. */
export interface Bundle {
  readonly bundle: 1;
  readonly vorlauf: string;
  readonly code: string;
  /** Hash of the store's manifest. */
  readonly store: string;
  readonly asOf: string;
  readonly mode: Mode;
  readonly seed: number;
  readonly lang: Lang;
  readonly format: ReportFormat;
  readonly thesis: string;
  /** Hash of the whole result. */
  readonly result: string;
  /** What a comparison names first; empty where a cell of a workbook could not hold it. */
  readonly numbers: readonly Standing[];
  /** Of a report that cannot carry its bundle (PDF): SHA-256 of its bytes. */
  readonly file?: string | undefined;
  /** SHA-256 of everything else in the bundle. */
  readonly seal: string;
}

const BundleShape: z.ZodType<Bundle> = z.strictObject({
  bundle: z.literal(1),
  vorlauf: z.string(),
  code: z.string(),
  store: z.string(),
  asOf: z.iso.date(),
  mode: z.enum(["strict", "pseudo"]),
  seed: z.number().int(),
  lang: z.enum(["en", "de"]),
  format: z.enum(["html", "md", "pdf", "xlsx"]),
  thesis: z.string(),
  result: z.string(),
  numbers: z.array(z.tuple([z.string(), z.string(), z.number().nullable()])),
  file: z.string().optional(),
  seal: z.string(),
});

function sha256(text: string | Uint8Array): string {
  return createHash("sha256").update(text).digest("hex");
}

/** The numbers of a report: id, state, value; headlines and lines of every part, then the claims with their probability. */
export function numbersOf(report: Report): Standing[] {
  const { parts, thesis } = report.workbench;
  return [
    ...partIds
      .flatMap((id) => {
        const part = parts[id];
        return part === undefined || id === "thesis" ? [] : [part.headline, ...part.lines];
      })
      .map((l): Standing => [l.id, l.state, l.value]),
    ...thesis.claims.map((c): Standing => [`claim/${c.id}`, c.state, c.probability]),
  ];
}

/** The bundle of a report; `file`: the bytes of a report that does not carry it inside. */
export function bundleOf(report: Report, lang: Lang, format: ReportFormat, file?: Uint8Array): Bundle {
  const open = {
    bundle: 1 as const,
    vorlauf: report.versions.vorlauf,
    code: report.versions.code,
    store: report.store,
    asOf: report.workbench.asOf,
    mode: report.workbench.mode,
    seed: report.seed,
    lang,
    format,
    thesis: report.workbench.thesis.id,
    result: report.workbench.hash,
    numbers: numbersOf(report),
    ...(file === undefined ? {} : { file: sha256(file) }),
  };
  return { ...open, seal: sha256(JSON.stringify(open)) };
}

/** The bundle as one line of JSON. */
export function bundleText(report: Report, lang: Lang, format: ReportFormat, file?: Uint8Array): string {
  const text = JSON.stringify(bundleOf(report, lang, format, file));
  return format === "xlsx" && text.length > cellLimit
    ? JSON.stringify(withoutNumbers(bundleOf(report, lang, format)))
    : text;
}

/** Characters that a cell of a workbook holds for sure. */
const cellLimit = 31_000;

function withoutNumbers(bundle: Bundle): Bundle {
  const { seal: _, ...open } = bundle;
  const short = { ...open, numbers: [] };
  return { ...short, seal: sha256(JSON.stringify(short)) };
}

/** Whether a bundle is as it was sealed: the seal is the hash of everything else in it. */
export function sealed(bundle: Bundle): boolean {
  const { seal, ...open } = bundle;
  return sha256(JSON.stringify(open)) === seal;
}

/** Where the files of a report begin their bundle; the JSON behind it ends with its line. */
const opening = '{"bundle":1,';

/**
 * The bundle of a report's text (HTML, Markdown, a sheet of a workbook) or of a file that holds nothing else.
 * @throws "input-invalid" where there is none, or it is not one
 */
export function readBundle(text: string, name: string): Bundle {
  const plain = text
    .replaceAll("&quot;", '"')
    .replaceAll("&#39;", "'")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");
  const start = plain.lastIndexOf(opening);
  const end = /\n|<\/code>|<\/t>|$/.exec(plain.slice(start));
  const found = start < 0 ? "" : plain.slice(start, start + (end?.index ?? 0)).replace(/`$/, "");
  let parsed: unknown = null;
  try {
    parsed = JSON.parse(found);
  } catch (cause) {
    throw new VorlaufError(
      "input-invalid",
      {
        what: name,
        got: found === "" ? "no bundle in it" : "a bundle that is not JSON",
        fix: "Give a report of `vorlauf report`, or the .bundle.json beside a PDF.",
      },
      { cause },
    );
  }
  const bundle = BundleShape.safeParse(parsed);
  if (bundle.success) return bundle.data;
  const issue = bundle.error.issues[0];
  throw new VorlaufError("input-invalid", {
    what: `${name}, bundle`,
    got: `${issue?.path.join(".") ?? ""}: ${issue?.message ?? "not a bundle"}`,
    fix: "Give the report as it was written.",
  });
}

/** One thing in which a remade report differs. */
export interface Difference {
  readonly in: "seal" | "store" | "code" | "number" | "result" | "file";
  readonly at: string;
  readonly given: string;
  readonly now: string;
}

/**
 * The first differences between a bundle and the report made again from it, in the order in which they explain each other: a
 * broken seal, other observations, other code, the first number, the result, the bytes of the file. Empty when all is equal.
 * @param files bytes as given and as made again
 */
export function differencesOf(
  bundle: Bundle,
  again: Report,
  files: { readonly given: Uint8Array | null; readonly now: Uint8Array | null },
): Difference[] {
  const found: Difference[] = [];
  const note = (where: Difference["in"], at: string, given: string, now: string): void => {
    if (given !== now) found.push({ in: where, at, given, now });
  };
  if (!sealed(bundle))
    found.push({ in: "seal", at: "bundle", given: bundle.seal.slice(0, 16), now: "does not fit what it seals" });
  note("store", "manifest", bundle.store, again.store);
  note("code", "version", `${bundle.vorlauf}, ${bundle.code}`, `${again.versions.vorlauf}, ${again.versions.code}`);
  const now = numbersOf(again);
  const rows = bundle.numbers.length === 0 ? 0 : Math.max(bundle.numbers.length, now.length);
  for (let i = 0; i < rows; i++) {
    const [a, b] = [bundle.numbers[i], now[i]];
    if (JSON.stringify(a) === JSON.stringify(b)) continue;
    found.push({ in: "number", at: a?.[0] ?? b?.[0] ?? "", given: standing(a), now: standing(b) });
    break;
  }
  note("result", "hash", bundle.result, again.workbench.hash);
  if (files.given !== null && bundle.file !== undefined) note("file", "sha256", bundle.file, sha256(files.given));
  if (files.given !== null && files.now !== null && !Buffer.from(files.given).equals(Buffer.from(files.now)))
    found.push(fileDifference(files.given, files.now));
  return found;
}

function standing(n: Standing | undefined): string {
  return n === undefined ? "not there" : `${n[1]} ${n[2] ?? "–"}`;
}

function fileDifference(given: Uint8Array, now: Uint8Array): Difference {
  const [a, b] = [Buffer.from(given).toString("utf8").split("\n"), Buffer.from(now).toString("utf8").split("\n")];
  const line = a.findIndex((text, i) => text !== b[i]);
  const at = line === -1 ? a.length : line;
  let column = 0;
  while ((a[at] ?? "")[column] !== undefined && (a[at] ?? "")[column] === (b[at] ?? "")[column]) column++;
  const part = (text: string | undefined): string => (text ?? "").slice(Math.max(0, column - 20), column + 60);
  return { in: "file", at: `line ${at + 1}`, given: part(a[at]), now: part(b[at]) };
}
