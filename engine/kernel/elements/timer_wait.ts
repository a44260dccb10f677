import type { CompiledTimer, Node } from '../graph.js'
import type { TimerDefinition } from '#engine/model/timer_definition'
import { firstDue, nextDue, parseTimer } from '#engine/time/timer'
import type { CompiledExpression } from '#engine/expressions/expression'
import { evaluateNumber, evaluateText, STOPPED, type Stopped } from '../run/evaluate.js'
import { raiseIncident } from '../run/incidents.js'
import { emit, idOf, nextNumber, type Run } from '../run/run.js'
import type { Activation, ArmedTimer } from '../state.js'
import { definitionIn } from './event_source.js'

/** Decides the due instant now; the returned function arms the timer for the event, owned by the activation. */
export function prepareTimer(run: Run, owner: Activation, event: Node, timer: CompiledTimer): (() => void) | Stopped {
  if (timer.workingDays !== undefined) return prepareWorkingDays(run, owner, event, timer.workingDays)
  const found = definitionNow(run, owner, timer)
  if (found === STOPPED) return STOPPED
  const { definition, body } = found
  const due = firstDue(definition, run.context.nowMs)
  if (due === null) return () => undefined
  return () =>
    emit(run, {
      type: 'TimerArmed',
      timerId: idOf(run, nextNumber(run)),
      elementId: event.id,
      elementInstanceId: idOf(run, owner.id),
      kind: definition.kind === 'date' ? 'date' : 'span',
      dueAtMs: due.atMs,
      repetitionsLeft: due.repetitionsLeft,
      ...(body === undefined || due.repetitionsLeft === 0 ? undefined : { body }),
      ...definitionIn(event),
    })
}

/** Fires when the last working day is over. The law's days go on while the instance is suspended: armed as a date. */
function prepareWorkingDays(run: Run, owner: Activation, event: Node, workingDays: CompiledExpression): (() => void) | Stopped {
  const days = evaluateNumber(run, owner, workingDays, '工作日时限')
  if (days === STOPPED) return STOPPED
  if (days === null) return () => undefined
  const dueAtMs = run.context.calendar.endOfWorkingDay(run.context.nowMs, days).atMs + 1
  return () =>
    emit(run, { type: 'TimerArmed', timerId: idOf(run, nextNumber(run)), elementId: event.id, elementInstanceId: idOf(run, owner.id), kind: 'date', dueAtMs, repetitionsLeft: 0, ...definitionIn(event) })
}

/** Arms the next repetition of a cycle that has just fired, if there is one. */
export function rearmTimer(run: Run, fired: ArmedTimer, timer: CompiledTimer): void {
  const definition = timer.definition ?? (fired.body === undefined ? null : parseTimer('cycle', fired.body))
  const due = definition === null ? null : nextDue(definition, fired.dueAtMs, fired.left, run.context.nowMs)
  if (due === null) return
  emit(run, {
    type: 'TimerArmed',
    timerId: idOf(run, nextNumber(run)),
    elementId: fired.element,
    elementInstanceId: idOf(run, fired.owner),
    kind: 'span',
    dueAtMs: due.atMs,
    repetitionsLeft: due.repetitionsLeft,
    ...(fired.body === undefined ? undefined : { body: fired.body }),
    ...(fired.definition === undefined ? undefined : { definition: fired.definition }),
  })
}

/** What the timer says, and the text its expression gave. */
function definitionNow(run: Run, owner: Activation, timer: CompiledTimer): { definition: TimerDefinition; body?: string } | Stopped {
  if (timer.definition !== null) return { definition: timer.definition }
  const body = evaluateText(run, owner, timer.body, '定时')
  if (body === STOPPED) return STOPPED
  const definition = body === null ? null : parseTimer(timer.kind, body)
  if (definition !== null && body !== null) return { definition, body }
  raiseIncident(run, owner, 'TIMER_BODY', `定时“${timer.body.source}”得出的“${body ?? '空值'}”不是有效的时间（ISO-8601 或 cron）。请更正数据后重试。`, 'enter')
  return STOPPED
}
