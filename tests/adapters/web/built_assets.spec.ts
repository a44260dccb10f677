import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { test } from '@japa/runner'
import { createBuiltAssets } from '#adapters/web/server/http/built_assets'

test.group('Built assets', (group) => {
  const script = `export const words = ${JSON.stringify('办理 '.repeat(500))}`
  let folder: string
  let server: Server
  let url: string

  group.setup(async () => {
    folder = mkdtempSync(join(tmpdir(), 'xingliu-assets-'))
    writeFileSync(join(folder, 'app-1a2b.js'), script)
    writeFileSync(join(folder, 'face-9f.woff2'), Buffer.from([1, 2, 3]))
    writeFileSync(join(folder, '.hidden.js'), 'secret')
    const send = createBuiltAssets(pathToFileURL(`${folder}/`))
    server = createServer((request, response) => {
      if (!send(request, response)) response.writeHead(418).end()
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    url = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`
    return () => {
      server.close()
      rmSync(folder, { recursive: true, force: true })
    }
  })

  // fetch would decompress by itself
  const get = async (path: string, encoding: string | null) => {
    const { request } = await import('node:http')
    return new Promise<{ status: number; encoding: string | undefined; bytes: Buffer }>((resolve, reject) => {
      const outgoing = request(`${url}${path}`, { headers: encoding === null ? {} : { 'accept-encoding': encoding } }, (incoming) => {
        const chunks: Buffer[] = []
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
        incoming.on('end', () => resolve({ status: incoming.statusCode!, encoding: incoming.headers['content-encoding'], bytes: Buffer.concat(chunks) }))
      })
      outgoing.on('error', reject)
      outgoing.end()
    })
  }

  test('go out as the browser can read them, smaller, and the same every time', async ({ assert }) => {
    for (const [accepted, name, unpack] of [['gzip, br', 'br', brotliDecompressSync], ['gzip', 'gzip', gunzipSync]] as const) {
      for (let again = 0; again < 2; again++) {
        const { status, encoding, bytes } = await get('/assets/app-1a2b.js', accepted)
        assert.deepEqual([status, encoding], [200, name])
        assert.isBelow(bytes.length, script.length / 4)
        assert.equal(unpack(bytes).toString(), script)
      }
    }
  })

  test('go out as they are without an encoding, and when they are small already', async ({ assert }) => {
    const plain = await get('/assets/app-1a2b.js', null)
    assert.deepEqual([plain.status, plain.encoding, plain.bytes.toString()], [200, undefined, script])
    const face = await get('/assets/face-9f.woff2', 'br')
    assert.deepEqual([face.status, face.encoding, [...face.bytes]], [200, undefined, [1, 2, 3]])
  })

  test('are the only files that can be had', async ({ assert }) => {
    for (const path of ['/other.js', '/assets/.hidden.js', '/assets/../x.js', '/assets/a/b.js', '/assets/manifest', '/assets/%2e%2e%2fx.js']) {
      assert.equal((await get(path, 'br')).status, 418, path)
    }
  })

  test('that are not there are told missing', async ({ assert }) => {
    assert.equal((await get('/assets/gone-0000.js', 'br')).status, 404)
  })
})
