import type { ServerResponse } from 'node:http'
import type { Mode } from './behaviour.js'
import type { Answer } from './receive.js'

const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8' }
const HTML_PAGE = '<!doctype html><html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway</h1></center></body></html>'

/** Answers wrongly, half or not at all. */
export function writeSpoilt(mode: Exclude<Mode, 'ok' | 'late'>, answer: Answer, response: ServerResponse): void {
  const text = JSON.stringify(answer.body)
  switch (mode) {
    case 'error-500':
    case 'error-500-after': return end(response, 500, JSON_TYPE, '{"code":"9999","success":"false","reason":"平台内部错误"}')
    case 'busy': return end(response, 503, { ...JSON_TYPE, 'retry-after': '1' }, '{"code":"1016","success":"false","reason":"平台维护中"}')
    case 'limited': return end(response, 429, { ...JSON_TYPE, 'retry-after': '1' }, '{"code":"1015","success":"false","reason":"请求过于频繁"}')
    case 'garbage': return end(response, 200, JSON_TYPE, '{"code":"0","success":\u0000�%%')
    case 'empty': return end(response, 200, JSON_TYPE, '')
    case 'false-zero': return end(response, 200, JSON_TYPE, '{"code":"0","success":"false"}')
    case 'html': return end(response, 200, { 'content-type': 'text/html' }, HTML_PAGE)
    case 'wrong-type': return end(response, answer.status, { 'content-type': 'text/html; charset=gbk' }, text)
    case 'cut': return cut(response, answer.status, text)
    case 'reset':
    case 'reset-after': return void response.socket?.resetAndDestroy()
    case 'hang':
    case 'hang-after': return
  }
}

const end = (response: ServerResponse, status: number, headers: Readonly<Record<string, string>>, text: string): void => void response.writeHead(status, headers).end(text)

function cut(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { ...JSON_TYPE, 'content-length': String(Buffer.byteLength(text)) })
  response.write(text.slice(0, Math.ceil(text.length / 2)), () => response.socket?.destroy())
}
