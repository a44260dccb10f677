import { isIP } from 'node:net'
import { addressKind } from '#adapters/http_task/address_kind'
import type { SettingsProblem, TargetKind, TargetSettings } from '#processes/foundation/deliveries/target'
import { minutesOf } from './sending_window.js'

const MOST_CONCURRENT = 64
const MOST_PER_SECOND = 10_000
const LONGEST_TIMEOUT_MS = 120_000

/** What is wrong with settings, in words, all at once; what only the kind can know it says itself. */
export function checkTarget(settings: TargetSettings, kinds: ReadonlyMap<string, TargetKind>, isAllowed: (url: URL) => boolean): SettingsProblem[] {
  const problems: SettingsProblem[] = []
  const expect = (isRight: boolean, path: string, message: string): void => {
    if (!isRight) problems.push({ path, message })
  }
  const kind = kinds.get(settings.kind)
  expect(/^[a-z][a-z0-9_-]{0,39}$/.test(settings.id), 'id', '编号用小写字母开头，只含小写字母、数字、“-”和“_”，不超过 40 个字符。')
  expect(kind !== undefined, 'kind', `没有“${settings.kind}”这种对接方式。请从列表中选择。`)
  expect(settings.name.trim() !== '' && settings.name.length <= 100, 'name', '请填写名称，不超过 100 个字。')
  expect(Number.isInteger(settings.concurrency) && settings.concurrency >= 1 && settings.concurrency <= MOST_CONCURRENT, 'concurrency', `同时请求数是 1–${MOST_CONCURRENT} 的整数。`)
  expect(settings.perSecond === null || (settings.perSecond > 0 && settings.perSecond <= MOST_PER_SECOND), 'perSecond', '每秒请求数应大于 0；不限速请留空。')
  expect(Number.isInteger(settings.timeoutMs) && settings.timeoutMs >= 100 && settings.timeoutMs <= LONGEST_TIMEOUT_MS, 'timeoutMs', '等待应答的时间是 0.1–120 秒。')
  if (settings.window !== null) {
    expect(!Number.isNaN(minutesOf(settings.window.from)), 'window.from', '时段的开始写成 08:30 的样子。')
    expect(!Number.isNaN(minutesOf(settings.window.to)), 'window.to', '时段的结束写成 18:00 的样子。')
  }
  const attempts = settings.options.maximumAttempts
  expect(attempts === undefined || (Number.isInteger(attempts) && Number(attempts) >= 1 && Number(attempts) <= 100), 'options.maximumAttempts', '最多尝试次数是 1–100 的整数。')
  const mapping = settings.options.mapping
  expect(mapping === undefined || kind === undefined || Object.hasOwn(kind.mappings, String(mapping)), 'options.mapping', `没有“${String(mapping)}”版的报文格式。`)
  const ofAddress = addressProblems(settings.url, isAllowed)
  problems.push(...(ofAddress.length > 0 ? ofAddress : plainProblems(settings)), ...(kind?.check?.(settings) ?? []))
  return problems
}

/** Whatever is told travels readable: only inside the house, and only where somebody has said so (`options.plainHttp`). */
function plainProblems({ url: text, encryptBody, options }: TargetSettings): SettingsProblem[] {
  const url = URL.parse(text)
  if (url?.protocol !== 'http:' || encryptBody) return []
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const isInside = isIP(host) === 0 ? !host.includes('.') : addressKind(host) === 'private'
  if (isInside && options.plainHttp === true) return []
  return [{
    path: 'url',
    message: isInside
      ? '地址是明文 http，内容会被沿途看到。请改用 https 或选“报文加密”；确在专网内的，在“选项”中写明 "plainHttp": true。'
      : '地址是明文 http，又不是专网地址，不能推送。请改用 https，或选“报文加密”。',
  }]
}

/** Addresses of the web are looked up in the operator's list; of other places the kind says whether they are right. */
function addressProblems(text: string, isAllowed: (url: URL) => boolean): SettingsProblem[] {
  const url = URL.parse(text)
  if (url === null) return [{ path: 'url', message: '地址应写成 https://… 的样子。' }]
  if (url.username || url.password) return [{ path: 'url', message: '地址中不能带账号密码，请填在密钥一栏。' }]
  if (!isAllowed(url)) return [{ path: 'url', message: `${url.protocol}//${url.host}${url.pathname} 不在允许对接的地址之内。请系统管理员在 DELIVERY_ALLOW 中加入该地址。` }]
  return []
}
