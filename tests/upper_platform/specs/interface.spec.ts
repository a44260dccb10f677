import { globSync, readFileSync } from 'node:fs'
import { dirname, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import { test } from '@japa/runner'
import { renderTables } from '../interface/render_tables.js'

const FOLDER = fileURLToPath(new URL('..', import.meta.url))
const IMPORT = /\bfrom\s+['"]([^'"]+)['"]|(?:^|\n)import\s+['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]/g
/** Packages it may use: none of ours, and as few as can be. */
const PACKAGES = ['sm-crypto-v2', '@japa/runner']

/** Imports of the folder's sources that lead out of it. */
function imports(file: string, text: string): string[] {
  return [...text.matchAll(IMPORT)].map(([, named, bare, dynamic]) => (named ?? bare ?? dynamic)!).filter((specifier) => {
    if (specifier.startsWith('.')) return normalize(`${dirname(file)}/${specifier}`).startsWith('..')
    return !specifier.startsWith('node:') && !PACKAGES.includes(specifier)
  })
}

test.group('the platforms above as a stranger', () => {
  test('the interface document prints the tables that the checks read', ({ assert }) => {
    assert.isTrue(readFileSync(`${FOLDER}/README.md`, 'utf8').endsWith(renderTables()), 'print them again: node --import ./adapters/bootstrap/bin/typescript.mjs tests/upper_platform/interface/print_tables.ts')
  })

  test('nothing of it imports anything of ours outside its folder', ({ assert }) => {
    const leading = globSync('**/*.ts', { cwd: FOLDER }).flatMap((file) => imports(file, readFileSync(`${FOLDER}/${file}`, 'utf8')).map((specifier) => `${file}: ${specifier}`))
    assert.deepEqual(leading, [])
    const sample = ['#adapters/government/x', '../../http/y.js', '../ledger/z.js'].map((specifier) => `import { a } ${'from'} '${specifier}'`).join('\n')
    assert.deepEqual(imports('server/x.ts', sample), ['#adapters/government/x', '../../http/y.js'])
  })
})
