import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { TYPESCRIPT_LOADER } from '#tests/rings/typescript_loader'
import { cases, openSending, queue, settingsFor, TARGET } from '#tests/runtime/outbox/sending'
import type { BenchRow } from './row.js'

const CASES = Number(process.env.BENCH_OUTBOX_CASES ?? 2_000)
const STAGES = 5
const CONCURRENCY = 32
const GOAL = 1_000
/** Rows queued in one transaction. */
const PORTION = 2_000

interface ReceiverProcess {
  url: string
  ledger(): Promise<{ taken: number; faults: number }>
  stop(): void
}

async function startReceiverProcess(): Promise<ReceiverProcess> {
  const child = spawn(process.execPath, [...TYPESCRIPT_LOADER, 'tests/bench/outbox_receiver.ts'], { stdio: ['pipe', 'pipe', 'inherit'] })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const next = async (): Promise<string> => String((await lines.next()).value)
  return {
    url: await next(),
    async ledger() {
      child.stdin.write('ledger\n')
      return JSON.parse(await next()) as { taken: number; faults: number }
    },
    stop: () => void child.kill(),
  }
}

/** Requests a second that plain `fetch` makes of the same receiver, as many under way. */
async function rawFetches(url: string, count: number): Promise<number> {
  const beganMs = performance.now()
  let sent = 0
  const worker = async (): Promise<void> => {
    while (sent < count) {
      sent += 1
      const response = await fetch(`${url}/messages`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ id: `raw-${sent}`, key: `raw-${sent}`, seq: 1 }) })
      await response.text()
    }
  }
  await Promise.all(Array.from({ length: CONCURRENCY }, worker))
  return (count * 1_000) / (performance.now() - beganMs)
}

/** Deliveries of `CASES` cases with five stages each, from a full queue until the last is noted as accepted. */
export const benchOutbox = async (input: { databaseUrl?: string } = {}): Promise<BenchRow[]> => {
  if (input.databaseUrl) process.env.TEST_DATABASE_URL = input.databaseUrl
  else delete process.env.TEST_DATABASE_URL
  const receiver = await startReceiverProcess()
  const sending = await openSending({ settings: settingsFor(receiver.url, { concurrency: CONCURRENCY }), timing: { dutyMs: 15_000, leaseMarginMs: 30_000 }, random: Math.random })
  try {
    const probe = await rawFetches(receiver.url, 5_000)
    const before = await receiver.ledger()
    const rows = cases(CASES, STAGES)
    for (let at = 0; at < rows.length; at += PORTION) await queue(sending.storage, rows.slice(at, at + PORTION))
    const beganMs = performance.now()
    sending.dispatcher.start()
    const { deliveries } = sending.storage.outbox
    while ((await deliveries.nextDueMs(TARGET)) !== null) await new Promise((resolve) => setTimeout(resolve, 20))
    const value = (rows.length * 1_000) / (performance.now() - beganMs)
    const accepted = (await deliveries.idsOf({ statuses: ['accepted'] }, rows.length + 1)).length
    if (accepted !== rows.length) throw new Error(`Expected ${rows.length} deliveries to be noted as accepted, but ${accepted} are.`)
    const { taken, faults } = await receiver.ledger()
    if (taken - before.taken !== rows.length || faults !== before.faults) throw new Error(`Expected ${rows.length} deliveries in order, but ${taken - before.taken} were taken, ${faults} out of order.`)
    return [{ name: `deliveries noted as accepted, in order per case, ${sending.database.name}`, value, unit: 'deliveries/s', goal: GOAL, met: value >= GOAL, probe }]
  } finally {
    await sending.close()
    receiver.stop()
  }
}
