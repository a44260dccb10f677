import type { Filing } from '#adapters/web/contract/public'
import { uploaderId } from '#engine/runtime/bus/apply_submission'
import type { Actor } from '#engine/runtime/command_envelope'
import type { CaseRow } from '#processes/foundation/case/case_rows'
import type { FilingRow } from '#processes/foundation/public/ports'
import { applicantClient } from '#processes/foundation/public/public_service'
import { acceptedOf } from '../http/accepted.js'
import type { ApiCall, Operations } from '../http/api_call.js'
import { problem } from '../http/problem.js'
import { instant } from '../presentation/instants.js'
import { catalogueDetail } from '../presentation/catalogue_entry.js'
import type { WebServices } from '../web_services.js'
import { issueCaptcha, requireCaptcha } from './captcha.js'
import { inquireCase } from './inquire.js'
import { ownMaterials, provenMaterials } from './own_materials.js'
import { offeredServices, requireOffered } from './offered_service.js'
import { codeHash, inquiryPassword, randomCode } from './readable_code.js'
import { signToken } from './signed_token.js'
import { takeUpload } from './take_upload.js'

type FilingOperations = Pick<
  Operations,
  | 'listPublicServices' | 'readPublicService' | 'createCaptcha' | 'createFiling' | 'resumeFiling' | 'saveFilingDraft' | 'createResumeCode' | 'uploadForFiling' | 'findOwnMaterials' | 'submitFiling'
>

const HOUR_MS = 3_600_000
/** A form left open for a day is begun anew, or gone on with by its resume code. */
const TOKEN_MS = 24 * HOUR_MS
const KEPT_MS = 30 * 24 * HOUR_MS
const RESUME_CODE_LENGTH = 12
const MOST_UPLOADS = 40
const MOST_UPLOAD_BYTES = 200_000_000
const MOST_DRAFT_CHARACTERS = 400_000

/** 在线申请 by people without an account: consent, filling in, resume code, uploads, handing in once. */
export const filingController = (services: WebServices): FilingOperations => ({
  async listPublicServices() {
    return { body: { data: (await offeredServices(services)).map(({ entry }) => entry) } }
  },

  async readPublicService(call) {
    const { row, entry } = await requireOffered(services, call.params.definitionKey)
    return { body: await catalogueDetail(services, row, entry) }
  },

  async createCaptcha(call) {
    if (call.body.kind === 'sum') await services.rateLimits.take('sum', call.address)
    const { expiresAtMs, ...captcha } = await issueCaptcha(services, call.body.kind)
    return { body: { ...captcha, expiresAt: instant(expiresAtMs) } }
  },

  async createFiling(call) {
    await requireOffered(services, call.body.definitionKey)
    await requireCaptcha(services, call.body.captcha)
    await forgetExpired(services)
    const nowMs = services.clock()
    const row: FilingRow = {
      id: services.newId(), definitionKey: call.body.definitionKey, resumeHash: null, values: '{}', uploads: '[]', uploadBytes: 0, attempt: 1,
      consentAtMs: nowMs, updatedAtMs: nowMs, expiresAtMs: nowMs + KEPT_MS, instanceId: null,
    }
    await services.filings.add(row)
    return { body: opened(services, row) }
  },

  async resumeFiling(call) {
    await requireCaptcha(services, call.body.captcha)
    const hash = codeHash(call.body.code)
    const found = await services.filings.findByResumeHash(hash)
    let isTaken = false
    const row = found && (await services.filings.change(found.id, (before) => {
      isTaken = before.resumeHash === hash && before.instanceId === null && before.expiresAtMs > services.clock()
      return isTaken ? { ...before, resumeHash: null } : null
    }))
    if (!row || !isTaken) throw problem(422, 'E_RESUME_CODE', '续填码不正确、已用过或已过期。请核对后重试，或重新填报。', [{ path: 'code', message: '请核对续填码。' }])
    return { body: opened(services, row) }
  },

  async saveFilingDraft(call) {
    const values = JSON.stringify(call.body.values)
    if (values.length > MOST_DRAFT_CHARACTERS) throw problem(413, 'E_BODY_TOO_LARGE', '填报内容过多，不能保存。请减少内容后重试。')
    const nowMs = services.clock()
    await changeOpen(services, call, (row) => ({ ...row, values, updatedAtMs: nowMs, expiresAtMs: nowMs + KEPT_MS }))
    return { body: { savedAt: instant(nowMs) } }
  },

  async createResumeCode(call) {
    const code = randomCode(RESUME_CODE_LENGTH)
    const row = await changeOpen(services, call, (before) => ({ ...before, resumeHash: codeHash(code) }))
    return { body: { code, expiresAt: instant(row.expiresAtMs) } }
  },

  async uploadForFiling(call) {
    const filing = await openFiling(services, call)
    const reference = await takeUpload(services, call.file!, uploaderId(applicantOf(filing.id))!, async (upload) => {
      await changeOpen(services, call, (row) => {
        const uploads = [...(JSON.parse(row.uploads) as string[]), upload.id]
        if (uploads.length > MOST_UPLOADS || row.uploadBytes + upload.size > MOST_UPLOAD_BYTES) {
          throw problem(422, 'E_TOO_MANY_UPLOADS', `一次填报最多上传 ${MOST_UPLOADS} 个文件、共 ${MOST_UPLOAD_BYTES / 1_000_000} MB。其余材料请在收到补正通知后补交，或到窗口提交。`)
        }
        return { ...row, uploads: JSON.stringify(uploads), uploadBytes: row.uploadBytes + upload.size }
      })
    })
    return { body: reference }
  },

  async findOwnMaterials(call) {
    const filing = await openFiling(services, call)
    const { number, password, captcha } = call.body
    await requireCaptcha(services, captcha)
    const { row: earlier } = await inquireCase(services, { number, password, address: call.address })
    const { manifest } = await requireOffered(services, filing.definitionKey)
    return { body: await ownMaterials(services, filing.id, manifest, earlier) }
  },

  async submitFiling(call) {
    const filing = await services.filings.find(call.subject!)
    if (!filing) throw gone()
    const { values, reused } = call.body
    const instanceId = filing.instanceId ?? (await start(services, filing, values, reused ? await provenMaterials(services, filing.id, reused) : {}))
    // What was typed lies in the case now: the draft and its code are no longer needed.
    await services.filings.change(filing.id, (row) => ({ ...row, instanceId, values: '{}', resumeHash: null }))
    const row = (await services.engine.businessRows.find('case_records', instanceId)) as unknown as CaseRow
    return { body: { number: row.number, password: inquiryPassword(services.settings.appKey, instanceId), title: row.title, receivedAt: instant(row.receivedAtMs) } }
  },
})

