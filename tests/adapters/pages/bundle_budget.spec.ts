import { existsSync, globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { test } from '@japa/runner'

const ASSETS = new URL('../../../var/public/assets/', import.meta.url)
const MANIFEST = new URL('.vite/manifest.json', ASSETS)
const PAGES = 'adapters/web/pages/'

interface Chunk {
  file: string
  imports?: string[]
  css?: string[]
}

/** What a person waits for: the entry, the frame and the page, each with everything it imports. */
const FIRST_SCREENS = [
  { screen: 'login', parts: ['app.ts', 'session/LoginPage.vue'], budgetKb: 150 },
  { screen: 'inbox', parts: ['app.ts', 'frame/AppFrame.vue', 'inbox/InboxPage.vue'], budgetKb: 250 },
  { screen: 'task with its form', parts: ['app.ts', 'frame/AppFrame.vue', 'task/TaskPage.vue', 'form/FormEditor.vue'], budgetKb: 450 },
]

/** Areas whose words come with their own pages (the designer's keys are too plain to be told from code). */
const AREAS = globSync('*.zh-CN.json', { cwd: fileURLToPath(new URL('../../../adapters/web/locales/', import.meta.url)) }).map((file) => file.replace('.zh-CN.json', '')).filter((area) => area !== 'designer')

/** The files of the static import closure, each once. */
function filesOf(manifest: Readonly<Record<string, Chunk>>, parts: readonly string[]): string[] {
  const chunks = new Set<string>()
  const files = new Set<string>()
  const visit = (name: string): void => {
    const chunk = manifest[name]
    if (!chunk) throw new Error(`the build has no ${name}`)
    if (chunks.has(name)) return
    chunks.add(name)
    for (const file of [chunk.file, ...(chunk.css ?? [])]) files.add(file)
    chunk.imports?.forEach(visit)
  }
  parts.forEach((part) => visit(PAGES + part))
  return [...files]
}

const gzippedBytes = (manifest: Readonly<Record<string, Chunk>>, parts: readonly string[]): number =>
  filesOf(manifest, parts).reduce((sum, file) => sum + gzipSync(readFileSync(new URL(file, ASSETS))).length, 0)

/** The keys of the area's words that stand, in quotes, in built code. */
function wordsIn(text: string, area: string): string[] {
  const table = JSON.parse(readFileSync(new URL(`../../../adapters/web/locales/${area}.zh-CN.json`, import.meta.url), 'utf8')) as Record<string, string>
  const quoted = new Set([...text.matchAll(/["'`]([a-z]\w*(?:\.[\w-]+)+)(?=["'`])/g)].map((match) => match[1]))
  return Object.keys(table).filter((key) => quoted.has(key))
}

test.group('pages: first-screen budget', () => {
  for (const { screen, parts, budgetKb } of FIRST_SCREENS) {
    test(`the ${screen} is at most ${budgetKb} KB of gzipped scripts and styles`, ({ assert }) => {
      if (!existsSync(MANIFEST)) {
        assert.notEqual(process.env.CI, 'true', 'the pages are not built')
        return console.log('pages: not built, the first-screen budget was not checked')
      }
      const manifest = JSON.parse(readFileSync(MANIFEST, 'utf8')) as Record<string, Chunk>
      assert.isAtMost(gzippedBytes(manifest, parts) / 1024, budgetKb)
    })
  }

  test('no first screen carries the words of an area that has pages of its own', ({ assert }) => {
    const manifest = existsSync(MANIFEST) ? (JSON.parse(readFileSync(MANIFEST, 'utf8')) as Record<string, Chunk>) : null
    if (!manifest) return
    const read = (parts: readonly string[]): string => filesOf(manifest, parts).map((file) => readFileSync(new URL(file, ASSETS), 'utf8')).join('\n')
    const firstScreens = read(FIRST_SCREENS.flatMap(({ parts }) => parts))
    for (const area of AREAS) assert.deepEqual(wordsIn(firstScreens, area), [], area)
    assert.isNotEmpty(wordsIn(read(['exchange/TargetsPage.vue']), 'exchange'))
  })

  test('a file shared by two parts counts once, a style counts', ({ assert }) => {
    const assets = existsSync(MANIFEST) ? (JSON.parse(readFileSync(MANIFEST, 'utf8')) as Record<string, Chunk>) : null
    if (!assets) return
    const frame = gzippedBytes(assets, ['frame/AppFrame.vue'])
    assert.equal(gzippedBytes(assets, ['frame/AppFrame.vue', 'frame/AppFrame.vue']), frame)
    assert.isAbove(gzippedBytes(assets, ['app.ts', 'frame/AppFrame.vue']), frame)
  })
})
