import { render } from "solid-js/web";
import { App } from "./app.tsx";
import { loadViews } from "./views.ts";

const root = document.getElementById("root");
if (root !== null) render(() => <App />, root);
void loadViews();
