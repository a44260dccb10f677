import { Type, type Static } from 'typebox'
import { endpoint } from './endpoint.js'
import { CalendarDate, closed, Count, Id, Instant, JsonObject, nullable, pageOf, pageQuery, Sha256 } from './schema.js'

export const DepartmentKind = Type.Union([
  Type.Literal('county'), Type.Literal('department'), Type.Literal('town'), Type.Literal('street'), Type.Literal('community'), Type.Literal('office'),
])
export const Department = closed({
  id: Id, name: Type.String(), shortName: Type.String(), kind: DepartmentKind, parentId: nullable(Id), order: Type.Integer(),
  /** Three digits inside the 办件编号. */
  code: Type.String(),
  /** 发文代字; null where the unit issues no documents. */
  documentPrefix: nullable(Type.String()),
  address: nullable(Type.String()), phone: nullable(Type.String()), supervisionPhone: nullable(Type.String()), active: Type.Boolean(),
})
export type Department = Static<typeof Department>
export const DirectoryUser = closed({ id: Id, name: Type.String(), departmentId: nullable(Id), departmentName: nullable(Type.String()), roleNames: Type.Array(Type.String()) })
export type DirectoryUser = Static<typeof DirectoryUser>

const Username = Type.String({ pattern: '^[a-z][a-z0-9_.-]{1,49}$', description: '小写字母开头，字母、数字、下划线、点、短横，2–50 位' })
const PersonName = Type.String({ minLength: 1, maxLength: 100 })
export const AdminUser = closed({
  id: Id, username: Type.String(), name: Type.String(), departmentId: nullable(Id), departmentName: nullable(Type.String()),
  active: Type.Boolean(), locked: Type.Boolean(), mustChangePassword: Type.Boolean(),
  /** What the county's directory and identity provider know the person by. */
  externalId: nullable(Type.String()),
  roles: Type.Array(closed({ role: Type.String(), roleName: Type.String(), departmentId: nullable(Id), departmentName: nullable(Type.String()) })),
})
export type AdminUser = Static<typeof AdminUser>
/** 工号 or 统一身份号. */
const ExternalId = Type.Optional(nullable(Type.String({ minLength: 1, maxLength: 100, pattern: '^\\S+$' })))
export const UserCreation = closed({ username: Username, name: PersonName, departmentId: Id, externalId: ExternalId })
export const UserChange = closed({
  name: Type.Optional(PersonName), departmentId: Type.Optional(Id), active: Type.Optional(Type.Boolean()), externalId: ExternalId,
})
export const OneTimePassword = closed({ user: AdminUser, oneTimePassword: Type.String({ description: '只显示这一次，首次登录须修改' }) })

const OptionalText = Type.Optional(nullable(Type.String({ maxLength: 200 })))
const departmentFields = {
  name: Type.String({ minLength: 1, maxLength: 100 }), shortName: Type.String({ minLength: 1, maxLength: 50 }), kind: DepartmentKind,
  parentId: nullable(Id), order: Type.Optional(Type.Integer({ minimum: 0, maximum: 100_000 })), code: Type.String({ pattern: '^\\d{3}$' }),
  documentPrefix: OptionalText, address: OptionalText, phone: OptionalText, supervisionPhone: OptionalText,
}
export const DepartmentInput = closed({ id: Type.String({ pattern: '^[a-z][a-z0-9_]{1,49}$' }), ...departmentFields })
export const DepartmentChange = closed({ ...departmentFields, active: Type.Boolean() })
export const PostRecord = closed({ id: Id, name: Type.String(), departmentId: Id, departmentName: Type.String(), holders: Type.Array(closed({ id: Id, name: Type.String() })) })
export type PostRecord = Static<typeof PostRecord>
export const PostInput = closed({ name: Type.String({ minLength: 1, maxLength: 100 }), departmentId: Id, holderIds: Type.Array(Id, { maxItems: 500 }) })
export const RoleGrant = closed({
  id: Id, userId: Id, userName: Type.String(), role: Type.String(), roleName: Type.String(), departmentId: nullable(Id), departmentName: nullable(Type.String()),
})
export type RoleGrant = Static<typeof RoleGrant>
export const DeputyRecord = closed({
  id: Id, userId: Id, userName: Type.String(), deputyId: Id, deputyName: Type.String(), from: Instant, to: Instant,
  /** Roles that are covered; null = all of them and work assigned by name. */
  roles: nullable(Type.Array(Id)),
})
export type DeputyRecord = Static<typeof DeputyRecord>
export const DeputyInput = closed({ userId: Id, deputyId: Id, from: Instant, to: Instant, roles: Type.Optional(nullable(Type.Array(Id, { maxItems: 20 }))) })

