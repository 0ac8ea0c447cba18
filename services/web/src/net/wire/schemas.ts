/** The types of the documents as the API declares them: what `npm run types` has written. */

import type { components } from "./generated";

export type Schemas = components["schemas"];
