import type { ApiAnswer } from './api_client.js'
import type { ServerProcess } from './server_process.js'

export interface Refusal {
  status: number
  code: string
  detail: string
  errors?: { path: string; message: string }[]
}
export interface Receipt {
  number: string
  password: string
}
export interface PublicView {
  title: string
  applicant: { name: string; idNumber: string; phone: string }
  statusText: string
  isOpen: boolean
  steps: { text: string }[]
  documents: { id: string; title: string; isReady: boolean }[]
  supplement: { missing: { name: string; missing: string }[]; fields: { field: string }[] } | null
  canWithdraw: boolean
  canEvaluate: boolean
  evaluation: { satisfaction: number; statusText: string } | null
}

const NUMERALS = '零一二三四五六七八九'

/** 二十三 → 23. */
function numberIn(words: string): number {
  const at = words.indexOf('十')
  if (at < 0) return NUMERALS.indexOf(words)
  const [tens, ones] = [words.slice(0, at), words.slice(at + 1)]
  return (tens === '' ? 1 : NUMERALS.indexOf(tens)) * 10 + (ones === '' ? 0 : NUMERALS.indexOf(ones))
}

/** The answer to a sum in words, as somebody who hears it read out would give it. */
export function solve(question: string): string {
  const [, one = '', act, other = ''] = /^(.+?)(加|减去)(.+?)等于几/.exec(question) ?? []
  return String(act === '加' ? numberIn(one) + numberIn(other) : numberIn(one) - numberIn(other))
}

/** Somebody without an account, as a program would see the public area. */
export class Visitor {
  readonly server: ServerProcess

  constructor(server: ServerProcess) {
    this.server = server
  }

  post<T = Refusal>(path: string, body: unknown, headers: Record<string, string> = {}): Promise<ApiAnswer<T>> {
    return this.server.stranger().post<T>(`/public${path}`, body, { headers })
  }

  get<T = Refusal>(path: string, headers: Record<string, string> = {}): Promise<ApiAnswer<T>> {
    return this.server.stranger().get<T>(`/public${path}`, { headers })
  }

  send<T = Refusal>(method: string, path: string, body: unknown, headers: Record<string, string> = {}): Promise<ApiAnswer<T>> {
    return this.server.stranger().send<T>(method, `/public${path}`, { body: JSON.stringify(body), headers: { 'content-type': 'application/json', ...headers } })
  }

  async captcha(): Promise<{ token: string; answer: string }> {
    const { body } = await this.post<{ token: string; question: string }>('/captchas', { kind: 'sum' })
    return { token: body.token, answer: solve(body.question) }
  }

  async begin(definitionKey = 'restaurant'): Promise<Record<string, string>> {
    const answer = await this.post<{ token: string }>('/filings', { definitionKey, consent: true, adult: true, captcha: await this.captcha() })
    if (answer.status !== 201) throw new Error(`filing: ${answer.status} ${answer.text}`)
    return { 'x-filing-token': answer.body.token }
  }

  upload<T = Refusal>(path: string, headers: Record<string, string>, name: string, bytes: Uint8Array | string): Promise<ApiAnswer<T>> {
    const body = new FormData()
    body.append('file', new Blob([typeof bytes === 'string' ? bytes : new Uint8Array(bytes)]), name)
    return this.server.stranger().send<T>('POST', `/public${path}`, { body, headers })
  }

  async inquire({ number, password }: Receipt): Promise<ApiAnswer<Refusal & { token: string }>> {
    return this.post('/inquiries', { number, password, captcha: await this.captcha() })
  }

  /** Header of an inquiry that went well. */
  async opened(receipt: Receipt): Promise<Record<string, string>> {
    const answer = await this.inquire(receipt)
    if (answer.status !== 201) throw new Error(`inquiry: ${answer.status} ${answer.text}`)
    return { 'x-inquiry-token': answer.body.token }
  }
}
