/** The sectors of electricity sales (EIA), by the segment of a series id, as a title names them. */
export const electricitySectors: Readonly<Record<string, { readonly en: string; readonly de: string }>> = {
  commercial: { en: "commercial", de: "Gewerbe" },
  industrial: { en: "industrial", de: "Industrie" },
  residential: { en: "residential", de: "Haushalte" },
  transportation: { en: "transportation", de: "Verkehr" },
  total: { en: "all sectors", de: "alle Bereiche" },
};
