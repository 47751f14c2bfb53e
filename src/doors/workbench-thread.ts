import { serveWorkbenchThread } from "../tasks/elsewhere.ts";

serveWorkbenchThread();
