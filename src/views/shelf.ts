// Written by `npm run shelves`; do not edit.
import { view as bar } from "./bar.ts";
import { view as dot } from "./dot.ts";
import { view as line } from "./line.ts";
import { view as matrix } from "./matrix.ts";
import { view as waterfall } from "./waterfall.ts";

/** Every view, by id. */
export const views: {
  readonly "bar": typeof bar;
  readonly "dot": typeof dot;
  readonly "line": typeof line;
  readonly "matrix": typeof matrix;
  readonly "waterfall": typeof waterfall;
} = {
  "bar": bar,
  "dot": dot,
  "line": line,
  "matrix": matrix,
  "waterfall": waterfall,
};
