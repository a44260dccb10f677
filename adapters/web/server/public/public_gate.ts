import type { HttpContext } from '@adonisjs/core/http'
import type { Endpoint } from '#adapters/web/contract/endpoint'
import { problem } from '../http/problem.js'
import type { WebServices } from '../web_services.js'
import type { LimitName } from './rate_limits.js'
import { subjectOfToken } from './signed_token.js'

/** Which allowance a call of the public area draws on; every other call draws on `read`. */
const LIMIT_OF: Readonly<Record<string, LimitName>> = {
  createCaptcha: 'captcha', createFiling: 'filing', resumeFiling: 'inquiry', saveFilingDraft: 'save', createResumeCode: 'act', uploadForFiling: 'upload',
  submitFiling: 'act', createInquiry: 'inquiry', uploadForCase: 'upload', supplementCase: 'act', withdrawCase: 'act', evaluateCase: 'act',
  bookAppointment: 'act', cancelAppointment: 'inquiry', findOwnMaterials: 'inquiry',
}

/** Before anything of a public request is read: how often its address has asked, and what its token speaks for. */
export async function passPublicGate(services: WebServices, endpoint: Endpoint, context: HttpContext): Promise<string | null> {
  if (!endpoint.path.startsWith('/public/')) return null
  await services.rateLimits.take(LIMIT_OF[endpoint.operationId] ?? 'read', context.request.ip())
  if (!endpoint.tokenHeader) return null
  const purpose = endpoint.tokenHeader === 'X-Filing-Token' ? 'filing' : 'inquiry'
  const subject = subjectOfToken(services.settings.appKey, purpose, context.request.header(endpoint.tokenHeader) ?? '', services.clock())
  if (purpose === 'filing') {
    if (subject === null) throw problem(404, 'E_TOKEN', '本次填报已失效。请重新开始，或用续填码继续。')
    return subject
  }
  const [caseKey = '', issues = ''] = (subject ?? '').split(' ')
  if (subject === null || Number(issues) !== (await services.inquiryCodes.issues(caseKey))) {
    throw problem(404, 'E_TOKEN', '查询已失效。请重新输入办件编号和查询密码。')
  }
  return caseKey
}

/** What the token of an inquiry says: the case, and how often its password had been issued again – one more, and it opens nothing. */
export const inquirySubject = (caseKey: string, issues: number): string => `${caseKey} ${issues}`
