import { clopperPearson } from "../../methods/clopper-pearson.ts";
import type { Backtest, ModelScore } from "../../terms/backtest.ts";
import { type Text, text } from "../../terms/text.ts";
import { factorOfCandidates, type Target } from "./target.ts";

const names: Readonly<Record<string, Text>> = {
  "random-walk": { en: "random walk with drift", de: "Random Walk mit Drift" },
  "seasonal-naive": { en: "seasonal naive with drift", de: "saisonal naiv mit Drift" },
  ets: { en: "exponential smoothing (ETS)", de: "exponentielle Glättung (ETS)" },
  theta: { en: "Theta method", de: "Theta-Verfahren" },
  arima: { en: "ARIMA", de: "ARIMA" },
  bvar: { en: "Bayesian VAR of the companies", de: "Bayes-VAR der Unternehmen" },
  "factor-ml": { en: "factor model, maximum likelihood", de: "Faktormodell, Maximum Likelihood" },
  "factor-em": { en: "factor model, EM of the peers", de: "Faktormodell, EM der Vorbilder" },
  "drift-posterior": { en: "drift, two windows pooled", de: "Drift, zwei Fenster vereint" },
  "windows-12-24-36": { en: "drift, three windows pooled", de: "Drift, drei Fenster vereint" },
  combination: { en: "equal-weight combination", de: "Kombination mit gleichen Gewichten" },
  guidance: { en: "the company's guidance", de: "Prognose des Unternehmens" },
};

/** A model's name for readers. */
export function modelName(id: string): Text {
  const name = names[id];
  if (name !== undefined) return name;
  const series = id.replace(/^with /, "");
  return id.startsWith("with ") ? { en: `with ${series}`, de: `mit ${series}` } : { en: id, de: id };
}

/** "one quarter ahead". */
export function aheadWords(horizon: number, step: Backtest["step"]): Text {
  const unit = {
    month: { en: "month", de: "Monat" },
    quarter: { en: "quarter", de: "Quartal" },
    year: { en: "year", de: "Jahr" },
  }[step];
  const german = horizon === 1 ? unit.de : { Monat: "Monate", Quartal: "Quartale", Jahr: "Jahre" }[unit.de];
  return { en: `${horizon} ${unit.en}${horizon === 1 ? "" : "s"} ahead`, de: `${horizon} ${german} voraus` };
}

type Unsaid = Omit<Backtest, "says">;

/** What the evaluation found, in one or two sentences; a model that does not beat the baseline is reported so. */
export function findingOf(backtest: Unsaid, target: Target): Text {
  if (target.tolerance !== undefined) return turnWords(backtest);
  if (target.leads !== undefined) return leadWords(backtest);
  if (backtest.scores.length === 0)
    return {
      en: "Cannot tell: no forecast made in real time has an outcome yet.",
      de: "Nicht zu sagen: Zu keiner in Echtzeit gemachten Prognose liegt ein Ergebnis vor.",
    };
  const first = Math.min(...backtest.scores.map((s) => s.horizon));
  const at = backtest.scores.filter((s) => s.horizon === first);
  const own = at.find((s) => s.model === target.headline);
  const baselines = at.filter((s) => target.baselines.includes(s.model));
  const most = Math.max(...baselines.map((s) => s.n));
  const best = baselines
    .filter((s) => s.n === most)
    .reduce<ModelScore | null>((a, b) => (a === null || b.crps < a.crps ? b : a), null);
  if (own === undefined || best === null)
    return {
      en: "Cannot tell: the record is too short for the model or for every baseline.",
      de: "Nicht zu sagen: Die Reihe ist für das Modell oder für jede Vergleichsrechnung zu kurz.",
    };
  const ahead = aheadWords(first, backtest.step);
  const [model, base] = [modelName(own.model), modelName(best.model)];
  const cover = own.coverage.find((c) => c.level === 0.8);
  if (own.n < 20)
    return text(
      (f) =>
        `${ahead.en}: ${f.num(own.n)} scored ${own.n === 1 ? "origin" : "origins"}, too few for a test; mean CRPS ${f.num(100 * own.crps, 1)} log points (${model.en}) beside ${f.num(100 * best.crps, 1)} (${base.en}); ${f.num(cover?.inside ?? 0)} of ${f.num(cover?.n ?? 0)} outcomes inside the 80 % interval (exact interval of that share ${f.pct(cover?.low ?? 0)} to ${f.pct(cover?.high ?? 1)}).`,
      (f) =>
        `${ahead.de}: ${f.num(own.n)} ${own.n === 1 ? "bewerteter Ursprung" : "bewertete Ursprünge"}, zu wenige für einen Test; mittlerer CRPS ${f.num(100 * own.crps, 1)} Log-Punkte (${model.de}), daneben ${f.num(100 * best.crps, 1)} (${base.de}); ${f.num(cover?.inside ?? 0)} von ${f.num(cover?.n ?? 0)} Ergebnissen im 80-%-Intervall (exaktes Intervall dieses Anteils ${f.pct(cover?.low ?? 0)} bis ${f.pct(cover?.high ?? 1)}).`,
    );
  const beats = own.p !== null && own.p < 0.1;
  return text(
    (f) =>
      `${ahead.en}, ${f.num(own.n)} origins: ${model.en} ${beats ? "beats" : "does not beat"} the best baseline (${base.en}): mean CRPS ${f.num(100 * own.crps, 2)} against ${f.num(100 * best.crps, 2)} log points${own.p === null ? "" : `, p = ${f.num(own.p, 2)}`}; ${f.num(cover?.inside ?? 0)} of ${f.num(cover?.n ?? 0)} outcomes inside the 80 % interval.`,
    (f) =>
      `${ahead.de}, ${f.num(own.n)} Ursprünge: ${model.de} schlägt die beste Vergleichsrechnung (${base.de}) ${beats ? "" : "nicht "}– mittlerer CRPS ${f.num(100 * own.crps, 2)} gegen ${f.num(100 * best.crps, 2)} Log-Punkte${own.p === null ? "" : `, p = ${f.num(own.p, 2)}`}; ${f.num(cover?.inside ?? 0)} von ${f.num(cover?.n ?? 0)} Ergebnissen im 80-%-Intervall.`,
  );
}

