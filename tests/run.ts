/**
 * Runs Japa specs in this process: `tests/run.ts [--files GLOB]… [--tests TITLE]…`.
 * Without `--files` every spec that needs neither a server, a database server nor a browser runs (the unit ring).
 * Generated tests go by `PROPERTY_SEED`: the same on every run, so that a red run is red again; the soak takes another each time and prints it.
 * With `TEST_SUMMARY_FILE` the counts are also written there as JSON, for the ring that adds them up.
 */
import { writeFileSync } from 'node:fs'
import { assert } from '@japa/assert'
import { configure, processCLIArgs, run } from '@japa/runner'
import { spec } from '@japa/runner/reporters'
import fc from 'fast-check'

const UNIT_FILES = ['engine', 'forms', 'processes', 'adapters', 'designer', 'architecture', 'upper_platform'].map((folder) => `tests/${folder}/**/*.spec.ts`)

const argumentsGiven = process.argv.slice(2)
const files = argumentsGiven.filter((_, index) => argumentsGiven[index - 1] === '--files')
const others = argumentsGiven.filter((argument, index) => argument !== '--files' && argumentsGiven[index - 1] !== '--files')

fc.configureGlobal({ seed: Number(process.env.PROPERTY_SEED ?? 20_261_122) })

processCLIArgs(others)
configure({
  files: files.length > 0 ? files : UNIT_FILES,
  plugins: [assert()],
  timeout: 120_000,
  forceExit: true,
  reporters: {
    activated: ['spec', 'summary-file'],
    list: [
      spec(),
      {
        name: 'summary-file',
        handler(runner, emitter) {
          emitter.on('runner:end', () => {
            const file = process.env.TEST_SUMMARY_FILE
            if (file) writeFileSync(file, JSON.stringify(runner.getSummary().aggregates))
          })
        },
      },
    ],
  },
})
await run()
