type Views = typeof import("../../views/figure.ts");

let views: Promise<Views> | undefined;
let queue: Promise<void> = Promise.resolve();

/** The drawing of charts, fetched beside the first answer so that neither waits for the other. */
export function loadViews(): Promise<Views> {
  views ??= import("../../views/figure.ts");
  return views;
}

/** Resolves once the page's numbers have been painted, for one caller per frame: a step of the slider shows its numbers first, then its charts. */
export function afterPaint(): Promise<void> {
  queue = queue.then(() => new Promise((painted) => requestAnimationFrame(() => setTimeout(painted))));
  return queue;
}
