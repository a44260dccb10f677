import type { Event, TaskClosed } from '#engine/kernel/events'
import type { ExecutableProcess } from '#engine/model/executable_process'
import type { WebServices } from '../web_services.js'
import { candidateText, personReference } from './people.js'
import { isOperation, isSignature, operationText, signatureText, signerAskedText, type Names } from './operation_text.js'
import { outcomeLabel, signLabel } from './outcome_label.js'
import { sentences } from './sentences/sentences.js'
import type { DecidedTable } from './sentences/zh_cn.js'

type Organisation = WebServices['organisation']

/** Element ids by timer id: what fires is told by its id alone. */
export type ArmedTimers = ReadonlyMap<string, string>

/** The timers that these events have armed. */
export const armedTimers = (events: Iterable<Event>): ArmedTimers => {
  const found = new Map<string, string>()
  for (const event of events) if (event.type === 'TimerArmed') found.set(event.timerId, event.elementId)
  return found
}

/** Whether one of the timers that fire in these events was armed before them. */
export const hasEarlierTimers = (events: readonly Event[]): boolean => {
  const armed = armedTimers(events)
  return events.some((event) => event.type === 'TimerDisarmed' && event.cause === 'fired' && !armed.has(event.timerId))
}

/** One sentence about an event, for the timeline, in the language of the request; null for what only the machine cares about. */
export function historyText(event: Event, process: ExecutableProcess, organisation: Organisation, timers: ArmedTimers): string | null {
  const element = (elementId: string) => process.elements.get(elementId)?.name || elementId
  const person = (userId: string | null) => (userId === null ? '' : personReference(organisation, userId).name)
  const names = { person, element }
  if (isOperation(event)) return operationText(event, names)
  const say = sentences().history
  switch (event.type) {
    case 'InstanceStarted':
      return say.started(person(event.starter))
    case 'TaskCreated':
      if (event.parentTaskId !== undefined) return signerAskedText(event, names)
      return say.taskCreated(event.name, event.assignee === null ? candidateText(organisation, event.candidates) : person(event.assignee))
    case 'TaskAssigned':
      return say.assigned({ cause: event.cause, by: person(event.cause === 'release' ? (event.previous ?? event.by) : event.by), to: person(event.assignee), opinion: event.opinion })
    case 'TaskClosed':
      return closedText(event, process, names)
    case 'TimerDisarmed': {
      const elementId = event.cause === 'fired' ? timers.get(event.timerId) : undefined
      return elementId === undefined ? null : say.timerFired(element(elementId))
    }
    case 'CompensationTriggered':
      return say.compensation([...new Set(event.compensated.map(({ elementId }) => element(elementId)))])
    case 'TransactionCancelled':
      return say.transactionCancelled(element(event.elementId))
    case 'SignalThrown':
      return say.signalThrown(element(event.elementId), event.name)
    case 'EscalationThrown':
      return say.escalation(element(event.elementId), event.caughtBy === null ? null : element(event.caughtBy))
    case 'DocumentRequested':
      return say.documentAsked(event.register)
    case 'FactNoted':
      return typeof event.values.words === 'string' ? say.noted(event.values.words) : null
    case 'DecisionEvaluated':
      return say.decided(element(event.elementId), event.decisionName, decidedTables(event))
    case 'IncidentRaised': {
      // A sealed text that was erased by law has left its digest alone.
      const message: unknown = event.message
      return say[event.stage === 'watch' ? 'watched' : 'stopped'](element(event.elementId), typeof message === 'string' ? message : say.erased)
    }
    case 'IncidentResolved':
      return event.cause === 'skipped' ? say.skipped(event.by ? person(event.by) : '', event.reason) : say.incidentSolved
    default:
      return caseText(event, person)
  }
}

/** What befell the case as a whole. */
function caseText(event: Event, person: Names['person']): string | null {
  const say = sentences().history
  switch (event.type) {
    case 'InstanceCompleted':
      return say.completed
    case 'InstanceCancelled':
      return say.cancelled(event.reason)
    case 'InstanceSuspended':
      return say.suspended(event.reason)
    case 'SuspensionLifted':
      return say.suspensionLifted(event.byCaller === true)
    case 'InstanceResumed':
      return say.resumed
    case 'InstanceMigrated':
      return say.migrated(person(event.by), event.reason)
    default:
      return null
  }
}

function closedText(event: TaskClosed, process: ExecutableProcess, names: Names): string {
  if (isSignature(event)) return signatureText(event, signLabel(event.outcome), names)
  const say = sentences().history
  const task = names.element(event.elementId)
  if (event.cause === 'cancelled') return say.taskCancelled(task, event.reason)
  return say.taskDone(names.person(event.by), task, outcomeLabel(process.elements.get(event.elementId)?.userTask, event.outcome), event.opinion)
}

/** Which rules decided: `“定级”按决策“风险等级”得出结果：“风险等级”第 2 条规则（面积较大）`. */
const decidedTables = ({ steps }: Extract<Event, { type: 'DecisionEvaluated' }>): DecidedTable[] =>
  steps.flatMap(({ decisionName, rules }) =>
    rules === undefined ? [] : [{ table: decisionName, rules: rules.map(({ number }) => number), notes: rules.flatMap(({ note }) => note ?? []) }])
