import type { Words } from "../transfers";

// Its terms stand in docs/words.md.
export default {
  title: "中心之间的版本",
  lead: "把一个版本作为文件：交给与本中心没有网络连接的中心，或从那里接收。",
  goes: "给其他中心的版本",
  download: "下载",
  holds: "文件包含模型、签名和报告，不含任何数据行。报告中有精确人数，包括一至四人的人数，这些在本页任何地方都不显示：请勿把文件交给无权查看的人。",
  packing: "正在打包并交付…",
  handedOver: (file, size) => `已交付 ${file}，${size}。`,
  comes: "来自其他中心的版本",
  takes: (limit) => `其他中心交付的 .tar.gz 文件，最大 ${limit}。只有由本服务器信任的密钥签名并通过全部检查的版本才会接收，随后成为候选版本。`,
  notArchive: (file) => `“${file}”不是 .tar.gz 文件。`,
  tooLarge: (file, size, limit) => `“${file}”大小为 ${size}；最多可发送 ${limit}。`,
  proven: (version) => `${version} 已通过全部检查，训练服务空闲后即接收。`,
  isHere: (version) => `${version} 已成为候选版本：如需由它作答，请在“版本”中启用。`,
  wasHere: (version) => `${version} 原已存在。`,
  otherDeclaration: "它训练时使用的声明文件与此处的不同。",
  notTaken: (version) => `未接收 ${version}：`,
} satisfies Words;
