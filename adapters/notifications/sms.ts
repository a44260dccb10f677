import type { SmsSettings } from './channel_settings.js'
import type { OutgoingMessage, Posted } from './outgoing.js'
import { judgeStatus, postJson, type Web } from './post_json.js'

/** Hands one short message to the gateway. The text carries number and title only; `messageId` is the same at each try. */
export const sendSms = (web: Web, settings: SmsSettings, phone: string, message: OutgoingMessage): Promise<Posted> => {
  const [first] = message.lines
  const params = { title: message.subject, content: first?.line ?? '' }
  const headers: Record<string, string> = { 'idempotency-key': message.id, ...(settings.token === '' ? {} : { authorization: `Bearer ${settings.token}` }) }
  return postJson(web, settings.url, { messageId: message.id, phone, templateId: settings.templateId, params }, headers, judgeStatus)
}
