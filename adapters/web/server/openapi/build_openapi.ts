import type { TSchema } from 'typebox'
import { isBinary, type Access, type BinaryResponse, type Endpoint } from '#adapters/web/contract/endpoint'
import { CAPABILITY_NAMES, type Capability } from '#adapters/web/contract/capabilities'
import { API_PREFIX, ENDPOINTS } from '#adapters/web/contract/endpoints'
import { Problem } from '#adapters/web/contract/schema'

const ERRORS: Readonly<Record<number, string>> = {
  400: '请求格式不正确', 401: '没有登录', 403: '没有权限', 404: '没有找到，或不可见', 409: '情况已变化', 413: '内容过大', 415: '不支持的内容类型', 422: '内容需要修改', 423: '办件已挂起',
  429: '过于频繁', 503: '繁忙，稍后重试',
}

const OPEN_TO: Readonly<Record<Exclude<Access, Capability>, string>> = { public: '无须登录', authenticated: '登录即可', colleague: '登录即可，大屏账号除外', device: '设备或平台的密钥' }

const accessText = (access: Access): string =>
  access === 'public' || access === 'authenticated' || access === 'colleague' || access === 'device' ? OPEN_TO[access] : `需要权限：${CAPABILITY_NAMES[access]}（${access}）`

/** The whole API as OpenAPI 3.1, made from the same table that the routes are made from. */
export function buildOpenApi(): Record<string, unknown> {
  const paths: Record<string, Record<string, unknown>> = {}
  for (const endpoint of ENDPOINTS) (paths[endpoint.path] ??= {})[endpoint.method.toLowerCase()] = describeOperation(endpoint)
  return {
    openapi: '3.1.0',
    info: { title: '星流接口', version: '1', description: '县级政务流程与表单引擎的公开接口。出错一律为 application/problem+json（RFC 9457）。' },
    servers: [{ url: API_PREFIX }],
    security: [{ bearer: [] }, { cookie: [] }],
    paths,
    components: {
      schemas: { Problem: plain(Problem) },
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', description: 'POST /sessions 得到的令牌' },
        device: { type: 'http', scheme: 'bearer', description: '设备：<来源>/<设备编号>:<密钥>；平台：<来源>:<密钥>' },
        cookie: { type: 'apiKey', in: 'cookie', name: 'xingliu_session', description: '浏览器会话；修改类请求另带 X-CSRF-Token' },
      },
    },
  }
}

/** A schema without TypeBox's own symbols. */
const plain = (schema: TSchema): unknown => JSON.parse(JSON.stringify(schema))

function describeOperation(endpoint: Endpoint): Record<string, unknown> {
  return {
    operationId: endpoint.operationId,
    summary: endpoint.summary,
    tags: [endpoint.tag],
    description: [accessText(endpoint.access), endpoint.sensitive && '读取记入安全审计。', endpoint.conditional && '可带 If-Match: "<revision>"。'].filter(Boolean).join('。'),
    'x-access': endpoint.access,
    ...(endpoint.access === 'public' ? { security: [] } : endpoint.access === 'device' ? { security: [{ device: [] }] } : {}),
    parameters: [
      ...parametersOf('path', endpoint.params),
      ...parametersOf('query', endpoint.query),
      ...(endpoint.signed ? SIGNED_HEADERS : []),
      ...(endpoint.idempotent ? [header('Idempotency-Key', '同一键与内容 24 小时内只生效一次')] : []),
      ...(endpoint.tokenHeader ? [header(endpoint.tokenHeader, '本次填报或查询的令牌')] : []),
      ...(endpoint.conditional ? [header('If-Match', '所依据的 revision，过时则 409')] : []),
    ],
    ...(endpoint.body ? { requestBody: { required: true, content: { 'application/json': { schema: plain(endpoint.body) } } } } : {}),
    ...(endpoint.signed ? { requestBody: { required: true, content: { 'application/json': {} } } } : {}),
    ...(endpoint.multipart ? { requestBody: multipartBody(endpoint.fields) } : {}),
    responses: responsesOf(endpoint),
  }
}

function multipartBody(fields: TSchema | undefined): unknown {
  const { properties = {}, required = [] } = (fields ? plain(fields) : {}) as { properties?: Record<string, unknown>; required?: string[] }
  const schema = { type: 'object', required: [...required, 'file'], properties: { ...properties, file: { type: 'string', format: 'binary' } } }
  return { required: true, content: { 'multipart/form-data': { schema } } }
}

const header = (name: string, description: string) => ({ name, in: 'header', required: false, description, schema: { type: 'string' } })

const SIGNED_HEADERS = [
  header('X-App-Id', '应用标识'), header('X-Timestamp', '时间（秒），与本机相差不超过 300 秒'), header('X-Nonce', '随机串，只能用一次'), header('X-Signature-Algorithm', 'HMAC-SHA256、SM3-HMAC 或 SM2'),
  header('X-Signature', '签名（十六进制）'), header('X-Body-Encryption', 'none 或 SM4-CBC'),
]

function parametersOf(place: 'path' | 'query', schema: TSchema | undefined): unknown[] {
  if (!schema) return []
  const { properties = {}, required = [] } = plain(schema) as { properties?: Record<string, unknown>; required?: string[] }
  return Object.entries(properties).map(([name, property]) => ({ name, in: place, required: place === 'path' || required.includes(name), schema: property }))
}

function responsesOf(endpoint: Endpoint): Record<string, unknown> {
  const mayBeRefused = endpoint.access !== 'public' || endpoint.body !== undefined
  const expected = [400, ...(mayBeRefused ? [401, 403] : []), ...(endpoint.params || endpoint.body || endpoint.tokenHeader ? [404] : []), 422, 429, 503]
  if (endpoint.method !== 'GET' || endpoint.responses[200] !== undefined) expected.push(409)
  if (endpoint.body || endpoint.multipart || endpoint.signed) expected.push(413, 415)
  if (endpoint.idempotent && endpoint.params) expected.push(423)
  return {
    ...Object.fromEntries(Object.entries(endpoint.responses).map(([status, response]) => [status, describeResponse(response)])),
    ...Object.fromEntries(
      [...new Set(expected)].filter((status) => !endpoint.signed || endpoint.responses[status] === undefined).sort().map((status) => [status, { description: ERRORS[status], content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } } }]),
    ),
  }
}

function describeResponse(response: TSchema | BinaryResponse | null): Record<string, unknown> {
  if (response === null) return { description: '完成，无内容' }
  if (isBinary(response)) return { description: response.description, content: Object.fromEntries(response.binary.map((type) => [type, {}])) }
  return { description: '完成', content: { 'application/json': { schema: plain(response) } } }
}
