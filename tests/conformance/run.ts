/**
 * `npm run conformance -- FOLDER [--json FILE]`: every case of every script under FOLDER on the kernel with a virtual clock, then the
 * hostile files. A line per case, a closing count; exit 0 only if nothing fails but what is listed as wrong itself.
 */
import { existsSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { CORPUS, scriptsUnder } from './corpus.js'
import { HELD_WRONG } from './held_wrong.js'
import { runHostile } from './hostile/run_hostile.js'
import { runScript, type CaseResult } from './run_script.js'

async function main(): Promise<number> {
  const { folder, jsonFile } = readArguments(process.argv.slice(2))
  if (!existsSync(folder)) {
    console.error(`Expected a folder of conformance scripts at ${folder}, but there is none. Give one: npm run conformance -- FOLDER`)
    return 2
  }
  const results: CaseResult[] = []
  let heldWrong = 0
  const note = (result: CaseResult) => {
    const clause = result.result === 'fail' ? HELD_WRONG.get(result.name) : undefined
    results.push(result)
    if (clause !== undefined) heldWrong++
    const word = clause === undefined ? result.result : `held to be wrong (${clause})`
    console.log(`${result.result === 'pass' ? 'pass' : `${word}: ${result.detail ?? ''}`}  ${result.name}`)
  }
  for (const { file, root, label } of scriptsUnder(folder)) {
    for (const result of await runSafely(file, root, label)) note(result)
  }
  for (const result of await runHostile(folder)) note(result)
  const count = (kind: CaseResult['result']) => results.filter((one) => one.result === kind).length
  console.log(`${results.length} cases: ${count('pass')} pass, ${count('fail') - heldWrong} fail, ${heldWrong} held to be wrong, ${count('unsupported')} unsupported`)
  if (jsonFile !== null) writeFileSync(jsonFile, `${JSON.stringify(results, null, 1)}\n`)
  if (results.length === 0) console.error(`Expected scripts/*.json or hostile/manifest.json under ${folder}, but found neither.`)
  return results.length === 0 || count('fail') > heldWrong ? 1 : 0
}

async function runSafely(file: string, root: string, label: string): Promise<CaseResult[]> {
  try {
    return await runScript(file, root, label)
  } catch (thrown) {
    return [{ name: label, result: 'fail', detail: thrown instanceof Error ? thrown.message : String(thrown) }]
  }
}

function readArguments(words: string[]): { folder: string; jsonFile: string | null } {
  const at = words.indexOf('--json')
  const jsonFile = at < 0 ? null : resolve(words[at + 1] ?? 'conformance.json')
  const rest = at < 0 ? words : words.toSpliced(at, 2)
  return { folder: resolve(rest[0] ?? CORPUS), jsonFile }
}

process.exitCode = await main()
