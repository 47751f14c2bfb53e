// SYNTHETIC: serves the workbench with made-up data, for looking at the pages while developing: npx tsx test/browser/serve.ts
import { serveWorkbench } from "../../src/doors/server.ts";
import { syntheticSupply } from "../fixtures/workbench/synthetic.ts";

const serving = await serveWorkbench(syntheticSupply, { port: Number(process.env.PORT ?? 4990) });
console.log(serving.url);
