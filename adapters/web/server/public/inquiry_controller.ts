import { uploaderId } from '#engine/runtime/bus/apply_submission'
import type { Actor } from '#engine/runtime/command_envelope'
import { applicantClient } from '#processes/foundation/public/public_service'
import { contentDisposition } from '../controllers/document_controller.js'
import { withdrawApplication } from '../commands/withdraw_application.js'
import { recordAudit } from '../accounts/audit.js'
import { acceptedOf } from '../http/accepted.js'
import type { ApiCall, Operations } from '../http/api_call.js'
import { notFound, problem } from '../http/problem.js'
import { instant } from '../presentation/instants.js'
import type { WebServices } from '../web_services.js'
import { requireCaptcha } from './captcha.js'
import { inquireCase } from './inquire.js'
import { handInSupplement, nothingAsked } from './hand_in_supplement.js'
import { inquirySubject } from './public_gate.js'
import { EVALUATION_NUMBER, openCase, presentPublicCase } from './public_case.js'
import { signToken } from './signed_token.js'
import { takeUpload } from './take_upload.js'

type InquiryOperations = Pick<
  Operations, 'createInquiry' | 'readPublicCase' | 'readPublicDocument' | 'uploadForCase' | 'supplementCase' | 'withdrawCase' | 'evaluateCase'
>

const TOKEN_MS = 30 * 60_000

/** Progress and results by number and password, and what the applicant may do with his case. Every operation sees the token's own case only. */
export const inquiryController = (services: WebServices): InquiryOperations => ({
  async createInquiry(call) {
    const { number, password, captcha } = call.body
    await requireCaptcha(services, captcha)
    const { row, issues } = await inquireCase(services, { number, password, address: call.address })
    const expiresAtMs = services.clock() + TOKEN_MS
    return { body: { token: signToken(services.settings.appKey, 'inquiry', inquirySubject(row.instanceId, issues), expiresAtMs), expiresAt: instant(expiresAtMs) } }
  },

  async readPublicCase(call) {
    return { body: await view(services, call) }
  },

  async readPublicDocument(call) {
    const { documents, row } = await openCase(services, call.subject!)
    const document = documents.find(({ id }) => id === call.params.id)
    if (!document) throw notFound('文书')
    const bytes = document.blobId === null ? null : await services.engine.blobs.get(document.blobId)
    if (!bytes) throw problem(409, 'E_DOCUMENT_RENDERING', '文书正在生成，通常几秒内完成。请稍后再打开。')
    await recordAudit(services, { actor: null, action: 'data.exported', target: `document:${document.id}`, address: call.address, detail: { applicant: row.number } })
    return {
      bytes, mediaType: 'application/pdf',
      headers: { etag: `"${document.sha256}"`, 'content-disposition': contentDisposition('attachment', `${document.title}${document.number ?? ''}.pdf`) },
    }
  },

  async uploadForCase(call) {
    const opened = await openCase(services, call.subject!)
    if (opened.waiting === null) throw nothingAsked()
    return { body: await takeUpload(services, call.file!, uploaderId(applicantOf(call))!, async () => services.rateLimits.take('upload', `case ${call.subject}`)) }
  },

  async supplementCase(call) {
    await handInSupplement(services, call.subject!, call.body, applicantOf(call))
    return { body: await view(services, call) }
  },

  async withdrawCase(call) {
    const opened = await openCase(services, call.subject!)
    if (!opened.manifest.public?.withdraw) throw problem(409, 'E_INVALID_STATE', '本事项不能在网上撤回。请到受理窗口办理。')
    await withdrawApplication(services, opened, { reason: call.body.reason.trim(), actor: applicantOf(call) })
    return { body: await view(services, call) }
  },

  async evaluateCase(call) {
    const { row } = await openCase(services, call.subject!)
    const { satisfaction, text = '' } = call.body
    acceptedOf(await services.engine.start({
      definitionKey: 'evaluation',
      title: `好差评 ${row.number}`,
      actor: applicantOf(call),
      variables: {
        caseKey: row.instanceId, caseNumber: row.number, caseTitle: row.title, department: row.department, evaluationNumber: EVALUATION_NUMBER,
        satisfactionText: SATISFACTION[satisfaction - 1]!, channel: 'public',
      },
      submission: { formKey: 'evaluate', values: { satisfaction, ...(text.trim() ? { text: text.trim() } : {}) } },
    }))
    return { body: await view(services, call) }
  },
})

const SATISFACTION = ['非常不满意', '不满意', '基本满意', '满意', '非常满意']

const applicantOf = (call: Pick<ApiCall, 'subject'>): Actor => ({ kind: 'client', id: applicantClient(call.subject!) })

const view = async (services: WebServices, call: Pick<ApiCall, 'subject'>) => presentPublicCase(services, await openCase(services, call.subject!))
