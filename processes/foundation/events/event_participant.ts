import type { EventType } from '#engine/kernel/events'
import type { Participant, Reaction, StepRecord } from '#engine/runtime/participant'
import type { County } from '../case/business.js'
import { parseLifecycles } from '../lifecycle/lifecycle.js'
import { WorkingRows } from '../working_rows.js'
import { parseEventDeclaration } from './event_declaration.js'
import { checkEvents } from './check_events.js'
import type { EventNumberRow } from './event_rows.js'
import { eventStep, refuse, textOf, type EventBusiness, type EventStep } from './event_step.js'
import { recordEmergency } from './record_emergency.js'
import { recordEvent } from './record_event.js'
import { recordPassedLimit } from './record_passed_limit.js'
import { recordSupervision } from './record_supervision.js'
import { recordWhistle } from './record_whistle.js'

/** Steps with none of these change nothing that is kept of events. */
const RELEVANT: ReadonlySet<EventType> = new Set<EventType>([
  'InstanceStarted', 'VariablesMerged', 'LifecycleEventEmitted', 'LifecycleRewound', 'TaskCreated', 'TaskClosed', 'ElementActivated',
  'InstanceCancelled', 'InstanceVoided', 'InstanceResumed',
])

const NOTHING: Reaction = { kind: 'accepted', changes: [] }

type Found = { kind: 'business'; business: EventBusiness } | { kind: 'none' } | { kind: 'broken'; message: string }

/**
 * Keeps 五零 events, their reports, limits and verdicts of every package that has an `event.json`, in the command's own transaction. All that
 * differs between businesses stands in their folders.
 */
export function createEventParticipant(county: () => County): Participant {
  const byPackage = new Map<string, Found>()
  const businessOf = (step: StepRecord): Found => {
    const known = byPackage.get(step.packageId) ?? readEventBusiness(step.resource)
    byPackage.set(step.packageId, known)
    return known
  }

  const react = (step: StepRecord, rows: WorkingRows): Reaction => {
    const found = businessOf(step)
    if (found.kind === 'none' || !step.events.some((event) => RELEVANT.has(event.type))) return NOTHING
    if (found.kind === 'broken') return { kind: 'rejected', rejection: { code: 'INVALID_STATE', message: found.message } }
    const on = eventStep(step, found.business, county(), rows)
    record(on)
    if (!rows.isComplete) return NOTHING
    if (on.rejection !== null) return { kind: 'rejected', rejection: on.rejection }
    return { kind: 'accepted', changes: rows.changes(), effects: on.effects, jobs: on.jobs, dueItems: on.dueItems, searchColumns: on.search }
  }

  return {
    name: 'event',
    check: checkEvents,
    reads(step, loaded) {
      const rows = new WorkingRows(loaded)
      react(step, rows)
      return rows.wanted()
    },
    react: (step, loaded) => react(step, new WorkingRows(loaded)),
  }
}

/** By the process of the step: the event itself, or one that works for the event named by `eventKey`. */
function record(on: EventStep): void {
  const { processId } = on.step.state
  const { declaration } = on
  if (processId === declaration.process) return recordEvent(on)
  const eventKey = eventKeyOf(on)
  if (eventKey === null) return
  if (processId === declaration.whistle.process) return recordWhistle(on, eventKey)
  if (processId === declaration.supervision.process) return recordSupervision(on, eventKey)
  if (processId === declaration.emergency?.process) return recordEmergency(on, eventKey)
  recordPassedLimit(on, eventKey)
}

/** The event that another process of the package works for: by `eventKey`, else by the number somebody typed. */
function eventKeyOf(on: EventStep): string | null {
  const key = textOf(on.data.eventKey)
  if (key !== '') return key
  const number = textOf(on.data.eventNumber)
  const found = number === '' ? null : on.rows.get<EventNumberRow>('event_numbers', number)
  if (found === null && on.rows.isComplete) refuse(on, 'INVALID_ARGUMENT', `没有编号为“${number}”的事件。请核对编号。`, 'eventNumber')
  return found?.instanceId ?? null
}

/** Parses `event.json` and the life-cycle it names; without it a package keeps no events. */
export function readEventBusiness(resource: (name: string) => string | null): Found {
  const text = resource('event.json')
  if (text === null) return { kind: 'none' }
  const parsed = parseEventDeclaration(text)
  if (!parsed.ok) return { kind: 'broken', message: `event.json：${parsed.problems[0]!.message}` }
  const lifecycles = parseLifecycles(resource('lifecycle.json') ?? '')
  if (!lifecycles.ok) return { kind: 'broken', message: `lifecycle.json：${lifecycles.problems[0]!.message}` }
  const lifecycle = lifecycles.lifecycles.get(parsed.declaration.lifecycle)
  if (lifecycle === undefined) return { kind: 'broken', message: `lifecycle.json 中没有“${parsed.declaration.lifecycle}”。请补上，或改正 event.json。` }
  return { kind: 'business', business: { declaration: parsed.declaration, lifecycle } }
}

