import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { test } from '@japa/runner'
import { compileModel } from '#engine/compile/compile_model'
import { CORPUS, filesUnder, scriptsUnder } from '#tests/conformance/corpus'
import { runHostile } from '#tests/conformance/hostile/run_hostile'
import { HELD_WRONG } from '#tests/conformance/held_wrong'
import { renameScript } from '#tests/conformance/rename_corpus'
import { runScript, type CaseResult } from '#tests/conformance/run_script'

const OWN = join(import.meta.dirname, '../../conformance/fixtures')
const hasCorpus = existsSync(CORPUS)
if (!hasCorpus) console.log(`The conformance corpus was not found at ${CORPUS} (CONFORMANCE_DIR): its suite did not run.`)

/** Letters only, never twice the same in one run. */
function randomWords(seed: number): () => string {
  let state = seed >>> 0
  let count = 0
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    count++
    return `w${state.toString(36)}x${count.toString(36)}`
  }
}

for (const [name, folder] of [['own fixtures', OWN], ['corpus', CORPUS]] as const) {
  const scripts = name === 'corpus' && !hasCorpus ? [] : scriptsUnder(folder)
  test.group(`conformance | ${name}`, () => {
    for (const { file, root, label } of scripts) {
      test(label, async ({ assert }) => {
        const results = await runScript(file, root, label)
        const failed = results.filter((one) => one.result === 'fail' && !HELD_WRONG.has(one.name))
        assert.deepEqual(failed, [])
        if (name === 'own fixtures') assert.isTrue(results.every((one) => one.result === 'pass'), JSON.stringify(results))
      })
    }

    if (scripts.length > 0) {
      test('a copy with all ids, names and file names renamed gives the same results', async ({ assert }) => {
        const target = mkdtempSync(join(tmpdir(), 'renamed-'))
        const word = randomWords(Date.now())
        const bare = (results: CaseResult[]) => results.map(({ result, detail }) => (result === 'fail' ? result : `${result} ${detail ?? ''}`))
        try {
          for (const { file, root, label } of scripts) {
            const renamed = renameScript(file, root, target, word)
            assert.deepEqual(bare(await runScript(renamed, target, 'renamed')), bare(await runScript(file, root, label)), label)
          }
        } finally {
          rmSync(target, { recursive: true })
        }
      }).timeout(60_000)
    }
  })
}

if (hasCorpus) {
  test.group('conformance | hostile and foreign files', () => {
    test('every hostile file ends as its manifest says', async ({ assert }) => {
      const results = await runHostile(CORPUS)
      assert.deepEqual(results.filter((one) => one.result !== 'pass'), [])
    }).timeout(200_000)

    for (const folder of ['miwg', 'import']) {
      test(`${folder}: every model of other tools is read; what is wrong with it is a finding, never a crash`, async ({ assert }) => {
        const files = filesUnder(join(CORPUS, folder), (path) => /\.bpmn(20\.xml)?$/.test(path))
        assert.isAbove(files.length, 0)
        for (const file of files) {
          const { processes, diagnostics } = await compileModel(readFileSync(file))
          const hasErrors = diagnostics.some((finding) => finding.severity === 'error')
          assert.equal(processes.length > 0, !hasErrors, relative(CORPUS, file))
          for (const { code, message } of diagnostics) assert.isTrue(/^[A-Z_]+$/.test(code) && /[。]$/.test(message), `${relative(CORPUS, file)}: ${code} ${message}`)
        }
      })
    }
  })
}
