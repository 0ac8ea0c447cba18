import type { Check, Words } from "../gate";
import { between, decimal, minus, signed } from "../numbers";

const WHERE = { log_loss: "", auroc: "", new_rows_log_loss: "Auf zurückgehaltenen Zeilen neuer Datensätze: ", new_rows_auroc: "Auf zurückgehaltenen Zeilen neuer Datensätze: " };

export default {
  check(check, who) {
    const { name, value, found } = check;
    switch (name) {
      case "log_loss_of_prevalence": return knows(check);
      case "slope": return `${within("Steigung der Kalibrierung", check, 3)}${found === "failed" && value !== null ? (value < (check.low ?? 1) ? "; hohe Risiken werden zu hoch angegeben, niedrige zu niedrig" : "; hohe Risiken werden zu niedrig angegeben, niedrige zu hoch") : ""}`;
      case "intercept": return within("Achsenabschnitt der Kalibrierung", check, 3);
      case "log_loss": case "auroc": case "new_rows_log_loss": case "new_rows_auroc": return noWorse(check, name, who);
      case "subgroup_recall": return recallLost(check, who);
      default: return null;
    }
  },
} satisfies Words;

function knows({ value, found, holds_back: unknowing }: Check): string {
  const apart = value === null ? "" : ` (Differenz ${signed(value, 4)})`;
  const its = "dem Log-Loss, wenn man allen die Prävalenz angibt";
  if (found === "passed") return `Der Log-Loss liegt unter ${its}${apart}`;
  if (found === "failed") return `Der Log-Loss liegt nicht unter ${its}${apart}`;
  return `Der Log-Loss liegt zu nah an ${its}${apart}, um beide zu unterscheiden; ${unknowing ? "auch die AUROC liegt zu nah am Zufall: niemand kann sagen, ob sie schon etwas weiß" : "doch sie ordnet Personen sicher besser als der Zufall"}`;
}

function within(name: string, { value, low, high, interval, found, shown_below: below, shown_above: above }: Check, digits: number): string {
  const tolerated = low === null || high === null ? "" : between(minus(decimal(low, 2)), minus(decimal(high, 2)));
  const figure = `${name} ${value === null ? "nicht bekannt" : minus(decimal(value, digits))}`;
  if (!interval) return `${figure}; toleriert wird ${tolerated}`;
  const left = `${figure}, diese Zeilen lassen ${between(minus(decimal(interval[0], 2)), minus(decimal(interval[1], 2)))} offen`;
  const words = found === "passed" ? `${left}, innerhalb von ${tolerated}, was toleriert wird`
    : found === "failed" ? `${left}, ganz außerhalb von ${tolerated}, was toleriert wird`
      : `${left}: zu wenig, um zu sagen, ob der Wert innerhalb von ${tolerated} liegt`;
  return below == null || above == null ? words : `${words}; gezeigt hätten diese Zeilen einen Wert unter ${minus(decimal(below, 2))} oder über ${minus(decimal(above, 2))}`;
}

function noWorse({ value, high, interval, found, shown_above: shown }: Check, name: keyof typeof WHERE, who: string): string {
  const measure = name.endsWith("auroc") ? "Die AUROC" : "Der Log-Loss";
  const than = value === null ? `ist nicht bekannt (${who})` : Math.abs(value) < 0.00005 ? `ist gleich (${who})` : `ist um ${decimal(Math.abs(value), 4)} ${value > 0 ? "schlechter" : "besser"} (${who})`;
  return [
    `${WHERE[name]}${measure} ${than}`,
    interval && `nach diesen Zeilen ${between(signed(interval[0], 4), signed(interval[1], 4))} schlechter`,
    high === null ? null : `toleriert wird bis ${decimal(high, 4)} schlechter`,
    found === "too little" ? "diese Zeilen sagen zu wenig, um zu entscheiden" : null,
    shown == null ? null : `gezeigt hätten sie einen um ${decimal(shown, 4)} schlechteren Wert`,
  ].filter(Boolean).join("; ");
}

function recallLost({ words, value, high, found, shown_above: shown }: Check, who: string): string | null {
  const [, field, group] = /^of the events in (.+?): (.+?), /.exec(words) ?? [];
  if (field === undefined || group === undefined || value === null || high === null) return null;
  return [
    `Von den Betroffenen in ${field}: ${group} werden ${decimal(Math.abs(100 * value), 1)} von 100 Punkten ${value > 0 ? "weniger" : "mehr"} gefunden (${who}), wo beide insgesamt denselben Anteil finden`,
    `${decimal(100 * high, 1)} weniger werden toleriert`,
    found === "too little" ? "diese Zeilen sagen zu wenig, um zu sagen, dass es weniger ist" : null,
    shown == null ? null : `gezeigt hätten sie ${decimal(100 * shown, 1)} weniger`,
  ].filter(Boolean).join("; ");
}
