import { source } from "../../src/sources/ark-figures.ts";
import { fixtureTests } from "./document.ts";

fixtureTests(source);
