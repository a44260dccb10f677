/**
 * `tests/golden/record_golden.ts RELEASE`: plays the project's own conformance cases and writes journal and states of each to
 * `tests/golden/RELEASE`. Run once when a release is made; a folder that is there already is not touched.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { STATE_VERSION } from '#engine/kernel/state'
import type { RehearsalRecord } from '#engine/rehearsal/rehearsal'
import { scriptsUnder } from '#tests/conformance/corpus'
import { runScript } from '#tests/conformance/run_script'
import type { GoldenFile } from './golden_file.js'

const release = process.argv[2]
if (release === undefined || !/^\d+\.\d+\.\d+$/.test(release)) throw new Error('Expected a release like 0.2.0 as the only argument.')
const folder = join(import.meta.dirname, release)
if (existsSync(folder)) throw new Error(`Expected no recording of ${release} yet, but ${folder} is there. What a release did is never recorded anew.`)
mkdirSync(folder)
for (const { file, root, label } of scriptsUnder(join(import.meta.dirname, '../conformance/fixtures'))) {
  const { models } = JSON.parse(readFileSync(file, 'utf8')) as { models: string[] }
  const cases = new Map<string, RehearsalRecord[]>()
  const results = await runScript(file, root, label, (name, record) => void cases.set(name, [...(cases.get(name) ?? []), record]))
  const failed = results.filter(({ result }) => result !== 'pass')
  if (failed.length > 0) throw new Error(`Expected every case to pass, but ${JSON.stringify(failed)}.`)
  const golden: GoldenFile = {
    release, stateVersion: STATE_VERSION, models: models.map((model) => readFileSync(join(root, model), 'utf8')),
    cases: [...cases].map(([name, records]) => ({ name, records })),
  }
  writeFileSync(join(folder, basename(file)), `${JSON.stringify(golden)}\n`)
  console.log(`${label}: ${golden.cases.length} cases, ${golden.cases.reduce((sum, one) => sum + one.records.length, 0)} commands`)
}
