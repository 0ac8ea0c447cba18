import type { Words } from "../along";

/** „etwa 14“, aber „weniger als 1“. */
const about = (n: string): string => (/^\d/.test(n) ? `etwa ${n}` : n);

export default {
  whatIf: "Und bei einer anderen Antwort?",
  noEffect: "Hier geht es um andere Menschen. Was geschähe, wenn jemand etwas ändert, kann das Modell nicht sagen: Wer sich darin unterscheidet, unterscheidet sich auch in anderem.",
  yours: (question, answer, example) => `${question} – ${example ? "hier" : "Sie"}: ${answer}`,
  others: (answer, n, own, example) => [
    "Menschen, die ", { answer }, ` antworten und sonst so wie ${example ? "das Beispiel" : "Sie"}: `, { figure: about(n) }, " von 100",
    n === own ? (example ? ", wie im Beispiel." : ", wie mit Ihren Antworten.") : ` (${own}\u00a0${example ? "im\u00a0Beispiel" : "mit\u00a0Ihren\u00a0Antworten"}).`],
  noNumber: (answer, why) => ["Menschen, die ", { answer }, " antworten: Hier wird keine Zahl genannt. ", why || "So war fast niemand."],
  nobodyToCompare: "So war fast niemand, deshalb gibt es niemanden zum Vergleichen.",

  takeAlong: "Mitnehmen",
  copy: "Als Text kopieren",
  link: "Link",
  copied: "Kopiert.",
  copyYourself: "Dieser Browser lässt die Seite nicht kopieren. Markieren Sie den Text und kopieren Sie ihn.",
  textToCopy: "Text zum Kopieren",
  linkSays: "Der Link enthält alle Ihre Antworten. Wer ihn hat, kann sie lesen. Der Server sieht sie nie: Sie stehen in einem Teil der Adresse, den Browser für sich behalten. Ein Browser oder ein Mailprogramm kann sich den Link merken.",
  copyLink: "Link kopieren",

  made: (when) => `Erstellt am ${when} mit Bellwether`,
  guess: "Diese Zahl ist nur geraten: So war fast niemand.",
  beside: "Zum Vergleich",
  answers: "Ihre Antworten",
  exampleAnswers: "Die Antworten",
  converted: (typed, means) => `${typed} (${means})`,
  questions: "Fragen für das Gespräch in der Praxis",

  fromLink: "Diese Antworten kommen aus einem Link.",
  lookThrough: "Vielleicht sind es die eines anderen Menschen. Sehen Sie sie durch, dann lassen Sie sich das Ergebnis zeigen. In der Adresse stehen sie nicht mehr.",
  brokenLink: "Die Antworten aus diesem Link waren nicht zu lesen.",
  nothingFilled: "Es wurde nichts eingetragen. Lassen Sie sich den Link noch einmal geben, oder beantworten Sie die Fragen selbst.",
  ignored: (n) => (n === 1 ? "1 Teil des Links wird hier nicht gefragt und wurde weggelassen." : `${n} Teile des Links werden hier nicht gefragt und wurden weggelassen.`),
  unreadable: (questions) => `Nicht zu lesen und deshalb offen: ${questions}.`,
  former: "Lieber meine früheren Antworten",
} satisfies Words;
