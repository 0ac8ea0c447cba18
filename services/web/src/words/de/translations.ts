import type { Words } from "../translations";

export default {
  region: "Übersetzungen, die nicht verwendet werden",
  notUsed: "wird nicht verwendet: Wer die Seite besucht, liest diese Texte so, wie sie deklariert sind.",
  faults: (n) => `${n} Fehler`,
} satisfies Words;
