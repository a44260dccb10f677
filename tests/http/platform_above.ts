import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

/** One message as it arrived: read from the interface document alone. */
export interface Arrived {
  messageId: string
  /** `province/acceptance`. */
  schema: string
  data: Readonly<Record<string, unknown>>
  text: string
}

type Verdict = 'accept' | 'queue' | 'refuse' | 'fail'

/** A platform above in the test's own process: does as it is told, keeps what came. */
export interface PlatformAbove {
  url: string
  arrived: Arrived[]
  /** Decides each message; may do something else before it answers. */
  behave: (message: Arrived) => Verdict | Promise<Verdict>
  /** Messages of one case or event, in order; each attempt counts. */
  of(number: string): Arrived[]
  close(): Promise<void>
}

export async function openPlatformAbove(): Promise<PlatformAbove> {
  const platform: PlatformAbove = {
    url: '', arrived: [], behave: () => 'accept',
    of: (number) => platform.arrived.filter(({ data }) => Object.values(data).some((value) => typeof value === 'string' && value.startsWith(number))),
    close: async () => undefined,
  }
  const server = createServer((request, response) => {
    void answer(platform, request).then(({ status, body }) => response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body)))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  platform.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  platform.close = async () => {
    server.closeAllConnections()
    await new Promise<void>((resolve) => server.close(() => resolve()))
  }
  return platform
}

async function answer(platform: PlatformAbove, request: IncomingMessage): Promise<{ status: number; body: unknown }> {
  const chunks: Buffer[] = []
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
  const id = request.url?.split('/').at(-1)
  if (request.method === 'GET') return { status: 200, body: { code: '0', success: 'true', receipt: { messageId: id, status: 'queued' } } }
  const text = Buffer.concat(chunks).toString()
  const { messageId, schema, data } = JSON.parse(text) as Omit<Arrived, 'text'>
  const message = { messageId, schema, data, text }
  platform.arrived.push(message)
  switch (await platform.behave(message)) {
    case 'accept': return { status: 200, body: { code: '0', success: 'true', status: 'accepted', upperId: `U-${messageId}` } }
    case 'queue': return { status: 202, body: { code: '0', success: 'true', status: 'queued' } }
    case 'refuse': return { status: 422, body: { code: '4007', success: 'false', reason: '实施编码与申请信息不一致', field: 'data.taskCode' } }
    case 'fail': return { status: 500, body: {} }
  }
}
