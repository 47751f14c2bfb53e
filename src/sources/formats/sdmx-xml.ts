import { XMLParser } from "fast-xml-parser";
import type { RawDocument } from "../../terms/source.ts";
import { changed, refused } from "./answers.ts";
import type { SdmxCell } from "./sdmx.ts";

type Node = Readonly<Record<string, unknown>>;

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function listOf(value: unknown): readonly Node[] {
  return (Array.isArray(value) ? value : [value]).filter(isNode);
}

const textOf = (value: unknown): string =>
  typeof value === "string" || typeof value === "number"
    ? String(value)
    : isNode(value) && "#text" in value
      ? String(value["#text"])
      : "";

/**
 * The cells of an SDMX-ML 2.1 message, generic (`SeriesKey`, `ObsDimension`, `ObsValue`) or structure specific (attributes of `Series` and `Obs`), by series.
 * Several data sets (history) stand side by side with their own action and `validFromDate`. A footer or an error message is a refusal; a message about structures holds no
 * data and is refused by name. Entities are not expanded.
 * @throws "source-unreachable" for a refusal, "source-changed" for anything else that is no data message
 */
export function sdmxXmlCells(raw: RawDocument, text: string, source: string): readonly SdmxCell[] {
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: "@",
    removeNSPrefix: true,
    parseTagValue: false,
    parseAttributeValue: false,
    processEntities: false,
  });
  let document: unknown;
  try {
    document = parser.parse(text, true);
  } catch (cause) {
    throw changed(
      source,
      "body",
      "an XML message",
      cause instanceof Error ? cause.message.slice(0, 80) : String(cause),
      cause,
    );
  }
  if (!isNode(document)) throw changed(source, "body", "an XML message", "something else");
  const [name = "", root] = Object.entries(document).find(([key]) => !key.startsWith("?")) ?? [];
  if (!isNode(root)) throw changed(source, "body", "an SDMX message", name || "nothing");
  const said = [
    ...listOf(root["Footer"]).flatMap((footer) => listOf(footer["Message"])),
    ...(name === "Error" ? listOf(root["ErrorMessage"]) : []),
  ];
  if (said.length > 0 && root["DataSet"] === undefined)
    throw refused(
      source,
      raw,
      said
        .map(
          (m) => `${textOf(m["@code"])} ${(Array.isArray(m["Text"]) ? m["Text"] : [m["Text"]]).map(textOf).join(" ")}`,
        )
        .join("; "),
    );
  if (!name.endsWith("Data")) throw changed(source, "root", "a data message", name);
  return listOf(root["DataSet"]).flatMap((dataSet, d) => cellsOf(dataSet, source, `DataSet ${d + 1}`));
}

function cellsOf(dataSet: Node, source: string, at: string): SdmxCell[] {
  const action = /delete/i.test(textOf(dataSet["@action"])) ? ("delete" as const) : ("state" as const);
  const validFrom =
    textOf(dataSet["@validFromDate"]) || (action === "delete" ? textOf(dataSet["@validToDate"]) : "") || null;
  return listOf(dataSet["Series"]).flatMap((series, s) => {
    const generic = series["SeriesKey"] !== undefined;
    const key = generic ? pairsOf(series["SeriesKey"]) : attributesOf(series);
    const own = generic ? Object.fromEntries(pairsOf(series["Attributes"])) : Object.fromEntries(key);
    return listOf(series["Obs"]).map((obs, o) => {
      const locator = `${at}, series ${s + 1}, observation ${o + 1}`;
      const attributes = generic
        ? Object.fromEntries(pairsOf(obs["Attributes"]))
        : Object.fromEntries(attributesOf(obs));
      const time = generic
        ? textOf(isNode(obs["ObsDimension"]) ? obs["ObsDimension"]["@value"] : "")
        : (attributes["TIME_PERIOD"] ?? "");
      const said = generic
        ? textOf(isNode(obs["ObsValue"]) ? obs["ObsValue"]["@value"] : "")
        : (attributes["OBS_VALUE"] ?? "");
      if (time === "") throw changed(source, locator, "a time", "none");
      const value = said === "" || said === "NaN" ? null : Number(said);
      if (value !== null && !Number.isFinite(value)) throw changed(source, locator, "a number", said.slice(0, 40));
      return {
        key: generic ? key : key.filter(([id]) => !attributeNames.has(id)),
        time,
        value,
        attributes: { ...own, ...attributes },
        action,
        validFrom,
        locator,
      };
    });
  });
}

/** Attributes of a series that structure-specific messages write beside the key's codes (those of the ECB, the OECD and Eurostat). */
const attributeNames: ReadonlySet<string> = new Set([
  "DECIMALS",
  "TIME_FORMAT",
  "SOURCE_AGENCY",
  "TITLE",
  "TITLE_COMPL",
  "COLLECTION",
  "UNIT",
  "UNIT_MULT",
  "UNIT_INDEX_BASE",
  "BASE_PER",
  "COMPILATION",
  "COVERAGE",
  "NAT_TITLE",
  "BREAKS",
  "PUBL_PUBLIC",
  "PUBL_MU",
  "PUBL_ECB",
  "UNIT_MEASURE",
  "POWERCODE",
  "REFERENCEPERIOD",
  "OBS_COM",
  "DOM_SER_IDS",
]);

function pairsOf(node: unknown): (readonly [string, string])[] {
  return listOf(isNode(node) ? node["Value"] : undefined).map(
    (value) => [textOf(value["@id"]), textOf(value["@value"])] as const,
  );
}

function attributesOf(node: Node): (readonly [string, string])[] {
  return Object.entries(node).flatMap(([name, value]) =>
    name.startsWith("@") && !name.startsWith("@xsi") ? [[name.slice(1), textOf(value)] as const] : [],
  );
}
