import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { test } from '@japa/runner'
import { createCompressedAssets } from '#adapters/web/server/http/compressed_assets'

test.group('Compressed assets', (group) => {
  const script = `export const words = ${JSON.stringify('办理 '.repeat(500))}`
  let folder: string
  let server: Server
  let url: string

  group.setup(async () => {
    folder = mkdtempSync(join(tmpdir(), 'xingliu-assets-'))
    writeFileSync(join(folder, 'app-1a2b.js'), script)
    writeFileSync(join(folder, '.hidden.js'), 'secret')
    const send = createCompressedAssets(pathToFileURL(`${folder}/`))
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

  test('are left to the plain way without an encoding, or for anything else', async ({ assert }) => {
    for (const [path, encoding] of [['/assets/app-1a2b.js', null], ['/assets/picture.png', 'br'], ['/other.js', 'br'], ['/assets/.hidden.js', 'br'], ['/assets/../x.js', 'br'], ['/assets/a/b.js', 'br']] as const) {
      assert.equal((await get(path, encoding)).status, 418, path)
    }
  })

  test('that are not there are told missing', async ({ assert }) => {
    assert.equal((await get('/assets/gone-0000.js', 'br')).status, 404)
  })
})
