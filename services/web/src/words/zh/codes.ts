import { figure, type Values, type Words } from "../codes";
import { count, decimal, plainNumber } from "../numbers";

const n = (value: Values[string] | undefined): string => (typeof value === "number" ? count(value) : "?");

/** Behind what a number has to be: what may have been meant. */
const ADVICE: Record<string, string> = {
  with_a_point: "请用小数点，千位之间不加任何符号，如 1.2 或 1200",
  two_numbers: "它可能表示两个不同的数：请用小数点，千位之间不加任何符号，或为该字段声明 decimal",
  below_detection: "在声明文件中写 below_detection: half，<0.01 就按 0.005 计",
  more_than: "“大于”不是数值：请写一个数字",
  decimal_declared: "按声明，另一个符号只能用作千位分隔符",
  only_its_unit: "数字后面只能写声明的单位",
};

const notBetter = (values: Values, said: (name: string) => string): string => {
  const worse = figure(values["worse"]);
  return worse === null ? `它无法与现役版本（${said("version")}）比较：${said("why")}` : `它的对数损失可能比现役版本高至多 ${decimal(worse, 4)}（95% 界限）`;
};

export default {
  comparable: (_, said) => `无法与${said("against")}（${said("version")}）比较：${said("why")}；管理员可说明原因并启用此版本`,
  not_compared: (_, said) => `未与现役版本比较：${said("why")}`,
  comparisons: (values) => (values["count"] === 1 ? "这是在此评估集上的首次比较" : `在此评估集上已进行过 ${n(values["count"])} 次比较`),
  not_asked_for: () => "请求这次训练时没有要求启用其结果",
  by_hand: () => "声明文件规定 promote: by_hand，因此由人决定",
  if_better: (values, said) => `声明文件规定 promote: if_better，而${notBetter(values, said)}`,
  quick_after_full: (values, said) => `快速训练除非更好，否则不取代完整训练，而${notBetter(values, said)}`,

  required: () => "缺少必填的值",
  number_between: ({ low, high, unit, whole, advice }) =>
    `应为 ${plainNumber(figure(low) ?? NaN)} 至 ${plainNumber(figure(high) ?? NaN)}${typeof unit === "string" ? ` ${unit}` : ""} 之间的${whole === true ? "整数" : "数字"}`
    + (ADVICE[String(advice)] === undefined ? "" : `；${ADVICE[String(advice)]}`),
  one_of: (_, said) => `应为以下值之一：${said("values")}`,
  yes_or_no: () => "应为是或否（true、false、Yes、No）",
  refused: (_, said) => `不在模型的适用范围内，因此不用于学习：${said("reason")}`,
  missing_column: () => "缺少这一列",
  no_name: ({ place }) => `第 ${n(place)} 列没有列名；请删去此列${place === 1 ? "（pandas 用 index=False，R 用 row.names=FALSE）" : ""}`,
  twice: () => "这一列出现了两次",
  unknown_column: ({ place }) => (typeof place === "number" ? `第 ${n(place)} 列不属于这个预测项目` : "这一列不属于这个预测项目"),
  empty: () => "是空的",
  not_utf8: () => "不是 UTF-8 文本；请将文件另存为 UTF-8 编码的 CSV",
  not_csv: () => "无法按 CSV 读取：引号出现在单元格中间，或在该行内没有闭合（单元格内不能换行）",
  uneven: ({ found, wanted }) => `有 ${n(found)} 个单元格，而表头有 ${n(wanted)} 个；数字或文本中的逗号会分隔单元格，除非该单元格加了引号`,
  no_rows: () => "没有任何行",
  few_rows: ({ rows, least }) => `有 ${n(rows)} 行；至少需要 ${n(least)} 行才能学习`,
  one_outcome: () => "每一行都相同；模型需要两种结局才能学习",
  few_of_outcome: ({ least }, said) => `为“${said("value")}”的人太少；评估一个版本时，两种结局各需至少 ${n(least)} 人`,
  no_person: () => "缺少必填的值：没有它就不知道这一行属于谁",
  no_time: () => "应为数字或日期，例如 2020-01-31",
  two_kinds: () => "所有行应为同一种：都是数字，或都是日期",
  two_days: () => "可能表示两个不同的日期；请写成 2020-01-31，或在 roles 中说明是否日在前（day_first）",

  volume_full: () => "存储空间已满：请删除旧版本或移除数据集，或扩大空间。",
  killed: (values, said) => `训练进程在步骤 ${said("stage")} 因 ${said("cause")} 而终止${figure(values["peak"]) === null ? "" : `（内存峰值 ${n(Math.round(figure(values["peak"]) ?? 0))} MiB）`}。通常是内存不足。`,
  timed_out: ({ seconds }) => `${n(seconds)} 秒后仍未完成，已中止。`,
  lost: () => "任务队列中已没有这个任务，也不知道它如何结束。请重新训练。",
  ended: () => "任务已结束，但没有说明结果。训练服务的日志中有更多信息；请重新训练。",
  unreadable: () => "任务队列中关于这个任务的内容无法读取，已另行搁置。请重新训练。",
  queue_lost: () => "任务队列丢失了全部内容，包括这个任务，也没有进程在处理它。请重新训练。",
  trainer_lost: () => "运行它的训练服务多次中断；其日志中可能有更多信息。",
  check_lost: () => "没有进行到底；原因见 checker 服务的日志。请重新发送文件。",
  unexpected: (_, said) => `${said("kind")}：出错的位置见训练服务的日志。`,
  few_events: ({ needed }) => `有或没有该结局的行太少：各需 ${n(needed)} 行。请添加更多数据。`,
  faulty_rows: ({ count: all }, said) => `${said("where")} 有 ${n(all)} 处错误。`,
  rows_removed: (_, said) => `${said("where")} 已被移除。`,
  rows_do_not_fit: ({ count: all }) => `这些数据与此版本不符（${n(all)} 处错误）。请修正文件。`,
  too_few_of_one: () => "有或没有该结局的行太少，无法用来评估。",
  withdrawn: (_, said) => `该版本已停用：${said("reason")}`,
} satisfies Words;
