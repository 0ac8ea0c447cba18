import type { Words } from "../docs";

export default {
  heading: "API",
  lead: "Alle Aufrufe, die dieser Server annimmt, jede Vorhersage mit ihren eigenen Eingaben. Was Sie hier ausprobieren, geht nur an diesen Server; was etwas ändert, braucht einen Schlüssel. Die Beschreibungen sind auf Englisch.",
  document: "OpenAPI-3.1-Dokument",
} satisfies Words;
