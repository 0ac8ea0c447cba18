import { figure, type Values, type Words } from "../codes";
import { count, decimal, plainNumber } from "../numbers";

const n = (value: Values[string] | undefined): string => (typeof value === "number" ? count(value) : "?");

/** Behind what a number has to be: what may have been meant. */
const ADVICE: Record<string, string> = {
  with_a_point: "mit Punkt und ohne Zeichen zwischen den Tausendern schreiben, etwa 1.2 oder 1200",
  two_numbers: "kann zwei Zahlen meinen: mit Punkt und ohne Zeichen zwischen den Tausendern schreiben, oder das Feld mit decimal deklarieren",
  below_detection: "mit below_detection: half in der Deklaration zählt <0.01 als 0.005",
  more_than: "„mehr als“ ist kein Wert: eine Zahl schreiben",
  decimal_declared: "das andere der beiden Zeichen darf nur zwischen Tausendern stehen, so ist es deklariert",
  only_its_unit: "hinter einer Zahl darf nur ihre deklarierte Einheit stehen",
};

const notBetter = (values: Values, said: (name: string) => string): string => {
  const worse = figure(values["worse"]);
  return worse === null ? `sie ist nicht mit der eingesetzten Version (${said("version")}) vergleichbar: ${said("why")}`
    : `sie kann im Log-Loss bis zu ${decimal(worse, 4)} schlechter sein als die eingesetzte Version (95-%-Grenze)`;
};

