/** How far an event's source can be trusted: A the company's or authority's own text, B a dated page of a news or trade publisher, C anything weaker. */
export type SourceGrade = "A" | "B" | "C";

/** What was checked by hand about one event of the carmaker lists, beyond what its row says. */
export interface EventProgramme {
  /** Company groups, one or more for a joint event (definition D6: counted once per group). Suppliers and aggregates have their own name. */
  readonly groups: readonly string[];
  /** The programmes (site, model line, target) that the event is a step of. */
  readonly programmes: readonly string[];
  /**
   * Definition D6, where it differs from what the event's type implies: 1 delay or target cut, 2 production, guidance or CapEx
   * cut, 3 cancellation, exit, divestment, conversion, 4 closure or a programme ended with an announced impairment; negative =
   * expansion, mirrored; null = a charge or an update, which is no step.
   */
  readonly severity?: number | null;
  /** Overlap key of a charge (definition D7): accounting period and cause, within the first group. */
  readonly charge?: { readonly period: string; readonly cause: string };
  /** Parts named in the row's text ("2.1bn EV supply chain") that are EV-related, or that are not; read from the text, never typed. */
  readonly evParts?: readonly string[];
  readonly otherParts?: readonly string[];
  /** Definition D8: the new use of the same site, cells, staff or money that the document names. */
  readonly redirectedTo?: "compute" | "power" | "storage";
}

/** Severity (definition D6) that an event's type implies; null for a charge or an update. */
export const severityOfType: Readonly<Record<string, number | null>> = {
  delay: 1,
  target_cut: 1,
  production_cut: 2,
  guidance: 2,
  capex_cut: 2,
  reallocation: 2,
  cancellation: 3,
  contract_cancelled: 3,
  jv_exit: 3,
  divestment: 3,
  plant_conversion: 3,
  plant_closure: 4,
  write_down: null,
  update: null,
  aggregate_statistic: null,
  capacity_expansion: 2,
  new_investment: 3,
  plant_opening: 4,
};

const one = (group: string, ...programmes: string[]): EventProgramme => ({ groups: [group], programmes });
const ended = (group: string, ...programmes: string[]): EventProgramme => ({
  ...one(group, ...programmes),
  severity: 4,
});
const charged = (group: string, period: string, cause: string, more: Partial<EventProgramme> = {}): EventProgramme => ({
  ...one(group, cause),
  charge: { period, cause },
  ...more,
});

/**
 * The checked file of the two carmaker lists: event id -> groups, programmes, severity, overlap key. Porsche, Audi, Bentley and
 * Lamborghini belong to the Volkswagen group, Acura to Honda, Kia to Hyundai. Whoever adds an event adds its line here; an
 * event without a line is read with its type's severity, its own name as group and the flag `programme-unchecked`.
 */
