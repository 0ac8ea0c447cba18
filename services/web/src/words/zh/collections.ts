import type { Words } from "../collections";

const versions = (written: string): string => `${written} 个版本`;

// Its terms stand in docs/words.md; a collection is a 清理.
export default {
  title: "删除旧版本",
  keep: "保留最新的几个版本",
  look: "查看将删除哪些",
  automatic: (_, written) => `每次发布后保留最新的 ${versions(written)}，其余没有理由保留的会自动删除。`,
  byHand: "不会自动删除任何版本，只在您要求时删除。",
  wholeNumber: (most) => `请输入 1 到 ${most} 之间的整数。`,
  sayHowMany: "请说明要保留最新的几个版本。",
  none: "还没有任何版本。",
  nothingGoes: (_, written) => `不会删除任何版本：${versions(written)}都有保留的理由。`,
  goes: (going, _, written, free, __, stay) => `${versions(written)}中将删除 ${going} 个，释放 ${free}；保留 ${stay} 个。`,
  always: (former, formerWritten, days, daysWritten) =>
    `在任何情况下都保留：现役版本、历来最好的版本${former > 0 ? `、此前的 ${formerWritten} 个现役版本` : ""}${days > 0 ? `、最近 ${daysWritten} 天内曾为现役的版本` : ""}、等待人工决定的候选版本，以及受法律保留、被引用或正在使用的版本。`,
  queueUnknown: "目前无法查询任务队列，因此不知道是否正在删除版本。",
  underWay: "训练服务空闲后会删除版本。以下是尚待完成的部分。",
  goesTitle: (_, written) => `将删除 ${versions(written)}`,
  staysTitle: (_, written) => `将保留 ${versions(written)}及其原因`,
  shownOf: (shown, all) => `共 ${all} 个，显示 ${shown} 个`,
  notListed: (n) => `还有 ${n} 个未列出。`,
  kept: {
    "it is the champion": "它是现役版本",
    "it is the best version ever, which new ones are measured against": "它是历来最好的版本，新版本都与它比较",
    "it is one of the newest": "它属于最新的几个版本",
    "it was one of the last champions, and can be rolled back to": "它是此前的现役版本之一，可以回退到它",
    "it was champion not long ago": "它不久前曾是现役版本",
    "it is under legal hold": "它受法律保留",
    "it is a candidate, which waits for a person": "它是候选版本，等待人工决定",
    "no history tells of it: it is being published, or somebody has put it there": "历史记录中没有它：它正在发布，或是有人直接放入的",
    "a process answers with it, or tries it": "有进程正在使用或试用它",
    "a job or a validation that is not over names it": "尚未结束的任务或验证引用了它",
    "the champion cannot be read, so whoever answers in its place must stay": "现役版本无法读取，因此代替它提供服务的版本必须保留",
    "a line of the history was changed or is lost, and may have told of a hold": "历史记录中有一行被改动或丢失，其中可能记有法律保留",
  },
  together: (reasons) => reasons.join("；"),
  remove: (_, written) => `删除 ${versions(written)}…`,
  removeTitle: (_, written) => `删除 ${versions(written)}？`,
  removeVerb: "永久删除",
  whatGoes: (_, newest, __, going, free) => `保留最新的 ${versions(newest)}，以及有其他理由保留的版本。将删除 ${versions(going)}，释放 ${free}。`,
  means: ["除备份外无法恢复；", "训练服务执行时会重新判断：在此之前启用或设为保留的版本不会删除；", "每个版本在历史记录中保留一行。"],
  onceFree: "训练服务空闲后会删除它们。您可以离开本页面。",
  done: "已完成。历史记录列出了删除的版本。",
} satisfies Words;
