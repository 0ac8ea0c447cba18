import type { Words } from "../in-numbers";

export default {
  percentSign: " %",
  span: (low, high) => `${low} bis ${high}`,
  hours: (hours, minutes) => `${hours} Std. ${minutes} Min.`,
  minutes: (minutes, seconds) => `${minutes} Min. ${seconds} s`,
  seconds: (seconds) => `${seconds} s`,
  few: "weniger als 5",
  aTraining: "ein Training",
  operator: "Betreiberschlüssel",
} satisfies Words;
