/** The languages of the interface. */
export type Lang = "en" | "de";

/** The same sentence written (not translated word by word) in both languages. */
export interface Text {
  readonly en: string;
  readonly de: string;
}

/** A text of both languages from one function of the language's number formats. */
export function text(write: (f: Formats) => string, de?: (f: Formats) => string): Text {
  return { en: write(formats.en), de: (de ?? write)(formats.de) };
}

/** Number, date and percent formats of a language; no locale of the machine is used. */
export interface Formats {
  /** Fixed decimals with thousands separators; "n/a" or "k. A." for a value that is not finite. */
  readonly num: (value: number, decimals?: number) => string;
  /** A share (0.42) as per cent. */
  readonly pct: (share: number, decimals?: number) => string;
  /** Billions of US dollars from US dollars. */
  readonly usdBn: (usd: number, decimals?: number) => string;
  /** A period or date for reading: `Q3 2025`, `May 2026`, `9 Feb 2026`. */
  readonly when: (period: string) => string;
  /** Signed number. */
  readonly signed: (value: number, decimals?: number) => string;
}

const months = {
  en: ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
  de: ["Jan.", "Febr.", "März", "April", "Mai", "Juni", "Juli", "Aug.", "Sept.", "Okt.", "Nov.", "Dez."],
};

function makeFormats(lang: Lang): Formats {
  const [group, point] = lang === "en" ? [",", "."] : [".", ","];
  const num = (value: number, decimals = 0): string => {
    if (!Number.isFinite(value)) return lang === "en" ? "n/a" : "k. A.";
    const [whole = "0", fraction] = Math.abs(value).toFixed(decimals).split(".");
    const minus = value < 0 && Number(value.toFixed(decimals)) !== 0 ? "−" : "";
    return minus + whole.replace(/\B(?=(\d{3})+(?!\d))/g, group) + (fraction === undefined ? "" : point + fraction);
  };
  return {
    num,
    pct: (share, decimals = 0) => `${num(share * 100, decimals)} %`,
    usdBn: (usd, decimals = 1) =>
      lang === "en" ? `USD ${num(usd / 1e9, decimals)} bn` : `${num(usd / 1e9, decimals)} Mrd. USD`,
    signed: (value, decimals = 0) => (value > 0 ? "+" : "") + num(value, decimals),
    when: (period) => {
      const [year, part, day] = period.split("T")[0]?.split("-") ?? [];
      if (part === undefined) return year ?? period;
      if (part.startsWith("Q")) return lang === "en" ? `${part} ${year}` : `${part.slice(1)}. Quartal ${year}`;
      const month = months[lang][Number(part) - 1] ?? part;
      if (day === undefined) return `${month} ${year}`;
      return lang === "en" ? `${Number(day)} ${month} ${year}` : `${Number(day)}. ${month} ${year}`;
    },
  };
}

/** The formats of each language. */
export const formats: Readonly<Record<Lang, Formats>> = { en: makeFormats("en"), de: makeFormats("de") };

/** Words for a probability, by one table: almost certain >= 95 %, likely 66-95 %, as likely as not 33-66 %, unlikely 5-33 %, almost excluded < 5 %. */
export function likelihoodWords(p: number): Text {
  if (p >= 0.95) return { en: "almost certain", de: "so gut wie sicher" };
  if (p >= 0.66) return { en: "likely", de: "wahrscheinlich" };
  if (p >= 0.33) return { en: "as likely as not", de: "so wahrscheinlich wie nicht" };
  if (p >= 0.05) return { en: "unlikely", de: "unwahrscheinlich" };
  return { en: "almost excluded", de: "so gut wie ausgeschlossen" };
}
