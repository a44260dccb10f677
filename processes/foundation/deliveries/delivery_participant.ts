import type { EventType } from '#engine/kernel/events'
import type { Participant, Reaction, StepRecord } from '#engine/runtime/participant'
import { createBusinessLookup, type County } from '../case/business.js'
import { WorkingRows } from '../working_rows.js'
import { tell } from './tell.js'
import type { Telling } from './telling.js'

/** Steps with none of these make nothing true that anybody above is told. */
const RELEVANT: ReadonlySet<EventType> = new Set<EventType>([
  'InstanceStarted', 'VariablesMerged', 'LifecycleEventEmitted', 'LifecycleRewound', 'DocumentRequested', 'TaskCreated', 'TaskClosed', 'FactNoted',
  'InstanceCancelled', 'InstanceVoided', 'InstanceWoken',
])

const NOTHING: Reaction = { kind: 'accepted', changes: [] }

/**
 * Last of the county's participants: looks at the rows as the others leave them and puts what has become true, and was not told, into the queues of
 * the targets, in the step's own transaction. Compares with `told_facts`, so that nothing is told twice and a target added later is given the
 * whole case at its next step. Never refuses a step. Without targets it does nothing.
 */
export function createDeliveryParticipant(county: () => County): Participant {
  const businessOf = createBusinessLookup()

  const react = (step: StepRecord, rows: WorkingRows): Reaction => {
    const now = county()
    const targets = now.targets ?? []
    if (targets.length === 0 || !step.events.some((event) => RELEVANT.has(event.type))) return NOTHING
    const found = businessOf(step)
    if (found.kind !== 'business') return NOTHING
    const on: Telling = { step, business: found.business, county: now, rows, targets, deliveries: [] }
    tell(on)
    return rows.isComplete ? { kind: 'accepted', changes: rows.changes(), deliveries: on.deliveries } : NOTHING
  }

  return {
    name: 'delivery',
    reads(step, loaded) {
      const rows = new WorkingRows(loaded)
      react(step, rows)
      return rows.wanted()
    },
    react: (step, loaded) => react(step, new WorkingRows(loaded)),
  }
}
