import type { EventReport, EventSummary } from '#adapters/web/contract/events'
import type { Command } from '#engine/kernel/commands'
import type { CommandEnvelope } from '#engine/runtime/command_envelope'
import { dayNumber, startOfDayMs } from '#processes/foundation/calendar/local_time'
import type { EventRow, WhistleRow } from '#processes/foundation/events/event_rows'
import { findDuplicates } from '#processes/foundation/events/find_duplicates'
import { cellsAround } from '#processes/foundation/events/places'
import { auditRead } from '../access/acting.js'
import { mayWorkOn } from '../access/visible_data.js'
import type { Login } from '../accounts/login.js'
import { allowedEventActions, DESK } from '../events/event_actions.js'
import { EVENT_DEFINITION, eventDeclaration, eventScope, requireEvent } from '../events/event_access.js'
import { presentEventDetail, presentWhistle } from '../events/event_detail.js'
import { emergencyOf } from '../events/present_emergency.js'
import { rounded } from '../events/rounded_position.js'
import { eventLight, presentEvent, unitOf } from '../events/present_event.js'
import { acceptedOf } from '../http/accepted.js'
import { actorOf, signedIn, type ApiCall, type Operations } from '../http/api_call.js'
import { forbidden, problem } from '../http/problem.js'
import { problemOfError } from '../http/problem_of_error.js'
import { formInstant, instant } from '../presentation/instants.js'
import { pageRequest, presentPage } from '../presentation/paging.js'
import type { WebServices } from '../web_services.js'

type EventOperations = Pick<
  Operations,
  | 'reportEvent' | 'reportEvents' | 'listEvents' | 'readEventMap' | 'readEvent' | 'listDuplicates' | 'mergeEvent' | 'readEventDay' | 'listOpenWhistles'
  | 'unmergeEvent' | 'takeBackEvent' | 'superviseEvent' | 'blowWhistle' | 'openEmergency'
>

const MOST_POINTS = 2_000
/** Looked through for those that are open: the newest. */
const MOST_WHISTLES = 500

