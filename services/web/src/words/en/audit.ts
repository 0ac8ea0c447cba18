const entries = (n: number, written: string): string => `${written} ${n === 1 ? "entry" : "entries"}`;

export default {
  title: "Audit",
  lead: "What was done with a key and what trainings have published, newest first.",
  newer: "Newer",
  older: "Older",
  csv: "CSV",
  again: "Look again",
  nothingOfKind: "Nothing of the kind was done.",
  nothing: "Nothing has been done yet.",
  table: "Entries of the audit log",
  head: { when: "When", who: "Who", what: "What", about: "About", reason: "Reason" },
  passed: "Passed the gate",
  noEntries: "No entries",
  entries,
  /** @param from the first that is shown, as a place from 1 on */
  place: (from: string, to: string, total: number, written: string): string => `${from} to ${to} of ${entries(total, written)}`,
  // which are shown
  which: "Which entries",
  everybody: "Everybody",
  everything: "Everything",
  all: "All",
  from: "From",
  to: "To",
  predictor: "Predictor",
  aboutWhat: "Version, data set, training, key",
  showAll: "Show all",
  // an entry
  operator: "the operator",
  /** as an entry names it; what is not here stands as it is there */
  action: {
    "promote": "Promote", "export": "Export", "import": "Import", "withdraw": "Withdraw", "hold": "Hold", "release": "Release", "collect": "Collect",
    "retrain": "Retrain", "cancel retraining": "Cancel retraining", "send data set": "Send data set", "answer data set": "Answer data set",
    "remove data set": "Remove data set", "validate": "Validate", "remove validation": "Remove validation", "create key": "Create key",
    "rotate key": "Rotate key", "revoke key": "Revoke key", "load model": "Load model", "unload model": "Unload model",
    "remove old entries": "Remove old entries", "restore": "Restore",
    "publish: promoted": "Publish: promoted", "publish: kept as candidate": "Publish: kept as candidate", "publish: rejected": "Publish: rejected",
    "publish: rolled back": "Publish: rolled back", "publish: forced": "Publish: forced", "publish: withdrawn": "Publish: withdrawn",
    "publish: held": "Publish: held", "publish: released": "Publish: released",
  },
  /** in a line with a name */
  asRole: (who: string, role: string): string => `${who}, ${role}`,
  role: { viewer: "viewer", data_scientist: "data scientist", operator: "operator", auditor: "auditor" },
  // whether it is whole
  wasCut: "Was its end cut off?",
  cutOff: "A log whose end was cut off, or that was written anew as a whole, looks whole from within. So keep a head elsewhere now and then, and ask later whether it is still there.",
  headOfLog: "Head of the log: ",
  noHead: "no head yet",
  chainOf: (name: string, n: number, written: string): string => `${name}, ${entries(n, written)}`,
  theLog: "The audit log",
  historyOf: (predictor: string): string => `The history of ${predictor}`,
  keptHead: "A head of the audit log that was kept",
  orItsBeginning: "(or its first 16 digits)",
  check: "Check",
  stillThere: "It is still there, and nothing before it was changed.",
  changed: "Checked: something was changed, or is damaged.",
  nothingChanged: "Checked: nothing was changed.",
  /** @param histories how many are checked beside the log */
  whole: (n: number, written: string, histories: number, unchained: number, unchainedWritten: string): string => {
    const beside = histories === 0 ? " is" : ` and the ${histories} ${histories === 1 ? "history" : "histories"} of versions are`;
    const before = unchained === 0 ? "" : ` Of ${unchainedWritten} ${unchained === 1 ? "line" : "lines"} from before there was a chain that cannot be told.`;
    return `The log (${entries(n, written)})${beside} whole: no entry was altered, dropped, moved or put in.${before}`;
  },
  // what is wrong with a chain
  lineChanged: (line: string): string => `line ${line} was changed`,
  lineUnread: (line: string): string => `line ${line} cannot be read`,
  lineUnfit: (line: string): string => `line ${line} does not follow what is before it: a line was changed, taken out, put in or moved there`,
  moreLines: (n: string): string => `and ${n} lines more`,
  headGone: "the entry whose hash was kept elsewhere is not there: entries were taken from the end, or all was written anew",
  championUntold: (version: string): string => `no line tells that ${version} became champion: lines are missing at the end, or champion.json was changed`,
};
