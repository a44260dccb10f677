/** One login's way to the public API, as a program outside would use it: bearer token or cookie, JSON in, JSON out. */
export interface ApiClient {
  readonly username: string
  readonly token: string
  get<T = unknown>(path: string, options?: CallOptions): Promise<ApiAnswer<T>>
  post<T = unknown>(path: string, body?: unknown, options?: CallOptions): Promise<ApiAnswer<T>>
  put<T = unknown>(path: string, body?: unknown, options?: CallOptions): Promise<ApiAnswer<T>>
  delete<T = unknown>(path: string, options?: CallOptions): Promise<ApiAnswer<T>>
  /** One file in the field `file`. */
  upload<T = unknown>(path: string, name: string, bytes: Uint8Array | string): Promise<ApiAnswer<T>>
  /** Anything else, below /api/v1. */
  send<T = unknown>(method: string, path: string, init?: RequestInit): Promise<ApiAnswer<T>>
}

export interface CallOptions {
  headers?: Record<string, string>
  query?: Record<string, string | number | boolean>
}

export interface ApiAnswer<T> {
  status: number
  headers: Headers
  /** Parsed when the answer is JSON, else undefined. */
  body: T
  bytes: Uint8Array
  text: string
}

/** Looks at every answer before the test does, e.g. whether it is as the document says. */
export type Inspect = (method: string, path: string, answer: ApiAnswer<unknown>) => void

/** A client with the given headers of its own; an empty set is a stranger. */
export function createApiClient(url: string, username: string, token: string, own: Record<string, string>, inspect: Inspect = () => undefined): ApiClient {
  const send = async <T>(method: string, path: string, init: RequestInit = {}): Promise<ApiAnswer<T>> => {
    const response = await fetch(`${url}/api/v1${path}`, {
      redirect: 'manual', ...init, method, headers: { ...own, ...(init.headers as Record<string, string> | undefined) },
    })
    const bytes = new Uint8Array(await response.arrayBuffer())
    const text = new TextDecoder().decode(bytes)
    const isJson = /json/.test(response.headers.get('content-type') ?? '')
    const answer = { status: response.status, headers: response.headers, body: (isJson && text ? JSON.parse(text) : undefined) as T, bytes, text }
    inspect(method, path, answer)
    return answer
  }
  const withQuery = (path: string, options: CallOptions = {}) => {
    const query = new URLSearchParams(Object.entries(options.query ?? {}).map(([name, value]): [string, string] => [name, String(value)])).toString()
    return query ? `${path}?${query}` : path
  }
  const sendJson = <T>(method: string, path: string, body: unknown, options: CallOptions = {}) =>
    send<T>(method, withQuery(path, options), {
      headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...options.headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
  return {
    username,
    token,
    get: (path, options = {}) => send('GET', withQuery(path, options), options.headers ? { headers: options.headers } : {}),
    post: (path, body, options) => sendJson('POST', path, body, options),
    put: (path, body, options) => sendJson('PUT', path, body, options),
    delete: (path, options) => sendJson('DELETE', path, undefined, options),
    upload(path, name, bytes) {
      const form = new FormData()
      form.append('file', new Blob([typeof bytes === 'string' ? bytes : new Uint8Array(bytes)]), name)
      return send('POST', path, { body: form })
    },
    send,
  }
}

/** Signs in with a bearer token; throws with the server's words when it refuses. */
export async function signIn(url: string, username: string, password: string, inspect?: Inspect): Promise<ApiClient> {
  const stranger = createApiClient(url, '', '', {}, inspect)
  const answer = await stranger.post<{ token: string; detail?: string }>('/sessions', { username, password })
  if (answer.status !== 201) throw new Error(`login of ${username}: ${answer.status} ${answer.text}`)
  return createApiClient(url, username, answer.body.token, { authorization: `Bearer ${answer.body.token}` }, inspect)
}
