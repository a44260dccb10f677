import { randomUUID } from 'node:crypto'
import type { Sending } from './scenario.js'

/** A way by which the devices of a scenario talk to the server, as real ones would. */
export interface Sender {
  /** Resolves when the server has acknowledged. */
  send(sending: Sending, atMs: number): Promise<void>
  close(): Promise<void>
}

/** Body of a reading for HTTP and MQTT. */
export const bodyOf = ({ values, alarm }: Sending, atMs: number): Record<string, unknown> => ({ messageId: randomUUID(), at: atMs, values, ...(alarm === null ? {} : { alarm }) })
