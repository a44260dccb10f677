import type { AdminUser, Department as WireDepartment, DeputyRecord, PostRecord } from '#adapters/web/contract/administration'
import { ROLE_NAMES } from '#adapters/web/contract/capabilities'
import { recordAudit, type AuditAction } from '../accounts/audit.js'
import { accountKey } from '../accounts/lock_out.js'
import { hashPassword, readablePassword } from '../accounts/passwords.js'
import { saveChecked } from '../organisation/save_checked.js'
import { signedIn, type ApiCall, type Operations } from '../http/api_call.js'
import { invalid, notFound, problem } from '../http/problem.js'
import { instant } from '../presentation/instants.js'
import { pageOfSorted, pageRequest } from '../presentation/paging.js'
import type { Department, Deputy, Person, Post, RoleId } from '#processes/foundation/organisation/records'
import type { WebServices } from '../web_services.js'

type OrganisationOperations = Pick<
  Operations,
  | 'searchUsers' | 'listDirectoryDepartments' | 'listUsers' | 'createUser' | 'changeUser' | 'resetPassword' | 'unlockUser' | 'listDepartments'
  | 'createDepartment' | 'changeDepartment' | 'listPosts' | 'createPost' | 'changePost' | 'deletePost' | 'listDeputies' | 'createDeputy' | 'deleteDeputy'
>

