import type { Words } from "../docs";

export default {
  heading: "API",
  lead: "这台服务器接受的所有调用，每项预测有各自的输入。您在这里试用的内容只发送到这台服务器；会改动内容的调用需要密钥。调用说明为英文。",
  document: "OpenAPI 3.1 文档",
} satisfies Words;
