import type { Words } from "../collections";

const versions = (n: number, written: string): string => `${written} ${n === 1 ? "Version" : "Versionen"}`;
const lowered = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);

// Its terms stand in docs/words.md; a collection is an "Aufräumen".
export default {
  title: "Alte Versionen entfernen",
  keep: "So viele der neuesten bleiben",
  look: "Zeigen, was entfernt würde",
  automatic: (newest, written) => (newest === 1 ? "Nach jeder Veröffentlichung bleibt die neueste Version" : `Nach jeder Veröffentlichung bleiben die neuesten ${written} Versionen`)
    + "; was sonst nichts schützt, wird von selbst entfernt.",
  byHand: "Nichts wird von selbst entfernt, nur auf Ihren Wunsch.",
  wholeNumber: (most) => `Geben Sie eine ganze Zahl von 1 bis ${most} ein.`,
  sayHowMany: "Geben Sie an, wie viele der neuesten Versionen bleiben sollen.",
  none: "Es gibt noch keine Versionen.",
  nothingGoes: (all, written) => (all === 1 ? "Nichts würde entfernt: Die eine Version ist geschützt." : `Nichts würde entfernt: Jede der ${written} Versionen ist geschützt.`),
  goes: (going, all, written, free, staying, stay) =>
    `${going} von ${versions(all, written)} würden entfernt; ${free} würden frei. ${staying === 1 ? "1 bleibt" : `${stay} bleiben`}.`,
  always: (former, formerWritten, days, daysWritten) =>
    `In jedem Fall bleiben: die eingesetzte Version, die beste aller Zeiten${former > 0 ? `, die ${former === 1 ? "zuvor eingesetzte" : `${formerWritten} zuvor eingesetzten`}` : ""}${days > 0 ? `, was ${days === 1 ? "am letzten Tag" : `in den letzten ${daysWritten} Tagen`} eingesetzt war` : ""}, Kandidaten, über die noch zu entscheiden ist, und was gesperrt, benannt oder in Gebrauch ist.`,
  queueUnknown: "Die Warteschlange ist gerade nicht erreichbar; ob Versionen entfernt werden, ist deshalb nicht bekannt.",
  underWay: "Der Trainer entfernt Versionen, sobald er frei ist. Unten steht, was noch zu tun ist.",
  goesTitle: (n, written) => `${versions(n, written)}, die entfernt ${n === 1 ? "würde" : "würden"}`,
  staysTitle: (n, written) => `${versions(n, written)}, die ${n === 1 ? "bleibt" : "bleiben"}, und warum`,
  shownOf: (shown, all) => `${shown} von ${all}`,
  notListed: (n) => `Und ${n} weitere, die hier nicht stehen.`,
  kept: {
    "it is the champion": "Sie ist eingesetzt",
    "it is the best version ever, which new ones are measured against": "Sie ist die beste aller Zeiten, an der neue gemessen werden",
    "it is one of the newest": "Sie ist eine der neuesten",
    "it was one of the last champions, and can be rolled back to": "Sie war eine der zuletzt eingesetzten; zu ihr kann zurückgekehrt werden",
    "it was champion not long ago": "Sie war vor Kurzem eingesetzt",
    "it is under legal hold": "Sie hat eine Löschsperre",
    "it is a candidate, which waits for a person": "Sie ist ein Kandidat, über den noch zu entscheiden ist",
    "no history tells of it: it is being published, or somebody has put it there": "Kein Verlauf kennt sie: Sie wird gerade veröffentlicht, oder jemand hat sie dort abgelegt",
    "a process answers with it, or tries it": "Ein Prozess antwortet mit ihr oder probiert sie",
    "a job or a validation that is not over names it": "Ein Auftrag oder eine Validierung, die noch läuft, nennt sie",
    "the champion cannot be read, so whoever answers in its place must stay": "Die eingesetzte Version kann nicht gelesen werden; was an ihrer Stelle antwortet, muss bleiben",
    "a line of the history was changed or is lost, and may have told of a hold": "Eine Zeile des Verlaufs wurde geändert oder fehlt; sie kann von einer Löschsperre berichtet haben",
  },
  together: (reasons) => reasons.map((each, place) => (place === 0 ? each : lowered(each))).join("; "),
  remove: (n, written) => `${versions(n, written)} entfernen …`,
  removeTitle: (n, written) => `${versions(n, written)} entfernen?`,
  removeVerb: "Endgültig entfernen",
  whatGoes: (newest, newestWritten, going, goingWritten, free) =>
    `${newest === 1 ? "Die neueste Version bleibt" : `Die neuesten ${newestWritten} Versionen bleiben`}, ebenso, was sonst geschützt ist. ${versions(going, goingWritten)} ${going === 1 ? "wird" : "werden"} entfernt; ${free} werden frei.`,
  means: [
    "zurück kommt man nur mit einer Sicherung;",
    "entschieden wird neu, wenn der Trainer an die Reihe kommt: was bis dahin eingesetzt oder gesperrt wird, bleibt;",
    "von jeder bleibt eine Zeile im Verlauf.",
  ],
  onceFree: "Der Trainer entfernt sie, sobald er frei ist. Sie können diese Seite verlassen.",
  done: "Erledigt. Der Verlauf nennt, was entfernt wurde.",
} satisfies Words;
