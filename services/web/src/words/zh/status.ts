import type { Words } from "../status";

export default {
  stages: {
    queued: "排队等候",
    data: "正在检查数据",
    split: "正在留出评估数据",
    candidates: "正在比较候选模型",
    fit: "正在拟合最佳模型",
    evaluate: "正在用未见过的数据评估",
    gate: "正在判断是否足够好",
    export: "正在写出模型",
    publish: "正在发布",
    done: "已完成",
  },
  progress: (percent, stage) => `${percent}%，${stage}`,
  quick: "快速训练",
  quickHint: "使用预设参数，比较较少",
  full: "完整训练",
  gate: {
    accepted: "此版本已通过准入检查。",
    undecided: "现有数据太少，无法自动启用此版本。",
    rejected: "此版本未通过准入检查。",
  },
  keptAsCandidate: "它被保留为候选版本；管理员可以启用它。",
  passed: (passed, all, open) => `${all} 项检查中通过 ${passed} 项${open > 0 ? `；${open} 项无法判断` : ""}`,
  found: { alike: "未超出随机波动", perhaps: "可能有差异", differs: "有差异", "cannot tell": "无法判断" },
  whyRejected: "未通过的原因",
  noReason: "记录中没有原因。",
  candidateWaits: () => ["模型已训练完成，还需要有人决定是否启用。管理员可在“", { link: "运维" }, "”中查看原因并作出决定。"],
  wasRejected: () => ["模型已训练完成，但不够好，不能用来作答，因此未获通过。管理员可在“", { link: "运维" }, "”中查看原因和解决办法。"],
  hasFailed: () => ["训练没有成功，因此还没有模型。管理员可在“", { link: "运维" }, "”中查看原因。"],
} satisfies Words;
