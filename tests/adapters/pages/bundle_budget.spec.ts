import { existsSync, readFileSync } from 'node:fs'
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
  { screen: 'task with its form', parts: ['app.ts', 'frame/AppFrame.vue', 'task/TaskPage.vue', 'form/FormEditor.vue'], budgetKb: 460 },
]

/** Gzipped bytes of the static import closure, each file once. */
function gzippedBytes(manifest: Readonly<Record<string, Chunk>>, parts: readonly string[]): number {
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
  return [...files].reduce((sum, file) => sum + gzipSync(readFileSync(new URL(file, ASSETS))).length, 0)
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

  test('a file shared by two parts counts once, a style counts', ({ assert }) => {
    const assets = existsSync(MANIFEST) ? (JSON.parse(readFileSync(MANIFEST, 'utf8')) as Record<string, Chunk>) : null
    if (!assets) return
    const frame = gzippedBytes(assets, ['frame/AppFrame.vue'])
    assert.equal(gzippedBytes(assets, ['frame/AppFrame.vue', 'frame/AppFrame.vue']), frame)
    assert.isAbove(gzippedBytes(assets, ['app.ts', 'frame/AppFrame.vue']), frame)
  })
})
