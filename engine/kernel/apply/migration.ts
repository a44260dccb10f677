import type { InstanceMigrated } from '../migration.js'
import { ownList, type Draft } from './draft.js'

/** The same state under the target's names. */
export function applyInstanceMigrated(draft: Draft, event: InstanceMigrated): void {
  draft.state.definitionId = event.definitionId
  draft.state.processId = event.processId
  const { renamed } = event
  if (Object.keys(renamed).length === 0) return
  const named = (id: string): string => (Object.hasOwn(renamed, id) ? (renamed[id] as string) : id)
  for (const list of ['active', 'timers', 'subscriptions', 'parked'] as const) {
    const own = ownList(draft, list) as { readonly element: string }[]
    for (const [index, record] of own.entries()) own[index] = { ...record, element: named(record.element) }
  }
  const active = ownList(draft, 'active')
  for (const [index, record] of active.entries()) {
    if (record.arrived === undefined) continue
    const { consumed } = record
    active[index] = { ...record, arrived: record.arrived.map(({ flow, count }) => ({ flow: named(flow), count })), ...(consumed && { consumed: consumed.map(named) }) }
  }
  const parked = ownList(draft, 'parked')
  for (const [index, token] of parked.entries()) if (token.flow !== null) parked[index] = { ...token, flow: named(token.flow) }
  const { compensations, happened } = draft.tokens
  if (happened !== undefined) draft.tokens.happened = happened.map((one) => ({ ...one, element: named(one.element) }))
  if (compensations !== undefined) draft.tokens.compensations = compensations.map((record) => ({ ...record, element: named(record.element) }))
}
