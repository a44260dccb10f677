import { createServer, type IncomingMessage } from 'node:http'
import { SMTPServer } from 'smtp-server'

/**
 * A mail server and a web server that take notices, as a process of its own: `receivers.ts SMTP_PORT HTTP_PORT`. GET /taken says what came;
 * POST /orders how to answer: a mail status instead of 250, or silence after a mail was taken.
 */
interface Orders {
  /** 451 or 550 instead of taking a mail. */
  mailStatus?: number | null
  /** Takes the mail and answers nothing. */
  holdMail?: boolean
  webStatus?: number
  webBody?: unknown
}

const [smtpPort, httpPort] = process.argv.slice(2).map(Number)
let orders: Orders = {}
const mails: { to: string[]; text: string }[] = []
const posts: { path: string; headers: Record<string, unknown>; body: unknown }[] = []

const smtp = new SMTPServer({
  authOptional: true, disabledCommands: ['AUTH', 'STARTTLS'],
  onData(stream, session, done) {
    void textOf(stream as unknown as IncomingMessage).then((text) => {
      if (orders.mailStatus) return done(Object.assign(new Error('not now'), { responseCode: orders.mailStatus }))
      mails.push({ to: session.envelope.rcptTo.map(({ address }) => address), text })
      return orders.holdMail ? undefined : done()
    })
  },
})

const web = createServer((request, response) => {
  void textOf(request).then((text) => {
    const path = request.url ?? ''
    if (path === '/taken') return response.setHeader('content-type', 'application/json').end(JSON.stringify({ mails, posts }))
    if (path === '/orders') {
      orders = JSON.parse(text) as Orders
      return response.writeHead(204).end()
    }
    posts.push({ path, headers: request.headers, body: JSON.parse(text) })
    return response.writeHead(orders.webStatus ?? 200, { 'content-type': 'application/json' }).end(JSON.stringify(orders.webBody ?? { errcode: 0, errmsg: 'ok' }))
  })
})

smtp.listen(smtpPort, '127.0.0.1', () => web.listen(httpPort, '127.0.0.1', () => process.stdout.write('ready\n')))

async function textOf(stream: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}
