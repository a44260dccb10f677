import { createHash } from 'node:crypto'

/** Page kept for the time without a network. */
export const SHELL = '/m/shell'

/** An entry of Vite's manifest. */
export interface BuiltChunk {
  file: string
  imports?: readonly string[]
  css?: readonly string[]
  assets?: readonly string[]
}
export type BuildManifest = Readonly<Record<string, BuiltChunk>>

/** What the shell is made of; everything else is only ever taken from the network. */
const PARTS = ['adapters/web/pages/app.ts', 'adapters/web/pages/phone/PhoneFrame.vue', 'adapters/web/pages/phone/PhoneShellPage.vue', 'adapters/web/locales/en.json']

/** Files of the parts, each with everything it imports. */
export function shellFiles(manifest: BuildManifest, parts: readonly string[] = PARTS): string[] {
  const seen = new Set<string>()
  const files = new Set<string>()
  const visit = (name: string): void => {
    const chunk = manifest[name]
    if (chunk === undefined || seen.has(name)) return
    seen.add(name)
    for (const file of [chunk.file, ...(chunk.css ?? [])]) files.add(`/assets/${file}`)
    chunk.imports?.forEach(visit)
  }
  for (const part of parts) visit(part)
  return [...files].sort()
}

/** The worker of one build: another build is another text, so that the browser takes the new one and the old files go. */
export function serviceWorker(manifest: BuildManifest): string {
  const version = createHash('sha256').update(JSON.stringify(manifest)).digest('hex').slice(0, 16)
  const values = JSON.stringify({ cache: `xingliu-${version}`, shell: SHELL, files: shellFiles(manifest) })
  return `'use strict'\nconst BUILD = ${values}\n${WORKER}`
}

/**
 * Pages always come from the network; without one the shell, which knows nobody. Built files of the shell come from the cache, their names
 * carry a hash of their content. Nothing else is ever kept: no page of a person, no answer of the API.
 */
const WORKER = `
self.addEventListener('install', (event) => {
  event.waitUntil(
    caches.open(BUILD.cache)
      .then((cache) => cache.addAll([BUILD.shell, ...BUILD.files].map((url) => new Request(url, { cache: 'reload', credentials: 'omit' }))))
      .then(() => self.skipWaiting()),
  )
})

self.addEventListener('activate', (event) => {
  event.waitUntil(
    caches.keys()
      .then((names) => Promise.all(names.filter((name) => name !== BUILD.cache).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  )
})

self.addEventListener('fetch', (event) => {
  const { request } = event
  if (request.method !== 'GET') return
  const url = new URL(request.url)
  if (url.origin !== self.location.origin) return
  if (request.mode === 'navigate' && url.pathname.startsWith('/m/')) {
    event.respondWith(fetch(request).catch(() => fromCache(BUILD.shell)))
  } else if (BUILD.files.includes(url.pathname)) {
    event.respondWith(fromCache(url.pathname).then((kept) => kept || fetch(request)))
  }
})

function fromCache(path) {
  return caches.open(BUILD.cache).then((cache) => cache.match(path))
}
`