export const CalendarDay = closed({ date: CalendarDate, kind: Type.Union([Type.Literal('holiday'), Type.Literal('workday')]), name: Type.String({ maxLength: 50 }) })
export const CalendarYear = closed({
  year: Type.Integer(), status: Type.Union([Type.Literal('official'), Type.Literal('provisional'), Type.Literal('missing')]),
  /** 通知文号. */
  source: nullable(Type.String()),
  days: Type.Array(CalendarDay),
  workingDays: Count,
})
export type CalendarYear = Static<typeof CalendarYear>

export const AuditEntry = closed({
  seq: Count, at: Instant, user: nullable(closed({ id: nullable(Id), name: Type.String() })), action: Type.String(), actionText: Type.String(),
  object: nullable(Type.String()), outcome: Type.Union([Type.Literal('ok'), Type.Literal('refused')]), address: nullable(Type.String()), detail: JsonObject, hash: Sha256,
})
export type AuditEntry = Static<typeof AuditEntry>

const people = { tag: '机构人员', access: 'administer_organisation' } as const
const grants = { tag: '授权', access: 'grant_roles' } as const
const id = closed({ id: Id })
const year = closed({ year: Type.Integer({ minimum: 2000, maximum: 2100 }) })
const listOf = <T extends Parameters<typeof Type.Array>[0]>(item: T) => closed({ data: Type.Array(item) })

