import type { Words } from "../answer";

const missedOf = (missed: number): string =>
  missed === 0 ? "Kaum jemand, der betroffen war, wurde übersehen." : missed === 1 ? "1 weiterer betroffener Mensch wurde übersehen." : `${missed} weitere betroffene Menschen wurden übersehen.`;

/** "waren 3 von 100": one is singular */
const were = (n: number): string => (n === 1 ? "war" : "waren");

const capital = (text: string): string => text.replace(/^./, (letter) => letter.toUpperCase());

export default {
  fewerThan1: "weniger als 1",
  moreThan99: "mehr als 99",
  about: /(?<!\p{L})(?:etwa|ungefähr|rund|circa|ca\.|about)\s+$/iu,
  between: (from, to) => (from !== to ? `Zwischen ${from} und ${to}` : /^\d/.test(from) ? `Etwa ${from}` : capital(from)),
  span: (from, to) => (from === to ? `etwa ${from}` : `${from} bis ${to}`),
  atMost: (n) => `höchstens ${n}`,
  atLeast: (n) => `mindestens ${n}`,
  figures: (n, told) => `100 Figuren, davon ${n} farbig: ${told}`,
  result: "Ergebnis",
  appearsHere: "Hier erscheint das Ergebnis",
  answerToSee: (people) => `Beantworten Sie die Fragen. Dann sehen Sie, wie viele Betroffene auf 100 ${people} kommen.`,
  noResult: "Noch kein Ergebnis",
  noNumber: "Es wird keine Zahl angegeben.",
  modelLearning: "Das Modell lernt noch",
  waitsHere: "Es ist sein erstes Training. Ihre Antworten bleiben hier stehen, und das Ergebnis erscheint von selbst, sobald das Modell fertig ist.",
  waitsToStart: "Wartet auf den Beginn des Trainings",
  nearlyNone: (people, above, bound, value) =>
    `Bei fast niemandem in den Daten (${people}) war der Wert ${above ? "höher" : "niedriger"} als ${bound}. Deshalb kann das Modell über ${value} nichts sagen.`,
  exampleAll: "Beispiel, nicht Sie",
  examplePart: (examples, questions) => `Teils Beispiel: ${examples} von ${questions} Antworten`,
  stranger: () => [{ strong: "Das gilt nicht für Sie. " }, "Sie haben angegeben, dass Sie nicht zur untersuchten Gruppe gehören."],
  seeResult: "zum Ergebnis",
  ofFormer: "Frühere Antworten: ",
  ofOthers: "Nicht für Sie: ",
  ofExample: "Beispiel: ",
  ofGuess: "Geraten: ",
  noNumberShort: "Es wird keine Zahl angegeben",
  inShort: (before, n) => [before === null ? "" : `${before} → `, { strong: n }, " von 100"],
  changeHint: "Ändern Sie eine Antwort, und das Ergebnis folgt.",
  changing: "Ihre Antworten haben sich geändert. Wird neu berechnet …",
  undo: "Rückgängig",
  redo: "Wiederholen",
  former: "Für Ihre früheren Antworten. ",
  stillFormer: "Das Ergebnis gilt noch für Ihre früheren Antworten.",
  none: "keine Zahl",
  one: (question) => [question],
  both: (first, second) => [first, " und ", second],
  andOthers: (first, others) => [first, ` und ${others} weitere Antworten`],
  backTo: (figure, names, several) => ["Wieder ", figure, ": ", ...names, several ? " sind wie zuvor." : " ist wie zuvor."],
  still: (figure, names) => ["Weiterhin ", figure, ", nachdem Sie geändert haben: ", ...names],
  noneSince: (names) => ["Keine Zahl mehr, nachdem Sie geändert haben: ", ...names],
  numberAgain: (figure, names) => ["Wieder eine Zahl: ", figure, ", nachdem Sie geändert haben: ", ...names],
  moved: (before, figure, names) => [`${before} → `, figure, ", nachdem Sie geändert haben: ", ...names],
  movedSpoken: (before, after, names) => [`Jetzt ${after} von 100, vorher ${before}, nachdem Sie geändert haben: `, ...names],
  keyOn: (n, label) => `${n} – ${label}`,
  keyOpen: (n) => `${n} – das eine oder das andere, je nach dem, was nicht bekannt ist`,
  keyOff: (n) => `${n} – nicht betroffen`,
  ofThreshold: (said, threshold) => `${said} (${threshold} von 100).`,
  outOfRange: (labels) => [{ strong: "Außerhalb des Bereichs: " }, `Kaum jemand, von dem das Modell gelernt hat, war hierin so wie Sie: ${labels.join(", ")}. Diese Zahl ist nur geraten.`],
  speaksFor: "Für wen das gilt",
  mayNotHold: (who) => `${who}. Wenn Sie nicht zu dieser Gruppe gehören, gilt die Zahl vielleicht nicht für Sie.`,
  notKnown: (labels) => [{ strong: "Nicht bekannt: " }, `${labels.join(", ")}. Das Modell hat ohne diese Angaben geantwortet.`],
  allKnown: "Alles war bekannt: Jede Frage wurde beantwortet.",
  madeBy: (source, model) => [`Quelle: ${source}. Berechnet von Modellversion `, model === null ? "." : ` (${model}).`],
  dependingOn: (span, labels) => `${span} von 100, je nach: ${labels.join(", ")}. `,
  dependingOnSpoken: (span, labels) => `${span}, je nach: ${labels.join(", ")}.`,
  leftOpen: (several) =>
    `Sie haben ${several ? "diese Angaben" : "diese Angabe"} offen gelassen. Deshalb ist die Zahl der Durchschnitt über die Werte, die Menschen mit Ihren übrigen Antworten haben. Sie setzt voraus, dass das Offenlassen selbst nichts verrät.`,
  notObserved: "Wie viele mit einer ähnlichen Zahl betroffen waren, ist nicht bekannt.",
  observed: (people, range) => [`Für ${people} mit einer ähnlichen Zahl gilt: `, { strong: `${range} von 100` }, " waren betroffen."],
  disagrees: (fewer, people, range, n) => [
    { strong: fewer ? "Beobachtet wurden weniger: " : "Beobachtet wurden mehr: " },
    `Für ${people} mit einer ähnlichen Zahl gilt: ${range} von 100 waren betroffen, nicht ${n}. Glauben Sie eher diesem Wert als der Zahl oben: So ist es tatsächlich gekommen.`],
  howSure: "Wie sicher ist das?",
  nobodyCanSay: "Das kann niemand sagen: Zu wenige Menschen waren in dieser Lage, um zu zählen, wie viele von ihnen betroffen waren.",
  anAverage: "Dies ist ein Durchschnitt, weil etwas nicht bekannt ist. Was mit Menschen mit einem solchen Wert geschah, wurde dort gezählt, wo alles bekannt war. Deshalb gibt es dafür kein Intervall. Bei neun von zehn plausiblen Angaben liegt der Wert in dem oben gezeigten Bereich.",
  observedRange: (range) => `${capital(range)} von 100: So viele wurden beobachtet, bei Menschen, die das Modell nicht kannte (95-%-Intervall).`,
  tooFew: "Zu wenige Menschen hatten eine ähnliche Zahl, um zu zählen, wie viele von ihnen betroffen waren.",
  otherModels: (range) => `Modelle aus anderen, gleich großen Stichproben würden sagen: ${range}.`,
  aboutGroup: (both) => `${both ? "Beides sagt" : "Das sagt"} etwas über die Gruppe, nicht über Sie.`,
  withAnswers: (n, example) => [` Mit ${example ? "den Antworten des Beispiels" : "Ihren Antworten"}: `, { strong: n }, "."],
  countedAmong: (n) => ` Gezählt bei ${n} Menschen.`,
  whatMeans: (threshold) => `Was bedeuten ${threshold} von 100?`,
  fromOn: (threshold) => `Ab ${threshold} von 100 stuft dieses Modell jemanden als auffällig ein.`,
  neitherSays: "Das heißt nicht, dass jemand krank ist, und darunter zu liegen ist keine Garantie.",
  ofHundred: (people, told) => `Auf je 100 ${people}: ${told}`,
  pointedOut({ found, missed, alarms }) {
    const flagged = found + alarms;
    if (flagged === 0) return `Kaum jemand wurde als auffällig eingestuft. ${missedOf(missed)}`;
    return `${flagged} ${flagged === 1 ? "wurde" : "wurden"} als auffällig eingestuft, davon ${were(found)} ${found} betroffen und ${alarms} nicht. ${missedOf(missed)}`;
  },
  limits({ found, missed, alarms, left }) {
    const flagged = found + alarms;
    return [
      flagged === 0 ? "Auffällig zu sein heißt nicht, krank zu sein." : `Auffällig zu sein heißt nicht, krank zu sein: Von diesen ${flagged} Menschen ${were(alarms)} ${alarms} nicht betroffen.`,
      missed === 0 ? "Unter der Schwelle zu liegen ist keine Garantie." : `Unter der Schwelle zu liegen ist keine Garantie: Von den ${missed + left} Menschen dort ${were(missed)} ${missed} trotzdem betroffen.`,
    ];
  },
  found: "betroffen und auffällig",
  alarm: "nicht betroffen, trotzdem auffällig",
  missed: "betroffen, aber übersehen",
  left: "nicht betroffen, nicht auffällig",
  whatMoved: "Was hat diese Zahl verändert?",
  nothingToExplain: "Hier gibt es nichts zu erklären.",
  onAverage: "Im Durchschnitt",
  together: "Zusammen",
  everythingElse: "Alles Übrige",
  inPoints: "In Punkten von 100. Das zeigt, wonach sich das Modell richtet, nicht, was wovon die Ursache ist: Wer eine Antwort ändert, ändert damit nicht unbedingt das Risiko.",
  lessThan: (points) => `weniger als ${points}`,
  moreThan: (points) => `mehr als ${points}`,
  amid: (label) => label.charAt(0).toLowerCase() + label.slice(1),
  called: ({ label, answer }) => `${label} (${answer})`,
  says({ total, average, up, down }) {
    const says = average === null ? `Das Modell sagt ${total} von 100, wie im Durchschnitt` : `Das Modell sagt ${total} von 100 (im Durchschnitt ${average})`;
    const moves = [up && `${up} erhöht die Zahl am meisten`, down && `${down} senkt sie am meisten`].filter(Boolean);
    return moves.length === 0 ? `${says}.` : `${says}: ${moves.join(", und ")}.`;
  },
} satisfies Words;
