import type { LineTools } from '#adapters/sensors/lines/line'
import type { Refusal } from '#processes/foundation/alarms/refusals'
import { createRecordingIntake, testRegister, type RecordingIntake } from './recording_intake.js'

export interface TestTools extends LineTools {
  intake: RecordingIntake
  /** What was reported to whoever runs the server. */
  errors: string[]
  /** What lines told of having refused, newest last. */
  refusals: Refusal[]
}

export function createTestTools(): TestTools {
  const errors: string[] = []
  const refusals: Refusal[] = []
  return {
    intake: createRecordingIntake(), register: testRegister, clock: Date.now, errors, onError: (error) => void errors.push(error instanceof Error ? error.message : String(error)),
    refusals, refused: (_line, refusal) => void refusals.push(refusal),
  }
}
