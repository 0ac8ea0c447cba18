const versions = (n: number, written: string): string => `${written} ${n === 1 ? "version" : "versions"}`;

export default {
  title: "Remove old versions",
  keep: "How many of the newest stay",
  look: "See what would go",
  automatic: (newest: number, written: string): string => `After each publication the newest ${versions(newest, written)} stay, and what nothing else keeps is removed by itself.`,
  byHand: "Nothing is removed by itself: only when you ask for it.",
  wholeNumber: (most: string): string => `Type a whole number from 1 to ${most}.`,
  // what would go
  sayHowMany: "Say how many of the newest versions are to stay.",
  none: "There are no versions yet.",
  nothingGoes: (all: number, written: string): string => `Nothing would go: something keeps each of the ${versions(all, written)}.`,
  goes: (going: string, all: number, written: string, free: string, staying: number, stay: string): string =>
    `${going} of ${versions(all, written)} would go and leave ${free} free; ${staying === 1 ? "1 stays" : `${stay} stay`}.`,
  /** @param former how many champions before it, as a number and as it is written; 0: none for that */
  always: (former: number, formerWritten: string, days: number, daysWritten: string): string =>
    `Stays in any case: the champion, the best version ever${former > 0 ? `, the ${formerWritten} ${former === 1 ? "champion" : "champions"} before it` : ""}${days > 0 ? `, whoever was champion within ${daysWritten} ${days === 1 ? "day" : "days"}` : ""}, candidates that wait for a person, and what is held, named or in use.`,
  queueUnknown: "The queue cannot be asked just now, so whether versions are being removed is not known.",
  underWay: "The trainer removes versions once it is free. What follows is what is left to do.",
  goesTitle: (n: number, written: string): string => `${versions(n, written)} that would go`,
  staysTitle: (n: number, written: string): string => `${versions(n, written)} that ${n === 1 ? "stays" : "stay"}, and why`,
  shownOf: (shown: string, all: string): string => `${shown} of ${all}`,
  notListed: (n: string): string => `And ${n} more, which are not listed.`,
  /** why a version stays, as the server says it: `kept` of the catalogue knows it by these words */
  kept: {
    "it is the champion": "It is the champion",
    "it is the best version ever, which new ones are measured against": "It is the best version ever, which new ones are measured against",
    "it is one of the newest": "It is one of the newest",
    "it was one of the last champions, and can be rolled back to": "It was one of the last champions, and can be rolled back to",
    "it was champion not long ago": "It was champion not long ago",
    "it is under legal hold": "It is under legal hold",
    "it is a candidate, which waits for a person": "It is a candidate, which waits for a person",
    "no history tells of it: it is being published, or somebody has put it there": "No history tells of it: it is being published, or somebody has put it there",
    "a process answers with it, or tries it": "A process answers with it, or tries it",
    "a job or a validation that is not over names it": "A job or a validation that is not over names it",
    "the champion cannot be read, so whoever answers in its place must stay": "The champion cannot be read, so whoever answers in its place must stay",
    "a line of the history was changed or is lost, and may have told of a hold": "A line of the history was changed or is lost, and may have told of a hold",
  },
  /** several reasons in a line */
  together: (reasons: string[]): string => reasons.map((each, place) => (place === 0 ? each : each.charAt(0).toLowerCase() + each.slice(1))).join("; "),
  // it is done
  remove: (n: number, written: string): string => `Remove ${versions(n, written)}…`,
  removeTitle: (n: number, written: string): string => `Remove ${versions(n, written)}?`,
  removeVerb: "Remove for good",
  whatGoes: (newest: number, newestWritten: string, going: number, goingWritten: string, free: string): string =>
    `The newest ${versions(newest, newestWritten)} stay, and what something else keeps. ${versions(going, goingWritten)} ${going === 1 ? "goes" : "go"} and leave ${free} free.`,
  means: [
    "there is no way back but a backup;",
    "it is decided anew when the trainer comes to it: what is promoted or held until then stays;",
    "a line of the history stays of each of them.",
  ] as string[],
  onceFree: "The trainer removes them once it is free. You may leave this page.",
  done: "It is done. The history names what was removed.",
};
