export default {
  // the key of this tab
  key: "Key",
  unlocked: "Unlocked",
  operatorKey: "The operator’s key: everything is allowed until you lock, or close this tab.",
  /** whose key it is; empty: for all predictors, until it is revoked */
  namedKey: (name: string, role: string, only: string, until: string): string =>
    `${name}, ${role}${only ? ` for ${only}` : ""}${until ? `, until ${until}` : ""}. It counts until you lock, or close this tab.`,
  lock: "Lock",
  locked: "Locked",
  lockedLead: ["Everything can be read; actions need a key: one of your own, or the operator’s, which ", " shows."] as [before: string, after: string],
  unlock: "Unlock",
  paste: "Paste your key.",
  // roles
  role: { viewer: "Viewer", data_scientist: "Data scientist", operator: "Operator", auditor: "Auditor" },
  may: {
    viewer: "reads, and gets predictions, of drafts too",
    data_scientist: "also sends rows, validates, and trains without promoting",
    operator: "does everything",
    auditor: "reads everything, changes nothing",
  },
  /** of somebody */
  asRole: { viewer: "a viewer", data_scientist: "a data scientist", operator: "an operator", auditor: "an auditor" },
  // those that are given out
  title: "Keys",
  lead: "Who may do what here, beside the operator’s key. A key that is revoked is refused from the next request on.",
  none: "Nobody has a named key yet.",
  roleHead: "Role",
  for: "For",
  until: "Until",
  actions: "Actions",
  status: { "in use": "in use", expired: "expired", revoked: "revoked" },
  madeBy: (when: string, who: string): string => `made ${when} by ${who}`,
  revokedBy: (when: string, who: string): string => `revoked ${when} by ${who}`,
  allPredictors: "all predictors",
  itIsRevoked: "it is revoked",
  copied: "Copied.",
  copyByHand: "Select it and copy it by hand.",
  keyOf: (name: string): string => `The key of ${name}. `,
  copyNow: "Copy it now: it is shown this once, and nobody can show it again.",
  rotate: "Rotate",
  rotateIt: "Rotate it",
  revoke: "Revoke",
  revokeIt: "Revoke it",
  leaveIt: "Leave it",
  revoked: (name: string): string => `The key of ${name} is revoked.`,
  // a new one
  newKeyMore: "New key…",
  newKey: "New key",
  whose: "Whose it is",
  standsInHistories: "(stands in histories)",
  noneChosen: "None chosen: for all predictors, also those to come.",
  days: (n: number): string => `${n} days`,
  aYear: "a year",
  untilRevoked: "until it is revoked",
  make: "Make the key",
  /** what is wrong is said by the server, behind it */
  fault: (member: "name" | "role" | "predictors" | "days"): string => `The ${member} `,
};
