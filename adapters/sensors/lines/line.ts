import type { DeviceRegister } from '#processes/foundation/alarms/device'
import type { Intake } from '#processes/foundation/alarms/message'
import type { TellRefusal } from '#processes/foundation/alarms/refusals'
import type { LineRecord } from './line_record.js'
import type { RefusedLogin } from './login_guard.js'

/** A way by which devices reach us: a broker, a port, a table. */
export interface SensorLine {
  readonly name: string
  /** Rejects when it cannot begin, e.g. because its port is taken. */
  start(): Promise<void>
  /** Takes nothing any more; resolves when what was being taken is kept or given back. */
  stop(): Promise<void>
  readonly record: LineRecord
}

/** What every line works with. */
export interface LineTools {
  intake: Intake
  register: DeviceRegister
  refused: TellRefusal
  clock(): number
  /** Somebody without the right secret: written down, bounded by the line. */
  refusedLogin(login: RefusedLogin): void
  onError(error: unknown, where: string): void
}
