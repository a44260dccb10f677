import type { SmsSettings } from './channel_settings.js'
import { failed, type OutgoingMessage, type Posted } from './outgoing.js'
import { judgeStatus, postJson, type Web } from './post_json.js'

/** Hands one short message to the gateway. The text carries number and title only; `messageId` is the same at each try. */
export const sendSms = (web: Web, settings: SmsSettings, phone: string, message: OutgoingMessage): Promise<Posted> => {
  const [first] = message.lines
  const params = { title: message.subject, content: first?.line ?? '' }
  const headers: Record<string, string> = { 'idempotency-key': message.id, ...(settings.token === '' ? {} : { authorization: `Bearer ${settings.token}` }) }
  return postJson(web, settings.url, { messageId: message.id, phone, templateId: settings.templateId, params }, headers, (status, body) => judgeSms(settings, status, body))
}

/** Many gateways answer 200 and say in the body that they did not take it. */
export function judgeSms({ accepted }: Pick<SmsSettings, 'accepted'>, status: number, body: unknown): Posted {
  const judged = judgeStatus(status)
  if (!judged.ok || !accepted) return judged
  const said = accepted.field.split('.').reduce<unknown>((value, name) => (isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined), body)
  if (String(said) === accepted.value) return judged
  return failed(`短信网关没有收下（${accepted.field}：${said === undefined ? '无' : String(said).slice(0, 100)}）。`)
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null
