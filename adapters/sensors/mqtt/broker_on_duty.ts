import type { LeaseStore } from '#engine/runtime/ports/lease_store'
import { createWorkerLoop } from '#engine/runtime/workers/worker_loop'
import type { LineTools, SensorLine } from '../lines/line.js'
import { createLineRecord } from '../lines/line_record.js'
import { tellOnce } from '../lines/tell_once.js'
import { openEmbeddedBroker, type EmbeddedBroker, type EmbeddedBrokerSettings } from './embedded_broker.js'

export interface DutySettings extends EmbeddedBrokerSettings {
  leases: LeaseStore
  nodeId: string
  /** How often the lease is renewed, and by a node that stands by: how soon it looks again. It runs for three times as long. */
  everyMs: number
  /** The broker listens from now on, or does not any more. */
  onDuty?(broker: EmbeddedBroker | null): void
}

export const DUTY_EVERY_MS = 5_000
const LEASE = 'mqtt-broker'

/** The embedded broker on one node at a time; the others stand by and listen when its lease has run out. */
export function createBrokerOnDuty(settings: DutySettings, tools: LineTools): SensorLine {
  const { leases, nodeId, everyMs } = settings
  const record = createLineRecord((refusal) => tools.refused('mqtt', refusal))
  let broker: EmbeddedBroker | null = null
  const change = async (isMine: boolean): Promise<void> => {
    if (isMine === (broker !== null)) return
    if (isMine) broker = await openEmbeddedBroker(settings, tools, record)
    else {
      const ending = broker
      broker = null
      await ending?.close()
    }
    settings.onDuty?.(broker)
  }
  const look = async (): Promise<boolean> => {
    const isMine = await leases.take(LEASE, nodeId, tools.clock(), tools.clock() + 3 * everyMs)
    await change(isMine).catch(async (error: unknown) => {
      // perhaps another node can listen
      await leases.take(LEASE, nodeId, tools.clock(), tools.clock())
      throw error
    })
    fault.over()
    return false
  }
  const fault = tellOnce(tools, 'mqtt')
  const loop = createWorkerLoop(look, everyMs, fault.tell)
  return {
    name: 'mqtt',
    record,
    async start() {
      // the port may be free again later
      await look().finally(() => loop.start())
    },
    async stop() {
      await loop.stop()
      if (!broker) return
      await change(false)
      // for the next node not to wait until it runs out
      await leases.take(LEASE, nodeId, tools.clock(), tools.clock())
    },
  }
}