function turnWords({ turns, origins }: Unsaid): Text {
  if (turns.length === 0)
    return {
      en: `No turning point was dated for the first time at any of ${origins} origins.`,
      de: `An keinem der ${origins} Ursprünge wurde ein Wendepunkt erstmals datiert.`,
    };
  const kept = turns.filter((t) => t.finally !== null).length;
  const { low, high } = clopperPearson(kept, turns.length);
  return text(
    (f) =>
      `Of ${f.num(turns.length)} turning points dated in real time ${f.num(kept)} survived to the newest vintage (${f.pct(kept / turns.length)}; exact 95 % interval ${f.pct(low)} to ${f.pct(high)}; points of one recession in several series are not independent).`,
    (f) =>
      `Von ${f.num(turns.length)} in Echtzeit datierten Wendepunkten bestehen ${f.num(kept)} im neuesten Datenstand fort (${f.pct(kept / turns.length)}; exaktes 95-%-Intervall ${f.pct(low)} bis ${f.pct(high)}; Punkte derselben Rezession in mehreren Reihen sind nicht unabhängig).`,
  );
}

function leadWords({ leads }: Unsaid): Text {
  const decided = leads.filter((l) => l.verdict !== "cannot-tell");
  if (decided.length === 0) {
    const most = Math.max(0, ...leads.map((l) => l.n));
    return {
      en: `Cannot tell: at most ${most} real-time origins can be scored, 20 are needed.`,
      de: `Nicht zu sagen: Höchstens ${most} Ursprünge in Echtzeit sind bewertbar, 20 sind nötig.`,
    };
  }
  const leading = decided.filter((l) => l.verdict === "leads");
  const list = leading
    .map(
      (l) =>
        `${l.x} (h = ${l.horizon}, ${l.rank === null ? "no placebo shares 20 origins" : `rank ${l.rank} of ${l.placebos + 1}`})`,
    )
    .join(", ");
  const liste = leading
    .map(
      (l) =>
        `${l.x === factorOfCandidates ? "Faktor der Kandidaten" : l.x} (h = ${l.horizon}, ${l.rank === null ? "kein Placebo mit 20 gemeinsamen Ursprüngen" : `Rang ${l.rank} von ${l.placebos + 1}`})`,
    )
    .join(", ");
  return leading.length === 0
    ? {
        en: `None of ${decided.length} tests finds a lead: no series lowers the CRPS below the best baseline with p < 0.10.`,
        de: `Keiner von ${decided.length} Tests findet einen Vorlauf: Keine Reihe senkt den CRPS mit p < 0,10 unter die beste Vergleichsrechnung.`,
      }
    : {
        en: `${leading.length} of ${decided.length} tests ${leading.length === 1 ? "finds" : "find"} a lead: ${list}; at a level of 10 % about ${Math.round(decided.length / 10)} would by chance.`,
        de: `${leading.length} von ${decided.length} Tests ${leading.length === 1 ? "findet" : "finden"} einen Vorlauf: ${liste}; beim Niveau von 10 % wären es zufällig etwa ${Math.round(decided.length / 10)}.`,
      };
}