export default {
  comparable: (_, said) => `Nicht vergleichbar: ${said("against")} (${said("version")}), denn ${said("why")}. Der Betrieb kann diese Version mit Begründung einsetzen`,
  not_compared: (_, said) => `Nicht mit einer eingesetzten Version verglichen: ${said("why")}`,
  comparisons: (values) => (values["count"] === 1 ? "Dies ist der erste Vergleich auf diesen Prüfdaten" : `Auf diesen Prüfdaten gab es bisher ${n(values["count"])} Vergleiche`),
  not_asked_for: () => "Dieses Training wurde angefordert, ohne sein Ergebnis einzusetzen",
  by_hand: () => "Die Deklaration sagt promote: by_hand, daher entscheidet ein Mensch",
  if_better: (values, said) => `Die Deklaration sagt promote: if_better, und ${notBetter(values, said)}`,
  quick_after_full: (values, said) => `Ein schnelles Training ersetzt kein vollständiges, außer es ist besser, und ${notBetter(values, said)}`,

  required: () => "fehlt und ist erforderlich",
  number_between: ({ low, high, unit, whole, advice }) =>
    `muss eine ${whole === true ? "ganze " : ""}Zahl von ${plainNumber(figure(low) ?? NaN)} bis ${plainNumber(figure(high) ?? NaN)}${typeof unit === "string" ? ` ${unit}` : ""} sein`
    + (ADVICE[String(advice)] === undefined ? "" : `; ${ADVICE[String(advice)]}`),
  one_of: (_, said) => `muss einer dieser Werte sein: ${said("values")}`,
  yes_or_no: () => "muss ja oder nein sein (true, false, Yes, No)",
  refused: (_, said) => `wird abgewiesen, daher lernt kein Modell daraus: ${said("reason")}`,
  missing_column: () => "Diese Spalte fehlt",
  no_name: ({ place }) => `Spalte ${n(place)} hat keinen Namen; lassen Sie sie weg${place === 1 ? " (in pandas index=False, in R row.names=FALSE)" : ""}`,
  twice: () => "Diese Spalte kommt zweimal vor",
  unknown_column: ({ place }) => (typeof place === "number" ? `Spalte ${n(place)} ist in dieser Vorhersage nicht bekannt` : "Diese Spalte ist in dieser Vorhersage nicht bekannt"),
  empty: () => "ist leer",
  not_utf8: () => "ist kein Text in UTF-8; speichern Sie die Datei als CSV in UTF-8",
  not_csv: () => "ist nicht als CSV lesbar: Ein Anführungszeichen steht in einer Zelle oder wird in seiner Zeile nicht geschlossen (Zellen mit Zeilenumbruch gehen nicht)",
  uneven: ({ found, wanted }) => `hat ${n(found)} Zellen, die Kopfzeile ${n(wanted)}; ein Komma in einer Zahl oder einem Text trennt Zellen, außer in Anführungszeichen`,
  no_rows: () => "hat keine Zeilen",
  few_rows: ({ rows, least }) => `hat ${n(rows)} Zeilen; zum Lernen sind mindestens ${n(least)} nötig`,
  one_outcome: () => "ist in jeder Zeile gleich; ein Modell lernt aus beiden Ausprägungen",
  few_of_outcome: ({ least }, said) => `ist bei zu wenigen Personen „${said("value")}“; eine Version wird an mindestens ${n(least)} von beiden gemessen`,
  no_person: () => "fehlt: Ohne diese Angabe weiß niemand, wessen Zeile es ist",
  no_time: () => "muss eine Zahl oder ein Datum sein, zum Beispiel 2020-01-31",
  two_kinds: () => "muss in allen Zeilen von einer Art sein: Zahlen oder Daten",
  two_days: () => "kann zwei Tage meinen; schreiben Sie 2020-01-31, oder sagen Sie unter roles, ob der Tag zuerst kommt (day_first)",

  volume_full: () => "Ein Datenträger ist voll: Entfernen Sie alte Versionen oder Datensätze, oder vergrößern Sie ihn.",
  killed: (values, said) => `Der Prozess des Trainings endete durch ${said("cause")} im Schritt ${said("stage")}${figure(values["peak"]) === null ? "" : ` (höchstens ${n(Math.round(figure(values["peak"]) ?? 0))} MiB Speicher)`}. Meist war zu wenig Speicher da.`,
  timed_out: ({ seconds }) => `Nach ${n(seconds)} Sekunden nicht fertig und abgebrochen.`,
  lost: () => "Die Warteschlange kennt diesen Auftrag nicht mehr, und er hat nie gesagt, wie er endete. Starten Sie ein neues Training.",
  ended: () => "Der Auftrag endete, ohne zu sagen, wie. Mehr steht im Log des Trainers; starten Sie ein neues Training.",
  unreadable: () => "Was die Warteschlange von diesem Auftrag hielt, war nicht lesbar und wurde beiseitegelegt. Starten Sie ein neues Training.",
  queue_lost: () => "Die Warteschlange hat alles verloren, auch diesen Auftrag, und niemand arbeitet daran. Starten Sie ein neues Training.",
  trainer_lost: () => "Der Trainer, bei dem er lief, ging mehrmals verloren; sein Log sagt vielleicht mehr.",
  check_lost: () => "Sie kam nicht zum Ende; der Grund steht im Log des Dienstes „checker“. Senden Sie die Datei noch einmal.",
  unexpected: (_, said) => `${said("kind")}: Wo es geschah, steht im Log des Trainers.`,
  few_events: ({ needed }) => `Zu wenige Zeilen mit oder ohne Ereignis: Je ${n(needed)} sind nötig. Bringen Sie mehr Zeilen ein.`,
  faulty_rows: ({ count: all }, said) => `${said("where")} hat ${n(all)} Fehler.`,
  rows_removed: (_, said) => `${said("where")} wurde entfernt.`,
  rows_do_not_fit: ({ count: all }) => `Die Zeilen passen nicht zu dieser Version (${n(all)} Fehler). Berichtigen Sie die Datei.`,
  too_few_of_one: () => "Zu wenige Zeilen mit oder ohne Ereignis, um daran etwas zu messen.",
  withdrawn: (_, said) => `Die Version wurde zurückgezogen: ${said("reason")}`,
} satisfies Words;
