/**
 * What a role may do at all. Which 办件 a person may see is decided by `visibleData`, never by a capability alone.
 * 三员分立: system_admin, security_admin and audit_admin have none of the business capabilities.
 */
import { Type, type Static } from 'typebox'

export const ROLE_NAMES = {
  window_clerk: '窗口受理员',
  handler: '承办人',
  reviewer: '审核人',
  approver: '分管领导',
  issuer: '出件员',
  duty_officer: '五零受理员',
  duty_chief: '值班长',
  dispatcher: '派遣员',
  grid_member: '网格员',
  supervisor: '督查员',
  display: '大屏展示',
  process_designer: '流程设计员',
  system_admin: '系统管理员',
  security_admin: '安全管理员',
  audit_admin: '审计管理员',
} as const
export type RoleId = keyof typeof ROLE_NAMES
export const ROLE_IDS = Object.keys(ROLE_NAMES) as RoleId[]

/** No account may hold two of these. */
export const ADMINISTRATOR_ROLES: readonly RoleId[] = ['system_admin', 'security_admin', 'audit_admin']

export const CAPABILITY_NAMES = {
  handle_work: '办理业务',
  serve_window: '综合窗口',
  operate_instances: '运行干预',
  supervise: '督查',
  watch_screen: '指挥大屏',
  watch_alarms: '查看和处理感知报警',
  watch_sensors: '查看感知设备与规则',
  manage_sensors: '维护感知设备与规则',
  maintain_system: '运行维护',
  watch_exchange: '对接、推送和来件',
  deploy_definitions: '设计与发布流程',
  administer_organisation: '维护人员机构与日历',
  grant_roles: '授予角色',
  read_audit: '查看审计记录',
} as const
export const Capability = Type.Union([
  Type.Literal('handle_work'),
  Type.Literal('serve_window'),
  Type.Literal('operate_instances'),
  Type.Literal('supervise'),
  Type.Literal('watch_screen'),
  Type.Literal('watch_alarms'),
  Type.Literal('watch_sensors'),
  Type.Literal('manage_sensors'),
  Type.Literal('maintain_system'),
  Type.Literal('watch_exchange'),
  Type.Literal('deploy_definitions'),
  Type.Literal('administer_organisation'),
  Type.Literal('grant_roles'),
  Type.Literal('read_audit'),
])
export type Capability = Static<typeof Capability>

export const ROLE_CAPABILITIES: Readonly<Record<RoleId, readonly Capability[]>> = {
  window_clerk: ['handle_work', 'serve_window'],
  handler: ['handle_work', 'watch_alarms', 'watch_sensors'],
  reviewer: ['handle_work', 'watch_alarms', 'watch_sensors'],
  approver: ['handle_work', 'watch_alarms', 'watch_sensors'],
  issuer: ['handle_work'],
  duty_officer: ['handle_work', 'watch_alarms', 'watch_sensors'],
  duty_chief: ['handle_work', 'watch_screen', 'watch_alarms', 'watch_sensors', 'manage_sensors'],
  dispatcher: ['handle_work', 'watch_alarms', 'watch_sensors'],
  grid_member: ['handle_work', 'watch_alarms', 'watch_sensors'],
  supervisor: ['handle_work', 'serve_window', 'operate_instances', 'supervise', 'watch_screen', 'maintain_system', 'watch_exchange', 'watch_alarms', 'watch_sensors', 'manage_sensors'],
  // an account of the wall: it reads counts of the county and nothing else
  display: ['watch_screen'],
  process_designer: ['handle_work', 'operate_instances', 'maintain_system', 'watch_exchange', 'deploy_definitions'],
  // the register is machinery; what it raises is business, and no administrator's
  system_admin: ['administer_organisation', 'maintain_system', 'watch_exchange', 'watch_sensors', 'manage_sensors'],
  security_admin: ['grant_roles'],
  audit_admin: ['read_audit'],
}

/** Whether somebody works here: the account of a wall is no colleague, and neither is one without any role. */
export const isColleague = (capabilities: ReadonlySet<Capability>): boolean => [...capabilities].some((one) => one !== 'watch_screen')

const isRoleId = (role: string): role is RoleId => Object.hasOwn(ROLE_CAPABILITIES, role)

/** Every capability a set of roles gives. An account without any role handles nothing. */
export const capabilitiesOf = (roles: Iterable<string>): Set<Capability> =>
  new Set([...roles].flatMap((role) => (isRoleId(role) ? ROLE_CAPABILITIES[role] : [])))
