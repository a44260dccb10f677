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
  const { own, withBelow } = unitsOf(services, login)
  if (own.has(center) || supervisedDepartments(services, login) === 'all') return { kind: 'all' }
  return { kind: 'units', units: withBelow, userId: login.userId }
}

/** Departments somebody belongs to or holds a role in, and those with all that lie below them. */
export function unitsOf({ organisation }: Pick<WebServices, 'organisation'>, login: Login): { own: ReadonlySet<string>; withBelow: readonly string[] } {
  const { departments, grants } = organisation.snapshot()
  const own = new Set([login.person.departmentId, ...grants.filter(({ userId }) => userId === login.userId).map(({ departmentId }) => departmentId)])
  const all = new Set(own)
  for (let grown = true; grown; ) {
    const below = departments.filter(({ id, parentId }) => parentId !== null && all.has(parentId) && !all.has(id))
    for (const { id } of below) all.add(id)
    grown = below.length > 0
  }
  return { own, withBelow: [...all].sort() }
}

const isInScope = (scope: EventScope, row: EventRow): boolean =>
  scope.kind === 'all' || row.starter === scope.userId || [row.town, row.unit, row.community].some((unit) => unit !== null && scope.units.includes(unit))

/** The event, if this login may see it; else as if there were none. */
export async function requireEvent(services: WebServices, login: Login, id: string): Promise<EventRow> {
  const row = await visibleEvent(services, login, id)
  if (row === null) throw notFound('五零事件')
  return row
}

export const maySeeEvent = async (services: WebServices, login: Login, id: string): Promise<boolean> => (await visibleEvent(services, login, id)) !== null

async function visibleEvent(services: WebServices, login: Login, id: string): Promise<EventRow | null> {
  const row = (await services.engine.businessRows.find('event_records', id)) as unknown as EventRow | null
  return row !== null && isInScope(await eventScope(services, login), row) ? row : null
}

/** Whether a login holds one of these roles in a department. */
export const holds = (login: Login, department: string, ...roles: readonly string[]): boolean =>
  roles.some((role) => login.principals.includes(`role:${role}@dept:${department}`))
