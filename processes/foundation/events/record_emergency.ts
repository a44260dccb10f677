import type { Event } from '#engine/kernel/events'
import { parseInstant } from '#engine/time/instant'
import type { PersonRef } from '../deliveries/case_facts.js'
import type { EmergencyLevel, EmergencyReportFact } from '../deliveries/event_facts.js'
import type { EmergencyReport, EmergencyRow, EventRow } from './event_rows.js'
import { checkRequirements, findEvent, isNewInstance, numberOf, refuse, textOf, type EventStep } from './event_step.js'

/** Topic of the job that puts a refused report right in the queues of the targets; input `CorrectFact`. */
export const CORRECT_FACT = 'deliveries.correct'

/** The n-th report of an event, as it is recorded now, takes the place of the one that was refused. */
export interface CorrectFact {
  caseKey: string
  kind: 'emergency_report'
  sequence: number
}

/** 突发事件信息报送: the phone report, and every 初报, 续报, 终报 as it is signed. One for an event. */
export function recordEmergency(on: EventStep, eventKey: string): void {
  const event = findEvent(on, eventKey)
  const stored = on.rows.get<EmergencyRow>('event_emergencies', eventKey)
  if (event === null || !on.rows.isComplete) return
  const before = isNewInstance(on) ? open(on, event, stored) : stored
  if (before === null || before.instanceId !== on.step.state.instanceId) return
  const row = on.step.events.reduce((now, one) => record(on, event, now, one), before)
  if (row !== stored) on.rows.put<EmergencyRow>('event_emergencies', eventKey, row)
}

function open(on: EventStep, event: EventRow, stored: EmergencyRow | null): EmergencyRow {
  const { nowMs, state } = on.step
  const wasGivenUp = stored !== null && stored.endedAtMs !== null && stored.reports.length === 0
  if (stored !== null && !wasGivenUp) refuse(on, 'CONFLICT', '本事件已经报送突发事件信息。请刷新后在事件页面查看。')
  if (!event.urgent) refuse(on, 'INVALID_ARGUMENT', '只有紧急事件才报送突发事件信息。请先核对事件的类别和级别。', 'eventNumber')
  if (event.phase === 'merged' || event.phase === 'closed') refuse(on, 'INVALID_STATE', '事件已并案或办结，不能再启动报送。请在主件上报送。')
  on.search = { title: `信息报送 · ${event.title}`, number: event.number }
  return {
    eventKey: event.instanceId, instanceId: state.instanceId, openedAtMs: nowMs, receivedAtMs: instantOf(on.data.receivedAt) ?? nowMs,
    phoneDueAtMs: null, phonedAtMs: null, dueAtMs: null, writer: null, reports: [], endedAtMs: null,
  }
}

/** In the order in which things happened: a report is judged by the limit that was running when it was signed. */
function record(on: EventStep, event: EventRow, row: EmergencyRow, one: Event): EmergencyRow {
  const { phone, first, next } = on.declaration.emergency!
  switch (one.type) {
    case 'TaskCreated':
      if (one.elementId === phone) return { ...row, phoneDueAtMs: one.dueAtMs }
      return one.elementId === next || one.elementId === first ? { ...row, dueAtMs: one.dueAtMs } : row
    case 'TaskClosed':
      return one.cause === 'completed' && (one.elementId === first || one.elementId === next) ? { ...row, writer: one.by } : row
    case 'LifecycleEventEmitted':
      checkRequirements(on, one.name)
      return happened(on, event, row, one.name)
    case 'InstanceCancelled':
    case 'InstanceVoided':
      return { ...row, endedAtMs: row.endedAtMs ?? on.step.nowMs, dueAtMs: null }
    default:
      return row
  }
}

