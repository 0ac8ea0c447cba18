/** A result as plain text, to paste into a mail or a note. */

import { say } from "../words/along";
import { say as shared } from "../words/shared";
import type { Taken } from "./take-along";

export function asText(taken: Taken): string {
  const block = (heading: string, lines: string[]) => (lines.length > 0 ? [heading, ...lines].join("\n") : "");
  const item = (line: string) => `- ${line}`;
  return [
    block(taken.title, [taken.made]),
    taken.marks.map((mark) => `!! ${mark}`).join("\n"),
    taken.result.join("\n"),
    ...taken.parts.map(({ heading, lines }) => block(heading, lines.map(item))),
    block(taken.answersTitle, taken.answers.flatMap(({ title, rows }) => [...(title ? [shared.colon(title).trimEnd()] : []), ...rows.map(([question, answer]) => item(shared.colon(question) + answer))])),
    block(say.questions, taken.questions.map((question, index) => `${index + 1}. ${question}`)),
    taken.disclaimer,
    taken.madeBy,
  ].filter(Boolean).join("\n\n").concat("\n");
}
