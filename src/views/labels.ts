/** A label that wants to stand at a height. */
export interface Wanting {
  readonly py: number;
  /** Height of the label [pixels]. */
  readonly size: number;
}

/**
 * Heights of labels, as near to the wanted ones as can be without overlap, within [top, bottom]: pool adjacent violators
 * (least squares). The order of heights is kept; ties keep the order of the list. When they cannot fit they start at the top.
 */
export function spreadLabels(wanting: readonly Wanting[], top: number, bottom: number): number[] {
  const order = wanting.map((w, i) => ({ ...w, i })).sort((a, b) => a.py - b.py || a.i - b.i);
  interface Block {
    start: number;
    height: number;
    wish: number;
    members: typeof order;
  }
  const blocks: Block[] = [];
  for (const label of order) {
    let block: Block = { start: 0, height: label.size, wish: label.py - label.size / 2, members: [label] };
    block.start = clamp(block.wish, top, bottom - block.height);
    for (
      let before = blocks.at(-1);
      before !== undefined && before.start + before.height > block.start;
      before = blocks.at(-1)
    ) {
      blocks.pop();
      const n = before.members.length + block.members.length;
      const wish = (before.wish * before.members.length + (block.wish - before.height) * block.members.length) / n;
      const height = before.height + block.height;
      block = {
        start: clamp(wish, top, bottom - height),
        height,
        wish,
        members: [...before.members, ...block.members],
      };
    }
    blocks.push(block);
  }
  const result: number[] = wanting.map(() => 0);
  for (const block of blocks) {
    let at = block.start;
    for (const member of block.members) {
      result[member.i] = at + member.size / 2;
      at += member.size;
    }
  }
  return result;
}

function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(high, value));
}
