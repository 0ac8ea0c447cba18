import type { Words } from "../card";

export default {
  noCard: "Diese Karte gibt es nicht",
  notRead: "Die Karte konnte nicht gelesen werden",
  download: "Herunterladen (Markdown)",
  table: "Tabelle",
} satisfies Words;
