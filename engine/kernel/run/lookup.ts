import type { Draft } from '../apply/draft.js'
import { activationOf } from '../apply/elements.js'
import type { Activation } from '../state.js'

/** Name that answers the instance's own id wherever nobody has set a variable of that name: a key that tells instances apart. */
export const INSTANCE_ID = 'instanceId'

/** A variable as seen from the given activation (0 = the process): own scope first, then outwards; undefined when nobody set it. */
export function lookupFrom(draft: Draft, viewpoint: number, name: string): unknown {
  const start = viewpoint === 0 ? undefined : activationOf(draft, viewpoint)
  if (name === 'lastOutcome' && start?.lastOutcome !== undefined) return start.lastOutcome
  for (let record = start; record !== undefined; record = record.scope === 0 ? undefined : activationOf(draft, record.scope)) {
    if (record.variables !== undefined && Object.hasOwn(record.variables, name)) return record.variables[name]
    const counted = loopVariable(record, name)
    if (counted !== undefined) return counted
  }
  const { data, instanceId } = draft.state
  if (Object.hasOwn(data, name)) return data[name]
  return name === INSTANCE_ID ? instanceId : undefined
}

/** Names a multi-instance body and its instances give by themselves. */
function loopVariable(record: Activation, name: string): number | undefined {
  if (record.loop !== undefined && name === 'loopCounter') return record.loop
  const { multi } = record
  if (multi === undefined) return undefined
  if (multi.isLoop === true) return name === 'loopCounter' ? multi.completed : undefined
  switch (name) {
    case 'nrOfInstances':
      return multi.total - (multi.removed ?? 0)
    case 'nrOfCompletedInstances':
      return multi.completed
    case 'nrOfActiveInstances':
      return multi.created - multi.completed - (multi.removed ?? 0)
    default:
      return undefined
  }
}
