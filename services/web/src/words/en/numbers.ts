export default {
  /** beside a number: "4.3 %" */
  percentSign: " %",
  /** "0.836 to 0.845" */
  span: (low: string, high: string): string => `${low} to ${high}`,
  hours: (hours: number, minutes: number): string => `${hours} h ${minutes} min`,
  minutes: (minutes: number, seconds: number): string => `${minutes} min ${seconds} s`,
  seconds: (seconds: string): string => `${seconds} s`,
  few: "fewer than 5",
  aTraining: "a training",
  /** who has the operator's key, beside a deed */
  operator: "operator",
};
