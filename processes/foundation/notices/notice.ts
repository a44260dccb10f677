import type { UserId } from '#engine/model/principal'

/** What somebody may be told of. */
export type NoticeKind =
  | 'task' // 待办
  | 'offered' // 待签收
  | 'returned' // 退回
  | 'assigned' // 转办、委派
  | 'urged' // 催办
  | 'amber' // 即将到期
  | 'overdue' // 超期
  | 'copy' // 抄送
  | 'finished' // 办结
  | 'cancelled' // 终止
  | 'card' // 红黄牌
  | 'dead_letter' // 发送失败
  | 'exchange' // 与上级的往来
  | 'directory' // 组织同步
  | 'alarm' // 感知报警死信

export const NOTICE_KINDS: readonly { kind: NoticeKind; name: string; isUrgent: boolean }[] = [
  { kind: 'task', name: '新待办', isUrgent: false },
  { kind: 'offered', name: '可签收的任务', isUrgent: false },
  { kind: 'returned', name: '退回', isUrgent: false },
  { kind: 'assigned', name: '转办、委派、归还', isUrgent: false },
  { kind: 'urged', name: '催办', isUrgent: true },
  { kind: 'amber', name: '即将到期', isUrgent: false },
  { kind: 'overdue', name: '超期', isUrgent: true },
  { kind: 'copy', name: '抄送', isUrgent: false },
  { kind: 'finished', name: '我发起的办结', isUrgent: false },
  { kind: 'cancelled', name: '我发起的终止', isUrgent: false },
  { kind: 'card', name: '红黄牌', isUrgent: true },
  { kind: 'dead_letter', name: '通知发送失败', isUrgent: false },
  { kind: 'exchange', name: '推送和对账异常', isUrgent: false },
  { kind: 'directory', name: '组织同步', isUrgent: false },
  { kind: 'alarm', name: '感知报警没有立案', isUrgent: true },
]

const URGENT: ReadonlySet<string> = new Set(NOTICE_KINDS.filter(({ isUrgent }) => isUrgent).map(({ kind }) => kind))
/** Passes quiet hours and goes alone, never in a digest. */
export const isUrgent = (kind: NoticeKind): boolean => URGENT.has(kind)

/** One thing one person is told. `fact` is what it is about: nobody is told twice of one fact. */
export interface NoticeRow {
  id: string
  userId: UserId
  fact: string
  kind: NoticeKind
  title: string
  line: string
  /** Path of ours where it can be looked at. */
  path: string
  isUrgent: boolean
  atMs: number
  readAtMs: number | null
}

/** What is told, before it is known to whom and in which words. */
export interface Telling {
  kind: NoticeKind
  fact: string
  people: readonly UserId[]
  /** Fill the templates. */
  words: NoticeWords
  path: string
  isDrill: boolean
  /** BPMN process id, whose package may have texts of its own. */
  definitionKey: string | null
  /** Department that a robot of its own may tell. */
  departmentId: string | null
  /** Urgent as it is, nothing can be done about it at night: quiet hours hold for it. */
  isForTheDay?: boolean
}

/** Names for templates; a text that is not there is empty. Nothing else of a case may stand in a notice. */
export interface NoticeWords {
  business: string
  task: string
  number: string
  title: string
  /** Who brought it about. */
  by: string
  /** `2026-11-22 09:30`, county time. */
  due: string
  reason: string
  /** How a case ended, as its record says: 已办结, 不予受理, 补正逾期，视为撤回. Empty without a record. */
  result: string
}