function happened(on: EventStep, event: EventRow, row: EmergencyRow, name: string): EmergencyRow {
  const { nowMs } = on.step
  if (name === 'EMERGENCY_PHONED') return { ...row, phonedAtMs: nowMs }
  if (name === 'EMERGENCY_ENDED') return { ...row, endedAtMs: nowMs, dueAtMs: null }
  if (name !== 'EMERGENCY_REPORTED') return row
  return on.data.reportStage === 'correct' ? putRight(on, event, row) : report(on, event, row)
}

function report(on: EventStep, event: EventRow, row: EmergencyRow): EmergencyRow {
  const stage = row.reports.length === 0 ? 'first' : on.data.reportStage === 'final' ? 'final' : 'follow_up'
  const content = readReport(on, event, row, { stage, sequence: row.reports.length, reportedAtMs: on.step.nowMs })
  const made: EmergencyReport = { content, dueAtMs: row.dueAtMs, onTime: row.dueAtMs === null || on.step.nowMs <= row.dueAtMs, corrections: 0 }
  return { ...row, reports: [...row.reports, made] }
}

/** The last report once more at its own place; when it was made stays as it was. */
function putRight(on: EventStep, event: EventRow, row: EmergencyRow): EmergencyRow {
  const last = row.reports.at(-1)
  if (last === undefined) return row
  const { sequence } = last.content
  if ((on.county.targets ?? []).length > 0) {
    const input: CorrectFact = { caseKey: row.eventKey, kind: 'emergency_report', sequence }
    on.jobs.push({ topic: CORRECT_FACT, input: { ...input } })
  }
  const corrected: EmergencyReport = { ...last, content: readReport(on, event, row, last.content), corrections: last.corrections + 1 }
  return { ...row, reports: [...row.reports.slice(0, -1), corrected] }
}

const SUFFIXES: Readonly<Record<EmergencyReportFact['stage'], (sequence: number) => string>> = {
  first: () => '', follow_up: (sequence) => `（续报${sequence}）`, final: () => '（终报）',
}

function readReport(on: EventStep, event: EventRow, row: EmergencyRow, at: Pick<EmergencyReportFact, 'stage' | 'sequence' | 'reportedAtMs'>): EmergencyReportFact {
  const { data, county } = on
  const signed = on.step.events.find((one) => one.type === 'TaskClosed' && one.elementId === on.declaration.emergency!.issue)
  const signer = signed?.type === 'TaskClosed' ? signed.by : null
  const phone = textOf(data.reporterPhone)
  return {
    stage: at.stage, sequence: at.sequence, reportedAtMs: at.reportedAtMs, number: event.number,
    title: `${textOf(data.reportTitle)}${SUFFIXES[at.stage](at.sequence)}`, eventType: textOf(data.incidentType), level: levelOf(data.incidentLevel),
    occurredAtMs: instantOf(data.occurredAt) ?? row.receivedAtMs, receivedAtMs: row.receivedAtMs, place: textOf(data.place), longitude: event.longitude, latitude: event.latitude,
    unit: { id: on.declaration.center, name: county.directory.department(on.declaration.center)?.name ?? on.declaration.center },
    reporter: personOf(on, row.writer ?? ''), ...(phone === '' ? {} : { reporterPhone: phone }), ...(signer === null ? {} : { approvedBy: personOf(on, signer) }),
    summary: textOf(data.situation), dead: numberOf(data.deaths), missing: numberOf(data.missing), injured: numberOf(data.injured), relocated: numberOf(data.evacuated),
    measures: textOf(data.measures), trend: textOf(data.trend),
  }
}

const personOf = ({ county }: EventStep, id: string): PersonRef => ({ id, name: county.directory.person(id)?.name ?? id })

const LEVELS: readonly EmergencyLevel[] = ['extraordinary', 'major', 'serious', 'ordinary']
const levelOf = (value: unknown): EmergencyLevel | null => LEVELS.find((level) => level === value) ?? null

const instantOf = (value: unknown): number | null => (typeof value === 'string' ? parseInstant(value) : null)
