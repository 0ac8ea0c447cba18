export default {
  noCard: "There is no such card",
  notRead: "The card could not be read",
  download: "Download (Markdown)",
  /** a table that has no headings */
  table: "Table",
};
