/** Counts of one group of events in one month, as the database adds them up. */
export interface EventCounts {
  /** Filed in the month. */
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
  /** 应结案: the limit falls in the month, 挂账 left out. */
  due: number
  closed: number
  closedInTime: number
  /** Of 应结案: handled at all, and by the limit. */
  handled: number
  handledInTime: number
  /** Of those handled: at least once back from 核查. */
  reworked: number
  /** Of 应结案: the limit has passed and nobody has handled it. */
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

const share = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole)

/** The rates of 考核 from counts. What is due in a month is counted by its limit, and whether it was in time by the verdict that fell then. */
export function rateEvents(counts: EventCounts): EventRates {
  return {
    filedInTime: share(counts.filedInTime, counts.filedRated),
    ofPublic: share(counts.filedOfPublic, counts.filed),
    dispatchedRight: share(counts.dispatchedOnce, counts.dispatched),
    dispatchedInTime: share(counts.dispatchedInTime, counts.dispatchedRated),
    handledInTime: share(counts.handledInTime, counts.due),
    closed: share(counts.closed, counts.due),
    closedInTime: share(counts.closedInTime, counts.due),
    rework: share(counts.reworked, counts.handled),
    handlingHours: counts.handled === 0 ? null : counts.handlingMs / counts.handled / 3_600_000,
  }
}

export const NO_EVENTS: EventCounts = {
  filed: 0, filedInTime: 0, filedRated: 0, filedOfPublic: 0, dispatched: 0, dispatchedInTime: 0, dispatchedRated: 0, dispatchedOnce: 0, due: 0, closed: 0,
  closedInTime: 0, handled: 0, handledInTime: 0, reworked: 0, overdueOpen: 0, handlingMs: 0,
}

/** Two groups as one. */
export function addCounts(one: EventCounts, other: EventCounts): EventCounts {
  return Object.fromEntries(Object.keys(NO_EVENTS).map((name) => [name, one[name as keyof EventCounts] + other[name as keyof EventCounts]])) as unknown as EventCounts
}
