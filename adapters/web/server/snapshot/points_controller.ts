import type { PointRegister } from '#adapters/web/contract/snapshot'
import { auditRead } from '../access/acting.js'
import { mayWorkOn } from '../access/visible_data.js'
import { recordAudit } from '../accounts/audit.js'
import { eventDeclaration, eventScope, holds, requireEvent } from '../events/event_access.js'
import { signedIn, type ApiCall, type Operations } from '../http/api_call.js'
import { forbidden, notFound, problem } from '../http/problem.js'
import { maskName } from '../public/masked.js'
import type { WebServices } from '../web_services.js'
import { pointsWorkbook } from './points_workbook.js'
import { ticketOf } from './public_report.js'
import { openPhone } from './reporter_seal.js'

type PointOperations = Pick<Operations, 'readPointRegister' | 'exportPointRegister' | 'openReporterPhone'>

/** 积分 of reporters for the office, and the phone of one of them for whoever has to call him. */
export const pointsController = (services: WebServices): PointOperations => ({
  async readPointRegister(call) {
    const register = await readRegister(services, call, call.query.month)
    await auditRead(services, call, 'data.read', `points:${register.month}`)
    return { body: register }
  },

  async exportPointRegister(call) {
    const register = await readRegister(services, call, call.query.month)
    await auditRead(services, call, 'data.exported', `points:${register.month}`)
    return {
      bytes: await pointsWorkbook(register),
      mediaType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
      headers: { 'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(`随手拍积分-${register.month}.xlsx`)}` },
    }
  },

  async openReporterPhone(call) {
    const login = signedIn(call)
    const row = await requireEvent(services, login, call.params.id)
    const { center } = await eventDeclaration(services, row.packageId)
    const tasks = await services.engine.tasks.ofInstance(row.instanceId)
    if (!holds(login, center, 'duty_officer', 'duty_chief') && !tasks.some((task) => mayWorkOn(login, task))) throw forbidden('只有受理员、值班长和正在办理本件的人可以查看报告人电话。')
    const found = call.params.ticket === row.instanceId || row.merged.includes(call.params.ticket) ? await ticketOf(services, call.params.ticket) : null
    const { reporterKey, reporterSealed } = found?.ticket ?? {}
    if (reporterKey === undefined || reporterSealed === undefined) throw notFound('报告人电话')
    const phone = openPhone(services.settings.appKey, reporterSealed, reporterKey)
    if (phone === null) throw problem(409, 'E_SEAL', '电话无法解密：本系统的密钥与登记时不同。请联系系统管理员。')
    await recordAudit(services, { actor: login.userId, action: 'data.read', target: `phone:${call.params.ticket}`, address: call.address, detail: { reason: call.body.reason } })
    return { body: { phone } }
  },
})

/** For those who see the events of the whole county. */
async function readRegister(services: WebServices, call: Pick<ApiCall, 'login'>, month: string): Promise<PointRegister> {
  if ((await eventScope(services, signedIn(call))).kind !== 'all') throw forbidden('积分登记由指挥中心查看。')
  const sums = await services.events.pointsOfMonth(month)
  const lines = sums.map(({ name, phone, filed, closed, takenBack, points }) => ({ reporterName: maskName(name), reporterPhone: phone, filed, closed, takenBack, points }))
  return { month, lines, total: lines.reduce((sum, { points }) => sum + points, 0) }
}
