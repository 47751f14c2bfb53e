import { expect, test } from "vitest";
import {
  envelopeAt,
  envelopeShape,
  factorEnvelopeInto,
  inverseFormInto,
  selectedInverse,
  selectedInverseInto,
  solveEnvelopeInto,
} from "../../src/math/envelope.ts";
import { identity, multiply, solve } from "../../src/math/linear-algebra.ts";
import { createRandom } from "../../src/math/random.ts";

const n = 12;
const random = createRandom(5);

/** A quasi-definite matrix: rows 4 and 9 are constraints with a zero diagonal on the variables before them. */
function system(): { readonly first: Int32Array; readonly dense: Float64Array; readonly sign: Int8Array } {
  const first = Int32Array.from([0, 0, 1, 0, 1, 3, 3, 5, 6, 4, 2, 9]);
  const sign = Int8Array.from({ length: n }, (_, i) => (i === 4 || i === 9 ? -1 : 1));
  const dense = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = first[i]!; j <= i; j++) {
      const tied = sign[i]! < 0 && sign[j]! < 0;
      const v = tied ? 0 : i === j ? 6 : 0.8 * random.normal();
      dense[i * n + j] = v;
      dense[j * n + i] = v;
    }
  }
  return { first, dense, sign };
}

/** Determinant by expansion along elimination with exchange of rows. */
function determinant(A: Float64Array): number {
  const M = Float64Array.from(A);
  let det = 1;
  for (let k = 0; k < n; k++) {
    let top = k;
    for (let i = k; i < n; i++) if (Math.abs(M[i * n + k]!) > Math.abs(M[top * n + k]!)) top = i;
    for (let j = 0; j < n; j++) [M[k * n + j], M[top * n + j]] = [M[top * n + j]!, M[k * n + j]!];
    if (top !== k) det = -det;
    det *= M[k * n + k]!;
    for (let i = k + 1; i < n; i++) {
      const f = M[i * n + k]! / M[k * n + k]!;
      for (let j = k; j < n; j++) M[i * n + j]! -= f * M[k * n + j]!;
    }
  }
  return det;
}

test("determinant, solution, selected inverse and quadratic form agree with dense elimination", () => {
  const { first, dense, sign } = system();
  const shape = envelopeShape(first);
  const values = new Float64Array(shape.size);
  for (let i = 0; i < n; i++) for (let j = first[i]!; j <= i; j++) values[shape.offset[i]! + j] = dense[i * n + j]!;
  const logDet = factorEnvelopeInto(shape, values, sign);
  expect(logDet).toBeCloseTo(Math.log(Math.abs(determinant(dense))), 10);
  const b = Float64Array.from({ length: n }, () => random.normal());
  const direct = solve(dense, b, n);
  const x = Float64Array.from(b);
  solveEnvelopeInto(shape, values, x);
  x.forEach((v, i) => expect(v).toBeCloseTo(direct[i]!, 10));
  const inverse = solve(dense, identity(n), n, n);
  const Z = new Float64Array(shape.size);
  selectedInverseInto(shape, values, Z, new Float64Array(2 * n));
  for (let i = 0; i < n; i++)
    for (let j = first[i]!; j <= i; j++) expect(Z[shape.offset[i]! + j]!).toBeCloseTo(inverse[i * n + j]!, 10);
  const c = Float64Array.from({ length: n }, (_, i) => (i >= 3 ? i - 6 : 0));
  const form = multiply(multiply(c, inverse, { n: 1, k: n, m: n }), c, { n: 1, k: n, m: 1 })[0]!;
  expect(inverseFormInto(shape, values, Float64Array.from(c), 3)).toBeCloseTo(form, 9);
});

test("2 × 2 by hand: (4 2; 2 3) has log determinant log 8 and inverse (3 -2; -2 4) / 8; outside of an envelope is 0", () => {
  const shape = envelopeShape(Int32Array.of(0, 0));
  const values = Float64Array.of(4, 2, 3);
  expect(factorEnvelopeInto(shape, values)).toBeCloseTo(Math.log(8), 14);
  const Z = selectedInverse({ shape, values });
  expect([envelopeAt(Z, 0, 0), envelopeAt(Z, 0, 1), envelopeAt(Z, 1, 1)]).toEqual(
    [3 / 8, -2 / 8, 4 / 8].map((v) => expect.closeTo(v, 14)),
  );
  const apart = { shape: envelopeShape(Int32Array.of(0, 1)), values: Float64Array.of(4, 3) };
  expect([envelopeAt(apart, 0, 1), envelopeAt(apart, 1, 0), envelopeAt(apart, 1, 1)]).toEqual([0, 0, 3]);
});

test("a pivot of the wrong sign and a row that starts beyond its diagonal are refused", () => {
  const shape = envelopeShape(Int32Array.from([0, 0]));
  const values = Float64Array.from([1, 2, 3]);
  expect(() => factorEnvelopeInto(shape, values, Int8Array.from([1, 1]))).toThrow("pivot -1");
  expect(() => envelopeShape(Int32Array.from([0, 2]))).toThrow("expected 0 to 1");
});
