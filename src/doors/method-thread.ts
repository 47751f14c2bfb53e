import { serveMethodThread } from "../tasks/method-elsewhere.ts";

serveMethodThread();
