/** Lets what waits (a request, a progress bar) have its turn between two long computations on one thread. */
export function breathe(): Promise<void> {
  return new Promise((resume) => {
    setTimeout(resume, 0);
  });
}
