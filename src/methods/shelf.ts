// Written by `npm run shelves`; do not edit.
import { method as binomialTest } from "./binomial-test.ts";
import { method as chainLink } from "./chain-link.ts";
import { method as clopperPearson } from "./clopper-pearson.ts";
import { method as composite } from "./composite.ts";
import { method as driftPosterior } from "./drift-posterior.ts";
import { method as holm } from "./holm.ts";
import { method as kinkTrend } from "./kink-trend.ts";
import { method as level } from "./level.ts";
import { method as realOption } from "./real-option.ts";
import { method as scores } from "./scores.ts";
import { method as trend } from "./trend.ts";
import { method as turningPoints } from "./turning-points.ts";
import { method as wilson } from "./wilson.ts";

/** Every method, by id. */
export const methods: {
  readonly "binomial-test": typeof binomialTest;
  readonly "chain-link": typeof chainLink;
  readonly "clopper-pearson": typeof clopperPearson;
  readonly "composite": typeof composite;
  readonly "drift-posterior": typeof driftPosterior;
  readonly "holm": typeof holm;
  readonly "kink-trend": typeof kinkTrend;
  readonly "level": typeof level;
  readonly "real-option": typeof realOption;
  readonly "scores": typeof scores;
  readonly "trend": typeof trend;
  readonly "turning-points": typeof turningPoints;
  readonly "wilson": typeof wilson;
} = {
  "binomial-test": binomialTest,
  "chain-link": chainLink,
  "clopper-pearson": clopperPearson,
  "composite": composite,
  "drift-posterior": driftPosterior,
  "holm": holm,
  "kink-trend": kinkTrend,
  "level": level,
  "real-option": realOption,
  "scores": scores,
  "trend": trend,
  "turning-points": turningPoints,
  "wilson": wilson,
};
