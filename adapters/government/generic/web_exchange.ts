import type { OutboundMessage, Receipt, SendTools, TargetSettings } from '#processes/foundation/deliveries/target'

/** What came back, as text; or why it cannot be said whether anything arrived. */
export type Answer = { status: number; text: string } | { receipt: Receipt }

/** Answers that say nothing about the message: asked to wait, not let in, or broken. */
const NO_VERDICT = new Set([401, 403, 404, 405, 407, 408, 421, 423, 425, 426, 429])
const LONGEST_RETRY_AFTER_MS = 3_600_000

/** One POST, in time. `options.authorization` = `bearer` puts the secret into the header of that name. */
export async function exchangeText(message: OutboundMessage, headers: Readonly<Record<string, string>>, settings: TargetSettings, { fetch, nowMs }: SendTools): Promise<Answer> {
  const authorization: Record<string, string> = settings.options.authorization === 'bearer' && settings.secret !== '' ? { authorization: `Bearer ${settings.secret}` } : {}
  try {
    const response = await fetch(settings.url.replace(/\/+$/, '') + message.path, {
      method: 'POST', body: message.body, redirect: 'manual', signal: AbortSignal.timeout(settings.timeoutMs),
      headers: { 'content-type': message.contentType, 'user-agent': 'xingliu', 'idempotency-key': message.messageId, ...authorization, ...headers },
    })
    const text = await response.text()
    if (response.status >= 500 || NO_VERDICT.has(response.status) || (response.status >= 300 && response.status < 400)) {
      return { receipt: { kind: 'retry', code: String(response.status), reason: `对方返回 ${response.status}，将自动重发。`, ...retryAfter(response, nowMs()) } }
    }
    return { status: response.status, text }
  } catch (error) {
    const { name = '', message: words = '' } = error instanceof Error ? error : {}
    if (name === 'TimeoutError') return { receipt: { kind: 'retry', code: 'E_TARGET_TIMEOUT', reason: `对方在 ${settings.timeoutMs / 1000} 秒内没有应答完，将自动重发。` } }
    return { receipt: { kind: 'retry', code: 'E_TARGET_UNREACHABLE', reason: `连不上对方（${words.slice(0, 200)}），将自动重发。` } }
  }
}

/** `Retry-After` in seconds or as a date; an hour at most. */
function retryAfter(response: Response, nowMs: number): { retryAfterMs?: number } {
  const header = response.headers.get('retry-after') ?? ''
  const afterMs = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - nowMs
  return Number.isFinite(afterMs) && afterMs > 0 ? { retryAfterMs: Math.min(afterMs, LONGEST_RETRY_AFTER_MS) } : {}
}
