import type { Words } from "../status";

export default {
  stages: {
    queued: "wartet, bis es an der Reihe ist",
    data: "prüft die Daten",
    split: "legt Zeilen für die Prüfung beiseite",
    candidates: "vergleicht Kandidaten",
    fit: "passt das beste Modell an",
    evaluate: "prüft es an Zeilen, die es nicht kennt",
    gate: "entscheidet, ob es gut genug ist",
    export: "schreibt das Modell",
    publish: "veröffentlicht",
    done: "fertig",
  },
  progress: (percent, stage) => `${percent} %, ${stage}`,
  quick: "Schnelles Training",
  quickHint: "Vorgegebene Einstellungen und ein kleinerer Vergleich",
  full: "Vollständiges Training",
  gate: {
    accepted: "Diese Version hat die Freigabeprüfung bestanden.",
    undecided: "Diese Zeilen sagen zu wenig, um diese Version von selbst einzusetzen.",
    rejected: "Die Freigabeprüfung hat diese Version abgelehnt.",
  },
  keptAsCandidate: "Sie bleibt als Kandidat erhalten; wer das System betreibt, kann sie einsetzen.",
  passed: (passed, all, open) => `${passed} von ${all} ${all === 1 ? "Prüfung" : "Prüfungen"} bestanden${open > 0 ? `; bei ${open} lässt es sich nicht sagen` : ""}`,
  found: { alike: "Im Rahmen des Zufalls", perhaps: "Vielleicht", differs: "Abweichend", "cannot tell": "Nicht zu sagen" },
  whyRejected: "Warum es abgelehnt wurde",
  noReason: "Ein Grund ist nicht festgehalten.",
  candidateWaits: () => ["Ein Modell wurde trainiert. Ob es antworten darf, muss noch jemand entscheiden. Wer dieses Bellwether betreibt, sieht den Grund und entscheidet unter „", { link: "Betrieb" }, "“."],
  wasRejected: () => ["Ein Modell wurde trainiert, war aber nicht gut genug, um jemandem zu antworten, und wurde abgelehnt. Wer dieses Bellwether betreibt, sieht den Grund und was zu tun ist unter „", { link: "Betrieb" }, "“."],
  hasFailed: () => ["Das Training ist nicht gelungen, deshalb gibt es noch kein Modell. Wer dieses Bellwether betreibt, sieht den Grund unter „", { link: "Betrieb" }, "“."],
} satisfies Words;
