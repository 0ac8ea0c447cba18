import type { Words } from "../said";

/** The server speaks English itself. */
export default {} satisfies Partial<Words>;
