import type { LineTools } from '#adapters/sensors/lines/line'
import type { RefusedLogin } from '#adapters/sensors/lines/login_guard'
import type { Refusal } from '#processes/foundation/alarms/refusals'
import { createRecordingIntake, testRegister, type RecordingIntake } from './recording_intake.js'

export interface TestTools extends LineTools {
  intake: RecordingIntake
  /** What was reported to whoever runs the server. */
  errors: string[]
  /** What lines told of having refused, newest last. */
  refusals: Refusal[]
  refusedLogins: RefusedLogin[]
  /** Another secret for a device (`source/id`) or platform (`source`); null = out of use. */
  changeSecret(name: string, secret: string | null): void
}

export function createTestTools(): TestTools {
  const errors: string[] = []
  const refusals: Refusal[] = []
  const refusedLogins: RefusedLogin[] = []
  const changed = new Map<string, string | null>()
  const secretOf = (name: string): string | null => (changed.has(name) ? changed.get(name)! : `secret of ${name}`)
  return {
    intake: createRecordingIntake(), clock: Date.now, errors, refusedLogins, onError: (error) => void errors.push(error instanceof Error ? error.message : String(error)),
    refusals, refused: (_line, refusal) => void refusals.push(refusal),
    refusedLogin: (login) => void refusedLogins.push(login),
    register: {
      ...testRegister, authenticate: async (source, deviceId, secret) => secret === secretOf(`${source}/${deviceId}`), authenticatePlatform: async (source, secret) => secret === secretOf(source),
      credential: (source, deviceId) => secretOf(deviceId === null ? source : `${source}/${deviceId}`),
    },
    changeSecret: (name, secret) => void changed.set(name, secret),
  }
}
