import type { Words } from "../along";

/** “约 14”，但“不到 1”。 */
const about = (n: string): string => (/^\d/.test(n) ? `约 ${n}` : n);

export default {
  whatIf: "如果有一项回答不同？",
  noEffect: "这里说的是其他人。模型无法得知某个人做出改变后会怎样：在这一点上不同的人，在其他方面也往往不同。",
  yours: (question, answer, example) => `${question}——${example ? "此处" : "您"}：${answer}`,
  others: (answer, n, own, example) => [
    "回答", { answer: `“${answer}”` }, `、其余与${example ? "示例" : "您"}相同的人：每 100 人中`, { figure: about(n) }, " 人",
    n === own ? `，与${example ? "示例" : "您"}的回答相同。` : `（按${example ? "示例" : "您"}的回答为 ${own} 人）。`],
  noNumber: (answer, why) => ["回答", { answer: `“${answer}”` }, "的人：不给出数字。", why || "几乎没有这样的人。"],
  nobodyToCompare: "几乎没有这样的人，因此无从比较。",

  takeAlong: "带走结果",
  copy: "复制为文本",
  link: "链接",
  copied: "已复制。",
  copyYourself: "此浏览器不允许网页复制。请选中文本后自行复制。",
  textToCopy: "供复制的文本",
  linkSays: "链接中包含您的全部回答，拿到链接的人都能看到。服务器永远看不到：这些内容位于网址中浏览器不会发送的部分。浏览器或邮件程序可能会记住此链接。",
  copyLink: "复制链接",

  made: (when) => `由 Bellwether 于 ${when} 生成`,
  guess: "这个数字只是猜测：几乎没有这样的人。",
  beside: "与谁比较",
  answers: "您的回答",
  exampleAnswers: "各项回答",
  converted: (typed, means) => `${typed}（${means}）`,
  questions: "可以向医生提出的问题",

  fromLink: "这些回答来自一个链接。",
  lookThrough: "它们可能是别人的回答。请先逐项查看，再显示结果。网址中已不再包含这些回答。",
  brokenLink: "无法读取此链接中的回答。",
  nothingFilled: "没有填入任何内容。请重新索取链接，或自行回答问题。",
  ignored: (n) => `链接中有 ${n} 项不属于这里的问题，已略去。`,
  unreadable: (questions) => `无法读取、因此留空：${questions}。`,
  former: "改用我之前的回答",
} satisfies Words;
