import { runInNewContext } from 'node:vm'
import { test } from '@japa/runner'
import fc from 'fast-check'
import { photoPosition } from '#adapters/web/pages/snapshot/photo_position'
import { serviceWorker, shellFiles, type BuildManifest } from '#adapters/web/server/pages/service_worker'
import { openPhone, reporterKey, sealPhone } from '#adapters/web/server/snapshot/reporter_seal'
import { stripPhoto } from '#adapters/web/server/snapshot/strip_photo'
import { jpegBytes } from '#tests/http/jpeg_bytes'

const HERE = { longitude: 113.08125, latitude: 28.24575 }

test.group('a photo as it is kept', () => {
  test('position, comment and what hangs behind are gone, the picture is the same', ({ assert }) => {
    const full = jpegBytes({ position: HERE, comment: '<script>secret</script>', behind: Buffer.from('PK\u0003\u0004 a zip') })
    const kept = Buffer.from(stripPhoto(full))
    assert.deepEqual(kept, jpegBytes())
    assert.isNull(photoPosition(kept))
    assert.deepEqual(Buffer.from(stripPhoto(kept)), kept)
  })

  const refused: readonly (readonly [what: string, bytes: Buffer])[] = [
    ['nothing', Buffer.alloc(0)],
    ['an executable', Buffer.from('MZ\x90\0\x03 this program cannot be run', 'latin1')],
    ['a page', Buffer.from('<html><script>alert(1)</script></html>')],
    ['a picture without its end', jpegBytes().subarray(0, -2)],
    ['a marker alone', Buffer.from([0xff, 0xd8, 0xff, 0xd9])],
    ['a segment longer than the file', Buffer.concat([jpegBytes().subarray(0, 20), Buffer.from([0xff, 0xe1, 0xff, 0xff])])],
    ['a height of nothing', jpegBytes({ height: 0 })],
    ['more pixels than any camera has', jpegBytes({ width: 60_000, height: 60_000 })],
  ]
  for (const [what, bytes] of refused) test(`${what} is refused`, ({ assert }) => assert.throws(() => stripPhoto(bytes)))

  test('whatever bytes come, it refuses or gives a JPEG without application data', ({ assert }) => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(jpegBytes().length), (noise, at) => {
      const whole = jpegBytes({ position: HERE })
      const mixed = Buffer.concat([whole.subarray(0, at), noise, whole.subarray(at)])
      try {
        const kept = Buffer.from(stripPhoto(mixed))
        assert.isFalse(kept.includes('Exif'))
        assert.equal(kept.readUInt16BE(kept.length - 2), 0xffd9)
      } catch (error) {
        assert.match(String((error as { problem?: { code: string } }).problem?.code), /^E_PHOTO/)
      }
    }), { numRuns: 300 })
  })
})

test.group('where a photo says it was taken', () => {
  test('is read from its Exif', ({ assert }) => {
    const found = photoPosition(jpegBytes({ position: HERE }))!
    assert.closeTo(found.longitude, HERE.longitude, 1e-6)
    assert.closeTo(found.latitude, HERE.latitude, 1e-6)
  })

  test('is nothing in a file without one, or in a broken one', ({ assert }) => {
    assert.isNull(photoPosition(jpegBytes()))
    const whole = jpegBytes({ position: HERE })
    for (let length = 2; length < whole.length; length += 7) photoPosition(whole.subarray(0, length))
  })
})

test.group('a reporter\'s phone', () => {
  test('is opened by its own installation and key alone', ({ assert }) => {
    const key = reporterKey('secret', '10000000001')
    const sealed = sealPhone('secret', '10000000001')
    assert.equal(openPhone('secret', sealed, key), '10000000001')
    assert.notInclude(sealed, '10000000001')
    assert.notEqual(sealPhone('secret', '10000000001'), sealed)
    assert.equal(reporterKey('secret', '10000000001'), key)
    assert.notEqual(reporterKey('other', '10000000001'), key)
    assert.isNull(openPhone('other', sealed, key))
    assert.isNull(openPhone('secret', sealed, reporterKey('secret', '10000000002')))
    const bytes = Buffer.from(sealed, 'base64url')
    bytes[14]! ^= 1
    assert.isNull(openPhone('secret', bytes.toString('base64url'), key))
    assert.isNull(openPhone('secret', '', key))
  })
})

const BUILD: BuildManifest = {
  'adapters/web/pages/app.ts': { file: 'app-1.js', css: ['app-1.css'], imports: ['_shared.js'] },
  '_shared.js': { file: 'shared-1.js' },
  'adapters/web/pages/phone/PhoneFrame.vue': { file: 'frame-1.js', imports: ['_shared.js'] },
  'adapters/web/pages/phone/PhoneShellPage.vue': { file: 'shell-1.js', imports: ['_shared.js', '_report.js'] },
  '_report.js': { file: 'report-1.js', css: ['report-1.css'] },
  'adapters/web/pages/inbox/InboxPage.vue': { file: 'inbox-1.js' },
}

