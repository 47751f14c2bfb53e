/** Units and names of the FRED-MD columns that this house uses; the files themselves print neither. Units follow the FRED series of the same name. */
export const fredMdColumns: Readonly<
  Record<string, { readonly unit: string; readonly title: { readonly en: string; readonly de: string } }>
> = {
  AMDMNOx: {
    unit: "USD million",
    title: { en: "New orders for durable goods", de: "Auftragseingang langlebiger Güter" },
  },
  AMDMUOx: {
    unit: "USD million",
    title: { en: "Unfilled orders for durable goods", de: "Auftragsbestand langlebiger Güter" },
  },
  ANDENOx: {
    unit: "USD million",
    title: { en: "New orders for nondefense capital goods", de: "Auftragseingang ziviler Investitionsgüter" },
  },
  BUSINVx: { unit: "USD million", title: { en: "Total business inventories", de: "Lagerbestände der Unternehmen" } },
  BUSLOANS: { unit: "USD billion", title: { en: "Commercial and industrial loans", de: "Unternehmenskredite" } },
  CLAIMSx: {
    unit: "persons",
    title: { en: "Initial claims for unemployment insurance", de: "Erstanträge auf Arbeitslosenhilfe" },
  },
  CMRMTSPLx: {
    unit: "USD million, chained",
    title: { en: "Real manufacturing and trade sales", de: "Reale Umsätze von Industrie und Handel" },
  },
  CUMFNS: {
    unit: "percent",
    title: { en: "Capacity utilization, manufacturing", de: "Kapazitätsauslastung der Industrie" },
  },
  DMANEMP: {
    unit: "thousand persons",
    title: { en: "Employees, durable goods", de: "Beschäftigte, langlebige Güter" },
  },
  GS10: { unit: "percent", title: { en: "10-year Treasury rate", de: "Rendite zehnjähriger Staatsanleihen" } },
  HOUST: { unit: "thousand units, SAAR", title: { en: "Housing starts", de: "Baubeginne" } },
  INDPRO: { unit: "index", title: { en: "Industrial production", de: "Industrieproduktion" } },
  IPBUSEQ: {
    unit: "index",
    title: { en: "Industrial production, business equipment", de: "Industrieproduktion, Ausrüstungsgüter" },
  },
  IPMANSICS: {
    unit: "index",
    title: {
      en: "Industrial production, manufacturing (SIC)",
      de: "Industrieproduktion, verarbeitendes Gewerbe (SIC)",
    },
  },
  ISRATIOx: { unit: "ratio", title: { en: "Business inventories to sales", de: "Lager im Verhältnis zum Umsatz" } },
  M2REAL: { unit: "USD billion, 1982-84", title: { en: "Real M2 money stock", de: "Reale Geldmenge M2" } },
  OILPRICEx: { unit: "USD per barrel", title: { en: "Crude oil, spliced WTI", de: "Rohöl, verkettetes WTI" } },
  PAYEMS: {
    unit: "thousand persons",
    title: { en: "Employees, total nonfarm", de: "Beschäftigte ohne Landwirtschaft" },
  },
  PERMIT: {
    unit: "thousand units, SAAR",
    title: { en: "New private housing permits", de: "Baugenehmigungen für Wohnungen" },
  },
  PPICMM: {
    unit: "index 1982=100",
    title: { en: "Producer prices, metals and metal products", de: "Erzeugerpreise, Metalle und Metallwaren" },
  },
  RPI: { unit: "USD billion, chained", title: { en: "Real personal income", de: "Reales persönliches Einkommen" } },
  T10YFFM: {
    unit: "percentage points",
    title: { en: "10-year Treasury minus federal funds rate", de: "Zehnjährige Rendite minus Leitzins" },
  },
  UNRATE: { unit: "percent", title: { en: "Civilian unemployment rate", de: "Arbeitslosenquote" } },
  USCONS: { unit: "thousand persons", title: { en: "Employees, construction", de: "Beschäftigte im Bau" } },
  WPSFD49207: {
    unit: "index 1982=100",
    title: { en: "Producer prices, finished goods", de: "Erzeugerpreise, Fertigwaren" },
  },
};
