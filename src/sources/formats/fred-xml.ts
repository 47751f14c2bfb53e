import { XMLParser } from "fast-xml-parser";
import { changed } from "./answers.ts";

/** FRED's answer in XML in the form of its answer in JSON. @throws "source-changed" for a broken or foreign document */
export function fredXml(text: string): Readonly<Record<string, unknown>> {
  let document: unknown;
  try {
    document = new XMLParser({
      ignoreAttributes: false,
      attributeNamePrefix: "",
      parseAttributeValue: false,
      processEntities: false,
    }).parse(text, true);
  } catch (cause) {
    throw changed("fred", "body", "JSON or XML", JSON.stringify(text.slice(0, 60)), cause);
  }
  const root = (name: string): Readonly<Record<string, unknown>> | null => {
    const value =
      typeof document === "object" && document !== null && name in document ? Reflect.get(document, name) : null;
    return typeof value === "object" && value !== null ? { ...value } : null;
  };
  const list = (value: unknown): readonly unknown[] =>
    Array.isArray(value) ? value : value === undefined ? [] : [value];
  const values = root("observations");
  if (values !== null) return { ...values, count: Number(values["count"]), observations: list(values["observation"]) };
  const series = root("seriess");
  if (series !== null) return { ...series, seriess: list(series["series"]) };
  const error = root("error");
  if (error !== null) return { error_code: Number(error["code"]), error_message: String(error["message"]) };
  throw changed("fred", "body", "JSON or XML", JSON.stringify(text.slice(0, 60)));
}
