/** Characters of Inter by width [em], measured in a browser; digits as tabular figures. */
const groups: readonly (readonly [number, string])[] = [
  [0.25, "Iijl|"],
  [0.3, " !',.:;`·"],
  [0.36, "()/[\\]ft"],
  [0.4, "r"],
  [0.45, '"-^_{}²³'],
  [0.52, "*?–zJLacksvxyä"],
  [0.63, "0123456789EFbdeghnopquöüß#$&+<=>BKPRSTZ~−×"],
  [0.72, "ADVXYÄCGHNOQUÖÜ"],
  [0.85, "w→…"],
  [0.92, "Mm@"],
  [1, "%W"],
];
const widths: ReadonlyMap<string, number> = new Map(
  groups.flatMap(([width, characters]) => Array.from(characters, (c) => [c, width] as const)),
);

/** Width of a text in Inter at a size, to about 4 % [pixels]; an unknown character counts as 0.6 em. */
export function textWidth(text: string, size = 12): number {
  let sum = 0;
  for (const character of text) sum += widths.get(character) ?? 0.6;
  return sum * size;
}

/** A text broken at spaces so that no line is longer than `limit` characters unless a word is. */
export function wrapText(text: string, limit: number): string {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= limit) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines.join("\n");
}
