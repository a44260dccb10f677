/**
 * Runs Japa specs in this process: `tests/run.ts [--files GLOB …] [--tests TITLE …]`.
 * Without `--files` every spec that needs neither a server, a database server nor a browser runs.
 */
import { assert } from '@japa/assert'
import { configure, processCLIArgs, run } from '@japa/runner'

/** Rings of the suites that need no outside process. */
const UNIT_FILES = [
  'tests/engine/**/*.spec.ts',
  'tests/forms/**/*.spec.ts',
  'tests/processes/**/*.spec.ts',
  'tests/adapters/**/*.spec.ts',
  'tests/designer/**/*.spec.ts',
  'tests/architecture/**/*.spec.ts',
]

const fileArguments = process.argv.slice(2).flatMap((argument, index, all) => (all[index - 1] === '--files' ? [argument] : []))

processCLIArgs(process.argv.slice(2).filter((argument, index, all) => argument !== '--files' && all[index - 1] !== '--files'))
configure({
  files: fileArguments.length > 0 ? fileArguments : UNIT_FILES,
  plugins: [assert()],
  timeout: 60_000,
  forceExit: true,
})
await run()
