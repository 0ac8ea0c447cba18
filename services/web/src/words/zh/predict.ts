import type { Bounds, Words } from "../predict";

/** "在 10 至 100 kg/m² 之间", or nothing where everything goes */
function within({ low, high, unit }: Bounds): string {
  const behind = unit ? ` ${unit}` : "";
  if (low !== null && high !== null) return `在 ${low} 至 ${high}${behind} 之间`;
  if (low !== null) return `不小于 ${low}${behind}`;
  return high !== null ? `不大于 ${high}${behind}` : "";
}

/** "（在 10 至 100 kg/m² 之间）" */
const besides = (bounds: Bounds): string => within(bounds) && `（${within(bounds)}）`;

export default {
  title: "预测",
  noPredictor: "没有这项预测",
  wasRemoved: "它可能已被移除。",
  notLoaded: "问题无法加载",
  allPredictions: "所有预测",
  whom: "适用人群",
  aboutWhom: (who) => [{ strong: "适用人群：" }, `${who}。如果您与他们情况不同，您就不在研究人群之内，结果可能不适用于您。`],
  moreAboutData: "数据说明",
  restsOn: (rows, people) => `依据 ${rows} 名${people}的数据。`,
  source: (source) => `来源：${source}。`,
  privacy: "您的回答只发送到这台服务器，并只保留在此标签页中，直到您关闭它或重新开始。如果是公用电脑，离开前请点“重新开始”。",
  draft: (keyed) => [{ strong: "草稿。" }, "部分文字尚未写好，因此只回答持有密钥的人。", { link: keyed ? "密钥已在这里" : "用密钥解锁" }, "。"],
  firstTraining: "首次训练",
  stillLearning: () => [{ strong: "模型还在学习。" }, "您可以先回答问题。"],
  waitsForFirst: "等待首次训练",
  questions: "问题",
  otherQuestions: "其他问题",
  dontKnow: "不知道",
  exploring: "只是看看",
  choose: "请选择…",
  stillOpen: (n) => `还有 ${n} 个问题没有回答`,
  lookAgain: (n) => `有 ${n} 个回答需要检查`,
  lookAt: (first, others) => ["请检查“", first, others === 0 ? "”。" : `”和另外 ${others} 个回答。`],
  enterNumber: (escape) => (escape === null ? "请输入数字。" : `请输入数字，或选择“${escape}”。`),
  chooseAnswer: (escape) => (escape === null ? "请选择一个答案。" : `请选择一个答案，或选择“${escape}”。`),
  enterWithin: (bounds) => `请输入数字${besides(bounds)}。`,
  enterWhole: (bounds) => `请输入整数${besides(bounds)}。`,
  mustBe: (bounds) => `数值应${within(bounds)}。`,
  mayBe: (bounds) => within(bounds) && `${within(bounds)}。`,
  canMean: (typed, big, small) => `${typed} 可以是 ${big}，也可以是 ${small}：请写成 ${big} 或 ${small}`,
  looksLike: (typed, ways) => `${typed} 像是以 ${ways.map(({ unit, is }) => `${unit} 为单位：即 ${is}`).join("，或以 ")}。`,
  is: (typed, other) => `${typed} 即 ${other}。`,
  noneAbove: (bound) => `高于 ${bound} 时不给出数字。`,
  noneBelow: (bound) => `低于 ${bound} 时不给出数字。`,
  useThat: (value) => `使用 ${value}`,
  orIn: (units) => `也可以用 ${units.join(" 或 ")}，请把单位写在数字后面。`,
  countsAs: (values, label) => `${values.join(" 或 ")} 视为“${label}”。`,
  workItOut: "用身高和体重计算",
  height: "身高",
  weight: "体重",
  andInches: "又",
  inches: "英寸数",
  inUnit: (unit) => `，单位 ${unit}`,
  enterBoth: "请输入身高和体重",
  checkBoth: "请检查身高和体重",
  mustBeNumber: (name) => `${name}应为数字。`,
  useThis: "使用此值",
  units: "单位",
  metric: "cm 和 kg",
  imperial: "ft、in 和 lb",
  showResult: "查看结果",
  fillAnExample: "填入示例",
  fillTheExample: "填入示例",
  exampleReplaces: (n) => `示例将替换您的 ${n} 个回答。`,
  startAgain: "重新开始",
  startingClears: (n) => `重新开始将清除您的 ${n} 个回答。`,
  leaveMyAnswers: "保留我的回答",
  allAnswered: "所有问题都已回答",
  answeredOf: (n, all) => `已回答 ${n} / ${all}`,
  keyNeeded: "在这台服务器上，只有持有密钥的人才能得到预测。请在“运维”中输入您的密钥，然后返回重试。",
  endedWithout: (why) => [`首次训练没有得到模型${why ? "：" : ""}`, why, "。管理员可以重新启动训练。"],
} satisfies Words;
