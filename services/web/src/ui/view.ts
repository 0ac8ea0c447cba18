/** What a view is handed when somebody goes there. */

export interface View {
  /** ends when the visitor leaves the view: hand it to every call and every poll */
  signal: AbortSignal;
  main: HTMLElement;
  /** the decoded parts of the hash */
  path: string[];
  /** what stands behind the parts, from its question mark on; empty where nothing does */
  behind: string;
  title(text: string): void;
}

export type Show = (view: View) => void;
