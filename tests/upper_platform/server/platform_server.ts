import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { checkSignature, type Arrived } from '../checks/check_transport.js'
import { datasetOf } from '../interface/datasets.js'
import { fault } from '../interface/faults.js'
import type { PlatformName } from '../interface/field.js'
import { ledgerPage } from '../ledger/ledger.js'
import { questionTreatment, type Treatment } from './behaviour.js'
import type { Desk } from './desk.js'
import { renderOverview } from './overview.js'
import { receiptAsked, receive, refusal, transportOf, type Answer } from './receive.js'
import { isPlatform } from './settings.js'
import { writeSpoilt } from './write_spoilt.js'

const MOST_BYTES = 1_048_576

/** The side of the platforms that the county sees. */
export function createPlatformServer(desk: Desk): Server {
  return createServer((request, response) => {
    void handle(desk, request, response).catch((error: unknown) => {
      process.stderr.write(`${String(error instanceof Error ? error.stack : error)}\n`)
      if (!response.headersSent) write(response, { status: 500, body: { code: '9999', success: 'false', reason: '平台内部错误' } })
    })
  })
}

async function handle(desk: Desk, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await readBytes(request)
  const { pathname, searchParams } = new URL(request.url!, 'http://platform')
  if (request.method === 'GET' && pathname === '/') return void response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(renderOverview(desk))
  const arrived: Arrived = { method: request.method!, path: request.url!, headers: request.headers, body: body ?? Buffer.alloc(0) }
  const [platform = '', v1, name = '', id] = pathname.slice(1).split('/').map(decode)
  if (pathname === '/favicon.ico') return void response.writeHead(204).end()
  if (!isPlatform(platform) || v1 !== 'v1') return refuse(desk, arrived, response, fault('1013', pathname))
  if (['receipts', 'ledger', 'materials'].includes(name)) return answerQuestion(desk, platform, { name, id: id ?? '', searchParams }, arrived, response)
  const dataset = id === undefined ? datasetOf(platform, name) : undefined
  if (dataset === undefined) return refuse(desk, arrived, response, fault('1013', pathname))
  if (request.method !== 'POST') return refuse(desk, arrived, response, fault('1014', request.method))
  if (body === null) return refuse(desk, arrived, response, fault('1010'))
  const { answer, treatment } = receive(desk, dataset, arrived)
  return treatment === null ? write(response, answer) : spoil(treatment, answer, response)
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return ''
  }
}

/** The bytes of a body, or null when they are too many; the rest is read and thrown away so that the answer can be sent. */
async function readBytes(request: IncomingMessage): Promise<Buffer | null> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size <= MOST_BYTES) chunks.push(chunk)
  }
  return size > MOST_BYTES ? null : Buffer.concat(chunks)
}

function refuse(desk: Desk, { path }: Arrived, response: ServerResponse, found: ReturnType<typeof fault>): void {
  desk.ledger.noteRefusal(path, found.code, null, desk.clock.nowMs())
  write(response, refusal(found))
}

interface Question {
  name: string
  id: string
  searchParams: URLSearchParams
}

function answerQuestion(desk: Desk, platform: PlatformName, { name, id, searchParams }: Question, arrived: Arrived, response: ServerResponse): void {
  if (arrived.method !== 'GET') return refuse(desk, arrived, response, fault('1014', arrived.method))
  if (desk.settings.platforms[platform].isDown) return refuse(desk, arrived, response, fault('1016'))
  const found = checkSignature(arrived, transportOf(desk, platform))
  if (found !== null) return refuse(desk, arrived, response, found)
  const treatment = questionTreatment(desk.settings.behaviour, { platform, name })
  if (name === 'receipts') return spoil(treatment, receiptAsked(desk, platform, id), response)
  if (name === 'materials') return desk.materials.answer(id, response)
  const day = searchParams.get('date') ?? ''
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) return refuse(desk, arrived, response, fault('3008', 'date', 'date'))
  const limit = Math.min(Math.max(Math.trunc(Number(searchParams.get('limit') ?? 1_000)) || 1_000, 1), 1_000)
  const page = ledgerPage(desk.ledger, platform, day, searchParams.get('after'), limit, desk.clock.nowMs())
  spoil(treatment, { status: 200, body: { code: '0', success: 'true', ...page } }, response)
}

function spoil({ mode, ms }: Treatment, answer: Answer, response: ServerResponse): void {
  if (mode === 'ok') return write(response, answer)
  if (mode === 'late') return void setTimeout(() => write(response, answer), ms)
  writeSpoilt(mode, answer, response)
}

export function write(response: ServerResponse, { status, body, headers }: Answer): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers }).end(JSON.stringify(body))
}
