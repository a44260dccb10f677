import { test } from '@japa/runner'

import { verdictLine } from '#engine/verification/verdict'
import { verifyModel } from '#engine/verification/verify_model'
import { packageNames, readPackage } from '../read_package.js'

/** A hang guard only: on a busy machine a worker takes seconds to start. */
const PATIENT = { timeMs: 300_000, memoryMb: 512 }

test.group('packages that demand the agreement of both engines', () => {
  const demanding = packageNames().filter((name) => (JSON.parse(readPackage(name).get('manifest.json')!) as { demandAgreement?: boolean }).demandAgreement === true)

  test('there are some', ({ assert }) => assert.isAtLeast(demanding.length, 4))

  for (const name of demanding) {
    test(`${name} has it`, async ({ assert }) => {
      for (const [file, source] of readPackage(name)) {
        if (file.endsWith('.bpmn')) assert.match(verdictLine(await verifyModel(source, PATIENT)), /^agrees: \d+ scenarios, (\d+) of \1 flows$/, file)
      }
    }).timeout(600_000)
  }
})
