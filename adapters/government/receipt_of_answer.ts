import type { Receipt } from '#processes/foundation/deliveries/target'
import type { Exchange } from './exchange.js'

type Answered = Extract<Exchange, { kind: 'answered' }>
export type Members = Readonly<Record<string, unknown>>

/** Statuses that speak of us, the moment or the way, never of what the message says. */
const NOT_OF_THE_MESSAGE: ReadonlySet<number> = new Set([401, 403, 404, 405, 407, 408, 415, 421, 423, 425, 429])
/** Refusals of headers, signature, encryption and address: our set-up, or a moment's trouble. */
const SET_UP_CODE = /^1(00\d|01[3-6])$/

/**
 * What an answer to a message says. A verdict is only what says so in the document's own words: success is `code` "0" and `success` "true",
 * a refusal is a 4xx with its code. Everything else leaves open whether the message was taken, so it goes again under the same id.
 */
export function receiptOfAnswer(exchange: Exchange): Receipt {
  if (exchange.kind === 'failed') return { kind: 'retry', code: exchange.code, reason: exchange.reason }
  const { status, json } = exchange
  const members = membersOf(json)
  if (members !== null && isSuccess(exchange, members)) return taken(members)
  if (members !== null && status >= 400 && status < 500 && hasCode(members)) return refused(exchange, members)
  return again(exchange, members !== null && hasCode(members) ? codeOf(members) : `HTTP_${status}`, `对方应答 ${status}${members === null ? '，内容不是约定的格式' : `（${textOf(members.reason) || '没有说明原因'}）`}，将自动重发。`)
}

export const membersOf = (json: unknown): Members | null => (typeof json === 'object' && json !== null && !Array.isArray(json) ? (json as Members) : null)

const isSuccess = ({ status }: Answered, { code, success }: Members): boolean => (status === 200 || status === 202) && code === '0' && success === 'true'
const hasCode = ({ code }: Members): boolean => typeof code === 'string' && code !== '' && code !== '0'

const codeOf = ({ code }: Members): string => String(code).slice(0, 40)

function taken(members: Members): Receipt {
  const upperId = textOf(members.upperId)
  const kind = members.status === 'accepted' || members.status === 'confirmed' ? members.status : 'sent'
  return { kind, ...(upperId ? { upperId } : {}) }
}

function refused(exchange: Answered, members: Members): Receipt {
  const code = codeOf(members)
  const reason = reasonOf(members)
  if (NOT_OF_THE_MESSAGE.has(exchange.status) || SET_UP_CODE.test(code)) return again(exchange, code, `对方没有受理本次发送：${reason}（代码 ${code}）。请核对对接目标的密钥和设置。`)
  return { kind: 'rejected', code, reason }
}

/** The other side's words, with the field they speak of. */
export function reasonOf(members: Members): string {
  const reason = textOf(members.reason) || '没有说明原因'
  const field = textOf(members.field)
  return field ? `${reason}（${field}）` : reason
}

const again = ({ retryAfterMs }: Answered, code: string, reason: string): Receipt => ({ kind: 'retry', code, reason, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) })

/** A short text of theirs; anything else is none. */
export const textOf = (value: unknown): string => (typeof value === 'string' ? value.slice(0, 500) : '')
