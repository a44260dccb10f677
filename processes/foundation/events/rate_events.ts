/** Counts of one group of events in one month, as the database adds them up. */
export interface EventCounts {
  /** Filed in the month; what was merged into another event afterwards is not counted twice. */
  filed: number
  filedInTime: number
  /** Filed in the month with a limit for 立案 that was rated. */
  filedRated: number
  /** Filed in the month out of reports of the public: 12345, 随手拍, 网上群众工作部. */
  filedOfPublic: number
  /** Filed in the month and dispatched. */
  dispatched: number
  dispatchedInTime: number
  dispatchedRated: number
  /** Dispatched once, to the right unit. */
  dispatchedOnce: number
  /** 应结案: the limit falls in the month. What stands still (挂账), was merged or was stopped before its limit is not due; a verdict that has fallen stays. */
  due: number
  closed: number
  closedInTime: number
  /** Of 应结案: handled, and by the limit. What is being done again (返工) is not handled. */
  handled: number
  handledInTime: number
  /** Of 应结案: handled at least once, and of those at least once back from 核查. */
  handledOnce: number
  reworked: number
  /** Of 应结案: the limit has passed, nobody has handled it, and it is still open. */
  overdueOpen: number
  /** Sum over those handled, from 派遣 to 反馈. */
  handlingMs: number
}

/** 考核: shares from 0 to 1, null where there is nothing to be counted (shown as “—”). */
export interface EventRates {
  filedInTime: number | null
  ofPublic: number | null
  dispatchedRight: number | null
  dispatchedInTime: number | null
  handledInTime: number | null
  closed: number | null
  closedInTime: number | null
  rework: number | null
  handlingHours: number | null
}

/** A rate of 考核: what is divided by what, and in which words it is printed beside its figures. */
export interface Metric {
  key: Exclude<keyof EventRates, 'handlingHours'>
  name: string
  part: keyof EventCounts
  whole: keyof EventCounts
  rule: string
  /** The smaller the better. */
  isFault?: true
}

/** The rates of 考核 (domain of GB/T 30428: what is due counts in the month of its limit, in time is what the verdict said when it fell). */
export const METRICS: readonly Metric[] = [
  { key: 'filedInTime', name: '按时立案率', part: 'filedInTime', whole: 'filedRated', rule: '当月立案中在立案时限内立案的 ÷ 当月立案中有立案时限的' },
  { key: 'ofPublic', name: '监督举报率', part: 'filedOfPublic', whole: 'filed', rule: '当月立案中来自 12345、随手拍、网上群众工作部的 ÷ 当月立案数' },
  { key: 'dispatchedRight', name: '准确派遣率', part: 'dispatchedOnce', whole: 'dispatched', rule: '当月立案中一次派遣到位（未改派）的 ÷ 当月立案中已派遣的；退单未获同意的不算改派' },
  { key: 'dispatchedInTime', name: '按时派遣率', part: 'dispatchedInTime', whole: 'dispatchedRated', rule: '当月立案中在派遣时限内派遣的 ÷ 当月立案中有派遣时限的' },
  { key: 'handledInTime', name: '按期处置率', part: 'handledInTime', whole: 'due', rule: '应结案中在时限内处置反馈的 ÷ 应结案；返工的以最后一次反馈为准' },
  { key: 'closed', name: '结案率', part: 'closed', whole: 'due', rule: '应结案中已结案的 ÷ 应结案' },
  { key: 'closedInTime', name: '按期结案率', part: 'closedInTime', whole: 'due', rule: '应结案中结案且当时登记为按期的 ÷ 应结案' },
  { key: 'rework', name: '返工率', part: 'reworked', whole: 'handledOnce', rule: '应结案中核查不合格而返工过的 ÷ 应结案中处置反馈过的', isFault: true },
]

const share = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole)

/** The rates of 考核 from counts. */
export function rateEvents(counts: EventCounts): EventRates {
  const rates = Object.fromEntries(METRICS.map(({ key, part, whole }) => [key, share(counts[part], counts[whole])])) as Record<Metric['key'], number | null>
  return { ...rates, handlingHours: counts.handled === 0 ? null : counts.handlingMs / counts.handled / 3_600_000 }
}

export const NO_EVENTS: EventCounts = {
  filed: 0, filedInTime: 0, filedRated: 0, filedOfPublic: 0, dispatched: 0, dispatchedInTime: 0, dispatchedRated: 0, dispatchedOnce: 0, due: 0, closed: 0,
  closedInTime: 0, handled: 0, handledInTime: 0, handledOnce: 0, reworked: 0, overdueOpen: 0, handlingMs: 0,
}

/** Two groups as one. */
export function addCounts(one: EventCounts, other: EventCounts): EventCounts {
  return Object.fromEntries(Object.keys(NO_EVENTS).map((name) => [name, one[name as keyof EventCounts] + other[name as keyof EventCounts]])) as unknown as EventCounts
}
