import { examinePlace, examineStore, type Finding } from "../store/examine.ts";

/** What is examined. */
export interface DoctorRequest {
  readonly store: string;
  readonly readOnly: boolean;
  /** Folder for cached results. */
  readonly cacheFolder: string;
  /** The running Node version, `v20.20.2`. */
  readonly node: string;
}

/** What `vorlauf doctor` found. */
export interface DoctorReport {
  readonly store: string;
  readonly findings: readonly Finding[];
  /** Whether all is well. */
  readonly ok: boolean;
}

/** Checks store and environment: format, hashes, a query, kept documents, writability, engine, Node, cache. */
export async function doctor(request: DoctorRequest): Promise<DoctorReport> {
  const findings = [
    ...(await examineStore(request.store, request.readOnly)),
    ...(await examinePlace(request.cacheFolder)),
    nodeFinding(request.node),
  ];
  return { store: request.store, findings, ok: findings.every((f) => f.ok) };
}

function nodeFinding(version: string): Finding {
  const [major = 0, minor = 0] = version.replace(/^v/, "").split(".").map(Number);
  const ok = major > 20 || (major === 20 && minor >= 19);
  return { id: "node", ok, found: `Node ${version}`, fix: ok ? "" : "Install Node 20.19 or newer." };
}
