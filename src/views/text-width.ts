/** Width of a text at 12 px in Inter, roughly [pixels]. */
export function textWidth(text: string, size = 12): number {
  return text.length * size * 0.54;
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
