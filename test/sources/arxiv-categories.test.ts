import { source } from "../../src/sources/arxiv-categories.ts";
import { fixtureTests } from "./document.ts";

fixtureTests(source);
