"""The process that waits for jobs and runs them, whatever becomes of them; all that knows RQ."""
