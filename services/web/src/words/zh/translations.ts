import type { Words } from "../translations";

export default {
  region: "未被采用的译文",
  notUsed: "未被采用，访问者看到的是声明中的原文。",
  faults: (n) => `${n} 处问题`,
} satisfies Words;
