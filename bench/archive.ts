import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { crc32, deflateRawSync } from "node:zlib";
import { sources } from "../src/sources/shelf.ts";
import { takeFolder } from "../src/tasks/intake.ts";
import { timed } from "./ratio.ts";

/**
 * How much memory does a `companyfacts.zip` of the real shape need? Goal: below 500 MB of resident memory for 2 GB unpacked. `npx tsx bench/archive.ts [megabytes
 * unpacked, 2000]`. Members are companyfacts documents of about 2 MB, every tenth of a company that is read, the others of companies that are not.
 */
const megabytes = Number(process.argv[2] ?? "2000");

function member(cik: number, serial: number): Uint8Array {
  const rows = (tag: string): string => {
    const all = Array.from({ length: 220 }, (_, i) => {
      const year = 2009 + (i >> 4);
      return `{"start":"${year}-01-01","end":"${year}-03-31","val":${1e6 * ((i * 7919 + serial) % 9973)},"accn":"0000${100000 + (serial % 800000)}-${String(year % 100).padStart(2, "0")}-${String(i).padStart(6, "0")}","fy":${year},"fp":"Q1","form":"10-Q","filed":"${year}-05-${String(1 + (i % 28)).padStart(2, "0")}"}`;
    });
    return `"${tag}":{"label":"${tag}","description":"${tag}","units":{"USD":[${all.join(",")}]}}`;
  };
  const tags = ["PaymentsToAcquirePropertyPlantAndEquipment", ...Array.from({ length: 45 }, (_, i) => `Tag${i}`)];
  return new TextEncoder().encode(
    `{"cik":${cik},"entityName":"Company ${serial}","facts":{"us-gaap":{${tags.map(rows).join(",")}}}}`,
  );
}

/** Writes the archive member by member; answers with its unpacked bytes. */
function write(path: string): number {
  const file = openSync(path, "w");
  const directory: Uint8Array[] = [];
  let [at, unpacked, count] = [0, 0, 0];
  const put = (bytes: Uint8Array): void => {
    for (let from = 0; from < bytes.length; ) from += writeSync(file, bytes, from);
    at += bytes.length;
  };
  for (; unpacked < megabytes * 1e6; count++) {
    const cik = count % 10 === 0 ? 1018724 : 3_000_000 + count;
    const bytes = member(cik, count);
    const packed = deflateRawSync(bytes, { level: 1 });
    const name = new TextEncoder().encode(`CIK${String(cik).padStart(10, "0")}.json`);
    const head = new DataView(new ArrayBuffer(30));
    head.setUint32(0, 0x04034b50, true);
    head.setUint16(4, 20, true);
    head.setUint16(8, 8, true);
    head.setUint32(14, crc32(bytes), true);
    head.setUint32(18, packed.length, true);
    head.setUint32(22, bytes.length, true);
    head.setUint16(26, name.length, true);
    const entry = new DataView(new ArrayBuffer(46));
    entry.setUint32(0, 0x02014b50, true);
    entry.setUint16(4, 20, true);
    entry.setUint16(6, 20, true);
    entry.setUint16(10, 8, true);
    entry.setUint32(16, crc32(bytes), true);
    entry.setUint32(20, packed.length, true);
    entry.setUint32(24, bytes.length, true);
    entry.setUint16(28, name.length, true);
    entry.setUint32(42, at, true);
    directory.push(new Uint8Array(entry.buffer), name);
    put(new Uint8Array(head.buffer));
    put(name);
    put(packed);
    unpacked += bytes.length;
  }
  const from = at;
  for (const part of directory) put(part);
  const end = new DataView(new ArrayBuffer(22));
  end.setUint32(0, 0x06054b50, true);
  end.setUint16(8, count, true);
  end.setUint16(10, count, true);
  end.setUint32(12, at - from, true);
  end.setUint32(16, from, true);
  put(new Uint8Array(end.buffer));
  closeSync(file);
  return unpacked;
}

const folder = mkdtempSync(join(tmpdir(), "vorlauf-archive-"));
try {
  const unpacked = write(join(folder, "companyfacts.zip"));
  const effects = { progress: () => undefined, log: () => undefined };
  const before = process.memoryUsage.rss() / 1e6;
  const time = await timed(async () => {
    const report = await takeFolder(
      {
        store: join(folder, "store"),
        seed: null,
        folder: join(folder, "companyfacts.zip"),
        only: ["sec"],
        known: "2026-11-22",
      },
      effects,
    );
    console.log(
      report.sources
        .map((s) => `${s.source}: ${s.documents.length} members read, ${s.new} new, ${s.failures.length} failures`)
        .join("; "),
    );
  });
  console.log(
    `${(unpacked / 1e9).toFixed(1)} GB unpacked in ${(time / 1000).toFixed(1)} s by ${sources.length} sources; at most ${(process.resourceUsage().maxRSS / 1e3).toFixed(0)} MB resident (${before.toFixed(0)} MB before; goal 500 MB)`,
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
