import { Thesis } from "../terms/thesis.ts";
import { readYaml } from "./read-yaml.ts";

/**
 * The thesis that a YAML (or JSON) text holds, with every default filled in.
 *
 * @param name what the text is called in messages, usually the file's path
 * @throws "input-invalid" as {@link readYaml}
 */
export function readThesis(text: string, name: string): Thesis {
  return readYaml(text, name, Thesis, { what: "thesis file", guide: "docs/thesis.md" });
}
