// Written by `npm run shelves`; do not edit.
import { method as arima } from "./arima.ts";
import { method as baselines } from "./baselines.ts";
import { method as bayesianVectorAutoregression } from "./bayesian-vector-autoregression.ts";
import { method as binomialTest } from "./binomial-test.ts";
import { method as bocpd } from "./bocpd.ts";
import { method as chainLink } from "./chain-link.ts";
import { method as clopperPearson } from "./clopper-pearson.ts";
import { method as compositeIndex } from "./composite-index.ts";
import { method as composite } from "./composite.ts";
import { method as connectedness } from "./connectedness.ts";
import { method as cycleFilters } from "./cycle-filters.ts";
import { method as driftPosterior } from "./drift-posterior.ts";
import { method as factorLikelihood } from "./factor-likelihood.ts";
import { method as factorModel } from "./factor-model.ts";
import { method as forecastCombination } from "./forecast-combination.ts";
import { method as granger } from "./granger.ts";
import { method as hawkes } from "./hawkes.ts";
import { method as holm } from "./holm.ts";
import { method as impulseResponses } from "./impulse-responses.ts";
import { method as kinkTrend } from "./kink-trend.ts";
import { method as laggedResponse } from "./lagged-response.ts";
import { method as leadLag } from "./lead-lag.ts";
import { method as level } from "./level.ts";
import { method as localLevel } from "./local-level.ts";
import { method as localProjections } from "./local-projections.ts";
import { method as markovSwitching } from "./markov-switching.ts";
import { method as midas } from "./midas.ts";
import { method as minimumDetectableEffect } from "./minimum-detectable-effect.ts";
import { method as mixedFactorModel } from "./mixed-factor-model.ts";
import { method as modelConfidenceSet } from "./model-confidence-set.ts";
import { method as pelt } from "./pelt.ts";
import { method as realOption } from "./real-option.ts";
import { method as reportingDelay } from "./reporting-delay.ts";
import { method as revisions } from "./revisions.ts";
import { method as rollingConnectedness } from "./rolling-connectedness.ts";
import { method as scores } from "./scores.ts";
import { method as stl } from "./stl.ts";
import { method as structuralBreaks } from "./structural-breaks.ts";
import { method as theta } from "./theta.ts";
import { method as trend } from "./trend.ts";
import { method as turningPoints } from "./turning-points.ts";
import { method as vectorAutoregression } from "./vector-autoregression.ts";
import { method as wilson } from "./wilson.ts";
import { method as x11 } from "./x11.ts";

/** Every method, by id. */
export const methods: {
  readonly "arima": typeof arima;
  readonly "baselines": typeof baselines;
  readonly "bayesian-vector-autoregression": typeof bayesianVectorAutoregression;
  readonly "binomial-test": typeof binomialTest;
  readonly "bocpd": typeof bocpd;
  readonly "chain-link": typeof chainLink;
  readonly "clopper-pearson": typeof clopperPearson;
  readonly "composite-index": typeof compositeIndex;
  readonly "composite": typeof composite;
  readonly "connectedness": typeof connectedness;
  readonly "cycle-filters": typeof cycleFilters;
  readonly "drift-posterior": typeof driftPosterior;
  readonly "factor-likelihood": typeof factorLikelihood;
  readonly "factor-model": typeof factorModel;
  readonly "forecast-combination": typeof forecastCombination;
  readonly "granger": typeof granger;
  readonly "hawkes": typeof hawkes;
  readonly "holm": typeof holm;
  readonly "impulse-responses": typeof impulseResponses;
  readonly "kink-trend": typeof kinkTrend;
  readonly "lagged-response": typeof laggedResponse;
  readonly "lead-lag": typeof leadLag;
  readonly "level": typeof level;
  readonly "local-level": typeof localLevel;
  readonly "local-projections": typeof localProjections;
  readonly "markov-switching": typeof markovSwitching;
  readonly "midas": typeof midas;
  readonly "minimum-detectable-effect": typeof minimumDetectableEffect;
  readonly "mixed-factor-model": typeof mixedFactorModel;
  readonly "model-confidence-set": typeof modelConfidenceSet;
  readonly "pelt": typeof pelt;
  readonly "real-option": typeof realOption;
  readonly "reporting-delay": typeof reportingDelay;
  readonly "revisions": typeof revisions;
  readonly "rolling-connectedness": typeof rollingConnectedness;
  readonly "scores": typeof scores;
  readonly "stl": typeof stl;
  readonly "structural-breaks": typeof structuralBreaks;
  readonly "theta": typeof theta;
  readonly "trend": typeof trend;
  readonly "turning-points": typeof turningPoints;
  readonly "vector-autoregression": typeof vectorAutoregression;
  readonly "wilson": typeof wilson;
  readonly "x11": typeof x11;
} = {
  "arima": arima,
  "baselines": baselines,
  "bayesian-vector-autoregression": bayesianVectorAutoregression,
  "binomial-test": binomialTest,
  "bocpd": bocpd,
  "chain-link": chainLink,
  "clopper-pearson": clopperPearson,
  "composite-index": compositeIndex,
  "composite": composite,
  "connectedness": connectedness,
  "cycle-filters": cycleFilters,
  "drift-posterior": driftPosterior,
  "factor-likelihood": factorLikelihood,
  "factor-model": factorModel,
  "forecast-combination": forecastCombination,
  "granger": granger,
  "hawkes": hawkes,
  "holm": holm,
  "impulse-responses": impulseResponses,
  "kink-trend": kinkTrend,
  "lagged-response": laggedResponse,
  "lead-lag": leadLag,
  "level": level,
  "local-level": localLevel,
  "local-projections": localProjections,
  "markov-switching": markovSwitching,
  "midas": midas,
  "minimum-detectable-effect": minimumDetectableEffect,
  "mixed-factor-model": mixedFactorModel,
  "model-confidence-set": modelConfidenceSet,
  "pelt": pelt,
  "real-option": realOption,
  "reporting-delay": reportingDelay,
  "revisions": revisions,
  "rolling-connectedness": rollingConnectedness,
  "scores": scores,
  "stl": stl,
  "structural-breaks": structuralBreaks,
  "theta": theta,
  "trend": trend,
  "turning-points": turningPoints,
  "vector-autoregression": vectorAutoregression,
  "wilson": wilson,
  "x11": x11,
};
