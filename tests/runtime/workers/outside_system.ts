/** Stands in for the systems of other offices: slow, broken, huge and redirecting ones among them. Prints its port. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { gzipSync } from 'node:zlib'

const calls = new Map<string, number>()

const read = async (request: IncomingMessage): Promise<string> => {
  let body = ''
  for await (const chunk of request) body += String(chunk)
  return body
}

const json = (response: ServerResponse, status: number, value: unknown): void =>
  void response.writeHead(status, { 'content-type': 'application/json', 'set-cookie': 'session=secret' }).end(JSON.stringify(value))

const PLACES: Record<string, (request: IncomingMessage, response: ServerResponse, count: number) => unknown> = {
  '/company': (_request, response) => json(response, 200, { name: '星沙小馆', state: '存续' }),
  '/echo': async (request, response) => json(response, 200, { method: request.method, headers: request.headers, body: await read(request) }),
  '/missing': (_request, response) => json(response, 404, { reason: '查无此企业' }),
  '/teapot': (_request, response) => json(response, 418, {}),
  '/flaky': (_request, response, count) => (count < 3 ? json(response, 503, {}) : json(response, 200, { count })),
  '/redirect': (_request, response) => response.writeHead(302, { location: 'http://169.254.169.254/latest/meta-data' }).end(),
  '/moved': (_request, response) => response.writeHead(301, { location: '/company' }).end(),
  '/moved-post': (_request, response) => response.writeHead(302, { location: '/echo' }).end(),
  '/see-other': (_request, response) => response.writeHead(303, { location: '/echo' }).end(),
  '/kept': (_request, response) => response.writeHead(307, { location: '/echo' }).end(),
  '/round': (_request, response) => response.writeHead(302, { location: '/round' }).end(),
  '/to': (request, response) => response.writeHead(302, { location: new URL(request.url ?? '', 'http://x').searchParams.get('url') ?? '' }).end(),
  '/slow': () => undefined,
  '/dripping': (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/plain' })
    const drip = setInterval(() => response.write('.'), 50)
    response.once('close', () => clearInterval(drip))
  },
  '/huge': (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/plain' })
    const fill = (): void => {
      while (response.write('x'.repeat(65_536)));
    }
    response.on('drain', fill)
    fill()
  },
  '/broken': (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' })
    response.write('{"a":')
    setTimeout(() => response.destroy(), 20)
  },
  '/no-json': (_request, response) => response.writeHead(200, { 'content-type': 'application/json' }).end('<html>'),
  '/picture': (_request, response) => response.writeHead(200, { 'content-type': 'image/png' }).end('x'),
  '/zipped': (_request, response) => response.writeHead(200, { 'content-type': 'text/plain', 'content-encoding': 'gzip' }).end(gzipSync('x'.repeat(1e6))),
  '/gbk': (_request, response) => response.writeHead(200, { 'content-type': 'text/plain; charset=GBK' }).end(Buffer.from([0xd0, 0xc7, 0xc1, 0xf7])),
  '/nothing': (_request, response) => response.writeHead(204).end(),
}

const server = createServer((request, response) => {
  const path = (request.url ?? '').split('?')[0]!
  const count = (calls.get(path) ?? 0) + 1
  calls.set(path, count)
  if (path === '/calls') return json(response, 200, Object.fromEntries(calls))
  const place = PLACES[path]
  if (!place) return json(response, 404, {})
  void place(request, response, count)
})
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  console.log(typeof address === 'object' && address ? address.port : 0)
})
