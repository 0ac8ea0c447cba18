export default {
  region: "Translations that are not used",
  notUsed: "is not used, so that visitors read these texts as they are declared.",
  faults: (n: number): string => (n === 1 ? "1 fault" : `${n} faults`),
};
