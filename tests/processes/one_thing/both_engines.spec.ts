import { test } from '@japa/runner'

import { verdictLine } from '#engine/verification/verdict'
import { compareEngines } from '#engine/verification/compare_engines'
import { packageNames, readPackage } from '../read_package.js'

test.group('packages that demand the agreement of both engines', () => {
  const demanding = packageNames().filter((name) => (JSON.parse(readPackage(name).get('manifest.json')!) as { demandAgreement?: boolean }).demandAgreement === true)

  test('there are some', ({ assert }) => assert.isAtLeast(demanding.length, 4))

  for (const name of demanding) {
    test(`${name} has it`, async ({ assert }) => {
      for (const [file, source] of readPackage(name)) {
        if (file.endsWith('.bpmn')) assert.match(verdictLine(await compareEngines(source)), /^agrees: \d+ scenarios, (\d+) of \1 flows$/, file)
      }
    }).timeout(600_000)
  }
})
