/**
 * The public interface of the package: open a store, read the verdict of a day, walk a number back to its documents.
 * Words, numbers and methods have doors of their own: `vorlauf/terms/*`, `vorlauf/math/*`, `vorlauf/methods/*`.
 */

export { type AuditReport, audit } from "./tasks/audit.ts";
export { type Explanation, explain } from "./tasks/explain.ts";
export { schemaNames, schemaOf } from "./tasks/schema.ts";
export { type Verdict, type VerdictClaim, type VerdictLine, verdictOf } from "./tasks/verdict.ts";
export { cacheIn, type OpenWorkbench, openWorkbench, thesisOf, type WorkbenchOptions } from "./tasks/workbench.ts";
export { type ErrorCode, type ErrorFacts, VorlaufError } from "./terms/errors.ts";
