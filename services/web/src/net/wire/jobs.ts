/** A training as the server records it. */

import type { Schemas } from "./schemas";

export type Job = Schemas["JobRecord"];
export type JobStatus = Job["status"];
export type Effort = Job["effort"];
