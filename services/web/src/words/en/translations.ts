export default {
  region: "Translations that are not used",
  notUsed: "is not used, so that visitors read these texts as they are declared. What is wrong:",
};
