import { watch } from 'vue'
import { session } from '../session/session.js'
import { locale } from '../words/translate.js'
import { ConnectionLost, problemOf } from './problem.js'

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

export interface RequestOptions {
  query?: Readonly<Record<string, string | number | boolean | null | undefined>>
  body?: unknown
  /** The revision the user has looked at; a stale one is answered with 409. */
  ifMatch?: number
  /** One key per intent of the user (see intent.ts). Without it each call is an intent of its own. */
  intent?: string
  signal?: AbortSignal
  /** Tokens of the public area. */
  headers?: Readonly<Record<string, string>>
}

const BASE = '/api/v1'
/** Pauses before the repetitions of a request that got no answer; a repetition is harmless, it carries the same key. */
const REPETITION_PAUSES_MS = [400, 1200, 3000]

function urlOf(path: string, query: RequestOptions['query'] = {}): string {
  const filled = Object.entries(query).filter(([, value]) => value !== null && value !== undefined && value !== '')
  const search = new URLSearchParams(filled.map(([name, value]) => [name, String(value)])).toString()
  return BASE + path + (search ? `?${search}` : '')
}

function initOf(method: Method, options: RequestOptions): RequestInit {
  const headers: Record<string, string> = { accept: 'application/json, application/problem+json', 'accept-language': locale.value, ...options.headers }
  const isForm = options.body instanceof FormData
  if (method !== 'GET') headers['x-csrf-token'] = session.csrf
  // Asks for a cookie instead of a token at login; elsewhere it says nothing.
  headers['x-session'] = 'cookie'
  if (method === 'POST') headers['idempotency-key'] = options.intent ?? crypto.randomUUID()
  if (options.ifMatch !== undefined) headers['if-match'] = `"${options.ifMatch}"`
  if (options.body !== undefined && !isForm) headers['content-type'] = 'application/json'
  const body = options.body === undefined ? undefined : isForm ? (options.body as FormData) : JSON.stringify(options.body)
  return { method, headers, body, credentials: 'same-origin', signal: options.signal }
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** Repeats while nothing comes back or the server asks for patience (503 with Retry-After). */
async function fetchPatiently(url: string, init: RequestInit, repeatable: boolean): Promise<Response> {
  for (let attempt = 0; ; attempt++) {
    const wait = repeatable ? REPETITION_PAUSES_MS[attempt] : undefined
    try {
      const response = await fetch(url, init)
      if (response.status !== 503 || wait === undefined) return response
    } catch (error) {
      if (init.signal?.aborted) throw error
      if (wait === undefined) throw new ConnectionLost()
    }
    await pause(wait)
  }
}

/** Answered with 401, these tell of the door itself and not of a session that has ended. */
const AT_THE_DOOR = new Set(['/sessions', '/sessions/current', '/sessions/current/logout'])

/** Changes on their way: pressed twice they go out once. */
const underWay = new Map<string, Promise<unknown>>()

/**
 * Calls the public API as the signed-in user and gives back the parsed body. Where the session has ended it waits for the same person to sign in
 * again and goes on: nothing has to be pressed or loaded once more. Throws `Problem` when the server refuses and `ConnectionLost` when it cannot be reached.
 */
export function request<T>(method: Method, path: string, options: RequestOptions = {}): Promise<T> {
  const { query, body, ifMatch, headers, signal } = options
  if (method === 'GET' || signal || body instanceof FormData) return ask(method, path, options)
  const name = JSON.stringify([method, path, query, body, ifMatch, headers])
  const work = (underWay.get(name) as Promise<T> | undefined) ?? ask<T>(method, path, options).finally(() => underWay.delete(name))
  underWay.set(name, work)
  return work
}

async function ask<T>(method: Method, path: string, options: RequestOptions): Promise<T> {
  const asker = session.user?.id
  const sent = { ...options, intent: options.intent ?? crypto.randomUUID() }
  for (;;) {
    const { csrf } = session
    const response = await fetchPatiently(urlOf(path, options.query), initOf(method, sent), method !== 'PATCH')
    if (response.ok) return response.status === 204 ? (undefined as T) : ((await response.json()) as T)
    const problem = await problemOf(response)
    if (problem.code !== 'E_UNAUTHENTICATED' || AT_THE_DOOR.has(path)) throw problem
    // One that set out before the password was given again says nothing of the session since.
    if (csrf === session.csrf) session.ended = true
    // What a page asks by itself asks again by itself.
    if (asker === undefined || options.headers?.['x-background']) throw problem
    await untilResumed()
    if (session.user?.id !== asker) throw problem
  }
}

const untilResumed = (): Promise<void> =>
  new Promise((resolve) => {
    const stop = watch(() => session.ended, (ended) => {
      if (ended) return
      resolve()
      queueMicrotask(() => stop())
    }, { immediate: true })
  })

/** The address of something the browser loads by itself (PDF, picture, SVG). */
export function addressOf(path: string, query: RequestOptions['query'] = {}): string {
  return urlOf(path, query)
}
