/**
 * A sentence of which parts stand out or lead somewhere. In which order they come is the language's; what each of them
 * becomes is for whoever shows it.
 */

export type Piece =
  | string
  /** what is to be seen at a glance */
  | { strong: string }
  /** a number that is new */
  | { figure: string }
  /** the name of a question */
  | { question: string }
  /** what somebody might have answered */
  | { answer: string }
  /** the words that lead to another page */
  | { link: string };
