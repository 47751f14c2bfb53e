import { type Accessor, type Context, createContext, useContext } from "solid-js";
import { place } from "./place.ts";

/** The day whose numbers are in sight; it follows the day asked for as soon as those are there. */
export const DayShown: Context<Accessor<string | null>> = createContext<Accessor<string | null>>(() => place().asOf);

/** The day whose numbers are in sight here. */
export function useDayShown(): Accessor<string | null> {
  return useContext(DayShown);
}
