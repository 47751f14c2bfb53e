import type { Role } from "../terms/part.ts";

/** Where a drawing will be seen: on the page (`css`: follows the page's theme), or on its own in one theme. */
export type Theme = "css" | "light" | "dark";

/** What is drawn with a colour that is not an idea: text, lines of the grid, the ground, shading. */
export type Surface = "ink" | "soft" | "grid" | "ground" | "shade" | "band";

/**
 * One colour per idea, light and dark. Hues after Okabe & Ito (2008) for the signals; the signals, CapEx, roads and the
 * rest stay apart under simulated protanopia, deuteranopia and tritanopia (test/views/palette.test.ts). Power comes near
 * retreat, and cooling near succession, for some readers: no meaning rests on colour, every line carries its name.
 */
export const roleColours: Readonly<Record<Role, { readonly light: string; readonly dark: string }>> = {
  succession: { light: "#0072B2", dark: "#56B4E9" },
  retreat: { light: "#D55E00", dark: "#E69F00" },
  convergence: { light: "#009E73", dark: "#4FD1A5" },
  capex: { light: "#1B1F24", dark: "#E6E4DE" },
  roads: { light: "#8C6D46", dark: "#BF9B6B" },
  power: { light: "#B08900", dark: "#D9B436" },
  cooling: { light: "#4682B4", dark: "#7FB2DC" },
  other: { light: "#882255", dark: "#B673EE" },
  muted: { light: "#7A7F87", dark: "#8E949D" },
};

/** The same ideas as text: darker on white where the mark's colour alone would fall short of WCAG AA. */
export const roleTextColours: Readonly<Record<Role, { readonly light: string; readonly dark: string }>> = {
  ...roleColours,
  retreat: { light: "#B04A00", dark: roleColours.retreat.dark },
  convergence: { light: "#007A5A", dark: roleColours.convergence.dark },
  power: { light: "#806300", dark: roleColours.power.dark },
  cooling: { light: "#38709F", dark: roleColours.cooling.dark },
  muted: { light: "#666B73", dark: "#9BA1AA" },
};

/** Text, grid and ground, light and dark; text on ground passes WCAG AA. */
export const surfaceColours: Readonly<Record<Surface, { readonly light: string; readonly dark: string }>> = {
  ink: { light: "#1B1F24", dark: "#E6E4DE" },
  soft: { light: "#565C66", dark: "#A5ABB4" },
  grid: { light: "#E3E3DF", dark: "#2E3238" },
  ground: { light: "#FFFFFF", dark: "#16181B" },
  shade: { light: "#F0EFEA", dark: "#22252A" },
  band: { light: "#D9D8D2", dark: "#3A3E45" },
};

/** Colour of an idea in a theme. */
export function roleColour(role: Role, theme: Theme): string {
  return theme === "css" ? `var(--role-${role})` : roleColours[role][theme];
}

/** Colour of an idea's name in a theme. */
export function roleTextColour(role: Role, theme: Theme): string {
  return theme === "css" ? `var(--role-${role}-text)` : roleTextColours[role][theme];
}

/** Colour of a surface in a theme. */
export function surfaceColour(surface: Surface, theme: Theme): string {
  return theme === "css" ? `var(--${surface})` : surfaceColours[surface][theme];
}
