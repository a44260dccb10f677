import { createHmac, randomInt, randomUUID, timingSafeEqual } from 'node:crypto'
import type { CaptchaAnswer } from '#adapters/web/contract/public'
import { problem } from '../http/problem.js'
import type { WebServices } from '../web_services.js'
import { derivedKey } from './derived_key.js'
import { drawCaptcha } from './draw_captcha.js'
import { plainCode, READABLE } from './readable_code.js'

const VALID_MS = 5 * 60_000
const PICTURE_LENGTH = 5

export interface IssuedCaptcha {
  token: string
  picture: string | null
  question: string | null
  expiresAtMs: number
}

type CaptchaServices = Pick<WebServices, 'clock' | 'accounts' | 'settings'>

/** A new captcha. The answer is in its mac alone: whoever has the token knows nothing, whoever has the database neither. */
export async function issueCaptcha({ clock, settings }: CaptchaServices, kind: 'picture' | 'sum'): Promise<IssuedCaptcha> {
  const expiresAtMs = clock() + VALID_MS
  const { answer, question } = kind === 'sum' ? makeSum() : { answer: makeText(), question: null }
  const body = `${randomUUID()}.${expiresAtMs.toString(36)}`
  return {
    token: `${body}.${macOf(settings.appKey, body, answer)}`,
    picture: kind === 'picture' ? await drawCaptcha(answer) : null,
    question,
    expiresAtMs,
  }
}

/** Takes an answer once, right or wrong: a captcha is spent by it on every node, so that none can be tried twice or replayed. */
export async function requireCaptcha({ clock, accounts, settings }: CaptchaServices, { token, answer }: CaptchaAnswer): Promise<void> {
  const [id = '', expiry = '', mac = ''] = token.split('.')
  const isOurs = equalText(macOf(settings.appKey, `${id}.${expiry}`, plainCode(answer)), mac)
  if (!(Number.parseInt(expiry, 36) > clock())) throw refused('验证码已过期。请换一个后重新填写。')
  const spent = await accounts.answers.begin({ scope: 'captcha', key: id, bodyHash: id, nowMs: clock() })
  if (spent.kind === 'fresh') await accounts.answers.finish({ scope: 'captcha', key: id, status: 200, body: null })
  else throw refused('验证码只能用一次。请换一个后重新填写。')
  if (!isOurs) throw refused('验证码不正确。请换一个后重新填写。')
}

const refused = (detail: string) => problem(422, 'E_CAPTCHA', detail, [{ path: 'captcha.answer', message: detail }])

const macOf = (appKey: string, body: string, answer: string): string =>
  createHmac('sha256', derivedKey(appKey, 'captcha')).update(`${body}.${answer}`).digest('base64url')

function equalText(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)]
  return a.length === b.length && timingSafeEqual(a, b)
}

const makeText = (): string => Array.from({ length: PICTURE_LENGTH }, () => READABLE[randomInt(READABLE.length)]!).join('')

const NUMERALS = ['零', '一', '二', '三', '四', '五', '六', '七', '八', '九']
const inWords = (number: number): string =>
  number < 10 ? NUMERALS[number]! : `${number < 20 ? '' : NUMERALS[Math.floor(number / 10)]}十${number % 10 === 0 ? '' : NUMERALS[number % 10]}`

function makeSum(): { answer: string; question: string } {
  const [one, other] = [randomInt(11, 40), randomInt(2, 10)]
  const isSum = randomInt(2) === 0
  return { answer: String(isSum ? one + other : one - other), question: `${inWords(one)}${isSum ? '加' : '减去'}${inWords(other)}等于几？请填数字。` }
}
