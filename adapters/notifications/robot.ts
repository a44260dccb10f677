import { createHmac } from 'node:crypto'
import type { RobotSettings } from './channel_settings.js'
import { failed, type OutgoingMessage, type Posted } from './outgoing.js'
import { judgeStatus, postJson, type Web } from './post_json.js'

/** Bytes of one message: what 企业微信 takes as markdown.content. */
const LONGEST = 4_000
/** What passes: busy (-1), too many in a minute (企业微信 45009 and 45033, 钉钉 130101 and 410100). */
const PASSING: ReadonlySet<unknown> = new Set([-1, 45009, 45033, 130101, 410100])
/** Room for the words that say how many lines there was no room for. */
const REST_BYTES = 100

/** Tells a chat group by its robot: 政务微信 (企业微信 群机器人) or 钉钉 自定义机器人 (加签 by HMAC-SHA256). */
export const tellRobot = (web: Web, robot: RobotSettings, message: OutgoingMessage, nowMs: number): Promise<Posted> =>
  postJson(web, robotAddress(robot, nowMs), robotBody(robot.kind, message), {}, judgeRobot)

/** 钉钉: `sign` = base64(HMAC-SHA256(`timestamp\nsecret`, key = secret)), beside the timestamp in milliseconds. */
export function robotAddress({ kind, url, secret }: Pick<RobotSettings, 'kind' | 'url' | 'secret'>, nowMs: number): string {
  if (kind === 'wecom' || secret === '') return url
  const signed = new URL(url)
  signed.searchParams.set('timestamp', String(nowMs))
  signed.searchParams.set('sign', createHmac('sha256', secret).update(`${nowMs}\n${secret}`).digest('base64'))
  return signed.href
}

export function robotBody(kind: RobotSettings['kind'], { subject, lines }: OutgoingMessage): Record<string, unknown> {
  const text = fitted(lines.map(({ subject: head, line, address }) => `**${plain(head)}**\n\n${plain(line)}${address ? `\n\n[查看](${address})` : ''}`))
  return kind === 'wecom' ? { msgtype: 'markdown', markdown: { content: text } } : { msgtype: 'markdown', markdown: { title: plain(subject), text } }
}

/** What would be a link, a picture, a mention or a colour in Markdown stands as it looks. */
const plain = (text: string): string => text.replace(/[<>[\]`*_#@!\\]/g, (character) => FULL_WIDTH[character] ?? character)
const FULL_WIDTH: Readonly<Record<string, string>> = { '<': '＜', '>': '＞', '[': '［', ']': '］', '`': '｀', '*': '＊', _: '＿', '#': '＃', '@': '＠', '!': '！', '\\': '＼' }

/** As many whole lines as there is room for, and how many more there are. */
function fitted(lines: readonly string[]): string {
  const shown: string[] = []
  let bytes = 0
  for (const line of lines) {
    bytes += Buffer.byteLength(line) + 2
    if (bytes > LONGEST - REST_BYTES && shown.length > 0) return `${shown.join('\n\n')}\n\n另有 ${lines.length - shown.length} 条，请登录系统查看。`
    shown.push(shortened(line))
  }
  return shown.join('\n\n')
}

function shortened(text: string): string {
  const room = LONGEST - REST_BYTES
  if (Buffer.byteLength(text) <= room) return text
  const bytes = Buffer.from(text).subarray(0, room - 3)
  return `${new TextDecoder().decode(bytes).replace(/\uFFFD+$/, '')}…`
}

/** Both answer 200 whatever became of it: `errcode` says. */
export function judgeRobot(status: number, body: unknown): Posted {
  const judged = judgeStatus(status)
  if (!judged.ok) return judged
  const { errcode, errmsg } = (typeof body === 'object' && body !== null ? body : {}) as { errcode?: unknown; errmsg?: unknown }
  if (errcode === 0) return { ok: true }
  return failed(`群机器人没有收下（${String(errcode ?? '应答不明')}${typeof errmsg === 'string' ? ` ${errmsg.slice(0, 100)}` : ''}）。`, errcode !== undefined && !PASSING.has(errcode))
}
