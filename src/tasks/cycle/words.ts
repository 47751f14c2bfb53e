import { formats, type Text } from "../../terms/text.ts";
import type { Phase, PhaseReading } from "./phase.ts";

/** Names of the phases. */
export const phaseWords: Readonly<Record<Phase, Text>> = {
  contraction: { en: "contraction", de: "Abschwung" },
  recovery: { en: "recovery", de: "Erholung" },
  slowdown: { en: "slowdown", de: "Verlangsamung" },
  expansion: { en: "expansion", de: "Expansion" },
  "expansion-since-start": { en: "expansion (since start of record)", de: "Expansion (seit Beginn der Reihe)" },
  none: { en: "no dated phase", de: "keine datierbare Phase" },
};

/** "in slowdown, 13.0 quarters after the trough of Q1 2023", with what does not count yet. */
export function phaseSentence(reading: PhaseReading, turningPeriod: string | null): Text {
  const { phase, provisional, age, ageIsFloor, growth } = reading;
  const write = (lang: "en" | "de"): string => {
    const f = formats[lang];
    const years = f.num(age, Number.isInteger(age) ? 0 : 1);
    const en = lang === "en";
    const since = ageIsFloor
      ? en
        ? `, age at least ${years} quarters`
        : `, Alter mindestens ${years} Quartale`
      : turningPeriod === null
        ? ""
        : en
          ? `, ${years} quarters since ${f.when(turningPeriod)}`
          : `, ${years} Quartale seit ${f.when(turningPeriod)}`;
    const unsure =
      provisional === null
        ? ""
        : en
          ? `; the newest value alone says ${phaseWords[provisional].en}, which does not count yet`
          : `; der neueste Wert allein sagt ${phaseWords[provisional].de}, das zählt noch nicht`;
    const slower =
      reading.slowing && phase === "expansion-since-start"
        ? en
          ? "; growth has fallen two quarters running"
          : "; das Wachstum sinkt seit zwei Quartalen"
        : "";
    const rate = `${f.signed((Math.exp(growth) - 1) * 100, 0)} %`;
    return `${phaseWords[phase][lang]}${since}; ${en ? `${rate} on a year earlier` : `${rate} zum Vorjahr`}${slower}${unsure}`;
  };
  return { en: write("en"), de: write("de") };
}
