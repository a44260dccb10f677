import { createHash } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { createWorkerLoop } from '#engine/runtime/workers/worker_loop'
import type { DeviceRegister } from '#processes/foundation/alarms/device'
import { DEVICE_NAME } from '#processes/foundation/alarms/device_store'
import type { Refusal, RefusalStore, RefusalTally, TellRefusal } from '#processes/foundation/alarms/refusals'
import { withoutContent } from './without_content.js'

export interface RefusalSurroundings {
  store: Pick<RefusalStore, 'add'>
  register: Pick<DeviceRegister, 'find'>
  onError(error: unknown, where: string): void
  /** Between two tries of whoever stops. */
  pauseMs?: number
}

/** What was refused on this node, on its way to the database. */
export interface RefusalBook {
  told: TellRefusal
  /** Resolves when everything told so far is durable. */
  flush(): Promise<void>
  start(): void
  /** Resolves when every refusal is counted in the database. To be stopped after everything that tells. */
  stop(): Promise<void>
}

/** What is told is durable so much later at most. A kill loses the counts of these two seconds, and no reading: what was refused was not to be kept. */
const EVERY_MS = 2_000
/** Who stops waits for a database that is just away. */
const LAST_TRIES = 5
const LAST_PAUSE_MS = 200
const HOUR_MS = 3_600_000
/** Names that no register knows, kept apart in one hour on one node. More are counted without a name: whoever invents names fills no table. */
export const MOST_STRANGERS = 300

/** Counts what lines refuse, in memory, and brings it to the database every two seconds. The refused message itself is dropped at once. */
export function createRefusalBook({ store, register, onError, pauseMs = LAST_PAUSE_MS }: RefusalSurroundings): RefusalBook {
  let tallies = new Map<string, RefusalTally>()
  let underway: Promise<void> = Promise.resolve()
  const strangers = { hourMs: 0, names: new Set<string>() }

  const told: TellRefusal = (line, refusal) => {
    const hourMs = refusal.atMs - (refusal.atMs % HOUR_MS)
    const { source, deviceId } = named(refusal.device, hourMs)
    const key = [hourMs, line, source, deviceId, refusal.code].join(' ')
    const before = tallies.get(key)
    tallies.set(key, before
      ? added(before, { count: 1, lastAtMs: refusal.atMs })
      : { hourMs, line, source, deviceId, code: refusal.code, message: withoutContent(refusal.message), count: 1, lastAtMs: refusal.atMs, ...sampleOf(refusal) })
  }

  function named(device: string, hourMs: number): { source: string; deviceId: string } {
    const told = nameOf(device)
    if (told.source === '' || (told.deviceId !== '' && register.find(told.source, told.deviceId) !== null)) return told
    if (strangers.hourMs !== hourMs) {
      strangers.hourMs = hourMs
      strangers.names.clear()
    }
    if (strangers.names.size >= MOST_STRANGERS && !strangers.names.has(device)) return NOBODY
    strangers.names.add(device)
    return told
  }

  async function write(): Promise<void> {
    if (tallies.size === 0) return
    const taken = tallies
    tallies = new Map()
    try {
      await store.add([...taken.values()])
    } catch (error) {
      for (const [key, tally] of taken) {
        const since = tallies.get(key)
        tallies.set(key, since ? added(tally, since) : tally)
      }
      throw error
    }
  }

  /** One after the other: what is being written while somebody asks may still come back. */
  const flush = (): Promise<void> => (underway = underway.catch(() => undefined).then(write))

  async function flushAtLast(): Promise<void> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await flush()
      } catch (error) {
        if (tries === LAST_TRIES) return onError(error, `refused reports, ${[...tallies.values()].reduce((sum, { count }) => sum + count, 0)} of them not counted`)
      }
      await pause(pauseMs)
    }
  }

  const loop = createWorkerLoop(async () => {
    await flush()
    return false
  }, EVERY_MS, (error) => onError(error, 'refused reports'))

  return {
    told,
    flush,
    start: loop.start,
    async stop() {
      await loop.stop()
      await flushAtLast()
    },
  }
}

const added = (tally: RefusalTally, more: Pick<RefusalTally, 'count' | 'lastAtMs'>): RefusalTally =>
  ({ ...tally, count: tally.count + more.count, lastAtMs: Math.max(tally.lastAtMs, more.lastAtMs) })

const NOBODY = { source: '', deviceId: '' }

/** Only what may be the name of a device is written down: a login can carry anything. */
function nameOf(device: string): { source: string; deviceId: string } {
  const [source = '', ...rest] = device.split('/')
  const deviceId = rest.join('/')
  return DEVICE_NAME.test(source) && (deviceId === '' || DEVICE_NAME.test(deviceId)) ? { source, deviceId } : NOBODY
}

const sampleOf = ({ raw }: Refusal): Pick<RefusalTally, 'bytes' | 'digest'> =>
  raw === '' ? { bytes: 0, digest: '' } : { bytes: Buffer.byteLength(raw), digest: createHash('sha256').update(raw).digest('hex') }
