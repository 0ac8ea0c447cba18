import type { Words } from "../codes";

/** The server speaks English itself. */
export default {} satisfies Partial<Words>;
