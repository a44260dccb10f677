import type { InstanceListItem } from '#engine/runtime/ports/instance_queries'
import type { InstanceRow, TaskRow } from '#engine/runtime/ports/rows'
import type { CaseInstanceRow } from '#processes/foundation/case/case_rows'
import { isInForce, MANDATES, type MandateRow } from '#processes/foundation/mandates/mandate'
import type { Login } from '../accounts/login.js'
import { notFound } from '../http/problem.js'
import type { WebServices } from '../web_services.js'
import { hiddenByNone, shownByAny, visibleFields, type FieldRule } from './visible_fields.js'

/**
 * What a login may see of an instance. `full`: took part, may take part, started it, or supervises those who did.
 * `structure`: where it stands, without anybody's data (运行干预).
 */
export interface VisibleData {
  level: 'full' | 'structure'
  /** No field is withheld. */
  isWhole: boolean
  /** Removes from a bag of variables what the caller may not see. */
  filter(values: Readonly<Record<string, unknown>>): Record<string, unknown>
}

type AccessServices = Pick<WebServices, 'engine' | 'organisation' | 'settings' | 'clock'>

/** The one gate of every read path: task, instance, history, documents, attachments, sheet, stream. Null = it does not exist for this login. */
export async function visibleData(services: AccessServices, login: Login, instance: InstanceRow | InstanceListItem): Promise<VisibleData | null> {
  if (!login.capabilities.has('handle_work')) return null
  const tasks = await services.engine.tasks.ofInstance(instance.id)
  if (await hasFullAccess(services, login, instance, tasks)) return full(await fieldRule(services, login, instance, tasks))
  return login.capabilities.has('operate_instances') ? STRUCTURE : null
}

/** The same, refusing as if there were no such thing. */
export async function requireVisible(services: AccessServices, login: Login, instanceId: string, what = '办件'): Promise<{ instance: InstanceRow; visible: VisibleData }> {
  const instance = await services.engine.instances.find(instanceId)
  const visible = instance ? await visibleData(services, login, instance) : null
  if (!instance || !visible) throw notFound(what)
  return { instance, visible }
}

/** Like `requireVisible`, for what shows people's data. */
export async function requireFull(services: AccessServices, login: Login, instanceId: string, what = '办件') {
  const found = await requireVisible(services, login, instanceId, what)
  if (found.visible.level !== 'full') throw notFound(what)
  return found
}

const STRUCTURE: VisibleData = { level: 'structure', isWhole: false, filter: () => ({}) }

const full = (rule: FieldRule | null): VisibleData => ({ level: 'full', isWhole: rule === null, filter: (values) => (rule ? visibleFields(values, rule) : { ...values }) })

async function hasFullAccess(services: AccessServices, login: Login, instance: InstanceListItem, tasks: readonly TaskRow[]): Promise<boolean> {
  if (instance.starter === login.userId || tasks.some((task) => mayWorkOn(login, task))) return true
  const entrusted = await entrustment(services, login, instance.id)
  if (entrusted === 'inForce') return true
  // What somebody did under a mandate gives no sight of the case once the mandate is over.
  if (entrusted === 'none' && (await services.engine.instances.hasParticipant(instance.id, login.userId))) return true
  if (await isSupervised(services, login, instance.id)) return true
  const relatives = await Promise.all((await relativesOf(services, instance)).map((id) => services.engine.tasks.ofInstance(id)))
  return relatives.some((relative) => relative.some((task) => mayWorkOn(login, task)))
}

/** Whether an open task is, or could become, this login's own. */
export const mayWorkOn = (login: Pick<Login, 'principals'>, task: Pick<TaskRow, 'state' | 'assignee' | 'candidates'>): boolean =>
  task.state === 'open' &&
  (task.assignee === null ? task.candidates.some((candidate) => login.principals.includes(candidate)) : login.principals.includes(`user:${task.assignee}`))

