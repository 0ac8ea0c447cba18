import type { Words } from "../in-numbers";

export default {
  percentSign: "%",
  span: (low, high) => `${low} 至 ${high}`,
  hours: (hours, minutes) => `${hours} 小时 ${minutes} 分`,
  minutes: (minutes, seconds) => `${minutes} 分 ${seconds} 秒`,
  seconds: (seconds) => `${seconds} 秒`,
  few: "少于 5",
  aTraining: "一次训练",
  operator: "管理员",
} satisfies Words;
