import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { test } from '@japa/runner'

const WEB = fileURLToPath(new URL('../../../adapters/web/', import.meta.url))
const table = (name: string): Record<string, string> => JSON.parse(readFileSync(`${WEB}locales/${name}.json`, 'utf8')) as Record<string, string>
/** The table of all pages, and those of areas that are loaded with their own pages. */
const AREAS = ['', ...globSync('*.zh-CN.json', { cwd: `${WEB}locales` }).map((file) => file.replace('zh-CN.json', '')).filter((area) => area !== 'designer.')]
const zhCN = Object.assign({}, ...AREAS.map((area) => table(`${area}zh-CN`))) as Record<string, string>
const en = Object.assign({}, ...AREAS.map((area) => table(`${area}en`))) as Record<string, string>

const sources = globSync('pages/**/*.{ts,vue}', { cwd: WEB })
  .filter((file) => !file.startsWith('pages/designer/'))
  .map((file) => readFileSync(WEB + file, 'utf8'))
  .join('\n')

/** Keys written out, and those made at run time: `light.${light}` uses every key of its family. */
function isUsed(key: string): boolean {
  if (sources.includes(`'${key}'`)) return true
  const families = [...sources.matchAll(/`([a-z]+(?:\.[A-Za-z]+)*)\.\$\{[^`]*`/g)].map((match) => match[1]!)
  return families.some((family) => key.startsWith(`${family}.`)) || /^audit\.(?:object|name|value)\./.test(key)
}

const placeholders = (text: string): string[] => [...text.matchAll(/\{\w+\}/g)].map((match) => match[0]).sort()

test.group('pages: texts', () => {
  test('both languages have the same keys', ({ assert }) => {
    assert.deepEqual(Object.keys(en).sort(), Object.keys(zhCN).sort())
  })

  test('a key stands in one table alone', ({ assert }) => {
    const keys = AREAS.flatMap((area) => Object.keys(table(`${area}zh-CN`)))
    assert.deepEqual(keys.filter((key, at) => keys.indexOf(key) !== at), [])
  })

  test('a text takes the same values in both languages', ({ assert }) => {
    const different = Object.keys(zhCN).filter((key) => String(placeholders(zhCN[key]!)) !== String(placeholders(en[key]!)))
    assert.deepEqual(different, [])
  })

  test('every text is used', ({ assert }) => {
    assert.deepEqual(Object.keys(zhCN).filter((key) => !isUsed(key)), [])
  })

  test('every kind of object that the server notes in the audit has a word', ({ assert }) => {
    const server = globSync('server/**/*.ts', { cwd: WEB }).map((file) => readFileSync(WEB + file, 'utf8')).join('\n')
    const kinds = [...server.matchAll(/(?:auditRead\([^)\n]*|target: )[`']([a-z-]+)(?::[^`]*`|')/g)].map((match) => match[1]!)
    assert.includeMembers(kinds, ['task', 'mandates', 'phone'])
    assert.deepEqual(kinds.filter((kind) => !(`audit.object.${kind}` in zhCN)), [])
  })

  test('the Chinese table is Chinese', ({ assert }) => {
    const MAY_STAY = new Set(['due.none', 'audit.colon', 'audit.semicolon', 'ahead.work', 'emergency.told'])
    const foreign = Object.entries(zhCN).filter(([key, text]) => !/\p{Script=Han}/u.test(text) && !MAY_STAY.has(key))
    assert.deepEqual(foreign, [])
  })

  test('no page carries Chinese or English sentences of its own', ({ assert }) => {
    const offending = globSync('pages/**/*.vue', { cwd: WEB })
      .filter((file) => !file.startsWith('pages/designer/'))
      .filter((file) => {
        const template = /<template>([\s\S]*)<\/template>/.exec(readFileSync(WEB + file, 'utf8'))?.[1] ?? ''
        const words = template.replace(/\{\{[\s\S]*?\}\}/g, '').replace(/"[^"]*"/g, '').replace(/<[^>]*>/g, '')
        // The mark of the product and the name of each language in itself are no texts.
        return /\p{Script=Han}{2,}|[A-Za-z]{3,}/u.test(words)
      })
    assert.deepEqual(offending, [])
  })
})