/** Ids of every other instance of the same case: the callers above and what they called. */
export async function relativesOf(services: Pick<AccessServices, 'engine'>, instance: Pick<InstanceListItem, 'id' | 'caller'>): Promise<string[]> {
  const { instances } = services.engine
  let root: Pick<InstanceListItem, 'id' | 'caller'> = instance
  for (let depth = 0; root.caller !== null && depth < 100; depth++) {
    const parent = await instances.find(root.caller.instanceId)
    if (!parent) break
    root = parent
  }
  const found: string[] = []
  const open = [root.id]
  while (open.length > 0 && found.length < 500) {
    const id = open.pop()!
    if (id !== instance.id) found.push(id)
    for (const called of await instances.calledBy(id)) open.push(called.id)
  }
  return found
}

/** A 帮代办员 reads the cases that are entrusted to him, as long as the mandate is in force. */
async function entrustment({ engine, clock }: AccessServices, login: Login, instanceId: string): Promise<'none' | 'inForce' | 'over'> {
  const link = (await engine.businessRows.find('case_instances', instanceId)) as CaseInstanceRow | null
  if (link === null) return 'none'
  const mandates = await engine.businessRows.list(MANDATES, [{ column: 'case_key', equals: link.caseKey }, { column: 'agent', equals: login.userId }])
  if (mandates.length === 0) return 'none'
  return (mandates as unknown as MandateRow[]).some((mandate) => isInForce(mandate, clock())) ? 'inForce' : 'over'
}

/** A 督查员 reads what people of his departments took part in; one of the county root, or of the unit that accepts for all, reads everything. */
async function isSupervised(services: AccessServices, login: Login, instanceId: string): Promise<boolean> {
  const scope = supervisedDepartments(services, login)
  if (scope === 'all') return true
  if (scope.size === 0) return false
  const directory = services.organisation.directory()
  const people = await services.engine.instances.participants(instanceId)
  return people.some((person) => scope.has(directory.departmentOf(person) ?? ''))
}

/** Departments a supervisor reads, those below them included. */
export function supervisedDepartments(services: Pick<WebServices, 'organisation' | 'settings'>, login: Login): ReadonlySet<string> | 'all' {
  if (!login.roles.has('supervisor')) return new Set()
  const { departments, grants } = services.organisation.snapshot()
  const scope = new Set(grants.filter((grant) => grant.userId === login.userId && grant.role === 'supervisor').map((grant) => grant.departmentId))
  if (departments.some((department) => scope.has(department.id) && (department.kind === 'county' || services.settings.countyWideUnits.includes(department.id)))) return 'all'
  for (let grown = true; grown;) {
    const below = departments.filter((department) => department.parentId !== null && scope.has(department.parentId) && !scope.has(department.id))
    for (const department of below) scope.add(department.id)
    grown = below.length > 0
  }
  return scope
}

/** What of the fields this login sees; null = all of them. The starter's own form is his to read. */
async function fieldRule(services: AccessServices, login: Login, instance: InstanceListItem, tasks: readonly TaskRow[]): Promise<FieldRule | null> {
  if (instance.starter === login.userId) return null
  const process = await services.engine.definitions.compiled(instance.definitionId)
  const nodes = [...process.elements.values()].flatMap((element) => (element.userTask ? [{ id: element.id, permissions: element.userTask.fieldPermissions }] : []))
  const mine = new Set(tasks.filter((task) => isOwn(login, task)).map((task) => task.elementId))
  const own = nodes.filter((node) => mine.has(node.id))
  const looked = own.length > 0 ? own : nodes
  if (!looked.some(({ permissions }) => Object.values(permissions).includes('hidden'))) return null
  const permissions = looked.map((node) => node.permissions)
  return own.length > 0 ? shownByAny(permissions) : hiddenByNone(permissions)
}

const isOwn = (login: Login, task: TaskRow): boolean =>
  task.completedBy === login.userId || task.assignee === login.userId || mayWorkOn(login, task)
