import type { LineTools } from '#adapters/sensors/lines/line'
import { createRecordingIntake, testRegister, type RecordingIntake } from './recording_intake.js'

export interface TestTools extends LineTools {
  intake: RecordingIntake
  /** What was reported to whoever runs the server. */
  errors: string[]
}

export function createTestTools(): TestTools {
  const errors: string[] = []
  return { intake: createRecordingIntake(), register: testRegister, clock: Date.now, errors, onError: (error) => void errors.push(error instanceof Error ? error.message : String(error)) }
}
