import type { CompensationForgotten, CompensationTriggered } from '../compensation_events.js'
import type { ElementActivated, ElementCompleted } from '../events.js'
import { idNumber } from '../ids.js'
import type { Activation, CompensationRecord } from '../state.js'
import type { Draft } from './draft.js'

const NONE: readonly CompensationRecord[] = []

/** An activity has completed: it is remembered, its instances pass to the scope around it, or what was remembered inside goes with it. */
export function rememberCompleted(draft: Draft, event: ElementCompleted, completed: Activation): void {
  const records = draft.tokens.compensations ?? NONE
  const { id, element, scope, loop, variables } = completed
  if (event.compensation === 'kept') {
    replace(draft, [...records, { id, element, scope, ...(loop === undefined ? {} : { loop, body: scope }), ...(variables === undefined ? {} : { variables }) }])
  } else if (event.compensation === 'handedUp') {
    replace(draft, records.map((record) => (record.scope === id ? { ...record, scope } : record)))
  } else forgetInside(draft, completed)
}

/** An activation is gone: with it what could be undone inside, and the record of what it undid itself. */
export function forgetInside(draft: Draft, gone: Activation): void {
  forget(draft, new Set([gone.id]), ({ id }) => id === gone.compensates)
}

export function applyCompensationForgotten(draft: Draft, event: CompensationForgotten): void {
  const taken = new Set(event.forgotten.map(({ elementInstanceId }) => idNumber(draft.state.instanceId, elementInstanceId)))
  forget(draft, new Set(taken), ({ id }) => taken.has(id))
}

/** Drops records and whatever is remembered inside of them. */
function forget(draft: Draft, lost: Set<number>, isNamed: (record: CompensationRecord) => boolean): void {
  const records = draft.tokens.compensations
  if (records === undefined) return
  const isLost = (record: CompensationRecord) => isNamed(record) || lost.has(record.scope)
  for (let size = 0; size < lost.size; ) {
    size = lost.size
    for (const record of records) if (isLost(record)) lost.add(record.id)
  }
  if (records.some(isLost)) replace(draft, records.filter((record) => !isLost(record)))
}

/** A handler begins; a sub-process that comes to life again takes back what can be undone inside it. */
export function beginCompensation(draft: Draft, event: ElementActivated, id: number): void {
  const undone = idNumber(draft.state.instanceId, event.compensates as string)
  const isAlive = draft.tokens.compensations?.some((record) => record.id === undone && record.element === event.elementId) === true
  const started = (draft.tokens.compensations ?? NONE).map((record) => {
    if (record.id === undone) return { ...record, isStarted: true as const }
    return isAlive && record.scope === undone ? { ...record, scope: id } : record
  })
  replace(draft, started)
}

export function applyCompensationTriggered(draft: Draft, event: CompensationTriggered): void {
  const { instanceId } = draft.state
  const by = idNumber(instanceId, event.elementInstanceId)
  const asked = new Set(event.compensated.map(({ elementInstanceId }) => idNumber(instanceId, elementInstanceId)))
  replace(draft, (draft.tokens.compensations ?? NONE).map((record) => (asked.has(record.id) ? { ...record, by } : record)))
}

function replace(draft: Draft, records: readonly CompensationRecord[]): void {
  if (records.length === 0) delete draft.tokens.compensations
  else draft.tokens.compensations = records
}
