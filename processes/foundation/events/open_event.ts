import { dateText, dayNumber } from '../calendar/local_time.js'
import { startClock } from '../clocks/legal_clock.js'
import { isObject } from '../manifest/json_reader.js'
import { takeEventNumber } from '../numbers/take_number.js'
import type { EventNumberRow, EventRow, TicketRow } from './event_rows.js'
import { putTicket, refuse, textOf, type EventStep } from './event_step.js'
import { beginTicketLimit } from './watch_limit.js'

/** 登记: the event as the report comes in, with its number and the reporter's ticket. Facts are filled in by `readFacts`. */
export function openEvent(on: EventStep): EventRow {
  const { instanceId } = on.step.state
  const number = takeEventNumber(on.rows, { node: on.county.node, kind: isObject(on.data.rule) ? textOf(on.data.rule.code) : '', day: dateText(dayNumber(on.step.nowMs)).slice(2).replaceAll('-', '') })
  if (number !== '') on.rows.put<EventNumberRow>('event_numbers', number, { instanceId })
  openTicket(on, instanceId, number)
  return blankEvent(on, instanceId, number)
}

function openTicket(on: EventStep, instanceId: string, number: string): void {
  const channel = textOf(on.data.channel)
  const declared = on.declaration.channels.get(channel)
  const channelNumber = textOf(on.data.channelNumber) || null
  if (channelNumber !== null) takeChannelNumber(on, { instanceId, number, channel, channelNumber, channelName: declared?.name ?? channel })
  const { nowMs } = on.step
  const clock = declared?.limit ? startClock(declared.limit, nowMs, '登记', on.calendar) : null
  putTicket(on, {
    instanceId, eventKey: instanceId, channel, channelName: declared?.name ?? channel, channelNumber,
    reporterName: textOf(on.data.reporterName), reporterPhone: textOf(on.data.reporterPhone), reportedAtMs: nowMs,
    ...sealedReporter(on),
    clock, dueAtMs: clock?.dueAtMs ?? null, verdict: null, answer: null, answeredAtMs: null,
  })
  beginTicketLimit(on, { instanceId, number, clock })
}

/** Of a report without a login: what the server that took it gave along. No form has these fields. */
function sealedReporter({ data }: EventStep): Pick<TicketRow, 'reporterKey' | 'reporterSealed'> {
  const [reporterKey, reporterSealed] = [textOf(data.reporterKey), textOf(data.reporterSealed)]
  return reporterKey === '' ? {} : { reporterKey, reporterSealed }
}

/** A number of the channel's own system is registered once, however often it is sent. */
function takeChannelNumber(on: EventStep, ticket: { instanceId: string; number: string; channel: string; channelNumber: string; channelName: string }): void {
  const key = `${ticket.channel}/${ticket.channelNumber}`
  const known = on.rows.get<EventNumberRow>('event_numbers', key)
  if (known !== null) refuse(on, 'CONFLICT', `${ticket.channelName}的“${ticket.channelNumber}”已经登记过了${known.number ? `，事件编号 ${known.number}` : ''}。请查看该事件。`, 'channelNumber')
  else on.rows.put<EventNumberRow>('event_numbers', key, { instanceId: ticket.instanceId, number: ticket.number })
}

function blankEvent(on: EventStep, instanceId: string, number: string): EventRow {
  const lifecycle = on.business.lifecycle.begin()
  const started = on.step.events.find((event) => event.type === 'InstanceStarted')
  return {
    instanceId, packageId: on.step.packageId, number, title: number, category: '', categoryName: '', subtype: '', subtypeName: '', component: '',
    urgent: false, level: '', channel: '', description: '', town: '', community: null, grid: null, address: '', longitude: null, latitude: null, cell: null,
    unit: null, starter: started?.type === 'InstanceStarted' ? started.starter : null, status: lifecycle.state,
    statusText: on.business.lifecycle.textOf(lifecycle.state), phase: 'open', lifecycle, reportedAtMs: on.step.nowMs, filedAtMs: null,
    dispatchedAtMs: null, signedAtMs: null, handledAtMs: null, closedAtMs: null, limits: [], clock: null, dueAtMs: null, amberAtMs: null,
    verdict: null, overdueAtMs: null, deadlineMonth: null, filedMonth: null, filedInTime: null, dispatchedInTime: null, stageLimits: {}, reworkCount: 0, returnCount: 0, dispatchCount: 0, extensionCount: 0, workers: {},
    supervision: null, supervisionCount: 0, whistleCount: 0, mergedInto: null, merged: [], answer: null, ...(on.data.drill === true ? { drill: true } : {}),
  }
}
