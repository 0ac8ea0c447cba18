import type { Words } from "../card";

export default {
  noCard: "没有这张模型卡",
  notRead: "无法读取模型卡",
  download: "下载（Markdown）",
  table: "表格",
} satisfies Words;
