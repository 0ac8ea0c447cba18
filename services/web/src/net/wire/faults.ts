/** What is wrong with what was sent. */

/** One thing that is wrong, with a JSON Pointer to where. */
export interface Fault {
  pointer: string;
  detail: string;
}

export interface DatasetFault {
  /** the line in the file: the header is line 1; null for the whole file */
  row: number | null;
  column: string | null;
  detail: string;
}