export const eventProgrammes: Readonly<Record<string, EventProgramme>> = {
  ev001: one("ford", "ev-volume"),
  ev002: one("ford", "marshall-battery-plant"),
  ev003: one("gm", "orion-electric-pickups"),
  ev004: one("gm", "ev-volume"),
  ev005: { groups: ["gm", "honda"], programmes: ["affordable-ev-joint-programme"] },
  ev006: one("ford", "ev-capex", "kentucky-battery-plants"),
  ev007: one("ford", "marshall-battery-plant"),
  ev008: one("aston-martin", "first-battery-electric-car"),
  ev009: one("toyota", "us-ev-production"),
  ev010: one("mercedes-benz", "ev-sales-target"),
  ev011: one("ford", "three-row-suv", "tennessee-pickup"),
  ev012: { ...one("gm", "ev-volume"), severity: 2 }, // a production forecast lowered is guidance
  ev013: one("gm", "ev-volume"),
  ev014: one("volkswagen", "porsche-ev-sales-target"),
  ev015: charged("ford", "2024-Q3", "three-row-suv", { severity: 4 }),
  ev016: one("ford", "three-row-suv"),
  ev017: one("ford", "tennessee-pickup"),
  ev018: one("ford", "ev-capex"),
  ev019: one("volvo-cars", "all-electric-target"),
  ev020: one("toyota", "ev-volume"),
  ev021: one("volkswagen", "bentley-all-electric-target"),
  ev022: one("gm", "lansing-battery-plant"),
  ev023: one("volkswagen", "lamborghini-first-electric"),
  ev024: one("supplier: norwegian maker in georgia", "georgia-battery-plant"),
  ev025: one("honda", "acura-zdx"),
  ev026: one("hyundai", "kia-ev4-us"),
  ev027: one("supplier: aspen aerogels", "georgia-plant"),
  ev028: one("volkswagen", "audi-brussels"),
  ev029: charged("volkswagen", "2025-Q1", "porsche-battery-activities"),
  ev030: one("volkswagen", "id4-chattanooga"),
  ev031: { ...one("nissan", "canton-evs"), severity: 3 }, // two sedans and a smaller SUV scrapped beside the delay
  ev032: one("stellantis", "belvidere-battery-plant"),
  ev033: one("supplier: sungeel hitech", "georgia-recycling-plant"),
  ev034: one("gm", "brightdrop"),
  ev035: one("nissan", "kitakyushu-battery-plant"),
  ev036: one("honda", "ontario-ev-value-chain"),
  ev037: one("honda", "ev-investment-2030"),
  ev038: one("honda", "ev-sales-target"),
  ev039: one("gm", "orion-electric-pickups"),
  ev040: charged("honda", "2025-Q2", "ev-one-time-charge"),
  ev041: one("ferrari", "second-electric-model"),
  ev042: charged("volvo-cars", "2025-Q2", "ex90-es90", { severity: 1 }), // the row names delays
  ev043: one("ford", "tennessee-pickup"),
  ev044: one("ford", "affordable-ev-platform"),
  ev045: ended("volkswagen", "cellforce"), // with the write-off of ev029
  ev046: one("gm", "spring-hill-and-fairfax-lines"),
  ev047: one("supplier: natron energy", "north-carolina-plant"),
  ev048: one("volkswagen", "id4-chattanooga"),
  ev049: one("stellantis", "ram-1500-electric"),
  ev050: { ...charged("volkswagen", "2025", "porsche-product-overhaul"), severity: 1 },
  ev051: charged("volkswagen", "2025", "porsche-product-overhaul", { otherParts: ["on the Porsche stake"] }),
  ev052: one("nissan", "canton-evs"),
  ev053: charged("gm", "2025-Q3", "ev-capacity-realignment"),
  ev054: one("gm", "brightdrop"),
  ev055: one("gm", "michigan-and-ohio-ev-work"),
  ev056: one("supplier: st louis lfp project", "lfp-material-plant"),
  ev057: one("ford", "sk-on-battery-venture"),
  ev058: charged("ford", "2025/2027", "model-e-special-items", {
    evParts: ["EV assets", "battery venture", "programme costs"],
  }),
  ev059: ended("ford", "f-150-lightning"), // with the charge of ev058
  ev060: ended("ford", "tennessee-pickup", "electric-commercial-vans"), // with the charge of ev058
  ev061: { ...one("ford", "kentucky-battery-plants", "marshall-battery-plant"), redirectedTo: "storage" },
  ev062: one("ford", "tennessee-site", "ohio-site"),
  ev063: one("ford", "european-electric-vans-battery-supply"),
  ev064: one("supplier: lg energy solution", "freudenberg-contract"),
  ev065: one("aggregate: us clean manufacturing", "e2-2025"),
  ev066: one("gm", "ohio-battery-plant"),
  ev067: charged("gm", "2025-Q4", "ev-capacity-realignment"),
  ev068: one("gm", "ev-volume"),
  ev069: one("stellantis", "nextstar-battery-venture"),
  ev070: one("aggregate: global carmakers", "reuters-one-year"),
  ev071: charged("stellantis", "2025-H2", "product-plan-reset", {
    evParts: ["product plans", "EV supply chain"],
    otherParts: ["other"],
  }),
  ev072: { groups: ["stellantis", "mercedes-benz"], programmes: ["acc-battery-plants"] },
  ev073: one("volkswagen", "lamborghini-first-electric"),
  ev074: ended("honda", "0-series-north-america"), // with the losses of ev075
  ev075: charged("honda", "2026", "electrification-reassessment"),
  ev076: one("volkswagen", "id4-chattanooga"),
  ev077: charged("gm", "2025", "ev-capacity-realignment"),
  ev101: one("hyundai", "korea-plan-2024-2026"),
  ev102: one("hyundai", "korea-plan-2025"),
  ev103: one("volkswagen", "rivian-venture"),
  ev104: one("ford", "affordable-ev-platform"),
  ev105: one("rivian", "georgia-plant"),
  ev106: one("hyundai", "five-year-plan-2026-2030"),
  ev107: one("hyundai", "georgia-metaplant"),
  ev108: one("bmw", "debrecen"),
  ev109: one("toyota", "north-carolina-battery-plant"),
  ev110: one("toyota", "us-plan-2025-2030"),
  ev111: one("bmw", "debrecen"),
  ev112: { ...one("gm", "us-capacity-to-combustion"), severity: 3 }, // EV capacity turned over to combustion models
  ev113: one("hyundai", "five-year-plan-2026-2030"),
  ev114: one("ford", "capital-plan-2026"),
  ev115: one("bmw", "debrecen"),
  ev116: one("honda", "ev-to-hybrid-reallocation"),
  ev117: one("bmw", "debrecen"),
};

/** Hosts that carry a company's or authority's own release. */
const releaseHosts: readonly string[] = ["prnewswire.com", "e2.org"];

/** Hosts that are blogs, opinion, forums, tag pages, or copies whose original is not named. */
const weakHosts: readonly string[] = [
  "hotair.com",
  "focue.com",
  "theistanbulpost.com",
  "thebizupdate.com",
  "cashreview.com",
  "vetowned.business.blog",
  "newsio.com",
  "hp93.com",
  "kimdutoit.com",
  "adamforga.com",
  "tldrdaily.news",
  "allmind.ai",
  "particle.news",
  "particlenews.pages.dev",
  "vpn.supremacy.info",
  "vop.news",
  "networktoday.org",
  "abudhabitimes.com",
  "jakotaindex.com",
];

/**
 * The grade of an event's page: C without a date or from a weak host, A from a release host or when the page's title is a
 * company's own announcement (only ev074), else B.
 */
export function gradeOf(eventId: string, url: string, published: string): SourceGrade {
  const host = /^https?:\/\/(?:www\.)?([^/]+)/.exec(url)?.[1] ?? "";
  const within = (hosts: readonly string[]): boolean => hosts.some((h) => host === h || host.endsWith(`.${h}`));
  if (published === "" || within(weakHosts)) return "C";
  return within(releaseHosts) || ownAnnouncements.has(eventId) ? "A" : "B";
}

const ownAnnouncements: ReadonlySet<string> = new Set(["ev074"]);
