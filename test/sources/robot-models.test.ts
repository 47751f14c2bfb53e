import { source } from "../../src/sources/robot-models.ts";
import { fixtureTests } from "./document.ts";

fixtureTests(source);
