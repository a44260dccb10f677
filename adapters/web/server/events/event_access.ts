import type { EventScope } from '#processes/foundation/events/event_queries'
import type { EventRow } from '#processes/foundation/events/event_rows'
import { parseEventDeclaration, type EventDeclaration } from '#processes/foundation/events/event_declaration'
import { supervisedDepartments } from '../access/visible_data.js'
import type { Login } from '../accounts/login.js'
import { notFound, problem } from '../http/problem.js'
import type { WebServices } from '../web_services.js'

/** Process by which events are reported; whichever package is in force under this key keeps them. */
export const EVENT_DEFINITION = 'five_zero_event'

/** The package's declaration in force, with the id of its process. */
export async function eventDeclaration(services: Pick<WebServices, 'engine'>, packageId?: string): Promise<EventDeclaration> {
  const from = packageId ?? services.engine.definitions.byKey(EVENT_DEFINITION)?.packageId
  const text = from === undefined ? null : await services.engine.definitions.resource(from, 'event.json')
  const parsed = text === null ? null : parseEventDeclaration(text)
  if (!parsed?.ok) throw problem(409, 'E_NO_EVENTS', '五零事件的业务包没有发布，暂不能受理。请联系流程设计员。')
  return parsed.declaration
}

/** The centre and those who supervise the county see all; a unit its own and those below it; everybody what he entered. */
export async function eventScope(services: Pick<WebServices, 'engine' | 'organisation' | 'settings'>, login: Login): Promise<EventScope> {
  const { center } = await eventDeclaration(services)
  const { departments, grants } = services.organisation.snapshot()
  const own = new Set([login.person.departmentId, ...grants.filter(({ userId }) => userId === login.userId).map(({ departmentId }) => departmentId)])
  if (own.has(center) || supervisedDepartments(services, login) === 'all') return { kind: 'all' }
  for (let grown = true; grown; ) {
    const below = departments.filter(({ id, parentId }) => parentId !== null && own.has(parentId) && !own.has(id))
    for (const { id } of below) own.add(id)
    grown = below.length > 0
  }
  return { kind: 'units', units: [...own].sort(), userId: login.userId }
}

const isInScope = (scope: EventScope, row: EventRow): boolean =>
  scope.kind === 'all' || row.starter === scope.userId || [row.town, row.unit, row.community].some((unit) => unit !== null && scope.units.includes(unit))

/** The event, if this login may see it; else as if there were none. */
export async function requireEvent(services: WebServices, login: Login, id: string): Promise<EventRow> {
  const row = (await services.engine.businessRows.find('event_records', id)) as unknown as EventRow | null
  if (row === null || !isInScope(await eventScope(services, login), row)) throw notFound('五零事件')
  return row
}

/** Whether a login holds one of these roles in a department. */
export const holds = (login: Login, department: string, ...roles: readonly string[]): boolean =>
  roles.some((role) => login.principals.includes(`role:${role}@dept:${department}`))
