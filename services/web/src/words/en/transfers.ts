export default {
  title: "Versions between sites",
  lead: "One version as a file: for a site without a network to this one, or from there.",
  // one goes
  goes: "A version for another site",
  download: "Download",
  holds: "The file holds the model, its signature and its report, and no rows. The report has exact counts, also of one to four people, which are told nowhere here: give the file to nobody who may not see those.",
  packing: "It is packed and handed over…",
  handedOver: (file: string, size: string): string => `${file} was handed over, ${size}.`,
  // one comes
  comes: "A version of another site",
  takes: (limit: string): string => `A .tar.gz file as another site has handed it over, up to ${limit}. It is taken in where it is signed by a key that this server trusts and passes every check; then it is a candidate.`,
  notArchive: (file: string): string => `“${file}” is no .tar.gz file.`,
  tooLarge: (file: string, size: string, limit: string): string => `“${file}” has ${size}; at most ${limit} can be sent.`,
  proven: (version: string): string => `${version} has passed every check. The trainer takes it in once it is free.`,
  isHere: (version: string): string => `${version} is here as a candidate: promote it under “Versions” if it is to answer.`,
  wasHere: (version: string): string => `${version} was here already.`,
  otherDeclaration: "It was trained with another declaration than the one that lies here.",
  /** the server's reason follows */
  notTaken: (version: string): string => `${version} was not taken in: `,
};
