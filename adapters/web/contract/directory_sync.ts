import { Type, type Static } from 'typebox'
import { endpoint } from './endpoint.js'
import { closed, Count, Id, Instant, nullable, oneOf, Reason } from './schema.js'

/** Name of an attribute or of a field inside a field; `dn` and `@parent` are the entry's own name and the one above it. */
const attribute = (isNeeded: boolean) => Type.String({ pattern: isNeeded ? ATTRIBUTE : `^$|${ATTRIBUTE}`, maxLength: 100 })
const ATTRIBUTE = '^(?:@parent|[A-Za-z_][\\w;.-]*)$'
const settingFields = {
  kind: oneOf('ldap', 'http'),
  url: Type.String({ maxLength: 500, pattern: '^(?:ldaps?|https?)://[^\\s@]+$', description: 'ldaps://主机:端口，或返回 JSON 的 https 地址' }),
  bindDn: Type.String({ maxLength: 500 }),
  base: Type.String({ maxLength: 500 }),
  departmentFilter: Type.String({ maxLength: 1_000 }),
  peopleFilter: Type.String({ maxLength: 1_000 }),
  attributes: closed({
    personId: attribute(true), username: attribute(true), name: attribute(true), personDepartment: attribute(true), phone: attribute(false), email: attribute(false), post: attribute(false),
    departmentId: attribute(true), departmentName: attribute(true), departmentParent: attribute(false),
  }),
  encoding: oneOf('utf-8', 'gb18030'),
  certificate: Type.String({ maxLength: 20_000, description: '自建签发机构的证书（PEM），可空' }),
  mostLeavingPercent: Type.Integer({ minimum: 0, maximum: 100, description: '停用或调动超过这一比例时停下，须确认' }),
  nightly: Type.Boolean({ description: '每天夜里自动同步' }),
}
export const DirectorySettings = closed({ ...settingFields, hasSecret: Type.Boolean() })
export type DirectorySettings = Static<typeof DirectorySettings>
/** `secret` absent = as it is; empty = none. */
const DirectorySettingsInput = closed({ ...settingFields, secret: Type.Optional(Type.String({ maxLength: 500 })) })
export type DirectorySettingsInput = Static<typeof DirectorySettingsInput>

const KINDS = ['conflict', 'left', 'last_holder', 'moved', 'kept_role', 'added', 'changed', 'department', 'post', 'note'] as const
export const LineKind = oneOf(...KINDS)
const counts = closed({
  people: Count, departments: Count, conflict: Count, left: Count, last_holder: Count, moved: Count, kept_role: Count, added: Count, changed: Count, department: Count, post: Count, note: Count,
})
const runFields = {
  id: Id, startedAt: Instant, endedAt: Instant, byName: nullable(Type.String({ description: 'null = 夜间自动' })), outcome: oneOf('tried', 'applied', 'unchanged', 'stopped', 'failed'),
  reason: nullable(Type.String()), counts,
}
export const DirectorySyncRun = closed(runFields)
export type DirectorySyncRun = Static<typeof DirectorySyncRun>
export const DirectorySyncReport = closed({
  ...runFields,
  brake: nullable(closed({ isFinal: Type.Boolean(), reason: Type.String() })),
  /** At most 300 of a kind; the workbook has all. */
  lines: Type.Array(closed({
    kind: LineKind, name: Type.String(), username: nullable(Type.String()), unit: Type.String(), text: Type.String(), userId: nullable(Id), openTaskCount: Count,
    tasks: Type.Array(closed({ process: Type.String(), name: Type.String(), dueAt: nullable(Instant) })),
  })),
})
export type DirectorySyncReport = Static<typeof DirectorySyncReport>

const directory = { tag: '组织同步', access: 'administer_organisation' } as const
const id = closed({ id: Id })

export const directorySyncEndpoints = [
  endpoint({ ...directory, method: 'GET', path: '/admin/directory-sync', operationId: 'readDirectorySync', summary: '组织同步设置', responses: { 200: closed({ settings: nullable(DirectorySettings) }) } }),
  endpoint({
    ...directory, method: 'PUT', path: '/admin/directory-sync', operationId: 'saveDirectorySync', summary: '保存组织同步设置', body: DirectorySettingsInput,
    responses: { 200: closed({ settings: nullable(DirectorySettings) }) },
  }),
  endpoint({
    ...directory, method: 'POST', path: '/admin/directory-sync/check', operationId: 'checkDirectorySync', summary: '试连通讯录，读出人数和单位数',
    responses: { 200: closed({ reachable: Type.Boolean(), message: Type.String() }) },
  }),
  endpoint({ ...directory, method: 'GET', path: '/admin/directory-sync/runs', operationId: 'listDirectorySyncRuns', summary: '试算和同步的记录，新的在前', responses: { 200: closed({ data: Type.Array(DirectorySyncRun) }) } }),
  endpoint({ ...directory, method: 'POST', path: '/admin/directory-sync/runs', operationId: 'tryDirectorySync', summary: '试算：读通讯录，列出将有的改动，不写入', responses: { 201: DirectorySyncReport } }),
  endpoint({ ...directory, method: 'GET', path: '/admin/directory-sync/runs/{id}', operationId: 'readDirectorySyncRun', summary: '一次试算或同步的报告', params: id, responses: { 200: DirectorySyncReport } }),
  endpoint({
    ...directory, method: 'GET', path: '/admin/directory-sync/runs/{id}/workbook', operationId: 'exportDirectorySyncRun', summary: '导出报告（XLSX）', params: id,
    responses: { 200: { binary: ['application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'], description: 'XLSX' } },
  }),
  endpoint({
    ...directory, method: 'POST', path: '/admin/directory-sync/runs/{id}/apply', operationId: 'applyDirectorySync', summary: '应用一次试算：通讯录和机构没有再变才写入', params: id,
    body: closed({ reason: Type.Optional(Reason) }), responses: { 200: DirectorySyncReport },
  }),
] as const
