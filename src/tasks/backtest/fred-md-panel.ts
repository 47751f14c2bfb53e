import { VorlaufError } from "../../terms/errors.ts";
import { type Panel, seriesIn } from "../../terms/panel.ts";
import { indexOf, type Period, periodRange, shift } from "../../terms/period.ts";

/**
 * The monthly series of FRED-MD that are held in every vintage, with the publisher's transformation code.
 * @cite McCracken & Ng (2016), Journal of Business & Economic Statistics 34, data appendix
 */
export const fredMdCodes: Readonly<Record<string, number>> = {
  "fred-md/indpro": 5,
  "fred-md/amdmnox": 5,
  "fred-md/amdmuox": 5,
  "fred-md/andenox": 5,
  "fred-md/businvx": 5,
  "fred-md/busloans": 6,
  "fred-md/claimsx": 5,
  "fred-md/cmrmtsplx": 5,
  "fred-md/cumfns": 2,
  "fred-md/dmanemp": 5,
  "fred-md/gs10": 2,
  "fred-md/houst": 4,
  "fred-md/ipbuseq": 5,
  "fred-md/ipmansics": 5,
  "fred-md/isratiox": 2,
  "fred-md/m2real": 5,
  "fred-md/oilpricex": 6,
  "fred-md/payems": 5,
  "fred-md/permit": 4,
  "fred-md/ppicmm": 6,
  "fred-md/rpi": 5,
  "fred-md/t10yffm": 1,
  "fred-md/unrate": 2,
  "fred-md/uscons": 5,
  "fred-md/wpsfd49207": 6,
};

/** Ids in panel order, the target first. */
export const fredMdIds: readonly string[] = Object.keys(fredMdCodes);

/** A value that lies further from the median than so many interquartile ranges is treated as missing. */
const outlierRanges = 10;

/** Transformed columns on one grid of months; NaN where missing. */
export interface TransformedPanel {
  readonly periods: readonly Period[];
  readonly series: readonly Float64Array[];
}

/**
 * One value of a transformed series from the values up to it, newest first.
 * 1 level, 2 change, 3 change of change, 4 log, 5 log change, 6 change of log change, 7 change of the growth rate; changes of logs times 100.
 * @throws "input-invalid" for another code
 */
export function transformed(code: number, x: readonly [number, number, number]): number {
  const [a, b, c] = x;
  const log = (v: number): number => 100 * Math.log(v);
  switch (code) {
    case 1:
      return a;
    case 2:
      return a - b;
    case 3:
      return a - 2 * b + c;
    case 4:
      return log(a);
    case 5:
      return log(a) - log(b);
    case 6:
      return log(a) - 2 * log(b) + log(c);
    case 7:
      return a / b - b / c;
    default:
      throw new VorlaufError("input-invalid", {
        what: "transformation code of FRED-MD",
        got: `${code}`,
        fix: "Give a code from 1 to 7.",
      });
  }
}

/** The panel as known at an origin, its last `months` months, each series stationary by its code; series with fewer than half of these months are left out. */
export function transformedPanel(panel: Panel, months: number): TransformedPanel {
  const views = fredMdIds.flatMap((id) => seriesIn(panel, id) ?? []);
  const last = views
    .flatMap((v) => v.periods.at(-1) ?? [])
    .sort()
    .at(-1);
  if (last === undefined) return { periods: [], series: [] };
  const end = indexOf(last);
  const series = views.flatMap((view) => {
    const level = new Float64Array(months + 2).fill(Number.NaN);
    view.periods.forEach((p, i) => {
      const at = indexOf(p) - end + months + 1;
      if (at >= 0) level[at] = view.values[i] ?? Number.NaN;
    });
    const code = fredMdCodes[view.id] ?? 1;
    const x = Float64Array.from({ length: months }, (_, t) =>
      transformed(code, [level[t + 2]!, level[t + 1]!, level[t]!]),
    );
    const kept = withoutOutliers(x);
    return view.id === fredMdIds[0] || kept.filter(Number.isFinite).length * 2 >= months ? [kept] : [];
  });
  return { periods: periodRange(shift(last, 1 - months), last), series };
}

/** @cite McCracken & Ng (2016), section 3: values further than ten interquartile ranges from the median are outliers. */
function withoutOutliers(x: Float64Array): Float64Array {
  const sorted = x.filter(Number.isFinite).sort();
  if (sorted.length < 8) return x;
  const at = (p: number): number => sorted[Math.floor(p * (sorted.length - 1))]!;
  const [middle, range] = [at(0.5), at(0.75) - at(0.25)];
  return x.map((v) => (Number.isFinite(v) && Math.abs(v - middle) <= outlierRanges * range ? v : Number.NaN));
}