/** The worker's text run with caches and network of our own. */
function runWorker(manifest: BuildManifest, store: Map<string, Map<string, string>>) {
  const listeners = new Map<string, (event: unknown) => void>()
  const fetched: string[] = []
  let isOnline = true
  const cacheOf = (name: string) => store.get(name) ?? store.set(name, new Map()).get(name)!
  const pathOf = (url: string) => new URL(url, 'https://county.example').pathname
  const context = {
    URL,
    Request: class {
      readonly url: string
      constructor(url: string) {
        this.url = url
      }
    },
    caches: {
      open: async (name: string) => ({
        addAll: async (requests: { url: string }[]) => requests.forEach(({ url }) => cacheOf(name).set(pathOf(url), `${name} ${url}`)),
        match: async (path: string) => cacheOf(name).get(path),
      }),
      keys: async () => [...store.keys()],
      delete: async (name: string) => store.delete(name),
    },
    fetch: async ({ url }: { url: string }) => {
      fetched.push(pathOf(url))
      if (!isOnline) throw new TypeError('offline')
      return `network ${pathOf(url)}`
    },
    self: {
      location: { origin: 'https://county.example' },
      addEventListener: (type: string, listener: (event: unknown) => void) => listeners.set(type, listener),
      skipWaiting: async () => undefined,
      clients: { claim: async () => undefined },
    },
  }
  runInNewContext(serviceWorker(manifest), context)
  const extend = async (type: string) => {
    let waited: Promise<unknown> = Promise.resolve()
    listeners.get(type)!({ waitUntil: (work: Promise<unknown>) => (waited = work) })
    await waited
  }
  return {
    fetched,
    goOffline: () => void (isOnline = false),
    begin: async () => {
      await extend('install')
      await extend('activate')
    },
    /** What the worker answers; `passed` = it leaves the request to the browser. */
    ask: async (path: string, mode = 'cors', method = 'GET') => {
      let answer: Promise<unknown> | string = 'passed'
      listeners.get('fetch')!({ request: { method, mode, url: `https://county.example${path}` }, respondWith: (given: Promise<unknown>) => (answer = given) })
      return answer
    },
  }
}

test.group('the service worker', () => {
  test('keeps the shell and its files, nothing of anybody', async ({ assert }) => {
    const store = new Map<string, Map<string, string>>()
    const worker = runWorker(BUILD, store)
    await worker.begin()
    const [files] = [...store.values()].map((cache) => [...cache.keys()].sort())
    assert.deepEqual(files, ['/assets/app-1.css', '/assets/app-1.js', '/assets/frame-1.js', '/assets/report-1.css', '/assets/report-1.js', '/assets/shared-1.js', '/assets/shell-1.js', '/m/shell'])
    assert.equal(await worker.ask('/api/v1/events'), 'passed')
    assert.equal(await worker.ask('/api/v1/attachments/1/preview', 'no-cors'), 'passed')
    assert.equal(await worker.ask('/m/collect', 'navigate', 'POST'), 'passed')
    assert.equal(await worker.ask('/events', 'navigate'), 'passed')
    assert.equal(await worker.ask('/assets/inbox-1.js'), 'passed')
    assert.equal([...store.values()][0]!.size, 8)
  })

  test('pages come from the network, and only without one from the shell', async ({ assert }) => {
    const worker = runWorker(BUILD, new Map())
    await worker.begin()
    assert.equal(await worker.ask('/m/collect', 'navigate'), 'network /m/collect')
    worker.goOffline()
    assert.match(String(await worker.ask('/m/command', 'navigate')), /\/m\/shell$/)
    assert.match(String(await worker.ask('/assets/app-1.js')), /app-1\.js$/)
  })

  test('another build is another worker: its files replace all that was kept', async ({ assert }) => {
    const store = new Map<string, Map<string, string>>()
    await runWorker(BUILD, store).begin()
    const [before] = store.keys()
    const next = { ...BUILD, '_shared.js': { file: 'shared-2.js' } }
    assert.notEqual(serviceWorker(next), serviceWorker(BUILD))
    const worker = runWorker(next, store)
    await worker.begin()
    assert.lengthOf([...store.keys()], 1)
    assert.notEqual([...store.keys()][0], before)
    worker.goOffline()
    assert.equal(await worker.ask('/assets/shared-1.js'), 'passed')
    assert.include(shellFiles(next), '/assets/shared-2.js')
  })
})
