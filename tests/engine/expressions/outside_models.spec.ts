import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { test } from '@japa/runner'
import { compileValue } from '#engine/expressions/compile_value'

const CORPUS = resolve(process.env.CONFORMANCE_DIR ?? '../shared/conformance')

/** Every `${…}` and every attribute starting with `=` in the models and forms of the outside corpus. */
function expressionsOf(folder: string): string[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => /\.(bpmn|bpmn20\.xml|json)$/.test(name))
  const found = files.flatMap((name) => {
    const text = readFileSync(join(folder, name), 'utf8')
    const juel = text.match(/[$#]\{[^{}<>"]{0,200}\}/g) ?? []
    const feel = [...text.matchAll(/"(=[^"\\]{1,300})"/g)].map((match) => match[1]!)
    return [...juel, ...feel].map(unescapeXml)
  })
  return [...new Set(found)]
}

function unescapeXml(text: string): string {
  const signs: Record<string, string> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&', '#34': '"', '#10': '\n' }
  return text.replace(/&(lt|gt|quot|apos|amp|#34|#10);/g, (_whole, name: string) => signs[name]!)
}

test.group('expressions of outside models', () => {
  test('all compile but for calls of host code and broken ones, and those are refused with a message', ({ assert }) => {
    if (!existsSync(CORPUS)) {
      console.log(`expressions of outside models: not run, there is no ${CORPUS}`)
      return
    }
    const sources = expressionsOf(CORPUS)
    assert.isAbove(sources.length, 50)
    const refused = sources.filter((source) => {
      const compiled = compileValue(source)
      if (compiled.ok) return false
      assert.match(compiled.error.message, /[\u4e00-\u9fff]/, source)
      return true
    })
    const isCall = (source: string) => /[\w$]\s*\(/.test(source) && !source.startsWith('=')
    assert.deepEqual(sources.filter((source) => isCall(source) && !refused.includes(source)), [], 'a call was accepted')
    const unexpected = refused.filter((source) => !isCall(source))
    assert.isBelow(unexpected.length, sources.length * 0.05, `refused: ${unexpected.join('   ')}`)
  })
})