/** 五零 events: intake, lists, map, 考核, and what the desk does beside the tasks. */
export const eventController = (services: WebServices): EventOperations => ({
  async reportEvent(call) {
    const body = await report(services, call, call.body, call.idempotency)
    return { body, headers: { location: `/api/v1/events/${body.id}` } }
  },

  async reportEvents(call) {
    const results = []
    for (const event of call.body.events) results.push(await reportOne(services, call, event))
    return { body: { results } }
  },

  async listEvents(call) {
    const { phase, category, town, community, unit, channel, verdict, month, overdue, unhandled, number } = call.query
    const nowMs = services.clock()
    const [declaration, scope] = await Promise.all([eventDeclaration(services), eventScope(services, signedIn(call))])
    const filter = {
      ...(phase ? { phase } : {}), ...(category ? { category } : {}), ...(town ? { town } : {}),
      ...(community ? { community } : {}), ...(unit ? { unit } : {}), ...(channel ? { channel } : {}),
      ...(verdict ? { verdict } : {}), ...(month ? { dueMonth: month } : {}), ...(unhandled ? { isUnhandled: true } : {}),
      ...(overdue ? { isOverdueNow: { nowMs: minuteOf(nowMs) } } : {}), ...(number ? { number } : {}),
    }
    const page = await services.events.list(filter, scope, pageRequest(call.query))
    return { body: await presentPage(page, (row) => presentEvent(services, declaration, row)) }
  },

  async readEventMap(call) {
    const scope = await eventScope(services, signedIn(call))
    const nowMs = services.clock()
    const [rows, towns] = await Promise.all([services.events.onMap(scope, MOST_POINTS), services.events.openByTown(scope, nowMs)])
    const points = rows.flatMap((row) => (row.longitude === null || row.latitude === null ? [] : [{
      id: row.instanceId, number: row.number, title: row.title, category: row.category, longitude: row.longitude, latitude: row.latitude, light: eventLight(row, nowMs),
    }]))
    return { body: { points, towns: towns.map(({ town, open, overdue }) => ({ id: town, name: unitOf(services, town)?.name ?? town, open, overdue })).filter(({ id }) => id !== '') } }
  },

  async readEvent(call) {
    const login = signedIn(call)
    const row = await requireEvent(services, login, call.params.id)
    await auditRead(services, call, 'data.read', `event:${row.instanceId}`)
    return { body: await presentEventDetail(services, login, await eventDeclaration(services, row.packageId), row) }
  },

  async listDuplicates(call) {
    const row = await requireEvent(services, signedIn(call), call.params.id)
    const { duplicates } = await eventDeclaration(services, row.packageId)
    const { longitude, latitude } = row
    const near = longitude === null || latitude === null ? [] : await services.events.inCells(cellsAround({ longitude, latitude }))
    const found = findDuplicates(row, near, duplicates, services.clock()).slice(0, 20)
    return {
      body: {
        data: found.map(({ event, metres, similarity, isSameSubtype }) => ({
          id: event.instanceId, number: event.number, title: event.title, address: event.address, statusText: event.statusText, reportedAt: instant(event.reportedAtMs),
          metres: Math.round(metres), similarityPercent: Math.round(similarity * 100), isSameSubtype,
        })),
      },
    }
  },

  async mergeEvent(call) {
    const { row, login } = await mayAct(services, call, 'merge')
    const { merge } = await eventDeclaration(services, row.packageId)
    const task = (await services.engine.tasks.ofInstance(row.instanceId)).find((one) => one.elementId === DESK && mayWorkOn(login, one))
    if (!task) return mergeInHand(services, call, row, login)
    if (task.formKey === null) throw forbidden('这个事件不在受理登记环节，不能并案。请刷新后查看。')
    const command: Command = { type: 'CompleteTask', taskId: task.id, by: login.userId, outcome: 'merge', opinion: call.body.reason ?? null, data: {} }
    return perform(services, call, row, command, { formKey: task.formKey, values: { [merge.variable]: call.body.into.trim() } })
  },

  async readEventDay(call) {
    const nowMs = services.clock()
    return { body: await services.events.day(await eventScope(services, signedIn(call)), startOfDayMs(dayNumber(nowMs)), nowMs) }
  },

  async listOpenWhistles(call) {
    const scope = await eventScope(services, signedIn(call))
    const found = (await services.engine.businessRows.list('event_whistles', [], { orderBy: 'called_at_ms', descending: true, limit: MOST_WHISTLES })) as unknown as WhistleRow[]
    const concerns = ({ callingUnit, departments }: WhistleRow) =>
      scope.kind === 'all' || [callingUnit, ...departments.map(({ department }) => department)].some((unit) => scope.units.includes(unit))
    const open = found.filter((whistle) => whistle.endedAtMs === null && concerns(whistle))
    const events = new Map((await services.events.byKeys(open.map(({ eventKey }) => eventKey))).map((row) => [row.instanceId, row]))
    const data = open.flatMap((whistle) => {
      const event = events.get(whistle.eventKey)
      return event === undefined ? [] : [{ event: { id: event.instanceId, number: event.number, title: event.title }, whistle: presentWhistle(services, whistle) }]
    })
    return { body: { data } }
  },

  async unmergeEvent(call) {
    const { row } = await mayAct(services, call, 'unmerge')
    const { merge } = await eventDeclaration(services, row.packageId)
    return perform(services, call, row, { type: 'TriggerElement', elementId: merge.unmerge, variables: {} })
  },

  /** Out of the unit's hands and to the dispatcher's desk: the limit runs on. */
  async takeBackEvent(call) {
    const { row, login } = await mayAct(services, call, 'takeBack')
    const { takeBack } = await eventDeclaration(services, row.packageId)
    return perform(services, call, row, { type: 'MoveToken', from: null, to: takeBack!.at, by: login.userId, reason: call.body.reason, asAdministrator: true })
  },

  async superviseEvent(call) {
    const { row } = await mayAct(services, call, 'supervise')
    const { supervision } = await eventDeclaration(services, row.packageId)
    const variables = { eventKey: row.instanceId, eventNumber: row.number, unit: row.unit, supervisionReason: call.body.reason, rule: { urgent: row.urgent } }
    return begin(services, call, row, supervision.process, `督办 · ${row.title}`, variables)
  },

  async blowWhistle(call) {
    const { row } = await mayAct(services, call, 'whistle')
    const { whistle } = await eventDeclaration(services, row.packageId)
    const { urgency, departments, reason } = call.body
    const unknown = departments.filter((id) => services.organisation.directory().department(id)?.kind !== 'department')
    if (unknown.length > 0) throw problem(422, 'E_INVALID', `没有这样的部门：${unknown.join('、')}。请从部门名单中选择。`, [{ path: 'departments', message: '请选择县直部门。' }])
    const variables = { eventKey: row.instanceId, eventNumber: row.number, callingUnit: row.town, urgency, departments, whistleReason: reason }
    return begin(services, call, row, whistle.process, `吹哨 · ${row.title}`, variables)
  },

  async openEmergency(call) {
    const { row } = await mayAct(services, call, 'emergency')
    const { emergency } = await eventDeclaration(services, row.packageId)
    const { incidentType, incidentLevel = null, occurredAt, receivedAt } = call.body
    const town = unitOf(services, row.town)?.name ?? ''
    const variables = {
      eventKey: row.instanceId, eventNumber: row.number, incidentType, incidentLevel,
      occurredAt: formInstant(Date.parse(occurredAt)), receivedAt: formInstant(receivedAt === undefined ? row.reportedAtMs : Date.parse(receivedAt)), reportTitle: row.title.slice(0, 80),
      place: row.address.startsWith(town) ? row.address : `${town}${row.address}`, situation: row.description, ...(row.drill === true ? { drill: true } : {}),
    }
    return begin(services, call, row, emergency!.process, `信息报送 · ${row.title}`, variables)
  },
})