const applicantOf = (filingId: string): Actor => ({ kind: 'client', id: applicantClient(filingId) })

/** Starts the case; one application is one case, however often and at once it is handed in. */
async function start(services: WebServices, filing: FilingRow, values: Record<string, unknown>, variables: Record<string, unknown>): Promise<string> {
  const { entry } = await requireOffered(services, filing.definitionKey)
  const answer = await services.engine.start({
    definitionKey: filing.definitionKey,
    actor: applicantOf(filing.id),
    variables,
    submission: { formKey: entry.formKey, values },
    idempotency: { scope: `filing ${filing.id}`, key: String(filing.attempt), bodyHash: filing.id },
  })
  if (!answer.ok) await services.filings.change(filing.id, (row) => (row.attempt === filing.attempt ? { ...row, attempt: row.attempt + 1 } : null))
  return acceptedOf(answer).instanceId
}

function opened(services: WebServices, row: FilingRow): Filing {
  const expiresAtMs = services.clock() + TOKEN_MS
  return {
    token: signToken(services.settings.appKey, 'filing', row.id, expiresAtMs), definitionKey: row.definitionKey,
    values: JSON.parse(row.values) as Record<string, unknown>, expiresAt: instant(expiresAtMs),
  }
}

const gone = () => problem(404, 'E_TOKEN', '本次填报已失效。请重新开始，或用续填码继续。')
const handedIn = () => problem(409, 'E_FILING_SUBMITTED', '申请已经提交，不能再修改。请凭办件编号查询进度。')

async function openFiling(services: WebServices, call: Pick<ApiCall, 'subject'>): Promise<FilingRow> {
  const row = await services.filings.find(call.subject!)
  if (!row) throw gone()
  if (row.instanceId !== null) throw handedIn()
  return row
}

async function changeOpen(services: WebServices, call: Pick<ApiCall, 'subject'>, next: (row: FilingRow) => FilingRow): Promise<FilingRow> {
  const row = await services.filings.change(call.subject!, (before) => {
    if (before.instanceId !== null) throw handedIn()
    return next(before)
  })
  if (!row) throw gone()
  return row
}

/** Applications that nobody went on with go with their files; files of a case stay. */
export async function forgetExpired(services: WebServices): Promise<void> {
  for (const row of await services.filings.removeExpired(services.clock())) {
    for (const id of JSON.parse(row.uploads) as string[]) await services.engine.attachments.removeUnreferenced(id)
  }
}
