import type { Words } from "../transfers";

// Its terms stand in docs/words.md.
export default {
  title: "Versionen zwischen Standorten",
  lead: "Eine Version als Datei: für einen Standort ohne Netz zu diesem, oder von dort.",
  goes: "Eine Version für einen anderen Standort",
  download: "Herunterladen",
  holds: "Die Datei enthält das Modell, seine Signatur und seinen Bericht, aber keine Zeilen. Der Bericht nennt genaue Anzahlen, auch von einer bis vier Personen, die hier nirgends stehen: Geben Sie die Datei niemandem, der diese nicht sehen darf.",
  packing: "Sie wird gepackt und übergeben …",
  handedOver: (file, size) => `${file} wurde übergeben, ${size}.`,
  comes: "Eine Version eines anderen Standorts",
  takes: (limit) => `Eine .tar.gz-Datei, wie ein anderer Standort sie übergeben hat, bis ${limit}. Sie wird aufgenommen, wenn ein Schlüssel sie signiert hat, dem dieser Server vertraut, und wenn sie jede Prüfung besteht; dann ist sie Kandidat.`,
  notArchive: (file) => `„${file}“ ist keine .tar.gz-Datei.`,
  tooLarge: (file, size, limit) => `„${file}“ hat ${size}; höchstens ${limit} können gesendet werden.`,
  proven: (version) => `${version} hat jede Prüfung bestanden. Der Trainer nimmt sie auf, sobald er frei ist.`,
  isHere: (version) => `${version} ist als Kandidat da: Setzen Sie sie unter „Versionen“ ein, wenn sie antworten soll.`,
  wasHere: (version) => `${version} war schon da.`,
  otherDeclaration: "Sie wurde mit einer anderen Deklaration trainiert als der, die hier liegt.",
  notTaken: (version) => `${version} wurde nicht aufgenommen: `,
} satisfies Words;
