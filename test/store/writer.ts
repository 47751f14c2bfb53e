// Run as a process of its own: appends documents to a store without end (argv: store, name, how many).
import { append, handDocument } from "./by-hand.ts";

const [store = "", name = "", count = "1"] = process.argv.slice(2);
for (let i = 0; i < Number(count); i++) {
  await append(
    store,
    [handDocument(`${name}-${i}`, "2026-01-01", [{ series: `hand/${name}${i}/c`, period: "2025-Q1", value: i }])],
    true,
  );
  process.stdout.write(`${i}\n`);
}
