import { createHash } from 'node:crypto'
import type { HttpContext } from '@adonisjs/core/http'
import { API_PREFIX } from '#adapters/web/contract/endpoints'
import { isColleague } from '#adapters/web/contract/capabilities'
import type { Access, Endpoint } from '#adapters/web/contract/endpoint'
import { authenticate, requireSameSite } from '../accounts/authenticate.js'
import { recordAudit } from '../accounts/audit.js'
import { requireDevice } from '../accounts/device_login.js'
import type { Login } from '../accounts/login.js'
import { requireReplay } from '../access/replay_access.js'
import { passPublicGate } from '../public/public_gate.js'
import { readingOf } from '../sensors/tell_refused.js'
import type { WebServices } from '../web_services.js'
import type { ApiCall, Reply } from './api_call.js'
import { checked, checkedText } from './check_schema.js'
import { idempotencyOf, keepsKeyInBus, once } from './idempotency.js'
import { inLanguage, languageAsked } from './language.js'
import { forbidden, problem } from './problem.js'
import { parseJson, parseMultipart, readBytes } from './read_body.js'
import { sendReply } from './send_reply.js'

const JSON_LIMIT = 1_000_000
/** A package with its forms, rules and templates. */
const PACKAGE_LIMIT = 12_000_000
const UPLOAD_LIMIT = 21_000_000

/** Any operation, its types forgotten: the table of routes is walked at run time. */
export type AnyOperation = (call: ApiCall) => Promise<Reply>

/** One request to one endpoint: who, may he, what does he ask, do it, answer. */
export async function serveEndpoint(services: WebServices, endpoint: Endpoint, operation: AnyOperation, context: HttpContext): Promise<void> {
  const request = context.request.request
  const login = endpoint.access === 'device' ? null : await authenticate(services, request)
  await requireAccess(services, endpoint, login, context)
  const subject = endpoint.access === 'public' ? await passPublicGate(services, endpoint, context) : null
  const sender = endpoint.access === 'device' ? await requireDevice(services, context) : null

  const read = () => readBody(endpoint, context)
  const body = sender === null ? await read() : await readingOf(services, sender, read)
  const call: ApiCall = {
    endpoint,
    params: (endpoint.params ? checkedText(endpoint.params, context.params, 'params') : undefined) as ApiCall['params'],
    query: (endpoint.query ? checkedText(endpoint.query, context.request.qs(), 'query') : undefined) as ApiCall['query'],
    body: body.value as ApiCall['body'],
    fields: body.fields as ApiCall['fields'],
    file: body.file,
    login,
    subject,
    sender,
    idempotency: endpoint.idempotent ? idempotencyOf(context, login, body.hash) : undefined,
    ifMatch: endpoint.conditional ? revisionOf(context) : null,
    address: context.request.ip(),
    raw: request,
  }
  const perform = async () => inLanguage(languageAsked(request.headers['accept-language']), () => operation(call))
  const reply = call.idempotency && !keepsKeyInBus(endpoint.operationId) ? await once(services, call.idempotency, perform, () => requireReplay(services, call)) : await perform()
  sendReply(context, endpoint, reply, services.settings.secure)
}

/** 401 without a login, 403 without the capability; a password given by an administrator opens nothing but its own change. */
async function requireAccess(services: WebServices, endpoint: Endpoint, login: Login | null, context: HttpContext): Promise<void> {
  if (endpoint.access === 'public' || endpoint.access === 'device') return
  if (!login) throw problem(401, 'E_UNAUTHENTICATED', '您还没有登录，或登录已失效。请登录后继续。', undefined, { 'www-authenticate': 'Bearer' })
  requireSameSite(login, context.request.request)
  if (login.mustChangePassword && endpoint.access !== 'authenticated') {
    throw problem(403, 'E_PASSWORD_CHANGE_REQUIRED', '密码由管理员设置，请先修改密码再继续。')
  }
  if (endpoint.access !== 'authenticated' && !mayCall(endpoint.access, login)) {
    await recordAudit(services, {
      actor: login.userId,
      action: 'access.refused',
      target: endpoint.operationId,
      address: context.request.ip(),
      detail: { method: endpoint.method, path: endpoint.path },
    })
    throw forbidden()
  }
}

const mayCall = (access: Exclude<Access, 'public' | 'authenticated' | 'device'>, { capabilities }: Login): boolean =>
  access === 'colleague' ? isColleague(capabilities) : capabilities.has(access)

interface ReadBody {
  value: unknown
  fields: unknown
  file: ApiCall['file']
  hash: string
}

async function readBody(endpoint: Endpoint, context: HttpContext): Promise<ReadBody> {
  if (!endpoint.body && !endpoint.multipart) return { value: undefined, fields: undefined, file: null, hash: hashOf('') }
  const request = context.request.request
  const contentType = request.headers['content-type']
  if (endpoint.multipart) {
    const { file, fields } = await parseMultipart(await readBytes(request, UPLOAD_LIMIT), contentType)
    const hash = createHash('sha256').update(file.name).update('\0').update(file.bytes)
    if (!endpoint.fields) return { value: undefined, fields: undefined, file, hash: hash.digest('hex') }
    return { value: undefined, fields: checkedText(endpoint.fields, fields, 'body'), file, hash: hash.update(JSON.stringify(fields)).digest('hex') }
  }
  const limit = endpoint.access === 'deploy_definitions' ? PACKAGE_LIMIT : JSON_LIMIT
  const bytes = await readBytes(request, limit)
  return { value: checked(endpoint.body!, parseJson(bytes, contentType), 'body'), fields: undefined, file: null, hash: hashOf(bytes) }
}

const hashOf = (content: string | Uint8Array): string => createHash('sha256').update(content).digest('hex')

function revisionOf(context: HttpContext): number | null {
  const header = context.request.header('if-match')
  if (header === undefined || header === '*') return null
  const revision = /^(?:W\/)?"?(\d{1,15})"?$/.exec(header.trim())?.[1]
  if (revision === undefined) throw problem(400, 'E_IF_MATCH', 'If-Match 应为办件或任务的 revision，如 "17"。')
  return Number(revision)
}

/** The router's spelling of an endpoint's path. */
export const routePattern = (endpoint: Pick<Endpoint, 'path'>): string => API_PREFIX + endpoint.path.replace(/\{(\w+)\}/g, ':$1')
