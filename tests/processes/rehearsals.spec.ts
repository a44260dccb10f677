import { test } from '@japa/runner'

import { playScript } from '#processes/rehearsal/play_script'
import { parseScript } from '#processes/rehearsal/parse_script'
import { VIEW_NAMES } from '#processes/rehearsal/views'
import { compileFiles } from './compile_files.js'
import { packageNames, readPackage } from './read_package.js'

const PACKAGES = packageNames()

test.group('rehearsals of the packages', () => {
  for (const name of PACKAGES) {
    const files = readPackage(name)
    const { process } = JSON.parse(files.get('manifest.json')!) as { process: string }
    const compiled = compileFiles(files)
    compiled.catch(() => undefined)
    for (const [file, text] of files) {
      if (!file.startsWith('rehearsals/')) continue
      test(`${name} ${file}`, async ({ assert }) => {
        const parsed = parseScript(text, VIEW_NAMES)
        assert.deepEqual(parsed.ok ? [] : parsed.problems, [])
        if (!parsed.ok) return
        const played = playScript(parsed.script, await compiled, process)
        assert.deepEqual(played.steps.flatMap(({ what, differences }) => differences.map((one) => `${what}: ${one}`)), [])
      })
    }
  }

  test('every package has rehearsals', ({ assert }) => {
    for (const name of PACKAGES) assert.isAbove([...readPackage(name).keys()].filter((file) => file.startsWith('rehearsals/')).length, 0, name)
    assert.include(PACKAGES, 'one-thing/restaurant')
  })
})