/** Cursors of a list hold while the minute lasts, so that what is overdue does not change under the reader's hands. */
const minuteOf = (atMs: number): number => Math.floor(atMs / 60_000) * 60_000

async function report(services: WebServices, call: Pick<ApiCall, 'login'>, event: EventReport, idempotency: CommandEnvelope['idempotency']): Promise<EventSummary> {
  const declaration = await eventDeclaration(services)
  const answer = await services.engine.start({
    definitionKey: EVENT_DEFINITION, actor: actorOf(call), submission: { formKey: 'report', values: { level: 'normal', ...rounded(event) } }, ...(idempotency ? { idempotency } : {}),
  })
  return presentEvent(services, declaration, await rowAfter(services, acceptedOf(answer).instanceId))
}

async function reportOne(services: WebServices, call: Pick<ApiCall, 'login'>, event: EventReport) {
  try {
    return { ok: true, event: await report(services, call, event, undefined), problem: null }
  } catch (error) {
    const { problem: told, unforeseen } = problemOfError(error)
    if (unforeseen) throw error
    return { ok: false, event: null, problem: told }
  }
}

async function mayAct(services: WebServices, call: Pick<ApiCall, 'login'> & { params: { id: string } }, action: ReturnType<typeof allowedEventActions>[number]): Promise<{ row: EventRow; login: Login }> {
  const login = signedIn(call)
  const row = await requireEvent(services, login, call.params.id)
  const tasks = (await services.engine.tasks.ofInstance(row.instanceId)).filter(({ state }) => state === 'open')
  const allowed = allowedEventActions(login, await eventDeclaration(services, row.packageId), row, tasks, await emergencyOf(services, row.instanceId))
  if (!allowed.includes(action)) throw forbidden('现在不能进行这项操作：事件的状态已变，或您的岗位不办理。请刷新后查看。')
  return { row, login }
}

async function perform(services: WebServices, call: Pick<ApiCall, 'login' | 'idempotency'>, row: EventRow, command: Command, submission?: CommandEnvelope['submission']) {
  const answer = await services.engine.bus.submit({
    instanceId: row.instanceId, command, actor: actorOf(call), ...(submission ? { submission } : {}), ...(call.idempotency ? { idempotency: call.idempotency } : {}),
  })
  acceptedOf(answer)
  return presentedAfter(services, row)
}

async function begin(services: WebServices, call: Pick<ApiCall, 'login' | 'idempotency'>, row: EventRow, definitionKey: string, title: string, variables: Record<string, unknown>) {
  acceptedOf(await services.engine.start({ definitionKey, title, actor: actorOf(call), variables, ...(call.idempotency ? { idempotency: call.idempotency } : {}) }))
  return presentedAfter(services, row)
}

/** Beyond the desk: the event leaves its place in the flow and waits with its master. What it joins, the move and the record are one step. */
async function mergeInHand(services: WebServices, call: Pick<ApiCall, 'login' | 'idempotency'> & { body: { into: string; reason?: string } }, row: EventRow, login: Login) {
  const { merge } = await eventDeclaration(services, row.packageId)
  const into = call.body.into.trim()
  const reason = call.body.reason?.trim() || `并入事件 ${into}`
  return perform(services, call, row, { type: 'MoveToken', from: null, to: merge.at!, by: login.userId, reason, variables: { [merge.variable]: into }, asAdministrator: true })
}

async function presentedAfter(services: WebServices, { instanceId, packageId }: EventRow) {
  return { body: presentEvent(services, await eventDeclaration(services, packageId), await rowAfter(services, instanceId)) }
}

async function rowAfter(services: WebServices, instanceId: string): Promise<EventRow> {
  return (await services.engine.businessRows.find('event_records', instanceId)) as unknown as EventRow
}
