import { yearOf } from '../calendar/local_time.js'
import { longestWay, predecessorsOf } from '../manifest/item_order.js'
import { beginClocks, calendarOf, dueItemsOf, limitsInDays, limitsOfItem } from './case_clocks.js'
import { itemKey, type CaseRow } from './case_rows.js'
import { findItem, putItem, refuse, type CaseStep } from './case_step.js'
import { issueAtOnce, watchNext } from './supervise.js'
import { followAcceptance } from './item_result.js'

/** When the applicant's materials came in, the last time: the day from which nobody telling him anything makes the application accepted. */
export const receiptOf = (row: CaseRow): number => row.receivedAgainAtMs ?? row.receivedAtMs

/**
 * 受理: the legal clocks begin, the case's on the longest way through its items. An item that waits for another begins its own when it is
 * called. `asOfMs` is the day of receipt where nobody told the applicant anything within five working days (行政许可法 32): the law then
 * accepts by itself, back-dated, and no missing calendar stands in its way.
 */
export function acceptCase(on: CaseStep, row: CaseRow, asOfMs?: number): CaseRow {
  const { nowMs } = on.step
  const { calendar } = on.county
  const atMs = asOfMs ?? nowMs
  const reason = asOfMs === undefined ? '受理' : '逾期未告知，自收到材料之日起即为受理'
  if (asOfMs === undefined && !calendar.isOfficial(nowMs)) {
    return refuse(on, `${yearOf(nowMs)} 年的工作日历还没有录入，无法计算办结日期，暂不能受理。请系统管理员在“工作日历”中录入当年放假安排后再试。`, row)
  }
  const items = on.manifest.items.filter((item) => row.items.some((chosen) => chosen.code === item.code))
  if (items.length === 0) {
    on.rejection = { code: 'INVALID_ARGUMENT', message: '没有需要办理的事项，不能受理。请核对申请表中的情形，或作不予受理。' }
    return row
  }
  for (const item of items) {
    const stored = findItem(on, row.instanceId, item.code)
    if (stored === null) continue
    const told = followAcceptance(on, stored)
    if (predecessorsOf(item, items).length > 0) {
      putItem(on, told)
      continue
    }
    const clocks = beginClocks(limitsOfItem(item), atMs, { ...on.county, calendar: calendarOf(on.county, stored.department) }, reason)
    putItem(on, { ...told, ...clocks })
    watchNext(on, null, { of: 'item', row: { ...told, ...clocks } })
    on.dueItems.push(...dueItemsOf('item', itemKey(row.instanceId, item.code), clocks))
  }
  const days = {
    promised: longestWay(items, (item) => item.promisedDays) + on.declaration.deliveryDays,
    legal: longestWay(items, (item) => item.legalDays),
  }
  const silence = asOfMs === undefined ? {} : { silentlyAcceptedAtMs: nowMs }
  const accepted: CaseRow = { ...row, acceptedAtMs: atMs, ...silence, ...beginClocks(limitsInDays(days), atMs, on.county, reason) }
  return asOfMs === undefined ? accepted : issueAtOnce(on, { of: 'case', row: accepted }, 'silence')
}
