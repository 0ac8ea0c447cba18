// The page's types of what crosses the wire, out of the API's OpenAPI document: written, or with --check compared.

import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import openapiTS, { astToString } from "openapi-typescript";

const PLACE = fileURLToPath(new URL("../src/net/wire/generated.d.ts", import.meta.url));
const HEAD = "/** Made by `npm run types` of the API's types; nobody changes it by hand. */\n\n";

/** What the API tells of every predictor: its environment comes first on the path, as the Makefile has it. */
function told() {
  try {
    return JSON.parse(execFileSync("python", ["-m", "bellwether_api.openapi"], { maxBuffer: 1 << 26, stdio: ["ignore", "pipe", "ignore"] }));
  } catch (error) {
    console.error(`The types come from the API, which does not answer here (${error.message}).`);
    console.error("Make its environment with `make .venv/installed`, and put .venv/bin first on the path.");
    process.exit(1);
  }
}

const { openapi, info, components } = told();
const nodes = await openapiTS({ openapi, info, paths: {}, components: { schemas: components.schemas } });
const types = HEAD + astToString(nodes);

if (!process.argv.includes("--check")) {
  writeFileSync(PLACE, types);
} else if (readFileSync(PLACE, "utf8") !== types) {
  console.error("src/net/wire/generated.d.ts is not what the API tells any more: `npm run types` writes it anew.");
  process.exit(1);
}
