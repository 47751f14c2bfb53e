import { source } from "../../src/sources/arxiv-sample.ts";
import { fixtureTests } from "./document.ts";

fixtureTests(source);
