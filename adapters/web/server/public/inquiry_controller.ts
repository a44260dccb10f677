import { uploaderId } from '#engine/runtime/bus/apply_submission'
import type { Actor } from '#engine/runtime/command_envelope'
import { applicantClient } from '#processes/foundation/public/public_service'
import { contentDisposition } from '../controllers/document_controller.js'
import { recordAudit } from '../accounts/audit.js'
import { acceptedOf } from '../http/accepted.js'
import type { ApiCall, Operations } from '../http/api_call.js'
import { notFound, problem } from '../http/problem.js'
import { instant } from '../presentation/instants.js'
import type { WebServices } from '../web_services.js'
import { requireCaptcha } from './captcha.js'
import { inquire } from './inquire.js'
import { inquirySubject } from './public_gate.js'
import { askedFields, EVALUATION_NUMBER, mayWithdraw, openCase, presentPublicCase, type OpenedCase } from './public_case.js'
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
    const { row, issues } = await inquire(services, { number, password, address: call.address })
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
    const opened = await openCase(services, call.subject!)
    const { task } = opened.waiting ?? {}
    if (!task) throw nothingAsked()
    const { outcome } = opened.manifest.public!.supplement!
    acceptedOf(await services.engine.bus.submit({
      instanceId: opened.row.instanceId,
      command: { type: 'CompleteTask', taskId: task.id, by: null, outcome, opinion: null, data: {} },
      actor: applicantOf(call),
      submission: { formKey: task.formKey!, values: supplementValues(opened, call.body) },
    }))
    return { body: await view(services, call) }
  },

  async withdrawCase(call) {
    const opened = await openCase(services, call.subject!)
    if (!mayWithdraw(opened)) throw problem(409, 'E_INVALID_STATE', '本件已作出决定或已办结，不能撤回。如有疑问请联系受理窗口。')
    const { instanceId } = opened.row
    const reason = `申请人撤回：${call.body.reason.trim()}`
    acceptedOf(await services.engine.bus.submit({ instanceId, command: { type: 'CancelInstance', reason }, actor: applicantOf(call) }))
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

const nothingAsked = () => problem(409, 'E_NOTHING_ASKED', '现在没有需要您补正的材料。请刷新后查看进度。')

const applicantOf = (call: Pick<ApiCall, 'subject'>): Actor => ({ kind: 'client', id: applicantClient(call.subject!) })

const view = async (services: WebServices, call: Pick<ApiCall, 'subject'>) => presentPublicCase(services, await openCase(services, call.subject!))

interface Supplement {
  files: Readonly<Record<string, readonly { id: string; name: string; size: number; sha256: string }[]>>
  note?: string
}

/** What the node's form gets: everything it lets be written as it stands, new files added to those that were there. */
function supplementValues(opened: OpenedCase, { files, note }: Supplement): Record<string, unknown> {
  const { waiting, manifest } = opened
  const { task, process, data } = waiting!
  const permissions = process.elements.get(task.elementId)?.userTask?.fieldPermissions ?? {}
  const asked = new Set(askedFields(opened).map(({ field }) => field))
  const unasked = Object.keys(files).find((field) => !asked.has(field))
  if (unasked !== undefined) throw problem(422, 'E_INVALID', '有一项材料不在补正之列。请刷新页面后重试。', [{ path: 'files', message: '请刷新页面后重试。' }])
  if (Object.values(files).every((list) => list.length === 0)) throw problem(422, 'E_INVALID', '请至少补交一份材料。', [{ path: 'files', message: '请至少补交一份材料。' }])
  const standing = Object.fromEntries(Object.entries(permissions).filter(([name, may]) => may === 'write' && Object.hasOwn(data, name)).map(([name]) => [name, data[name]]))
  const added = Object.fromEntries(Object.entries(files).map(([field, list]) => [field, [...(Array.isArray(data[field]) ? (data[field] as unknown[]) : []), ...list]]))
  const noteField = manifest.public!.supplement!.note
  return { ...standing, ...added, ...(noteField && note?.trim() ? { [noteField]: note.trim() } : {}) }
}
