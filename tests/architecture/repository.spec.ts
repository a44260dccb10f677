import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { test } from '@japa/runner'

const tracked = execFileSync('git', ['ls-files', '-z'], { encoding: 'utf8' }).split('\0').filter(Boolean)

/** The user's list, and what tools insist on finding at the root. */
const TOP_LEVEL = [
  'engine', 'designer', 'processes', 'forms', 'adapters', 'storage', 'tests', 'package.json', 'tsconfig.json', 'README.md',
  'README.zh-CN.md', 'CHANGELOG.md', 'LICENSE', 'package-lock.json', '.gitignore', '.oxlintrc.json', '.ci',
]

const isProse = (path: string) => /\.(ts|vue|md|json|cjs|bpmn|hbs|css)$/.test(path) && path !== 'package-lock.json'

test.group('the repository', () => {
  test('the top level is the agreed list', ({ assert }) => {
    const found = [...new Set(tracked.map((path) => path.split('/')[0]))]
    assert.deepEqual(found.filter((name) => !TOP_LEVEL.includes(name)), [])
  })

  test('file names say one thing in snake case', ({ assert }) => {
    const odd = tracked.filter((path) => /^(engine|processes|forms|storage)\/.*\.ts$/.test(path) && !/^[a-z0-9_]+(\.spec)?\.ts$/.test(path.split('/').at(-1)!))
    assert.deepEqual(odd, [])
  })

  test('no file is named after a drawer for odds and ends', ({ assert }) => {
    assert.deepEqual(tracked.filter((path) => /(^|[_/])(utils?|helpers?|managers?|common|misc)([_./]|$)/i.test(path)), [])
  })

  test('nothing names a path of one machine', ({ assert }) => {
    const machinePath = /\/wor[k]\/main|\/roo[t]\/|\.librar[y]\//
    assert.deepEqual(tracked.filter((path) => isProse(path) && machinePath.test(readFileSync(path, 'utf8'))), [])
  })

  test('what a device reports is 报警, in every sentence a person may read', ({ assert }) => {
    const otherWord = /告[警]/
    const says = (path: string) => otherWord.test(readFileSync(path, 'utf8'))
    assert.isTrue(says('processes/decisions/010_the_word_for_an_alarm.md'), 'the decision names the word that is not used')
    assert.deepEqual(tracked.filter((path) => (isProse(path) || path.endsWith('.dmn')) && !path.includes('/decisions/') && says(path)), [])
  })

  test('every invented 18-digit identity number is impossible', ({ assert }) => {
    const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
    const isPossible = (id: string) => '10X98765432'[weights.reduce((sum, weight, index) => sum + weight * Number(id[index]), 0) % 11] === id[17].toUpperCase()
    const possible = tracked.filter(isProse).flatMap((path) => [...readFileSync(path, 'utf8').matchAll(/(?<![\dA-Za-z])\d{6}(?:19|20)\d{9}[\dXx](?![\dA-Za-z])/g)].filter(([id]) => isPossible(id)).map(([id]) => `${path}: ${id}`))
    assert.deepEqual(possible, [])
  })
})
