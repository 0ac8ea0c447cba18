import { plural } from "../numbers";
import type { Bounds, Words } from "../predict";

/** "10 bis 100 kg/m²", or nothing where everything goes */
function within({ low, high, unit }: Bounds): string {
  const behind = unit ? ` ${unit}` : "";
  if (low !== null && high !== null) return `${low} bis ${high}${behind}`;
  if (low !== null) return `mindestens ${low}${behind}`;
  return high !== null ? `höchstens ${high}${behind}` : "";
}

/** " (10 bis 100 kg/m²)" */
const besides = (bounds: Bounds): string => within(bounds) && ` (${within(bounds)})`;

const yours = (n: number): string => (n === 1 ? "die Antwort, die Sie gegeben haben" : `die ${n} Antworten, die Sie gegeben haben`);

export default {
  title: "Vorhersage",
  noPredictor: "Diese Vorhersage gibt es nicht",
  wasRemoved: "Vielleicht wurde sie entfernt.",
  notLoaded: "Die Fragen konnten nicht geladen werden",
  allPredictions: "Alle Vorhersagen",
  whom: "Für wen das gilt",
  aboutWhom: (who) => [{ strong: "Für wen das gilt: " }, `${who}. Wenn Sie nicht zu dieser Gruppe gehören, wurden Menschen wie Sie nicht untersucht, und das Ergebnis gilt vielleicht nicht für Sie.`],
  moreAboutData: "Mehr über die Daten",
  restsOn: (rows, people) => `Grundlage: ${rows} ${people}.`,
  source: (source) => `Quelle: ${source}.`,
  privacy: "Ihre Antworten gehen nur an diesen Server und bleiben in diesem Tab, bis Sie ihn schließen oder neu beginnen. Wenn auch andere diesen Computer nutzen, beginnen Sie neu, bevor Sie gehen.",
  draft: (keyed) =>
    [{ strong: "Ein Entwurf." }, " Einige Texte fehlen noch. Deshalb bekommt nur Antworten, wer einen Schlüssel hat. ", { link: keyed ? "Der Schlüssel ist hier" : "Mit einem Schlüssel entsperren" }, "."],
  firstTraining: "Erstes Training",
  stillLearning: () => [{ strong: "Das Modell lernt noch." }, " Sie können die Fragen schon beantworten."],
  waitsForFirst: "Wartet auf das erste Training",
  questions: "Fragen",
  otherQuestions: "Weitere Fragen",
  dontKnow: "Weiß nicht",
  exploring: "Ich sehe mich nur um",
  choose: "Bitte wählen …",
  stillOpen: (n) => `${plural(n, "Frage ist", "Fragen sind")} noch offen`,
  lookAgain: (n) => `Bitte prüfen Sie ${plural(n, "Antwort", "Antworten")}`,
  lookAt: (first, others) => ["Prüfen Sie ", first, others === 0 ? "." : ` und ${plural(others, "weitere Antwort", "weitere Antworten")}.`],
  enterNumber: (escape) => (escape === null ? "Geben Sie eine Zahl ein." : `Geben Sie eine Zahl ein oder wählen Sie „${escape}“.`),
  chooseAnswer: (escape) => (escape === null ? "Wählen Sie eine Antwort." : `Wählen Sie eine Antwort oder „${escape}“.`),
  enterWithin: (bounds) => `Geben Sie eine Zahl ein${besides(bounds)}.`,
  enterWhole: (bounds) => `Geben Sie eine ganze Zahl ein${besides(bounds)}.`,
  mustBe: (bounds) => `Hier möglich: ${within(bounds)}.`,
  // Behind a full stop "10 bis 100." reads as two ordinal numbers.
  mayBe: (bounds) => {
    const { low, high } = bounds;
    const said = low !== null && high !== null ? `zwischen ${low} und ${high}` : within(bounds);
    return said && `${said.replace(/^./, (letter) => letter.toUpperCase())}.`;
  },
  canMean: (typed, big, small) => `${typed} kann ${big} oder ${small} bedeuten: Schreiben Sie ${big} oder ${small}`,
  looksLike: (typed, ways) => `${typed} sieht nach ${ways.map(({ unit, is }) => `${unit} aus: Das sind ${is}`).join(", oder nach ")}.`,
  is: (typed, other) => `${typed} sind ${other}.`,
  noneAbove: (bound) => `Für Werte höher als ${bound} wird keine Zahl angegeben.`,
  noneBelow: (bound) => `Für Werte niedriger als ${bound} wird keine Zahl angegeben.`,
  useThat: (value) => `${value} verwenden`,
  orIn: (units) => `Oder in ${units.join(" oder ")}, hinter die Zahl geschrieben.`,
  countsAs: (values, label) => `Der Wert ${values.join(" oder ")} zählt als „${label}“.`,
  workItOut: "Aus Größe und Gewicht berechnen",
  height: "Größe",
  weight: "Gewicht",
  andInches: "und",
  inches: "Zoll",
  inUnit: (unit) => ` in ${unit}`,
  enterBoth: "Geben Sie beides ein",
  checkBoth: "Bitte prüfen Sie Größe und Gewicht",
  mustBeNumber: (name) => `${name}: Bitte geben Sie eine Zahl ein.`,
  useThis: "Übernehmen",
  units: "Einheiten",
  metric: "cm und kg",
  imperial: "ft, in und lb",
  showResult: "Ergebnis zeigen",
  fillAnExample: "Beispiel ausfüllen",
  fillTheExample: "Beispiel ausfüllen",
  exampleReplaces: (n) => `Das Beispiel ersetzt ${yours(n)}.`,
  startAgain: "Neu beginnen",
  startingClears: (n) => `Wenn Sie neu beginnen, ${n === 1 ? "wird die Antwort gelöscht, die Sie gegeben haben" : `werden die ${n} Antworten gelöscht, die Sie gegeben haben`}.`,
  leaveMyAnswers: "Meine Antworten behalten",
  allAnswered: "Alle Fragen beantwortet",
  answeredOf: (n, all) => `${n} von ${all} beantwortet`,
  keyNeeded: "Auf diesem Server bekommt nur Vorhersagen, wer einen Schlüssel hat. Geben Sie Ihren unter „Betrieb“ ein, kommen Sie zurück und fragen Sie noch einmal.",
  endedWithout: (why) => [`Das erste Training endete ohne Modell${why ? ": " : ""}`, why, ". Wer das System betreibt, kann es neu starten."],
} satisfies Words;
