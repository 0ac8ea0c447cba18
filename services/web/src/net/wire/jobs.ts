/** A training as the server records it. */

export type JobStatus = "queued" | "running" | "published" | "candidate" | "rejected" | "failed" | "cancelled";

/** quick: declared settings and a reduced comparison */
export type Effort = "quick" | "full";

export interface Job {
  id: string;
  predictor: string;
  status: JobStatus;
  stage: string;
  /** 0 to 1 */
  progress: number;
  message: string | null;
  version: string | null;
  error: string | null;
  reason: string | null;
  requested_by: string;
  effort?: Effort;
  /** "initial", or the sha256 of an uploaded file */
  datasets?: string[];
  /** by field, how far the new rows are from the champion's (population stability index) */
  stability?: Record<string, number | null> | null;
  /** fields, and "the outcome", whose new rows differ by more than chance; null: no new rows, or nobody said */
  shifted?: string[] | null;
  /** false: whatever it makes is kept as a candidate at best */
  promote?: boolean;
  /** why its version has become what it is, one by one; message joins them */
  reasons?: string[] | null;
  attempt: number;
  enqueued_at: string;
  started_at: string | null;
  ended_at: string | null;
}
