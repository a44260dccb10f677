import type { RoleId } from './records.js'

/** What a role is called, and whether it belongs to business or to the three administrators (三员分立). */
export interface Role {
  id: RoleId
  name: string
  kind: 'business' | 'design' | 'supervision' | 'administration'
}

/** All roles there are, in the order in which pages list them. */
export const ROLES: readonly Role[] = [
  { id: 'window_clerk', name: '窗口受理员', kind: 'business' },
  { id: 'handler', name: '承办人', kind: 'business' },
  { id: 'reviewer', name: '审核人', kind: 'business' },
  { id: 'approver', name: '分管领导', kind: 'business' },
  { id: 'issuer', name: '出件员', kind: 'business' },
  { id: 'duty_officer', name: '五零受理员', kind: 'business' },
  { id: 'duty_chief', name: '值班长', kind: 'business' },
  { id: 'dispatcher', name: '派遣员', kind: 'business' },
  { id: 'grid_member', name: '网格员', kind: 'business' },
  { id: 'supervisor', name: '督查员', kind: 'supervision' },
  { id: 'display', name: '大屏展示', kind: 'supervision' },
  { id: 'process_designer', name: '流程设计员', kind: 'design' },
  { id: 'system_admin', name: '系统管理员', kind: 'administration' },
  { id: 'security_admin', name: '安全管理员', kind: 'administration' },
  { id: 'audit_admin', name: '审计管理员', kind: 'administration' },
]

const KIND_OF_ROLE: ReadonlyMap<RoleId, Role['kind']> = new Map(ROLES.map((role) => [role.id, role.kind]))

/** 系统, 安全 or 审计管理员. */
export function isAdministration(role: RoleId): boolean {
  return KIND_OF_ROLE.get(role) === 'administration'
}
