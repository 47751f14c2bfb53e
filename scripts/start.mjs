// `npm start`: installs and builds what is missing, prints the verdict on the embedded snapshot, serves the workbench.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { ensureBuilt, ensureInstalled, root } from "./bootstrap.mjs";

ensureInstalled();
ensureBuilt();
const child = spawn(process.execPath, [join(root, "dist", "doors", "cli.js"), ...process.argv.slice(2)], {
  stdio: "inherit",
});
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => child.kill(signal));
child.on("exit", (code, signal) => process.exit(code ?? (signal === "SIGINT" || signal === "SIGTERM" ? 0 : 1)));
