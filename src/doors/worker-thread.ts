import { serveBacktestThread } from "../tasks/backtest/work.ts";

serveBacktestThread();
