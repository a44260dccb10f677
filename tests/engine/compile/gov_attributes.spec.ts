import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from '@japa/runner'
import { filesUnder } from '#tests/conformance/corpus'

const ROOT = join(import.meta.dirname, '../../..')

interface Moddle {
  uri: string
  types: { name: string; superClass?: string[]; properties: { name: string; isAttr?: boolean }[] }[]
}

/** Elements of our own are held by the specs of those who read them. The designer writes what the compiler reads: one list of `gov:` attributes, held equal here. */
test('compile | every gov: attribute the compiler reads is in the designer\'s descriptor, and no other', ({ assert }) => {
  const moddle = JSON.parse(readFileSync(join(ROOT, 'designer/bpmn/gov_moddle.json'), 'utf8')) as Moddle
  const described = moddle.types.filter((type) => type.superClass === undefined).flatMap((type) => type.properties.map((property) => property.name))
  const sources = [...filesUnder(join(ROOT, 'engine/compile'), (path) => path.endsWith('.ts')), ...filesUnder(join(ROOT, 'engine/kernel/elements'), (path) => path.endsWith('.ts'))]
  const read = new Set(sources.flatMap((file) => [...readFileSync(file, 'utf8').matchAll(/\bown\((?:source|holder|process|at), '(\w+)'\)/g)].map((match) => match[1])))
  assert.deepEqual([...new Set(described)].sort(), [...read].sort())
})
