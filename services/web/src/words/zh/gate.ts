import type { Check, Words } from "../gate";
import { between, decimal, minus, signed } from "../numbers";

const WHERE = { log_loss: "", auroc: "", new_rows_log_loss: "在新数据集的留出行上，", new_rows_auroc: "在新数据集的留出行上，" };

export default {
  check(check, who) {
    const { name, value, found } = check;
    switch (name) {
      case "log_loss_of_prevalence": return knows(check);
      case "slope": return `${within("校准斜率", check, 3)}${found === "failed" && value !== null ? (value < (check.low ?? 1) ? "；高风险报得过高，低风险报得过低" : "；高风险报得过低，低风险报得过高") : ""}`;
      case "intercept": return within("校准截距", check, 3);
      case "log_loss": case "auroc": case "new_rows_log_loss": case "new_rows_auroc": return noWorse(check, name, who);
      case "subgroup_recall": return recallLost(check, who);
      default: return null;
    }
  },
} satisfies Words;

function knows({ value, found, holds_back: unknowing }: Check): string {
  const apart = value === null ? "" : `（差值 ${signed(value, 4)}）`;
  const its = "对所有人只说患病率时的对数损失";
  if (found === "passed") return `对数损失低于${its}${apart}`;
  if (found === "failed") return `对数损失不低于${its}${apart}`;
  return `对数损失与${its}过于接近${apart}，无法区分；${unknowing ? "其 AUROC 也与随机过于接近：还无法说它知道什么" : "但它对人的排序确实优于随机"}`;
}

function within(name: string, { value, low, high, interval, found, shown_below: below, shown_above: above }: Check, digits: number): string {
  const tolerated = low === null || high === null ? "" : between(minus(decimal(low, 2)), minus(decimal(high, 2)));
  const figure = `${name}${value === null ? "未知" : `为 ${minus(decimal(value, digits))}`}`;
  if (!interval) return `${figure}；允许 ${tolerated}`;
  const left = `${figure}，这些数据的可能范围是 ${between(minus(decimal(interval[0], 2)), minus(decimal(interval[1], 2)))}`;
  const words = found === "passed" ? `${left}，在允许的 ${tolerated} 之内`
    : found === "failed" ? `${left}，全部在允许的 ${tolerated} 之外`
      : `${left}：不足以判断它是否在 ${tolerated} 之内`;
  return below == null || above == null ? words : `${words}；低于 ${minus(decimal(below, 2))} 或高于 ${minus(decimal(above, 2))} 时这些数据才能显示出来`;
}

function noWorse({ value, high, interval, found, shown_above: shown }: Check, name: keyof typeof WHERE, who: string): string {
  const measure = name.endsWith("auroc") ? "AUROC " : "对数损失";
  const than = value === null ? `与${who}相比未知` : Math.abs(value) < 0.00005 ? `与${who}相同` : `比${who}${value > 0 ? "差" : "好"} ${decimal(Math.abs(value), 4)}`;
  return [
    `${WHERE[name]}${measure}${than}`,
    interval && `按这些数据差 ${between(signed(interval[0], 4), signed(interval[1], 4))}`,
    high === null ? null : `至多允许差 ${decimal(high, 4)}`,
    found === "too little" ? "这些数据不足以判断" : null,
    shown == null ? null : `差 ${decimal(shown, 4)} 时才能显示出来`,
  ].filter(Boolean).join("；");
}

function recallLost({ words, value, high, found, shown_above: shown }: Check, who: string): string | null {
  const [, field, group] = /^of the events in (.+?): (.+?), /.exec(words) ?? [];
  if (field === undefined || group === undefined || value === null || high === null) return null;
  return [
    `在${field}：${group}的患病者中，与${who}相比，在总检出比例相同时每 100 人${value > 0 ? "少" : "多"}检出 ${decimal(Math.abs(100 * value), 1)} 人`,
    `至多允许少 ${decimal(100 * high, 1)} 人`,
    found === "too little" ? "这些数据不足以说明确实更少" : null,
    shown == null ? null : `少 ${decimal(100 * shown, 1)} 人时才能显示出来`,
  ].filter(Boolean).join("；");
}
