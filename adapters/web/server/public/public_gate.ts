import type { HttpContext } from '@adonisjs/core/http'
import type { Endpoint } from '#adapters/web/contract/endpoint'
import { problem } from '../http/problem.js'
import type { WebServices } from '../web_services.js'
import type { LimitName } from './rate_limits.js'
import { subjectOfToken, type TokenPurpose } from './signed_token.js'

/** Which allowance a call of the public area draws on; every other call draws on `read`. */
const LIMIT_OF: Readonly<Record<string, LimitName>> = {
  createCaptcha: 'captcha', createFiling: 'filing', resumeFiling: 'inquiry', saveFilingDraft: 'save', createResumeCode: 'act', uploadForFiling: 'upload',
  submitFiling: 'act', createInquiry: 'inquiry', uploadForCase: 'upload', supplementCase: 'act', withdrawCase: 'act', evaluateCase: 'act',
  bookAppointment: 'act', cancelAppointment: 'inquiry', findOwnMaterials: 'inquiry',
  createSnapshot: 'snapshot', uploadForSnapshot: 'upload', submitSnapshot: 'act', createReportInquiry: 'inquiry', uploadForReport: 'upload', addToReport: 'act',
}

const TOKENS: Readonly<Record<NonNullable<Endpoint['tokenHeader']>, { purpose: TokenPurpose; gone: string }>> = {
  'X-Filing-Token': { purpose: 'filing', gone: '本次填报已失效。请重新开始，或用续填码继续。' },
  'X-Inquiry-Token': { purpose: 'inquiry', gone: '查询已失效。请重新输入办件编号和查询密码。' },
  'X-Snapshot-Token': { purpose: 'snapshot', gone: '本次随手拍已失效。请重新提交。' },
  'X-Report-Token': { purpose: 'report', gone: '查询已失效。请重新输入事件编号和查询密码。' },
}

/** Before anything of a public request is read: how often its address has asked, and what its token speaks for. */
export async function passPublicGate(services: WebServices, endpoint: Endpoint, context: HttpContext): Promise<string | null> {
  if (!endpoint.path.startsWith('/public/')) return null
  await services.rateLimits.take(LIMIT_OF[endpoint.operationId] ?? 'read', context.request.ip())
  if (!endpoint.tokenHeader) return null
  const { purpose, gone } = TOKENS[endpoint.tokenHeader]
  const subject = subjectOfToken(services.settings.appKey, purpose, context.request.header(endpoint.tokenHeader) ?? '', services.clock())
  if (subject === null) throw problem(404, 'E_TOKEN', gone)
  if (purpose !== 'inquiry') return subject
  const [caseKey = '', issues = ''] = subject.split(' ')
  if (Number(issues) !== (await services.inquiryCodes.issues(caseKey))) throw problem(404, 'E_TOKEN', gone)
  return caseKey
}

/** What the token of an inquiry says: the case, and how often its password had been issued again – one more, and it opens nothing. */
export const inquirySubject = (caseKey: string, issues: number): string => `${caseKey} ${issues}`
