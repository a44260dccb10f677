/** An interface of the county's people, as a process of its own: GET /people in pages of 3 with a bearer token, POST /control says what it is to answer from now on. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'

interface Orders {
  departments: unknown[]
  people: unknown[]
  /** `cut`: breaks off in the middle of the second page. */
  how?: 'whole' | 'cut' | 'garbage' | 'endless'
}

const [port, token] = process.argv.slice(2)
const PAGE = 3
let orders: Orders = { departments: [], people: [] }

const server = createServer((request, response) => void answer(request, response))

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://here.invalid')
  if (url.pathname === '/control') {
    orders = JSON.parse(await textOf(request)) as Orders
    return void response.end('{}')
  }
  if (request.headers.authorization !== `Bearer ${token}`) return void response.writeHead(401).end()
  if (orders.how === 'garbage') return void response.end('<html>登录</html>')
  const page = Number(url.searchParams.get('page') ?? 0)
  const more = orders.how === 'endless' || (page + 1) * PAGE < orders.people.length
  const body = JSON.stringify({
    departments: page === 0 ? orders.departments : [], people: orders.people.slice(page * PAGE, (page + 1) * PAGE),
    next: more ? `/people?page=${orders.how === 'endless' ? 0 : page + 1}` : null,
  })
  response.writeHead(200, { 'content-type': 'application/json; charset=utf-8', 'content-length': Buffer.byteLength(body) })
  if (orders.how === 'cut' && page === 1) return void response.write(body.slice(0, 20), () => response.destroy())
  response.end(body)
}

server.listen(Number(port), '127.0.0.1', () => process.stdout.write('ready\n'))

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}
