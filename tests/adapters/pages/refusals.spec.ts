import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { test } from '@japa/runner'

const ROOT = fileURLToPath(new URL('../../../', import.meta.url))
const refusals = JSON.parse(readFileSync(`${ROOT}adapters/web/locales/refusals.en.json`, 'utf8')) as Record<string, string>

test.group('pages: refusals in English', () => {
  test('each code is one that the server knows', ({ assert }) => {
    const sources = globSync(['adapters/web/server/**/*.ts', 'engine/runtime/**/*.ts', 'storage/**/*.ts', 'processes/**/*.ts'], { cwd: ROOT }).map((file) => readFileSync(ROOT + file, 'utf8')).join('\n')
    const rejections = readFileSync(`${ROOT}engine/kernel/rejection.ts`, 'utf8')
    const unknown = Object.keys(refusals).filter((code) => !sources.includes(`'${code}'`) && !rejections.includes(`'${code.slice(2)}'`))
    assert.deepEqual(unknown, [])
  })

  test('each is a whole English sentence, with no place for a value but the wait', ({ assert }) => {
    const odd = Object.entries(refusals).filter(([, text]) => !/^[A-Z][^\p{Script=Han}]+\.$/u.test(text.replace('{wait}', 'a while')) || /[{}]/.test(text.replace('{wait}', '')))
    assert.deepEqual(odd, [])
  })
})