export const administrationEndpoints = [
  endpoint({
    method: 'GET', path: '/directory/users', operationId: 'searchUsers', summary: '查找人员（转办时选人）', tag: '通讯录', access: 'colleague',
    query: closed({
      q: Type.Optional(Type.String({ maxLength: 50 })), departmentId: Type.Optional(Id),
      handlesWork: Type.Optional(Type.Boolean({ description: '为 true 时只列办理业务的账号' })),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 20 })),
    }),
    responses: { 200: closed({ data: Type.Array(DirectoryUser) }) },
  }),
  endpoint({
    method: 'GET', path: '/directory/departments', operationId: 'listDirectoryDepartments', summary: '机构（平铺，由 parentId 成树）', tag: '通讯录', access: 'colleague',
    responses: { 200: closed({ data: Type.Array(Department) }) },
  }),
  endpoint({
    ...people, method: 'GET', path: '/admin/users', operationId: 'listUsers', summary: '人员列表',
    query: closed({ ...pageQuery, q: Type.Optional(Type.String({ maxLength: 50 })), departmentId: Type.Optional(Id), active: Type.Optional(Type.Boolean()) }),
    responses: { 200: pageOf(AdminUser) },
  }),
  // Takes no Idempotency-Key: its answer holds a password that must not be kept. A repetition finds the login name taken.
  endpoint({ ...people, method: 'POST', path: '/admin/users', operationId: 'createUser', summary: '新增人员', body: UserCreation, responses: { 201: OneTimePassword } }),
  endpoint({ ...people, method: 'PUT', path: '/admin/users/{id}', operationId: 'changeUser', summary: '修改人员', params: id, body: UserChange, responses: { 200: AdminUser } }),
  endpoint({ ...people, method: 'POST', path: '/admin/users/{id}/password-reset', operationId: 'resetPassword', summary: '重置密码', params: id, responses: { 200: OneTimePassword } }),
  endpoint({
    ...grants, method: 'POST', path: '/admin/administrators/{id}/password-reset', operationId: 'resetAdministratorPassword',
    summary: '重置安全管理员或审计管理员的密码', params: id, responses: { 200: OneTimePassword },
  }),
  endpoint({ ...people, method: 'POST', path: '/admin/users/{id}/unlock', operationId: 'unlockUser', summary: '解除登录锁定', params: id, responses: { 200: AdminUser } }),
  endpoint({ ...people, method: 'GET', path: '/admin/departments', operationId: 'listDepartments', summary: '机构列表', responses: { 200: listOf(Department) } }),
  endpoint({ ...people, method: 'POST', path: '/admin/departments', operationId: 'createDepartment', summary: '新增机构', body: DepartmentInput, responses: { 201: Department }, idempotent: true }),
  endpoint({
    ...people, method: 'PUT', path: '/admin/departments/{id}', operationId: 'changeDepartment', summary: '修改机构', params: id,
    body: DepartmentChange,
    responses: { 200: Department },
  }),
  endpoint({ ...people, method: 'GET', path: '/admin/posts', operationId: 'listPosts', summary: '岗位列表', responses: { 200: listOf(PostRecord) } }),
  endpoint({ ...people, method: 'POST', path: '/admin/posts', operationId: 'createPost', summary: '新增岗位', body: PostInput, responses: { 201: PostRecord }, idempotent: true }),
  endpoint({ ...people, method: 'PUT', path: '/admin/posts/{id}', operationId: 'changePost', summary: '修改岗位', params: id, body: PostInput, responses: { 200: PostRecord } }),
  endpoint({ ...people, method: 'DELETE', path: '/admin/posts/{id}', operationId: 'deletePost', summary: '删除岗位', params: id, responses: { 204: null } }),
  endpoint({ ...people, method: 'GET', path: '/admin/deputies', operationId: 'listDeputies', summary: '代理设置', responses: { 200: listOf(DeputyRecord) } }),
  endpoint({ ...people, method: 'POST', path: '/admin/deputies', operationId: 'createDeputy', summary: '新增代理', body: DeputyInput, responses: { 201: DeputyRecord }, idempotent: true }),
  endpoint({ ...people, method: 'DELETE', path: '/admin/deputies/{id}', operationId: 'deleteDeputy', summary: '结束代理', params: id, responses: { 204: null } }),
  endpoint({ ...people, method: 'GET', path: '/admin/calendars/{year}', operationId: 'readCalendar', summary: '一年的工作日历', params: year, responses: { 200: CalendarYear } }),
  endpoint({
    ...people, method: 'PUT', path: '/admin/calendars/{year}', operationId: 'saveCalendar', summary: '保存一年的工作日历', params: year,
    body: closed({ status: Type.Union([Type.Literal('official'), Type.Literal('provisional')]), source: Type.String({ maxLength: 200 }), days: Type.Array(CalendarDay, { maxItems: 366 }) }),
    responses: { 200: CalendarYear },
  }),
  endpoint({ ...grants, method: 'GET', path: '/admin/roles', operationId: 'listRoleGrants', summary: '授权列表', query: closed({ userId: Type.Optional(Id), role: Type.Optional(Id) }), responses: { 200: listOf(RoleGrant) } }),
  endpoint({
    ...grants, method: 'POST', path: '/admin/roles', operationId: 'grantRole', summary: '授予角色',
    body: closed({ userId: Id, role: Id, departmentId: Id }), responses: { 201: RoleGrant }, idempotent: true,
  }),
  endpoint({ ...grants, method: 'DELETE', path: '/admin/roles/{id}', operationId: 'revokeRole', summary: '收回角色', params: id, responses: { 204: null } }),
  endpoint({
    method: 'GET', path: '/admin/audit', operationId: 'listAudit', summary: '安全审计记录', tag: '审计', access: 'read_audit',
    query: closed({ ...pageQuery, action: Type.Optional(Type.String({ maxLength: 100 })), userId: Type.Optional(Id), object: Type.Optional(Type.String({ maxLength: 191, description: '对象编号或其中一段' })), from: Type.Optional(Instant), to: Type.Optional(Instant) }),
    responses: { 200: pageOf(AuditEntry) },
  }),
  endpoint({
    method: 'GET', path: '/admin/audit/actions', operationId: 'listAuditActions', summary: '审计记录的操作种类', tag: '审计', access: 'read_audit',
    responses: { 200: closed({ data: Type.Array(closed({ action: Type.String(), text: Type.String() })) }) },
  }),
] as const
