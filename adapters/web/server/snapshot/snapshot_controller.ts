import type { SnapshotReport } from '#adapters/web/contract/snapshot'
import { uploaderId } from '#engine/runtime/bus/apply_submission'
import type { Actor } from '#engine/runtime/command_envelope'
import { maskPhone } from '#processes/foundation/documents/mask'
import type { FilingRow } from '#processes/foundation/public/ports'
import { applicantClient } from '#processes/foundation/public/public_service'
import { EVENT_DEFINITION, eventDeclaration } from '../events/event_access.js'
import { rounded } from '../events/rounded_position.js'
import { acceptedOf } from '../http/accepted.js'
import type { ApiCall, Operations } from '../http/api_call.js'
import { problem } from '../http/problem.js'
import { instant } from '../presentation/instants.js'
import { requireCaptcha } from '../public/captcha.js'
import { forgetExpired } from '../public/filing_controller.js'
import { inquiryPassword } from '../public/readable_code.js'
import { signToken } from '../public/signed_token.js'
import type { WebServices } from '../web_services.js'
import { ticketOf } from './public_report.js'
import { reporterKey, sealPhone } from './reporter_seal.js'
import { takePhoto } from './take_photo.js'

type SnapshotOperations = Pick<Operations, 'listSnapshotKinds' | 'createSnapshot' | 'uploadForSnapshot' | 'submitSnapshot'>

/** Filled in on the page and sent at one go: an hour is for a bad network. */
const TOKEN_MS = 3_600_000
const KEPT_MS = 24 * 3_600_000
const MOST_UPLOADS = 12

/** 随手拍: one report by somebody without an account, through the intake of every other channel. */
export const snapshotController = (services: WebServices): SnapshotOperations => ({
  async listSnapshotKinds() {
    const { snapshot } = await eventDeclaration(services)
    return { body: { data: snapshot.map(({ subtype, words, picture }) => ({ subtype, words, picture })) } }
  },

  async createSnapshot(call) {
    await eventDeclaration(services)
    await requireCaptcha(services, call.body.captcha)
    await forgetExpired(services)
    const nowMs = services.clock()
    const row: FilingRow = {
      id: services.newId(), definitionKey: EVENT_DEFINITION, resumeHash: null, values: '{}', uploads: '[]', uploadBytes: 0, attempt: 1,
      consentAtMs: nowMs, updatedAtMs: nowMs, expiresAtMs: nowMs + KEPT_MS, instanceId: null,
    }
    await services.filings.add(row)
    const expiresAtMs = nowMs + TOKEN_MS
    return { body: { token: signToken(services.settings.appKey, 'snapshot', row.id, expiresAtMs), expiresAt: instant(expiresAtMs) } }
  },

  async uploadForSnapshot(call) {
    return {
      body: await takePhoto(services, call.file!, uploaderId(reporterOf(call))!, async (upload) => {
        const kept = await services.filings.change(call.subject!, (row) => {
          if (row.instanceId !== null) throw problem(409, 'E_SNAPSHOT_SENT', '本次随手拍已经提交。需要补充照片的，请凭编号和密码查询后补充。')
          const uploads = [...(JSON.parse(row.uploads) as string[]), upload.id]
          if (uploads.length > MOST_UPLOADS) throw problem(422, 'E_TOO_MANY_UPLOADS', '照片过多。请重新开始，只传最要紧的几张。')
          return { ...row, uploads: JSON.stringify(uploads), uploadBytes: row.uploadBytes + upload.size }
        })
        if (!kept) throw gone()
      }),
    }
  },

  async submitSnapshot(call) {
    const filing = await services.filings.find(call.subject!)
    if (!filing) throw gone()
    const instanceId = filing.instanceId ?? (await start(services, filing, call.body))
    await services.filings.change(filing.id, (row) => ({ ...row, instanceId }))
    const { event, ticket } = (await ticketOf(services, instanceId))!
    return { body: { number: event.number, password: inquiryPassword(services.settings.appKey, instanceId), reportedAt: instant(ticket.reportedAtMs) } }
  },
})

const reporterOf = (call: Pick<ApiCall, 'subject'>): Actor => ({ kind: 'client', id: applicantClient(call.subject!) })

const gone = () => problem(404, 'E_TOKEN', '本次随手拍已失效。请重新提交。')

/** Starts the event; one report is one event, however often and at once it is sent. */
async function start(services: WebServices, filing: FilingRow, report: SnapshotReport): Promise<string> {
  const { snapshot } = await eventDeclaration(services)
  if (!snapshot.some(({ subtype }) => subtype === report.subtype)) {
    throw problem(422, 'E_INVALID', '这类问题不在随手拍之列。请从图片中选择一类，或拨打 12345。', [{ path: 'subtype', message: '请选择一类问题。' }])
  }
  const { variables, phone } = await reporterVariables(services, report)
  const { photos, reporterPhone: _phone, reporterName, ...place } = report
  const answer = await services.engine.start({
    definitionKey: EVENT_DEFINITION,
    actor: { kind: 'client', id: applicantClient(filing.id) },
    variables,
    personal: Object.keys(variables),
    submission: {
      formKey: 'report',
      values: {
        channel: 'snapshot', level: 'normal', ...rounded(place), ...(photos.length > 0 ? { photosBefore: photos } : {}),
        ...(reporterName?.trim() ? { reporterName: reporterName.trim() } : {}), ...(phone === null ? {} : { reporterPhone: phone }),
      },
    },
    idempotency: { scope: `snapshot ${filing.id}`, key: String(filing.attempt), bodyHash: filing.id },
  })
  if (!answer.ok) await services.filings.change(filing.id, (row) => (row.attempt === filing.attempt ? { ...row, attempt: row.attempt + 1 } : null))
  return acceptedOf(answer).instanceId
}

/** The phone goes in masked, and sealed beside it; whoever needs it whole opens it with a reason. */
async function reporterVariables(services: WebServices, { reporterPhone }: SnapshotReport): Promise<{ variables: Record<string, string>; phone: string | null }> {
  if (reporterPhone === undefined) return { variables: {}, phone: null }
  const { appKey } = services.settings
  const key = reporterKey(appKey, reporterPhone)
  await services.rateLimits.take('reporter', key)
  return { variables: { reporterKey: key, reporterSealed: sealPhone(appKey, reporterPhone) }, phone: maskPhone(reporterPhone) }
}
