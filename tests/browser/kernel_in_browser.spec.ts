import { createServer } from 'node:http'
import { fileURLToPath } from 'node:url'
import { test } from '@japa/runner'
import { chromium } from 'playwright-core'
import { build, type Rolldown } from 'vite'
import { readPackage } from '#tests/processes/read_package'
import { rehearseRestaurant, type RehearsedRestaurant } from './support/rehearsed_restaurant.js'

const REPOSITORY = fileURLToPath(new URL('../../', import.meta.url))
const MODELS = ['restaurant.bpmn', 'item.bpmn'].map((name) => readPackage('one-thing/restaurant').get(name)!)
const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync']

/** One self-contained module, made as the pages are made, without leave to reach anything of Node. */
async function bundleForBrowsers(): Promise<{ code: string; modules: string[]; leftToLoad: string[] }> {
  const result = (await build({
    configFile: false,
    root: REPOSITORY,
    logLevel: 'error',
    resolve: { alias: [{ find: /^#(engine|designer|processes|forms)\/(.*)$/, replacement: `${REPOSITORY}$1/$2` }] },
    build: { write: false, minify: false, target: 'es2022', lib: { entry: `${REPOSITORY}tests/browser/support/rehearsed_restaurant.ts`, formats: ['es'], fileName: 'kernel' } },
  })) as Rolldown.RolldownOutput[]
  const chunks = result.flatMap((output) => output.output).filter((part) => part.type === 'chunk')
  return { code: chunks.map((chunk) => chunk.code).join('\n'), modules: chunks.flatMap((chunk) => Object.keys(chunk.modules)), leftToLoad: chunks.flatMap((chunk) => [...chunk.imports, ...chunk.dynamicImports]) }
}

/** Serves the module from the machine itself to a page that may not reach further. */
async function runInChromium(code: string): Promise<RehearsedRestaurant> {
  const server = createServer((request, response) => {
    const isModule = request.url === '/kernel.js'
    response.setHeader('content-type', isModule ? 'text/javascript; charset=utf-8' : 'text/html; charset=utf-8')
    response.end(isModule ? code : '<!doctype html><meta charset="utf-8">')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: FLAGS })
  try {
    const page = await browser.newPage()
    await page.goto(`http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/`)
    return (await page.evaluate(`import('/kernel.js').then((kernel) => kernel.rehearseRestaurant(${JSON.stringify(MODELS)})).then(JSON.stringify).then(JSON.parse)`)) as RehearsedRestaurant
  } finally {
    await browser.close()
    server.close()
  }
}

test.group('the kernel in the browser', () => {
  test('compile, kernel, rehearsal and calendar bundle without anything of Node', async ({ assert }) => {
    const { code, modules, leftToLoad } = await bundleForBrowsers()
    assert.isTrue(modules.some((id) => id.includes('/engine/kernel/step.ts')) && modules.some((id) => id.includes('/engine/compile/compile_model.ts')))
    assert.isTrue(modules.some((id) => id.includes('/foundation/calendar/create_calendar.ts')))
    assert.deepEqual(modules.filter((id) => /^node:|__vite-browser-external|\/(runtime|storage|adapters)\//.test(id)), [])
    assert.notMatch(code, /from\s*["']node:|require\(["']node:/)
    assert.deepEqual(leftToLoad, [])
  })

  test('开餐饮店 played to its end in Chromium leaves the same journal and states as in Node', async ({ assert }) => {
    const inNode = JSON.parse(JSON.stringify(await rehearseRestaurant(MODELS))) as RehearsedRestaurant
    assert.deepEqual(inNode.findings, [])
    assert.deepEqual(inNode.statuses, ['completed', 'completed', 'completed', 'completed', 'completed'], 'the case and its four items')
    assert.isAbove(inNode.records.length, 20)
    const documents = inNode.records.flatMap((record) => record.events.flatMap((event) => (event.type === 'DocumentRequested' ? [event.template] : [])))
    assert.includeMembers(documents, ['receipt', 'acceptance', 'permit_grant', 'permit_refusal'])

    const { code } = await bundleForBrowsers()
    const inBrowser = await runInChromium(code)
    assert.equal(inBrowser.records.length, inNode.records.length)
    for (const [index, record] of inNode.records.entries()) assert.deepEqual(inBrowser.records[index], record, `record ${index}`)
    assert.deepEqual(inBrowser.statuses, inNode.statuses)
  })
})
