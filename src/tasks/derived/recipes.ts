import type { Group } from "../../terms/group.ts";
import { inDollars } from "./currency.ts";
import type { Pantry, Recipe } from "./derived.ts";
import { groupIndex, groupSum } from "./group.ts";
import { inPricesOfOneYear } from "./real.ts";
import { withoutSeason } from "./seasonal.ts";

/**
 * What recipes read from, with the recipes themselves: `group/<id>/<measure>` and `-index`, and the endings `/usd`, `/real`
 * and `/sa` of any series that allows them, also one behind the other (`group/hyperscalers/capex/real/sa`).
 */
export function pantryOf(given: Pick<Pantry, "groups" | "unitOf" | "titleOf">): Pantry {
  const recipes = new Map<string, Recipe | null>();
  const pantry: Pantry = {
    groups: given.groups,
    unitOf: (id) => given.unitOf(id) ?? unitOfDerived(id, pantry),
    titleOf: (id) => (given.unitOf(id) === null ? titleOfDerived(id, given, pantry) : given.titleOf(id)),
    recipeOf: (id) => {
      if (given.unitOf(id) !== null) return null;
      const known = recipes.get(id);
      if (known !== undefined) return known;
      const recipe = find(id, pantry);
      recipes.set(id, recipe);
      return recipe;
    },
  };
  return pantry;
}

function find(id: string, pantry: Pantry): Recipe | null {
  if (id.endsWith("/usd")) return inDollars(id, pantry);
  if (id.endsWith("/real")) return inPricesOfOneYear(id, pantry);
  if (id.endsWith("/sa")) return withoutSeason(id, pantry);
  const named = groupOf(id, pantry.groups);
  if (named === null) return null;
  return named.isIndex ? groupIndex(named.group, named.measure, pantry) : groupSum(named.group, named.measure, pantry);
}

/** The group and measure that an id names; null for another id, or a measure that the group does not add up. */
function groupOf(
  id: string,
  groups: readonly Group[],
): { readonly group: Group; readonly measure: string; readonly isIndex: boolean } | null {
  const [first, name, last, ...more] = id.split("/");
  const group = groups.find((g) => g.id === name);
  if (first !== "group" || group === undefined || last === undefined || more.length > 0) return null;
  if (group.measures.includes(last)) return { group, measure: last, isIndex: false };
  const measure = last.replace(/-index$/, "");
  return measure !== last && group.measures.includes(measure) ? { group, measure, isIndex: true } : null;
}

/** Unit of a derived series before it is made; null when there is no such series. */
function unitOfDerived(id: string, pantry: Pantry): string | null {
  if (/\/(usd|real|sa)$/.test(id)) {
    if (pantry.recipeOf(id) === null) return null;
    const base = pantry.unitOf(id.replace(/\/(usd|real|sa)$/, ""));
    return id.endsWith("/usd") ? "USD" : id.endsWith("/real") ? `${base ?? ""}, prices of one year` : base;
  }
  const named = groupOf(id, pantry.groups);
  return named === null ? null : named.isIndex ? "index" : "USD";
}

function titleOfDerived(id: string, given: Pick<Pantry, "titleOf">, pantry: Pantry): { en: string; de: string } {
  const named = groupOf(id, pantry.groups);
  if (named !== null) {
    const of = given.titleOf(`sec/*/${named.measure}`);
    const [en, de] = named.isIndex ? [", chain-linked index", ", verketteter Index"] : ["", ""];
    return { en: `${named.group.title.en}: ${of.en}${en}`, de: `${named.group.title.de}: ${of.de}${de}` };
  }
  const base = id.replace(/\/(usd|real|sa)$/, "");
  if (base === id) return given.titleOf(id);
  const own = pantry.titleOf(base);
  const [en, de] = id.endsWith("/usd")
    ? ["in US dollars", "in US-Dollar"]
    : id.endsWith("/real")
      ? ["deflated", "deflationiert"]
      : ["seasonally adjusted", "saisonbereinigt"];
  return { en: `${own.en}, ${en}`, de: `${own.de}, ${de}` };
}

/** The endings that make sense for a series: ids of what can be derived from it. */
export function derivedFromIt(id: string, pantry: Pantry): readonly string[] {
  return ["usd", "real", "sa"]
    .map((ending) => `${id}/${ending}`)
    .filter((derived) => pantry.recipeOf(derived) !== null);
}