export const organisationController = (services: WebServices): OrganisationOperations => {
  const { organisation, organisationStore: store } = services
  const departmentName = (id: string | null) => (id === null ? null : (organisation.directory().department(id)?.name ?? id))
  const audit = (call: Pick<ApiCall, 'login' | 'address'>, action: AuditAction, target: string, detail: Record<string, unknown> = {}) =>
    recordAudit(services, { actor: signedIn(call).userId, action, target, address: call.address, detail })

  return {
    async searchUsers(call) {
      const { q, departmentId, limit } = call.query
      const people = organisation.snapshot().people.filter((person) => person.active && matches(person, q, departmentId))
      const grants = organisation.snapshot().grants
      const data = sortedByName(people).slice(0, limit ?? 20).map((person) => ({
        id: person.id,
        name: person.name,
        departmentId: person.departmentId,
        departmentName: departmentName(person.departmentId),
        roleNames: grants.filter((grant) => grant.userId === person.id).map((grant) => ROLE_NAMES[grant.role]),
      }))
      return { body: { data } }
    },

    async listDirectoryDepartments() {
      return { body: { data: organisation.snapshot().departments.filter((one) => one.active).map(presentDepartment) } }
    },

    async listUsers(call) {
      const { q, departmentId, active } = call.query
      const people = organisation.snapshot().people.filter((person) => (active === undefined || person.active === active) && matches(person, q, departmentId))
      const sorted = [...people].sort((one, other) => (one.username < other.username ? -1 : 1))
      const page = pageOfSorted(sorted, (person) => person.username, { q, departmentId, active }, pageRequest(call.query))
      const data = await Promise.all(page.data.map((person) => presentUser(services, person)))
      return { body: { data, next: page.next, ...(call.query.count ? { count: people.length } : {}) } }
    },

    async createUser(call) {
      const { username, name, departmentId } = call.body
      const person: Person = { id: services.newId(), username, name, departmentId, superiorId: null, phone: null, active: true }
      await saveChecked(services, (snapshot) => ({ ...snapshot, people: [...snapshot.people, person] }), () => store.savePerson(person))
      const oneTimePassword = await setOneTimePassword(services, person.id)
      await audit(call, 'user.created', person.id, { username, departmentId })
      return { body: { user: await presentUser(services, person), oneTimePassword } }
    },

    async changeUser(call) {
      const stored = personOf(services, call.params.id)
      const person: Person = { ...stored, ...call.body }
      await saveChecked(services, (snapshot) => ({ ...snapshot, people: replaced(snapshot.people, person) }), () => store.savePerson(person))
      if (!person.active) await services.accounts.sessions.removeOfUser(person.id)
      await audit(call, 'user.changed', person.id, { ...call.body })
      return { body: await presentUser(services, person) }
    },

    async resetPassword(call) {
      const person = personOf(services, call.params.id)
      const oneTimePassword = await setOneTimePassword(services, person.id)
      await services.accounts.sessions.removeOfUser(person.id)
      await audit(call, 'password.reset', person.id)
      return { body: { user: await presentUser(services, person), oneTimePassword } }
    },

    async unlockUser(call) {
      const person = personOf(services, call.params.id)
      await services.accounts.failures.remove(accountKey(person.username))
      await audit(call, 'account.unlocked', person.id)
      return { body: await presentUser(services, person) }
    },

    async listDepartments() {
      return { body: { data: organisation.snapshot().departments.map(presentDepartment) } }
    },

    async createDepartment(call) {
      const { body } = call
      if (organisation.directory().department(body.id)) throw problem(409, 'E_CONFLICT', `机构编号“${body.id}”已经存在。请换一个编号。`, [{ path: 'id', message: '已存在' }])
      const department: Department = { ...departmentFields(body, null), id: body.id, active: true }
      await saveDepartment(services, department)
      await audit(call, 'department.saved', department.id, { name: department.name })
      return { body: presentDepartment(department) }
    },

    async changeDepartment(call) {
      const stored = organisation.directory().department(call.params.id)
      if (!stored) throw notFound('机构')
      const department: Department = { ...departmentFields(call.body, stored), id: stored.id, active: call.body.active }
      await saveDepartment(services, department)
      await audit(call, 'department.saved', department.id, { name: department.name, active: department.active })
      return { body: presentDepartment(department) }
    },

    async listPosts() {
      return { body: { data: organisation.snapshot().posts.map((post) => presentPost(services, post)) } }
    },

    async createPost(call) {
      const post: Post = { id: services.newId(), name: call.body.name, departmentId: call.body.departmentId, holders: call.body.holderIds }
      return { body: await savePost(call, post) }
    },

    async changePost(call) {
      const stored = organisation.snapshot().posts.find((post) => post.id === call.params.id)
      if (!stored) throw notFound('岗位')
      return { body: await savePost(call, { id: stored.id, name: call.body.name, departmentId: call.body.departmentId, holders: call.body.holderIds }) }
    },

    async deletePost(call) {
      if (!organisation.snapshot().posts.some((post) => post.id === call.params.id)) throw notFound('岗位')
      await store.removePost(call.params.id)
      await organisation.refresh()
      await audit(call, 'post.removed', call.params.id)
      return { body: undefined }
    },

    async listDeputies() {
      return { body: { data: organisation.snapshot().deputies.map((deputy) => presentDeputy(services, deputy)) } }
    },

    async createDeputy(call) {
      const { userId, deputyId, from, to, roles } = call.body
      const deputy: Deputy = {
        id: services.newId(), userId, deputyId, fromMs: Date.parse(from), toMs: Date.parse(to), roles: roles ? (roles as RoleId[]) : null,
      }
      await saveChecked(services, (snapshot) => ({ ...snapshot, deputies: [...snapshot.deputies, deputy] }), () => store.saveDeputy(deputy))
      await audit(call, 'deputy.saved', deputy.id, { ...call.body })
      return { body: presentDeputy(services, deputy) }
    },

    async deleteDeputy(call) {
      if (!organisation.snapshot().deputies.some((deputy) => deputy.id === call.params.id)) throw notFound('代理设置')
      await store.removeDeputy(call.params.id)
      await organisation.refresh()
      await audit(call, 'deputy.removed', call.params.id)
      return { body: undefined }
    },
  }

  async function savePost(call: Pick<ApiCall, 'login' | 'address'>, post: Post): Promise<PostRecord> {
    await saveChecked(
      services,
      (snapshot) => ({ ...snapshot, posts: [...snapshot.posts.filter((one) => one.id !== post.id), post] }),
      () => store.savePost(post),
    )
    await audit(call, 'post.saved', post.id, { name: post.name, holders: post.holders })
    return presentPost(services, post)
  }
}

