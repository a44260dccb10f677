import type { PublicUpload } from '#adapters/web/contract/public'
import { uploaderId } from '#engine/runtime/bus/apply_submission'
import type { Actor } from '#engine/runtime/command_envelope'
import { applicantClient } from '#processes/foundation/public/public_service'
import { acceptedOf } from '../http/accepted.js'
import type { ApiCall, Operations } from '../http/api_call.js'
import { problem } from '../http/problem.js'
import { instant } from '../presentation/instants.js'
import { requireCaptcha } from '../public/captcha.js'
import { inquire } from '../public/inquire.js'
import { signToken } from '../public/signed_token.js'
import type { WebServices } from '../web_services.js'
import { mayAddPhotos, presentPublicReport, reportByNumber, requireReport } from './public_report.js'
import { takePhoto } from './take_photo.js'

type ReportOperations = Pick<Operations, 'createReportInquiry' | 'readPublicReport' | 'uploadForReport' | 'addToReport'>

const TOKEN_MS = 30 * 60_000
const MOST_PHOTOS_IN_ALL = 20

/** What became of a report, by number and password; the reporter may add photos while it is being handled. */
export const reportController = (services: WebServices): ReportOperations => ({
  async createReportInquiry(call) {
    const { number, password, captcha } = call.body
    await requireCaptcha(services, captcha)
    const find = async (asked: string) => {
      const found = await reportByNumber(services, asked)
      return found && { instanceId: found.event.instanceId }
    }
    const { row: { instanceId } } = await inquire(services, { number, password, address: call.address, what: '事件编号', find })
    const expiresAtMs = services.clock() + TOKEN_MS
    return { body: { token: signToken(services.settings.appKey, 'report', instanceId, expiresAtMs), expiresAt: instant(expiresAtMs) } }
  },

  async readPublicReport(call) {
    return { body: await presentPublicReport(services, await requireReport(services, call.subject!)) }
  },

  async uploadForReport(call) {
    if (!mayAddPhotos(await requireReport(services, call.subject!))) throw ended()
    return { body: await takePhoto(services, call.file!, uploaderId(reporterOf(call))!, async () => services.rateLimits.take('upload', `report ${call.subject}`)) }
  },

  async addToReport(call) {
    if (!mayAddPhotos(await requireReport(services, call.subject!))) throw ended()
    await addPhotos(services, call, await requireOwn(services, call, call.body.photos))
    return { body: await presentPublicReport(services, await requireReport(services, call.subject!)) }
  },
})

const reporterOf = (call: Pick<ApiCall, 'subject'>): Actor => ({ kind: 'client', id: applicantClient(call.subject!) })

const ended = () => problem(409, 'E_INVALID_STATE', '这件事已经办结，不能再补充照片。情况又出现的，请重新随手拍。')

/** Photos that this reporter has sent for this report, and that belong to nothing yet: each once, named and measured as they are kept. */
async function requireOwn(services: WebServices, call: Pick<ApiCall, 'subject'>, photos: readonly PublicUpload[]): Promise<PublicUpload[]> {
  const sender = uploaderId(reporterOf(call))
  const own = new Map<string, PublicUpload>()
  for (const { id, sha256 } of photos) {
    const row = await services.engine.attachments.find(id)
    if (row?.uploadedBy !== sender || row.instanceId !== null || row.sha256 !== sha256) {
      throw problem(422, 'E_INVALID', '有一张照片不存在或已经补充过。请重新上传。', [{ path: 'photos', message: '请重新上传。' }])
    }
    own.set(row.id, { id: row.id, name: row.name, size: row.size, sha256: row.sha256 })
  }
  return [...own.values()]
}

const MOST_ATTEMPTS = 5

/** Behind the photos that are there; somebody else's change in between is looked at again. */
async function addPhotos(services: WebServices, call: Pick<ApiCall, 'subject'>, photos: readonly PublicUpload[]): Promise<void> {
  const { engine } = services
  const instanceId = call.subject!
  for (let attempt = 1; ; attempt += 1) {
    const instance = (await engine.instances.find(instanceId))!
    const standing = Array.isArray(instance.data.photosBefore) ? (instance.data.photosBefore as PublicUpload[]) : []
    const added = photos.filter(({ id }) => !standing.some((one) => one.id === id))
    if (standing.length + added.length > MOST_PHOTOS_IN_ALL) throw problem(422, 'E_TOO_MANY_UPLOADS', `一件事最多 ${MOST_PHOTOS_IN_ALL} 张照片。`, [{ path: 'photos', message: '照片过多。' }])
    const answer = await engine.bus.submit({
      instanceId, actor: reporterOf(call), command: { type: 'SetVariables', variables: { photosBefore: [...standing, ...added] } },
      expectedRevision: { of: 'instance', id: instanceId, revision: instance.revision },
    })
    if (!answer.ok && answer.rejection.code === 'CONFLICT' && attempt < MOST_ATTEMPTS) continue
    acceptedOf(answer)
    return engine.attachments.refer(added.map(({ id }) => id), instanceId)
  }
}
