import { Agent, request } from 'node:http'
import { P6_PACKAGE } from '#tests/runtime/support/p6_package'
import { startServer, type ServerProcess } from '#tests/http/server_process'
import type { BenchRow } from './row.js'

const WARM_UP_MS = 2_000
const MEASURED_MS = 5_000
const CLIENTS = 64
const BATCH = 200
/** Takes the place of the model's candidates; a designer, too: P6 starts without a form, and its variables are only a designer's to send. */
const CLERK = 'admin'

interface Answer {
  status: number
  text: string
}
type Send = (method: string, path: string, body?: unknown) => Promise<Answer>

/** A keep-alive client without the cost of fetch: on two cores the client runs beside the server it measures. */
function createSend(server: ServerProcess, token: string, agent: Agent): Send {
  return (method, path, body) =>
    new Promise((resolve, reject) => {
      const payload = body === undefined ? undefined : JSON.stringify(body)
      const outgoing = request(
        {
          agent, host: '127.0.0.1', port: server.port, method, path: path.startsWith('/api') || path === '/healthz' ? path : `/api/v1${path}`,
          headers: { authorization: `Bearer ${token}`, ...(payload ? { 'content-type': 'application/json', 'content-length': Buffer.byteLength(payload) } : {}) },
        },
        (incoming) => {
          let text = ''
          incoming.setEncoding('utf8')
          incoming.on('data', (chunk: string) => (text += chunk))
          incoming.on('end', () => resolve({ status: incoming.statusCode ?? 0, text }))
        },
      )
      outgoing.on('error', reject)
      outgoing.end(payload)
    })
}

async function expectOk(sent: Promise<Answer>): Promise<{ id: string; nextTasks: { id: string }[]; data: { id: string }[]; results: { ok: boolean }[] }> {
  const { status, text } = await sent
  if (status >= 300) throw new Error(`Expected a completion to be accepted, but the answer is ${status}: ${text.slice(0, 300)}`)
  return JSON.parse(text) as Awaited<ReturnType<typeof expectOk>>
}

/** One clerk in a closed loop through cases of six tasks; tells how long each completion took. */
async function clerk(send: Send, isOver: () => boolean, completed: (milliseconds: number) => void): Promise<void> {
  while (!isOver()) {
    const { id } = await expectOk(send('POST', '/instances', { definitionKey: 'p6', variables: { amount: 500, applicant: '某餐饮店', town: '星沙街道' } }))
    const open = (await expectOk(send('GET', `/tasks?view=claimable&instanceId=${id}`))).data.map((task) => task.id)
    while (open.length > 0 && !isOver()) {
      const before = performance.now()
      const done = await expectOk(send('POST', `/tasks/${open.shift()!}/complete`, { opinion: '同意', variables: { area: 66, note: '一项' } }))
      completed(performance.now() - before)
      open.push(...done.nextTasks.map((task) => task.id))
    }
  }
}

async function measure(clients: number, work: (isOver: () => boolean, completed: (milliseconds: number) => void) => Promise<void>) {
  const begun = performance.now()
  const from = begun + WARM_UP_MS
  const until = from + MEASURED_MS
  const latencies: number[] = []
  const note = (milliseconds: number) => performance.now() >= from && latencies.push(milliseconds)
  await Promise.all(Array.from({ length: clients }, () => work(() => performance.now() >= until, note)))
  const sorted = latencies.toSorted((a, b) => a - b)
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
  return { p50: at(0.5), p99: at(0.99), perSecond: latencies.length / (MEASURED_MS / 1000) }
}

/** Milliseconds for one request that completes 200 tasks; the best of three, as the machine is not ours alone. */
async function measureBatch(send: Send): Promise<number> {
  const times: number[] = []
  for (let run = 0; run < 3; run++) {
    const ids: string[] = []
    for (let count = 0; count < BATCH; count++) {
      const { id } = await expectOk(send('POST', '/instances', { definitionKey: 'p6', variables: { amount: 500, applicant: '某餐饮店', town: '星沙街道' } }))
      ids.push((await expectOk(send('GET', `/tasks?view=claimable&instanceId=${id}`))).data[0]!.id)
    }
    const before = performance.now()
    const { results } = await expectOk(send('POST', '/tasks/batch', { action: 'complete', ids, opinion: '同意', variables: { area: 66, note: '一批' } }))
    times.push(performance.now() - before)
    if (!results.every((result) => result.ok)) throw new Error('Expected every task of the batch to be completed, but some were refused.')
  }
  return Math.min(...times)
}

const row = (name: string, value: number, unit: string, goal: number | null, isMet: (value: number, goal: number) => boolean, probe?: number): BenchRow => ({
  name, value, unit, goal, met: goal === null ? null : isMet(value, goal), ...(probe === undefined ? {} : { probe }),
})
const atMost = (value: number, goal: number) => value <= goal
const atLeast = (value: number, goal: number) => value >= goal

/** Completions of P6 over HTTP against the product's own server: login, routing, checks, visibility, bus, durable commit, answer. */
export async function benchHttp(): Promise<BenchRow[]> {
  const server = await startServer()
  const agent = new Agent({ keepAlive: true, maxSockets: CLIENTS })
  try {
    const resources = P6_PACKAGE.map((file) => ({ ...file, content: file.content.replaceAll(/camunda:(?:assignee|candidateUsers|candidateGroups)="[^"]*"/g, `camunda:candidateUsers="${CLERK}"`) }))
    const deployed = await (await server.client('admin')).post('/definitions', { resources })
    if (deployed.status !== 201) throw new Error(deployed.text)
    const send = createSend(server, (await server.client(CLERK)).token, agent)
    const on = server.databaseUrl ? 'MySQL' : 'SQLite'
    const lone = await measure(1, (isOver, completed) => clerk(send, isOver, completed))
    const many = await measure(CLIENTS, (isOver, completed) => clerk(send, isOver, completed))
    const bare = await measure(CLIENTS, async (isOver, completed) => {
      while (!isOver()) {
        await send('GET', '/healthz')
        completed(0)
      }
    })
    const batch = await measureBatch(send)
    return [
      row(`HTTP ${on}: completion p50, one clerk`, lone.p50, 'ms', 5, atMost),
      row(`HTTP ${on}: completion p99, one clerk`, lone.p99, 'ms', 30, atMost),
      row(`HTTP ${on}: completions, ${CLIENTS} clients`, many.perSecond, '1/s', 1_500, atLeast, bare.perSecond),
      row(`HTTP ${on}: completion p99, ${CLIENTS} clients`, many.p99, 'ms', null, atMost),
      row(`HTTP ${on}: batch of ${BATCH} completions`, batch, 'ms', 100, atMost),
    ]
  } finally {
    agent.destroy()
    await server.stop()
  }
}
