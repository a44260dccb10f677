import { createTransport } from 'nodemailer'
import type { MailSettings } from './channel_settings.js'
import { failed, type OutgoingMessage, type Posted } from './outgoing.js'

const TIMEOUT_MS = 10_000

/**
 * Sends one mail (RFC 5322). At least once: a server killed between the mail server's 250 and our note of it sends again, with the same
 * Message-ID, which mail programs fold into one.
 */
export async function sendMail(settings: MailSettings, to: string, message: OutgoingMessage): Promise<Posted> {
  const transport = createTransport({
    host: settings.host, port: settings.port, secure: settings.security === 'tls', requireTLS: settings.security === 'starttls', ignoreTLS: settings.security === 'none',
    ...(settings.user === '' ? {} : { auth: { user: settings.user, pass: settings.password } }),
    connectionTimeout: TIMEOUT_MS, greetingTimeout: TIMEOUT_MS, socketTimeout: TIMEOUT_MS, disableFileAccess: true, disableUrlAccess: true,
  })
  try {
    await transport.sendMail({
      from: settings.from, to, subject: message.subject, text: mailText(message), messageId: `<${message.id}@xingliu.invalid>`,
      headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
    })
    return { ok: true }
  } catch (error) {
    return mailFailure(error)
  } finally {
    transport.close()
  }
}

export const mailText = ({ lines }: Pick<OutgoingMessage, 'lines'>): string =>
  `${lines.map(({ subject, line, address }) => `${subject}\n${line}${address ? `\n${address}` : ''}`).join('\n\n')}\n\n此邮件由系统自动发出，请勿回复。在“通知设置”中可以调整。\n`

/** 5xx is the server's last word (RFC 5321 §4.2.1), and so is a refused login; everything else may pass. */
function mailFailure(error: unknown): Posted {
  const { responseCode, code } = (typeof error === 'object' && error !== null ? error : {}) as { responseCode?: number; code?: string }
  if (responseCode !== undefined && responseCode >= 500) return failed(`邮件服务器拒收（${responseCode}）。请核对收件地址和邮件设置。`, true)
  if (code === 'EAUTH') return failed('邮件服务器不接受用户名或密码。请系统管理员核对邮件设置。', true)
  return failed(`邮件服务器没有收下（${responseCode ?? code ?? '原因不明'}）。`)
}
