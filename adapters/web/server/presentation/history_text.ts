import type { Event } from '#engine/kernel/events'
import type { ExecutableProcess } from '#engine/model/executable_process'
import type { WebServices } from '../web_services.js'
import { candidateText, personReference } from './people.js'
import { isOperation, isSignature, operationText, signatureText, signerAskedText } from './operation_text.js'
import { outcomeLabel, signLabel } from './outcome_label.js'

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

/** One Chinese sentence about an event, for the timeline; null for what only the machine cares about. */
export function historyText(event: Event, process: ExecutableProcess, organisation: Organisation, timers: ArmedTimers): string | null {
  const nameOf = (elementId: string) => process.elements.get(elementId)?.name || elementId
  const person = (userId: string | null) => (userId === null ? '' : personReference(organisation, userId).name)
  const names = { person, element: nameOf }
  if (isOperation(event)) return operationText(event, names)
  switch (event.type) {
    case 'InstanceStarted':
      return event.starter === null ? '办件已发起' : `${person(event.starter)}发起办件`
    case 'TaskCreated': {
      if (event.parentTaskId !== undefined) return signerAskedText(event, names)
      const whose = event.assignee === null ? candidateText(organisation, event.candidates) : person(event.assignee)
      return `进入“${event.name}”${whose ? `，待${whose}办理` : ''}`
    }
    case 'TaskAssigned':
      return assignmentText(event, person)
    case 'TaskClosed': {
      if (isSignature(event)) return signatureText(event, signLabel(event.outcome), names)
      if (event.cause === 'cancelled') return `“${nameOf(event.elementId)}”不再需要办理${event.reason ? `：${event.reason}` : ''}`
      const outcome = outcomeLabel(process.elements.get(event.elementId)?.userTask, event.outcome)
      return [`${person(event.by)}办理“${nameOf(event.elementId)}”`, outcome && `：${outcome}`, event.opinion && `。意见：${event.opinion}`].filter(Boolean).join('')
    }
    case 'TimerDisarmed': {
      const elementId = event.cause === 'fired' ? timers.get(event.timerId) : undefined
      return elementId === undefined ? null : `定时“${nameOf(elementId)}”到期`
    }
    case 'CompensationTriggered':
      return `开始撤销已办结的${[...new Set(event.compensated.map(({ elementId }) => `“${nameOf(elementId)}”`))].join('、')}`
    case 'TransactionCancelled':
      return `“${nameOf(event.elementId)}”已取消`
    case 'SignalThrown':
      return `“${nameOf(event.elementId)}”发出信号“${event.name}”`
    case 'EscalationThrown':
      return event.caughtBy === null ? `“${nameOf(event.elementId)}”升级，无人响应` : `“${nameOf(event.elementId)}”升级至“${nameOf(event.caughtBy)}”`
    case 'DocumentRequested':
      return `出具文书${event.register ? `（${event.register}）` : ''}`
    case 'FactNoted':
      return typeof event.values.words === 'string' ? event.values.words : null
    case 'DecisionEvaluated':
      return decisionText(event, nameOf(event.elementId))
    case 'IncidentRaised':
      return event.stage === 'watch' ? `“${nameOf(event.elementId)}”：${told(event.message)}` : `在“${nameOf(event.elementId)}”停住：${told(event.message)}`
    case 'IncidentResolved':
      return event.cause === 'skipped' ? `${event.by ? person(event.by) : '系统'}跳过了停住的环节${event.reason ? `：${event.reason}` : ''}` : '运行事故已处理'
    case 'InstanceCompleted':
      return '办件办结'
    case 'InstanceCancelled':
      return `办件终止：${event.reason}`
    case 'InstanceSuspended':
      return `办件挂起：${event.reason}`
    case 'SuspensionLifted':
      return event.byCaller ? '上级流程已激活，本办件自身的挂起仍在' : '本办件的挂起已解除，上级流程仍在挂起'
    case 'InstanceResumed':
      return '办件激活'
    case 'InstanceMigrated':
      return `${event.by === null ? '' : `${person(event.by)}将`}办件迁移到流程的另一版本${event.reason ? `：${event.reason}` : ''}`
    default:
      return null
  }
}

/** A sealed text that was erased by law has left its digest alone. */
const told = (message: unknown): string => (typeof message === 'string' ? message : '（内容已依法清除）')

/** Which rules decided: `“定级”按决策“风险等级”得出结果：“风险等级”第 2 条规则（面积较大）`. */
function decisionText({ decisionName, steps }: Extract<Event, { type: 'DecisionEvaluated' }>, element: string): string {
  const tables = steps.flatMap(({ decisionName: table, rules }) => (rules === undefined ? [] : [{ table, rules }]))
  const told = tables.map(({ table, rules }) => {
    if (rules.length === 0) return `“${table}”没有规则命中`
    const numbers = rules.map(({ number }) => number).join('、')
    const notes = rules.flatMap(({ note }) => (note === null ? [] : [note])).join('；')
    return `“${table}”第 ${numbers} 条规则${notes && `（${notes}）`}`
  })
  return [`“${element}”按决策“${decisionName}”得出结果`, told.join('，')].filter(Boolean).join('：')
}

function assignmentText(event: Extract<Event, { type: 'TaskAssigned' }>, person: (id: string | null) => string): string {
  const opinion = event.opinion ? `。意见：${event.opinion}` : ''
  switch (event.cause) {
    case 'claim':
      return `${person(event.assignee)}签收`
    case 'release':
      return `${person(event.previous ?? event.by)}退签`
    case 'transfer':
      return `${person(event.by)}转办给${person(event.assignee)}${opinion}`
    case 'delegate':
      return `${person(event.by)}委派给${person(event.assignee)}${opinion}`
    case 'resolve':
      return `${person(event.by)}归还给${person(event.assignee)}${opinion}`
  }
}
