import { test } from '@japa/runner'
import { ruleFor, violationOf } from './import_rules.js'
import { readSources, type SourceFile } from './source_files.js'

const isOurs = (specifier: string) => specifier.startsWith('.') || specifier.startsWith('#')

/** Comments may name what the code may not do. */
const withoutComments = (text: string) => text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '$1')

function cycleIn(sources: SourceFile[]): string[] | null {
  const edges = new Map(sources.map((file) => [file.path.replace(/\.ts$/, ''), file.imports.filter((entry) => !entry.isType && isOurs(entry.specifier)).map((entry) => entry.target)]))
  const finished = new Set<string>()
  const visit = (node: string, trail: string[]): string[] | null => {
    if (trail.includes(node)) return [...trail.slice(trail.indexOf(node)), node]
    if (finished.has(node)) return null
    for (const next of edges.get(node) ?? []) {
      const cycle = visit(next, [...trail, node])
      if (cycle) return cycle
    }
    finished.add(node)
    return null
  }
  for (const node of edges.keys()) {
    const cycle = visit(node, [])
    if (cycle) return cycle
  }
  return null
}

test.group('who may import whom', () => {
  const sources = readSources()

  test('every import follows the table of the architecture', ({ assert }) => {
    const violations = sources.flatMap((file) => file.imports.flatMap((entry) => violationOf(file.path, entry.target, isOurs(entry.specifier)) ?? []))
    assert.deepEqual(violations, [])
  })

  test('the pure folders hold neither clock nor chance nor waiting', ({ assert }) => {
    const impure = sources.flatMap((file) => {
      const word = ruleFor(file.path)?.never?.exec(withoutComments(file.text))
      return word ? [`${file.path}: ${word[0]}`] : []
    })
    assert.deepEqual(impure, [])
  })

  test('no imports go in a circle', ({ assert }) => {
    assert.isNull(cycleIn(sources))
  })

  test('the table catches an arrow that points outward', ({ assert }) => {
    assert.isNotNull(violationOf('engine/kernel/step.ts', 'storage/open_storage', true))
    assert.isNotNull(violationOf('engine/kernel/step.ts', 'node:fs', false))
    assert.isNotNull(violationOf('forms/validation/validate.ts', 'luxon', false))
    assert.isNotNull(violationOf('adapters/sensors/mqtt.ts', 'storage/open_storage', true))
    assert.isNull(violationOf('adapters/bootstrap/start.ts', 'storage/open_storage', true))
  })
})
