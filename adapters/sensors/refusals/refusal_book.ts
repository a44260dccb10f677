import { createHash } from 'node:crypto'
import { createWorkerLoop } from '#engine/runtime/workers/worker_loop'
import type { DeviceRegister } from '#processes/foundation/alarms/device'
import { DEVICE_NAME } from '#processes/foundation/alarms/device_store'
import type { Refusal, RefusalStore, RefusalTally, TellRefusal } from '#processes/foundation/alarms/refusals'
import { withoutContent } from './without_content.js'

export interface RefusalSurroundings {
  store: Pick<RefusalStore, 'add'>
  register: Pick<DeviceRegister, 'find'>
  onError(error: unknown, where: string): void
}

/** What was refused on this node, on its way to the database. */
export interface RefusalBook {
  told: TellRefusal
  /** Resolves when everything told so far is durable. */
  flush(): Promise<void>
  start(): void
  stop(): Promise<void>
}

/** What is told is durable so much later at most; killed in between, it is lost. */
const EVERY_MS = 2_000
const HOUR_MS = 3_600_000
/** Names that no register knows, kept apart in one hour on one node. More are counted without a name: whoever invents names fills no table. */
export const MOST_STRANGERS = 300

/** Counts what lines refuse, in memory, and brings it to the database every two seconds. The refused message itself is dropped at once. */
export function createRefusalBook({ store, register, onError }: RefusalSurroundings): RefusalBook {
  let tallies = new Map<string, RefusalTally>()
  const strangers = { hourMs: 0, names: new Set<string>() }

  const told: TellRefusal = (line, refusal) => {
    const hourMs = refusal.atMs - (refusal.atMs % HOUR_MS)
    const { source, deviceId } = named(refusal.device, hourMs)
    const key = [hourMs, line, source, deviceId, refusal.code].join(' ')
    const before = tallies.get(key)
    tallies.set(key, before
      ? { ...before, count: before.count + 1, lastAtMs: Math.max(before.lastAtMs, refusal.atMs) }
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

  async function flush(): Promise<void> {
    if (tallies.size === 0) return
    const taken = tallies
    tallies = new Map()
    try {
      await store.add([...taken.values()])
    } catch (error) {
      for (const [key, { count, ...tally }] of taken) tallies.set(key, { ...tally, count: count + (tallies.get(key)?.count ?? 0) })
      throw error
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
      await flush().catch((error: unknown) => onError(error, 'refused reports'))
    },
  }
}

const NOBODY = { source: '', deviceId: '' }

/** Only what may be the name of a device is written down: a login can carry anything. */
function nameOf(device: string): { source: string; deviceId: string } {
  const [source = '', ...rest] = device.split('/')
  const deviceId = rest.join('/')
  return DEVICE_NAME.test(source) && (deviceId === '' || DEVICE_NAME.test(deviceId)) ? { source, deviceId } : NOBODY
}

const sampleOf = ({ raw }: Refusal): Pick<RefusalTally, 'bytes' | 'digest'> =>
  raw === '' ? { bytes: 0, digest: '' } : { bytes: Buffer.byteLength(raw), digest: createHash('sha256').update(raw).digest('hex') }
