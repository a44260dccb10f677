import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'

/** How it answers one message. `lost`: taken, and the answer never arrives; `garbage`: 200 with something that is no answer; `reset`: nothing taken. */
export type Behaviour = 'accept' | 'queue' | 'reject' | 'error' | 'garbage' | 'lost' | 'reset' | 'slow' | 'busy'

export interface ReceivedMessage {
  id: string
  key: string
  seq: number
}

/** A system above, as simple as it can be: takes a message once by its id, keeps the order in which they took effect. Knows nothing of ours. */
export interface Receiver {
  url: string
  /** What took effect, in order; each id once. */
  ledger: ReceivedMessage[]
  /** Requests that came, whatever became of them. */
  requests: number
  /** Most under way at once. */
  most: number
  verdicts: Map<string, string>
  /** Decides each request. */
  behave: (message: ReceivedMessage, request: number) => Behaviour
  close(): Promise<void>
}

const read = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = []
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

const answer = (response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void => {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(typeof body === 'string' ? body : JSON.stringify(body))
}

export async function startReceiver(port = 0): Promise<Receiver> {
  const taken = new Set<string>()
  let underWay = 0
  const receiver: Receiver = { url: '', ledger: [], requests: 0, most: 0, verdicts: new Map(), behave: () => 'accept', close: async () => undefined }
  const take = (message: ReceivedMessage): void => {
    if (taken.has(message.id)) return
    taken.add(message.id)
    receiver.ledger.push(message)
  }
  const respond = async (message: ReceivedMessage, response: ServerResponse): Promise<void> => {
    const behaviour = receiver.behave(message, receiver.requests)
    if (['accept', 'queue', 'lost', 'garbage', 'slow'].includes(behaviour)) take(message)
    if (behaviour === 'lost' || behaviour === 'reset') return void response.destroy()
    if (behaviour === 'slow') await new Promise((resolve) => setTimeout(resolve, 60))
    if (behaviour === 'error') return answer(response, 500, { message: 'internal' })
    if (behaviour === 'busy') return answer(response, 503, {}, { 'retry-after': '1' })
    if (behaviour === 'garbage') return answer(response, 200, '<html>login</html>')
    if (behaviour === 'reject') return answer(response, 422, { code: 'R1', reason: '事项编码不存在' })
    answer(response, behaviour === 'queue' ? 202 : 200, { ok: true, number: `u-${message.id}` })
  }
  const server: Server = createServer((request, response) => {
    receiver.requests += 1
    underWay += 1
    receiver.most = Math.max(receiver.most, underWay)
    response.once('close', () => { underWay -= 1 })
    if (request.method === 'GET') {
      const verdict = receiver.verdicts.get(request.url!.split('/').at(-1)!)
      return answer(response, verdict === undefined ? 404 : 200, { verdict: verdict ?? null })
    }
    void read(request).then((text) => respond(JSON.parse(text) as ReceivedMessage, response))
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const address = server.address()
  receiver.url = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`
  receiver.close = () => new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
  return receiver
}

/** Where effect and order are not as they have to be: each key's numbers 1, 2, 3 … in order, none twice, none beyond. */
export function orderFaults(ledger: readonly ReceivedMessage[]): string[] {
  const last = new Map<string, number>()
  return ledger.flatMap(({ key, seq }) => {
    const expected = (last.get(key) ?? 0) + 1
    last.set(key, seq)
    return seq === expected ? [] : [`${key}: ${seq} where ${expected} was due`]
  })
}
