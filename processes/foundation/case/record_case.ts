import type { InstanceStarted } from '#engine/kernel/events'

import { isObject } from '../manifest/json_reader.js'
import type { CaseInstanceRow } from './case_rows.js'
import { findCase, findItem, findLink, putItem, type CaseStep } from './case_step.js'
import { openCase } from './open_case.js'
import { recordItem } from './record_item.js'
import { issueCards, watchNext } from './supervise.js'
import { recordRoot } from './record_root.js'

/** Which case and item the instance of this step works for; null when for none. Registers an instance that starts. */
export function linkInstance(on: CaseStep): CaseInstanceRow | null {
  const { state, events } = on.step
  const started = events.find((event) => event.type === 'InstanceStarted')
  if (started === undefined) return isRoot(on) ? { caseKey: state.instanceId, itemCode: null } : findLink(on, state.instanceId)
  const link = newLink(on, started)
  if (link !== null) on.rows.put<CaseInstanceRow>('case_instances', state.instanceId, link)
  return link
}

function newLink(on: CaseStep, started: InstanceStarted): CaseInstanceRow | null {
  if (started.caller === null) return isRoot(on) ? { caseKey: started.instanceId, itemCode: null } : null
  const parent = findLink(on, started.caller.instanceId)
  if (parent === null || parent.itemCode !== null) return parent
  const item = on.step.state.data[on.declaration.itemVariable]
  const code = isObject(item) && typeof item.code === 'string' ? item.code : null
  return { caseKey: parent.caseKey, itemCode: code }
}

const isRoot = ({ step, manifest }: CaseStep): boolean => step.state.caller === null && step.state.processId === manifest.process

/** Brings the case's rows in line with one step of one of its instances. */
export function recordCase(on: CaseStep, link: CaseInstanceRow): void {
  if (link.itemCode !== null) {
    const item = findItem(on, link.caseKey, link.itemCode)
    if (item !== null) recordItem(on, item)
    return
  }
  if (link.caseKey !== on.step.state.instanceId) return
  for (const code of reachedItems(on, link.caseKey)) superviseItem(on, link.caseKey, code)
  const isNew = on.step.events.some((event) => event.type === 'InstanceStarted')
  const row = isNew ? openCase(on) : findCase(on, link.caseKey)
  if (row !== null) recordRoot(on, row)
}

/** Items whose next rung is reached in a step of the case itself: their due item was set by the acceptance. */
const reachedItems = (on: CaseStep, caseKey: string): string[] =>
  on.step.events.flatMap((event) => (event.type === 'FactNoted' && event.fact === 'due' && event.ref.startsWith(`item:${caseKey}/`) ? [event.ref.slice(`item:${caseKey}/`.length)] : []))

function superviseItem(on: CaseStep, caseKey: string, code: string): void {
  const before = findItem(on, caseKey, code)
  if (before === null) return
  const row = issueCards(on, { of: 'item', row: before })
  if (row !== before) putItem(on, row)
  watchNext(on, { of: 'item', row: before }, { of: 'item', row })
}