const matches = (person: Person, q: string | undefined, departmentId: string | undefined): boolean =>
  (!departmentId || person.departmentId === departmentId) && (!q?.trim() || person.name.includes(q.trim()) || person.username.startsWith(q.trim().toLowerCase()))

const sortedByName = (people: readonly Person[]): Person[] => [...people].sort((one, other) => one.name.localeCompare(other.name, 'zh-CN'))

const replaced = (people: readonly Person[], person: Person): Person[] => people.map((one) => (one.id === person.id ? person : one))

function personOf(services: WebServices, id: string): Person {
  const person = services.organisation.directory().person(id)
  if (!person) throw notFound('人员')
  return person
}

async function setOneTimePassword(services: WebServices, userId: string): Promise<string> {
  const password = readablePassword()
  await services.accounts.credentials.put({ userId, passwordHash: await hashPassword(password), changedAtMs: services.clock(), mustChange: true })
  return password
}

async function presentUser(services: WebServices, person: Person): Promise<AdminUser> {
  const directory = services.organisation.directory()
  const [credential, failures] = await Promise.all([
    services.accounts.credentials.find(person.id), services.accounts.failures.find(accountKey(person.username)),
  ])
  const nameOf = (id: string) => directory.department(id)?.name ?? id
  return {
    id: person.id,
    username: person.username,
    name: person.name,
    departmentId: person.departmentId,
    departmentName: nameOf(person.departmentId),
    active: person.active,
    locked: (failures?.lockedUntilMs ?? 0) > services.clock(),
    mustChangePassword: credential?.mustChange ?? true,
    roles: services.organisation.snapshot().grants
      .filter((grant) => grant.userId === person.id)
      .map((grant) => ({ role: grant.role, roleName: ROLE_NAMES[grant.role], departmentId: grant.departmentId, departmentName: nameOf(grant.departmentId) })),
  }
}

const presentDepartment = ({ officeHours: _officeHours, ...shown }: Department): WireDepartment => shown

type DepartmentFields = ApiCall<import('#adapters/web/contract/endpoints').EndpointOf<'createDepartment'>>['body']

const departmentFields = (body: Omit<DepartmentFields, 'id'>, stored: Department | null): Omit<Department, 'id' | 'active'> => ({
  name: body.name,
  shortName: body.shortName,
  kind: body.kind,
  parentId: body.parentId,
  order: body.order ?? stored?.order ?? 0,
  code: body.code,
  documentPrefix: body.documentPrefix ?? null,
  address: body.address ?? null,
  phone: body.phone ?? null,
  supervisionPhone: body.supervisionPhone ?? null,
  officeHours: stored?.officeHours ?? null,
})

async function saveDepartment(services: WebServices, department: Department): Promise<void> {
  const { people } = services.organisation.snapshot()
  if (!department.active && people.some((person) => person.active && person.departmentId === department.id)) {
    throw invalid('机构内还有在用的人员，不能停用。请先调整这些人员的单位。', [{ path: 'active', message: '机构内还有人员' }])
  }
  await saveChecked(
    services,
    (snapshot) => ({ ...snapshot, departments: [...snapshot.departments.filter((one) => one.id !== department.id), department] }),
    () => services.organisationStore.saveDepartment(department),
  )
}

function presentPost(services: WebServices, post: Post): PostRecord {
  const directory = services.organisation.directory()
  return {
    id: post.id,
    name: post.name,
    departmentId: post.departmentId,
    departmentName: directory.department(post.departmentId)?.name ?? post.departmentId,
    holders: post.holders.map((id) => ({ id, name: directory.person(id)?.name ?? id })),
  }
}

function presentDeputy(services: WebServices, deputy: Deputy): DeputyRecord {
  const nameOf = (id: string) => services.organisation.directory().person(id)?.name ?? id
  return {
    id: deputy.id, userId: deputy.userId, userName: nameOf(deputy.userId), deputyId: deputy.deputyId, deputyName: nameOf(deputy.deputyId),
    from: instant(deputy.fromMs), to: instant(deputy.toMs), roles: deputy.roles === null ? null : [...deputy.roles],
  }
}
