import type { ApiCall } from '../http/api_call.js'
import type { WebServices } from '../web_services.js'

/** What the security audit keeps, and how it is called on the page. */
export const AUDIT_ACTIONS = {
  'login.ok': '登录成功',
  'login.failed': '登录失败',
  'login.locked': '登录锁定',
  'login.ended': '退出登录',
  'logout.refused': '统一身份认证退出通知被拒',
  'identity.saved': '设置统一身份认证',
  'identity.proposed': '提出统一身份认证设置',
  'identity.rejected': '退回统一身份认证设置',
  'identity.linked': '绑定统一身份账号',
  'identity.unlinked': '解除统一身份账号绑定',
  'directory_sync.saved': '设置组织同步',
  'directory_sync.tried': '试算组织同步',
  'directory_sync.applied': '应用组织同步',
  'notices.saved': '设置通知',
  'notices.tested': '测试通知通道',
  'notices.resent': '重发通知',
  'password.changed': '修改密码',
  'password.reset': '重置密码',
  'account.unlocked': '解除锁定',
  'user.created': '新增人员',
  'user.changed': '修改人员',
  'department.saved': '维护机构',
  'office_hours.saved': '设置办公时间',
  'post.saved': '维护岗位',
  'post.removed': '删除岗位',
  'deputy.saved': '设置代理',
  'deputy.removed': '结束代理',
  'calendar.saved': '维护工作日历',
  'role.granted': '授予角色',
  'role.revoked': '收回角色',
  'definition.published': '发布流程',
  'instance.operated': '运行干预',
  'system.maintained': '运行维护',
  'tasks.handed_over': '批量转办',
  'data.read': '查看敏感数据',
  'material.revoked': '撤销已有材料',
  'data.exported': '导出文书、审批单或报表',
  'assessment.closed': '考核封账',
  'attachment.deleted': '删除附件',
  'inquiry.reissued': '重发查询密码',
  'inquiry.refused': '重发查询密码被拒',
  'worker.created': '新增外部工作者',
  'worker.changed': '修改外部工作者',
  'worker.secret': '更换外部工作者密钥',
  'worker.refused': '外部工作者认证失败',
  'target.saved': '设置对接目标',
  'target.tested': '试连对接目标',
  'inbound.operated': '处理来件',
  'notices.chosen': '修改本人的通知方式',
  'delivery.operated': '处理推送或对账',
  'client.created': '登记接口账号',
  'client.changed': '修改接口账号',
  'device.saved': '维护感知设备',
  'device.secret': '更换设备密钥',
  'devices.imported': '导入感知设备',
  'platform.saved': '维护上报平台',
  'platform.secret': '更换上报平台密钥',
  'device.refused': '设备或平台认证失败',
  'client.refused': '对接平台认证失败',
  'alarm_rule.saved': '维护报警规则',
  'alarm_rule.removed': '删除报警规则',
  'alarm.closed': '关闭报警',
  'silence.created': '设置静默',
  'silence.ended': '结束静默',
  'alarm_action.retried': '重试报警死信',
  'access.refused': '越权访问被拒',
} as const
export type AuditAction = keyof typeof AUDIT_ACTIONS

export interface AuditFact {
  actor: string | null
  action: AuditAction
  target: string | null
  address: string | null
  detail?: Record<string, unknown>
}

/** Writes one line of the security audit; an action that cannot be recorded does not happen. */
export const recordAudit = async (services: Pick<WebServices, 'accounts' | 'clock'>, fact: AuditFact): Promise<void> => {
  await services.accounts.audit.append({ atMs: services.clock(), detail: {}, ...fact })
}

/** An administrator's change, by whoever is signed in. */
export const recordChange = (
  services: Pick<WebServices, 'accounts' | 'clock'>, call: Pick<ApiCall, 'login' | 'address'>, action: AuditAction, target: string, detail: Record<string, unknown> = {},
): Promise<void> => recordAudit(services, { actor: call.login?.userId ?? null, action, target, address: call.address, detail })
